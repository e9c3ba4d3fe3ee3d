# Tests of transports.
parley_unit_test(frame parley_transports)
parley_unit_test(json parley_transports)
parley_unit_test(memory_transport parley_transports)
parley_unit_test(server parley_transports)
parley_unit_test(transport parley_transports)
