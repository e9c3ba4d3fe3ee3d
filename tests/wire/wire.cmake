# Small clients on transports/websocket, for tests; installed nowhere.
function(parley_test_tool name file)
  add_executable(${name} tools/${file} tools/target.c)
  parley_flags(${name})
  target_link_libraries(${name} PRIVATE parley_transports)
endfunction()
parley_test_tool(ws-echo ws_echo.c)
parley_test_tool(ws-probe ws_probe.c)

# Tests against servers that are not ours.
parley_python_test(wire/transport wire/test_transport.py)
set_property(TEST wire/transport APPEND PROPERTY ENVIRONMENT "PARLEY_TOOLS=$<TARGET_FILE_DIR:ws-probe>")
parley_python_test(wire/agents wire/test_agents.py)
parley_python_test(wire/cancel wire/test_cancel.py)
parley_python_test(wire/misbehave wire/test_misbehave.py)
set_tests_properties(wire/misbehave PROPERTIES TIMEOUT 300)
parley_python_test(wire/conformance wire/test_conformance.py)
set_tests_properties(wire/conformance PROPERTIES TIMEOUT 300)
set_property(TEST wire/conformance APPEND PROPERTY ENVIRONMENT "PARLEY_TOOLS=$<TARGET_FILE_DIR:ws-echo>")
