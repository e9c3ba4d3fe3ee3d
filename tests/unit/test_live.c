/* test_live.c - what each call in flight waits for, and for how long. */
#include "reports/live.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

enum { MANY = 12 };

struct fixture {
    struct report_fixture run;
    struct call calls[MANY];
    struct record *record;
    struct view_style style;
    struct live *live;
    struct buffer out;
};

static void hear(void *user, const struct event *event) {
    struct fixture *fixture = user;
    record_listener(fixture->record).event(fixture->record, event);
    live_hear(fixture->live, event);
}

static void begin(struct fixture *fixture, size_t count, unsigned width) {
    fixture_init(&fixture->run, FIXTURE_CALLS);
    fixture->run.settings.grace_ms = 1000;
    for (size_t i = 0; i < count; i++) {
        fixture->calls[i] = fixture->run.calls[0];
        fixture->calls[i].number = (uint32_t)i;
    }
    fixture->run.subject.calls = fixture->calls;
    fixture->run.subject.call_count = count;
    fixture->record = record_create(NULL, &fixture->run.subject);
    fixture->style = (struct view_style){.width = width};
    fixture->live = live_create(NULL, &fixture->style, fixture->record);
    buffer_init(&fixture->out, NULL);
}

static struct fixture_call to(struct fixture *fixture, size_t number) {
    return (struct fixture_call){{hear, fixture}, &fixture->calls[number]};
}

static void finish(struct fixture *fixture) {
    buffer_finish(&fixture->out);
    live_destroy(fixture->live);
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
}

/* @at is in milliseconds since the run began. */
static void assert_live(struct fixture *fixture, uint32_t at, const char *expected) {
    fixture->out.length = 0;
    live_print(fixture->live, 5000000 + (instant)at * MS, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out), expected);
}

#define NAME "  appointment          "

/* A single call, from connecting to its end: what it waits for and how long that may take. */
static void test_what_is_awaited(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 80);
    struct fixture_call call = to(&fixture, 0);
    const struct transport_end refused = {
        .kind = TRANSPORT_REFUSED, .close_reason = "", .detail = ""};
    assert_live(&fixture, 0, "");
    tell_connecting(&call, 0, 1);
    assert_live(&fixture, 1000, NAME "   1 s  connects, 9 s left");
    tell_retrying(&call, 1100, &refused);
    assert_live(&fixture, 1200, NAME "   1 s  will try to connect again, 1 s left");
    tell_opened(&call, 2000);
    assert_live(&fixture, 2000, NAME "   2 s  waits for the agent to speak, 300 s left");
    tell_paused(&call, 2000, 0, 1500);
    assert_live(&fixture, 2100, NAME "   2 s  pauses, 2 s left");
    tell_said(&call, 2000, 3500, SAID_MESSAGE, 0, "For two,\nat eight, and by the window, please");
    assert_live(&fixture, 13500, NAME "  13 s  waits for an answer, 290 s left, to \"For two, a…");
    tell_fate(&call, EVENT_UNMATCHED, 14000, 14000, "Hm.");
    assert_live(&fixture, 15000, NAME "  15 s  nothing matched, waits for more, 29 s left");
    assert_live(&fixture, 60000, NAME "  60 s  nothing matched, waits for more");
    tell_said(&call, 61000, 61000, SAID_END_CALL, MACHINE_NONE, "");
    assert_live(&fixture, 61000, NAME "  61 s  listens for last words, 1 s left");
    play_cancelled(&call, 62000);
    assert_live(&fixture, 62000, "");
    finish(&fixture);
}

/* A wide terminal has room for all of it; a function call starts the time anew. */
static void test_wide(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1, 200);
    struct fixture_call call = to(&fixture, 0);
    tell_connecting(&call, 0, 1);
    tell_said(&call, 0, 0, SAID_MESSAGE, 0, "For two,\nat eight, and by the window, please");
    tell_data(&call, EVENT_FUNCTION_CALL, 10000, "{}");
    assert_live(&fixture, 11000,
                "  appointment                                11 s  waits for an answer, 299 s "
                "left, to \"For two, at eight, and by the wi…\"");
    finish(&fixture);
}

/* Of many calls the progress stands on top, eight are shown, and the rest is counted. */
static void test_many(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture, MANY, 80);
    for (size_t i = 0; i < MANY; i++) {
        struct fixture_call call = to(&fixture, i);
        tell_connecting(&call, 0, 1);
    }
    struct fixture_call first = to(&fixture, 0);
    play_refused(&first, 0);
#define LINE NAME "   2 s  connects, 8 s left\n"
    assert_live(&fixture, 2000,
                "━━────────────────────── 1 of 12 done, 11 under way, 1 failed, 2 s\n" LINE LINE
                    LINE LINE LINE LINE LINE LINE "  and 3 more");
    finish(&fixture);
}

/* On a narrow terminal there is no bar, and no line is as wide as it. */
static void test_narrow(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture, 2, 40);
    struct fixture_call call = to(&fixture, 0);
    tell_connecting(&call, 0, 1);
    assert_live(&fixture, 1000,
                " 0 of 2 done, 1 under way, 1 s\n"
                "  appointme…    1 s  connects, 9 s left");
    finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_awaited),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_narrow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
