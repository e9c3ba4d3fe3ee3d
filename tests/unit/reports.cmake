# Tests of reports.
