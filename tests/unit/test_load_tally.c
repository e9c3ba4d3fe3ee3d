/* test_load_tally.c - what is counted of calls, from events made by hand. */
#include "runtime/load_tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SCENARIOS = 3, SCENARIO = 2, CONDITIONS = 4, FIRST = 1 };

struct fixture {
    struct load_interval *interval;
    struct load_tally tally;
    struct load_note note;
};

static int set_up(void **state) {
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    fixture->interval = calloc(1, sizeof(*fixture->interval));
    load_tally_init(&fixture->tally, &memory_system, SCENARIOS, CONDITIONS, fixture->interval);
    fixture->note = (struct load_note){.due = 1000,
                                       .started = 4000,
                                       .scenario = SCENARIO,
                                       .first_condition = FIRST,
                                       .said_condition = MACHINE_NONE,
                                       .counted = true};
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    load_tally_finish(&fixture->tally);
    free(fixture->interval);
    free(fixture);
    return 0;
}

static void tell(struct fixture *fixture, const struct event *event) {
    load_tally_hear(&fixture->tally, &fixture->note, event);
}

static void opened(struct fixture *fixture, instant at) {
    tell(fixture, &(struct event){.kind = EVENT_OPENED, .at = at});
}

static void said(struct fixture *fixture, enum said_type type, uint32_t condition) {
    tell(fixture,
         &(struct event){.kind = EVENT_SAID, .said = {.type = type, .condition = condition}});
}

static void heard(struct fixture *fixture, bool has_response, uint64_t response_us) {
    tell(fixture,
         &(struct event){.kind = EVENT_HEARD,
                         .heard = {.has_response = has_response, .response_us = response_us}});
}

static void ended(struct fixture *fixture, instant at, enum verdict verdict, enum ending ending) {
    tell(fixture, &(struct event){.kind = EVENT_ENDED,
                                  .at = at,
                                  .ended = {.verdict = verdict, .ending = ending}});
}

static uint64_t only(const struct histogram *times) {
    assert_int_equal(times->count, 1);
    return times->max;
}

/* Times run on two clocks: from when the call started, and from when it should have. */
static void test_both_clocks(void **state) {
    struct fixture *fixture = *state;
    const struct histogram *times = fixture->interval->times;
    load_tally_start(&fixture->tally, &fixture->note);
    opened(fixture, 5000);
    ended(fixture, 9000, VERDICT_PASSED, ENDING_CALLER_ENDED);
    assert_int_equal(only(&times[LOAD_LATENESS]), 3000);
    assert_int_equal(only(&times[LOAD_CONNECT]), 1000);
    assert_int_equal(only(&times[LOAD_CONNECT_INTENDED]), 4000);
    assert_int_equal(only(&times[LOAD_DURATION]), 5000);
    assert_int_equal(only(&times[LOAD_DURATION_INTENDED]), 8000);
    assert_int_equal(fixture->interval->late, 0);
    assert_int_equal(fixture->interval->started, 1);
}

/* A response counts in all, for its turn, and for what the caller said last; what answers nothing
 * counts nowhere. */
static void test_responses(void **state) {
    struct fixture *fixture = *state;
    heard(fixture, false, 0);
    said(fixture, SAID_MESSAGE, 0);
    heard(fixture, true, 100);
    heard(fixture, false, 0);
    said(fixture, SAID_DTMF, 2);
    said(fixture, SAID_CLIENT_MESSAGE, 1);
    heard(fixture, true, 200);
    const struct load_tally *tally = &fixture->tally;
    assert_int_equal(fixture->interval->times[LOAD_RESPONSE].count, 2);
    assert_int_equal(only(tally->turns[0]), 100);
    assert_int_equal(only(tally->turns[1]), 200);
    assert_null(tally->turns[2]);
    assert_null(tally->conditions[0]);
    assert_int_equal(only(tally->conditions[FIRST]), 100);
    assert_null(tally->conditions[FIRST + 1]);
    assert_int_equal(only(tally->conditions[FIRST + 2]), 200);
    assert_int_equal(fixture->interval->heard, 4);
    assert_int_equal(fixture->interval->said, 3);
}

/* What is said, heard and comes of calls counts for their scenario too. */
static void test_scenarios(void **state) {
    struct fixture *fixture = *state;
    const struct load_sums *sums = fixture->tally.scenarios;
    said(fixture, SAID_MESSAGE, 0);
    said(fixture, SAID_END_CALL, 1);
    heard(fixture, true, 100);
    ended(fixture, 9000, VERDICT_FAILED, ENDING_AGENT_ENDED);
    fixture->note.scenario = 0;
    heard(fixture, false, 0);
    assert_int_equal(sums[SCENARIO].said, 2);
    assert_int_equal(sums[SCENARIO].heard, 1);
    assert_int_equal(sums[SCENARIO].verdicts[VERDICT_FAILED], 1);
    assert_int_equal(sums[0].heard, 1);
    assert_int_equal(sums[0].verdicts[VERDICT_FAILED], 0);
    assert_int_equal(sums[1].said, 0);
}

/* Turns beyond those with figures of their own count in all. */
static void test_many_turns(void **state) {
    struct fixture *fixture = *state;
    for (unsigned i = 0; i < TALLY_TURNS + 5; i++) {
        said(fixture, SAID_MESSAGE, 0);
        heard(fixture, true, 10);
    }
    assert_int_equal(fixture->interval->times[LOAD_RESPONSE].count, TALLY_TURNS + 5);
    assert_int_equal(only(fixture->tally.turns[TALLY_TURNS - 1]), 10);
}

/* Calls that did not pass count by their reason, those that passed do not. */
static void test_endings(void **state) {
    struct fixture *fixture = *state;
    const struct load_interval *interval = fixture->interval;
    ended(fixture, 9000, VERDICT_PASSED, ENDING_CALLER_ENDED);
    ended(fixture, 9000, VERDICT_FAILED, ENDING_CALLER_ENDED);
    ended(fixture, 9000, VERDICT_ERRORED, ENDING_DROPPED);
    assert_int_equal(load_interval_ended(interval), 3);
    assert_int_equal(interval->verdicts[VERDICT_PASSED], 1);
    assert_int_equal(interval->endings[ENDING_CALLER_ENDED], 1);
    assert_int_equal(interval->endings[ENDING_DROPPED], 1);
}

/* Of a call in the warm-up nothing is counted but that it was there. */
static void test_warm_up(void **state) {
    struct fixture *fixture = *state;
    fixture->note.counted = false;
    load_tally_start(&fixture->tally, &fixture->note);
    opened(fixture, 5000);
    said(fixture, SAID_MESSAGE, 0);
    heard(fixture, true, 100);
    ended(fixture, 9000, VERDICT_FAILED, ENDING_AGENT_SILENT);
    const struct load_interval *interval = fixture->interval;
    assert_int_equal(interval->warm_up, 1);
    assert_int_equal(interval->started, 0);
    assert_int_equal(load_interval_ended(interval), 0);
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        assert_int_equal(interval->times[i].count, 0);
    }
    assert_null(fixture->tally.turns[0]);
}

/* A call more than 10 ms behind its time is a late start. */
static void test_late_start(void **state) {
    struct fixture *fixture = *state;
    fixture->note.started = fixture->note.due + LOAD_LATE_US;
    load_tally_start(&fixture->tally, &fixture->note);
    assert_int_equal(fixture->interval->late, 0);
    fixture->note.started++;
    load_tally_start(&fixture->tally, &fixture->note);
    assert_int_equal(fixture->interval->late, 1);
}

/* Intervals add up. */
static void test_add(void **state) {
    struct fixture *fixture = *state;
    load_tally_start(&fixture->tally, &fixture->note);
    ended(fixture, 9000, VERDICT_FAILED, ENDING_DROPPED);
    struct load_interval *total = calloc(1, sizeof(*total));
    load_interval_add(total, fixture->interval);
    load_interval_add(total, fixture->interval);
    assert_int_equal(total->started, 2);
    assert_int_equal(total->verdicts[VERDICT_FAILED], 2);
    assert_int_equal(total->endings[ENDING_DROPPED], 2);
    assert_int_equal(total->times[LOAD_DURATION].count, 2);
    free(total);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_both_clocks), TEST(test_responses), TEST(test_scenarios),  TEST(test_many_turns),
        TEST(test_endings),     TEST(test_warm_up),   TEST(test_late_start), TEST(test_add),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
