# Tests of runtime. How a conversation behaves is in tests/traces/.
add_library(parley_test_clock STATIC lib/test_clock.c)
parley_flags(parley_test_clock)
target_link_libraries(parley_test_clock PUBLIC parley_runtime)

parley_unit_test(conversation parley_runtime parley_test_clock)
parley_unit_test(event parley_runtime)
parley_unit_test(loop_clock parley_runtime)
parley_unit_test(playbook parley_runtime)
parley_unit_test(utterance_queue parley_runtime)
