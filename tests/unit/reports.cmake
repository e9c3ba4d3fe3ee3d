# Tests of reports.
add_library(report_fixture STATIC unit/report_fixture.c)
parley_flags(report_fixture)
target_link_libraries(report_fixture PUBLIC parley_reports)

parley_unit_test(latency parley_reports)
parley_unit_test(mask parley_reports)
parley_unit_test(members parley_reports)
parley_unit_test(metadata parley_reports)
parley_unit_test(output parley_reports)
parley_unit_test(printable parley_reports)
parley_unit_test(reason report_fixture)
parley_unit_test(transcript report_fixture)
parley_unit_test(words parley_reports)
