/* test_moment.c - points of time out of text. */
#include "commands/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <inttypes.h>

/* RFC 3339 with any offset, and seconds since 1970, are the same clock. */
static void a_moment_is_a_date_or_seconds(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint64_t microseconds;
    } cases[] = {
        {"0", 0},
        {"1772357400", UINT64_C(1772357400000000)},
        {"1772357400.25", UINT64_C(1772357400250000)},
        {"1772357400.1234567", UINT64_C(1772357400123456)},
        {"1970-01-01T00:00:00Z", 0},
        {"2026-03-01T09:30:00Z", UINT64_C(1772357400000000)},
        {"2026-03-01t09:30:00z", UINT64_C(1772357400000000)},
        {"2026-03-01 09:30:00Z", UINT64_C(1772357400000000)},
        {"2026-03-01T10:30:00.25+01:00", UINT64_C(1772357400250000)},
        {"2026-03-01T04:00:00-05:30", UINT64_C(1772357400000000)},
        {"2024-02-29T00:00:00Z", UINT64_C(1709164800000000)},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint64_t microseconds = 1;
        if (!moment_parse(cases[i].text, &microseconds) || microseconds != cases[i].microseconds) {
            fail_msg("%s: %" PRIu64, cases[i].text, microseconds);
        }
    }
}

/* A date without an offset is a different moment on every machine: it is none here. */
static void anything_else_is_no_moment(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "now",
        "-1",
        "1.",
        "1e9",
        "99999999999999999999",
        "2026-03-01",
        "2026-03-01T09:30:00",
        "2026-03-01T09:30Z",
        "2026-02-29T09:30:00Z",
        "2026-13-01T09:30:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T09:30:00.Z",
        "2026-03-01T09:30:00+0100",
        "2026-03-01T09:30:00Zx",
        "1970-01-01T00:00:00+01:00",
        "1969-12-31T23:59:59Z",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        uint64_t microseconds = 0;
        if (moment_parse(texts[i], &microseconds)) {
            fail_msg("%s: %" PRIu64, texts[i], microseconds);
        }
    }
}

/* A moment that has passed is not waited for. */
static void the_past_is_not_waited_for(void **state) {
    (void)state;
    uint64_t before = moment_now();
    moment_wait(before - 1000000);
    moment_wait(before + 1000);
    assert_true(moment_now() >= before + 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_is_a_date_or_seconds),
        cmocka_unit_test(anything_else_is_no_moment),
        cmocka_unit_test(the_past_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
