/* test_transcript_json.c - what a transcript comes to when times do not count. */
#include "reports/transcript_json.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

struct fixture {
    struct report_fixture run;
    struct record *record;
    struct fixture_call calls[2];
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, 2);
    fixture.record = record_create(NULL, &fixture.run.subject);
    for (size_t i = 0; i < 2; i++) {
        fixture.calls[i] =
            (struct fixture_call){record_listener(fixture.record), &fixture.run.calls[i]};
        tell_opened(&fixture.calls[i], 0);
    }
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
    return 0;
}

static const char *hash(const struct fixture *fixture, size_t number) {
    static char hashes[2][DIGEST_HEX_SIZE];
    transcript_json_hash(record_call(fixture->record, number), hashes[number]);
    return hashes[number];
}

/* It is the digest of the entries as they stand in the result, without their times. */
static void test_what_is_hashed(void **state) {
    struct fixture *fixture = *state;
    static const char entries[] =
        "[{\"role\":\"Testing Agent\",\"content\":\"Hi\",\"condition\":0,"
        "\"action\":\"Hi there, I need to check on my appointment\"},"
        "{\"role\":\"Main Agent\",\"content\":\"Ünï\"},"
        "{\"role\":\"Function Call\",\"content\":\"\",\"data\":{\"a\": 1}}]";
    tell_said(&fixture->calls[0], 0, 10, SAID_MESSAGE, 0, "Hi");
    tell_heard(&fixture->calls[0], 20, "Ünï");
    tell_data(&fixture->calls[0], EVENT_FUNCTION_CALL, 30, "{\"a\": 1}");
    char expected[DIGEST_HEX_SIZE];
    digest_hex(entries, strlen(entries), expected);
    assert_string_equal(hash(fixture, 0), expected);
}

/* When something was said changes nothing; what was said, and in which order, does. */
static void test_times_do_not_count(void **state) {
    struct fixture *fixture = *state;
    tell_heard(&fixture->calls[0], 10, "One");
    tell_heard(&fixture->calls[0], 20, "Two");
    tell_heard(&fixture->calls[1], 500, "One");
    assert_string_not_equal(hash(fixture, 0), hash(fixture, 1));
    tell_heard(&fixture->calls[1], 1700, "Two");
    assert_string_equal(hash(fixture, 0), hash(fixture, 1));
    tell_heard(&fixture->calls[0], 30, "Three");
    tell_heard(&fixture->calls[0], 40, "Four");
    tell_heard(&fixture->calls[1], 1800, "Four");
    tell_heard(&fixture->calls[1], 1900, "Three");
    assert_string_not_equal(hash(fixture, 0), hash(fixture, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_hashed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_times_do_not_count, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
