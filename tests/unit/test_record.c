/* test_record.c - remembering a run. */
#include "reports/record.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct report_fixture run;
    struct record *record;
    struct fixture_call calls[FIXTURE_CALLS];
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, FIXTURE_CALLS);
    fixture.record = record_create(NULL, &fixture.run.subject);
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        fixture.calls[i] = (struct fixture_call){.listener = record_listener(fixture.record),
                                                 .call = &fixture.run.calls[i]};
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

/* Calls keep apart however their events mix, and are counted by verdict; one that never ended
 * counts as cancelled. */
static void test_totals(void **state) {
    struct fixture *fixture = *state;
    tell_connecting(&fixture->calls[1], 0, 1);
    play_passed(&fixture->calls[0], 5);
    play_refused(&fixture->calls[2], 7);
    struct record_totals totals = record_totals(fixture->record);
    assert_int_equal(totals.calls, 3);
    assert_int_equal(totals.ended, 2);
    assert_int_equal(totals.by_verdict[VERDICT_PASSED], 1);
    assert_int_equal(totals.by_verdict[VERDICT_ERRORED], 1);
    assert_int_equal(totals.by_verdict[VERDICT_CANCELLED], 1);
    assert_int_equal(record_call(fixture->record, 0)->transcript.count, 9);
    assert_int_equal(record_call(fixture->record, 2)->attempts, 2);
    assert_int_equal(record_call(fixture->record, 2)->transcript.count, 0);
}

/* Every response time counts, more than fit in the first few. */
static void test_responses(void **state) {
    struct fixture *fixture = *state;
    for (uint32_t i = 1; i <= 100; i++) {
        tell_answer(&fixture->calls[0], i, 0, "x");
    }
    struct event ended = {.ended = {.ending = ENDING_CALLER_ENDED, .verdict = VERDICT_PASSED}};
    tell_ended(&fixture->calls[0], 200, &ended);
    const struct latency *latency = &record_call(fixture->record, 0)->latency;
    assert_int_equal(latency->count, 100);
    assert_true(latency->p95 == 95 && latency->max == 100);
}

/* Texts of an event need live no longer than the event. */
static void test_copies(void **state) {
    struct fixture *fixture = *state;
    char reason[] = "going";
    char detail[] = "detail";
    const struct transport_end end = {.kind = TRANSPORT_CLOSED,
                                      .has_close_frame = true,
                                      .close_code = 4001,
                                      .close_reason = reason,
                                      .detail = detail};
    struct event ended = {
        .ended = {
            .ending = ENDING_DROPPED, .verdict = VERDICT_ERRORED, .opened = true, .end = &end}};
    tell_ended(&fixture->calls[0], 200, &ended);
    memset(reason, 'x', sizeof(reason) - 1);
    const struct call_record *call = record_call(fixture->record, 0);
    assert_string_equal(call->close_reason, "going");
    assert_int_equal(call->close_code, 4001);
}

/* Moments of the run are moments of the day, in UTC, to the millisecond. */
static void test_timestamps(void **state) {
    struct fixture *fixture = *state;
    instant started = fixture->run.subject.started;
    assert_string_equal(record_timestamp(fixture->record, &fixture->run.arena, started),
                        "2025-01-31T09:30:00.000Z");
    assert_string_equal(
        record_timestamp(fixture->record, &fixture->run.arena, started + 52201234999),
        "2025-02-01T00:00:01.234Z");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_totals, setup, teardown),
        cmocka_unit_test_setup_teardown(test_responses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_timestamps, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
