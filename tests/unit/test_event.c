/* test_event.c - the names of events, as events.jsonl has them. */
#include "runtime/event.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* The names the specification gives. */
static void test_names(void **state) {
    (void)state;
    assert_string_equal(event_kind_text(EVENT_CONNECTING), "connecting");
    assert_string_equal(event_kind_text(EVENT_OPENED), "opened");
    assert_string_equal(event_kind_text(EVENT_SAID), "said");
    assert_string_equal(event_kind_text(EVENT_HEARD), "heard");
    assert_string_equal(event_kind_text(EVENT_FIRED), "fired");
    assert_string_equal(event_kind_text(EVENT_UNMATCHED), "unmatched");
    assert_string_equal(event_kind_text(EVENT_IGNORED), "ignored");
    assert_string_equal(event_kind_text(EVENT_FUNCTION_CALL), "function_call");
    assert_string_equal(event_kind_text(EVENT_METADATA), "metadata");
    assert_string_equal(event_kind_text(EVENT_ENDED), "ended");
}

/* Every kind has a name of its own. */
static void test_names_differ(void **state) {
    (void)state;
    for (enum event_kind a = 0; a < EVENTS; a++) {
        for (enum event_kind b = 0; b < a; b++) {
            assert_string_not_equal(event_kind_text(a), event_kind_text(b));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
