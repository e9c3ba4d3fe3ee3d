# Conversations under a test clock, over a transport in memory, against expected text.
add_library(parley_traces STATIC traces/trace.c)
parley_flags(parley_traces)
target_link_libraries(parley_traces PUBLIC parley_test_clock PkgConfig::CMOCKA)

# parley_trace_test(NAME): tests/traces/NAME.c.
function(parley_trace_test name)
  add_executable(trace_${name} traces/${name}.c)
  parley_flags(trace_${name})
  target_link_libraries(trace_${name} PRIVATE parley_traces)
  add_test(NAME traces/${name} COMMAND trace_${name})
endfunction()

parley_trace_test(agent_side)
parley_trace_test(attempts)
parley_trace_test(endings)
parley_trace_test(pauses)
parley_trace_test(timers)
parley_trace_test(turns)
