# Tests of reports.
parley_unit_test(printable parley_reports)
parley_unit_test(output parley_reports)
