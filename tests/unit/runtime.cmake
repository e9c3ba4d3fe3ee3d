# Tests of runtime. How a conversation behaves is in tests/traces/.
add_library(parley_test_clock STATIC lib/test_clock.c)
parley_flags(parley_test_clock)
target_link_libraries(parley_test_clock PUBLIC parley_runtime)

parley_unit_test(conversation parley_runtime parley_test_clock)
parley_unit_test(event parley_runtime)
parley_unit_test(file_limit parley_runtime)
parley_unit_test(load parley_runtime)
parley_unit_test(load_plan parley_runtime)
parley_unit_test(load_tally parley_runtime)
parley_unit_test(loop_clock parley_runtime)
parley_unit_test(playbook parley_runtime)
parley_unit_test(stop_signals parley_runtime)
parley_unit_test(utterance_queue parley_runtime)
parley_unit_test(witness parley_runtime)

add_library(parley_agent_thread STATIC lib/agent_thread.c)
parley_flags(parley_agent_thread)
target_link_libraries(parley_agent_thread PUBLIC parley_runtime PkgConfig::CMOCKA)
parley_unit_test(worker parley_agent_thread)
parley_unit_test(load_worker parley_agent_thread)
set_tests_properties(unit/worker unit/load_worker PROPERTIES TIMEOUT 60) # They run real sockets.
set_tests_properties(unit/load_worker PROPERTIES LABELS threads)         # Also under ThreadSanitizer.
