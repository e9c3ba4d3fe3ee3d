# Tests of load.
parley_unit_test(hdr_log parley_load)
parley_unit_test(histogram parley_load)
parley_unit_test(schedule parley_load)
parley_unit_test(shard parley_load)
parley_unit_test(threshold parley_load)
