# Fuzz targets of runtime/.
parley_fuzz(conversation parley_runtime)
target_sources(fuzz_conversation PRIVATE conversation_model.c conversation_stage.c ../lib/test_clock.c)
