# Tests of engine.
parley_unit_test(normal parley_engine)
parley_unit_test(text parley_engine)
parley_unit_test(marks parley_engine)
parley_unit_test(rows parley_engine)
parley_unit_test(condition parley_engine)
parley_unit_test(expression parley_engine)
parley_unit_test(token parley_engine)
