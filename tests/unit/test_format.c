/* test_format.c - the names of the forms a run can be told in. */
#include "reports/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Every form is found by its name, and nothing else is. */
static void test_names(void **state) {
    (void)state;
    for (unsigned i = 0; i < REPORT_FORMATS; i++) {
        enum report_format format = REPORT_FORMATS;
        assert_true(report_format_parse(report_format_text((enum report_format)i), &format));
        assert_int_equal(format, i);
    }
    enum report_format format = REPORT_TAP;
    assert_false(report_format_parse("xml", &format));
    assert_false(report_format_parse("", &format));
    assert_int_equal(format, REPORT_TAP);
}

/* What a file is called when the user does not say; two forms are no files of ours. */
static void test_files(void **state) {
    (void)state;
    assert_string_equal(report_format_file(REPORT_HTML), "report.html");
    assert_string_equal(report_format_file(REPORT_JUNIT), "junit.xml");
    assert_null(report_format_file(REPORT_PRETTY));
    assert_null(report_format_file(REPORT_GITHUB));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
