/* test_lws_log.c - what is kept of the library's log. */
#include "transports/lws_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <libwebsockets.h>
#include <string.h>

/* A line that names a breach is kept until it is taken, in words; others are not. */
static void test_breaches(void **state) {
    (void)state;
    assert_null(lws_log_take_breach());
    lwsl_info("illegal opcode\n");
    lwsl_info("%s: something else %d\n", __func__, 1);
    assert_string_equal(lws_log_take_breach(), "a frame with an unknown opcode");
    assert_null(lws_log_take_breach());
    lwsl_warn("b63 of length must be zero\n");
    assert_non_null(strstr(lws_log_take_breach(), "2^63"));
}

/* A breach whose connection ends only later is forgotten, lest another's end is put down to it. */
static void test_a_breach_that_ends_later(void **state) {
    (void)state;
    lwsl_info("illegal opcode\n");
    lwsl_info("%p: LRS_FLUSHING_BEFORE_CLOSE\n", (void *)state);
    assert_null(lws_log_take_breach());
}

/* The errno of a connect() that failed at once is kept; that it takes its time is no failure. */
static void test_connect_errors(void **state) {
    (void)state;
    assert_int_equal(lws_log_take_connect_error(), 0);
    lwsl_debug("%s: connect says errno: %d\n", __func__, ENETUNREACH);
    lwsl_debug("%s: connect says errno: %d\n", __func__, EINPROGRESS);
    assert_int_equal(lws_log_take_connect_error(), ENETUNREACH);
    assert_int_equal(lws_log_take_connect_error(), 0);
    errno = EMFILE;
    lwsl_warn("Unable to open socket\n");
    assert_int_equal(lws_log_take_connect_error(), EMFILE);
}

/* Of OpenSSL's line the last part is for people. */
static void test_tls_errors(void **state) {
    (void)state;
    lwsl_info("   openssl error: %s\n", "error:0A00010B:SSL routines::wrong version number");
    assert_string_equal(lws_log_take_tls_error(), "wrong version number");
    assert_string_equal(lws_log_take_tls_error(), "");
}

/* Nothing of it all is printed, whatever the level. */
static void test_nothing_is_printed(void **state) {
    (void)state;
    int lines = 0;
    lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, NULL);
    lwsl_err("an error that must not be seen %n\n", &lines); /* %n would be written if formatted. */
    assert_int_equal(lines, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breaches),           cmocka_unit_test(test_a_breach_that_ends_later),
        cmocka_unit_test(test_connect_errors),     cmocka_unit_test(test_tls_errors),
        cmocka_unit_test(test_nothing_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
