/* test_transport.c - the ways a connection can end, in words. */
#include "transports/transport.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* Every kind has words of its own. */
static void test_every_kind_has_its_words(void **state) {
    (void)state;
    for (int kind = TRANSPORT_REFUSED; kind <= TRANSPORT_ABORTED; kind++) {
        const char *text = transport_end_text((enum transport_end_kind)kind);
        assert_string_not_equal(text, "unknown");
        for (int other = TRANSPORT_REFUSED; other < kind; other++) {
            assert_string_not_equal(text, transport_end_text((enum transport_end_kind)other));
        }
    }
}

/* The kinds up to a bad answer to the upgrade are those of a connection that never opened. */
static void test_never_opened(void **state) {
    (void)state;
    assert_true(transport_never_opened(TRANSPORT_REFUSED));
    assert_true(transport_never_opened(TRANSPORT_UPGRADE_STATUS));
    assert_true(transport_never_opened(TRANSPORT_BAD_ACCEPT));
    assert_false(transport_never_opened(TRANSPORT_CLOSED));
    assert_false(transport_never_opened(TRANSPORT_ABORTED));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_has_its_words),
        cmocka_unit_test(test_never_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
