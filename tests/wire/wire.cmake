# Tests of wire.
# Small clients on transports/websocket, for tests; installed nowhere.
function(parley_test_tool name file)
  add_executable(${name} tools/${file} tools/target.c)
  parley_flags(${name})
  target_link_libraries(${name} PRIVATE parley_transports)
endfunction()
parley_test_tool(ws-echo ws_echo.c)
parley_test_tool(ws-probe ws_probe.c)
