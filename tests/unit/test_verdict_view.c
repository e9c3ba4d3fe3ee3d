/* test_verdict_view.c - what came of calls, in a line each. */
#include "reports/verdict_view.h"

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
    struct buffer out;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, FIXTURE_CALLS);
    fixture.record = record_create(NULL, &fixture.run.subject);
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        fixture.calls[i] = (struct fixture_call){.listener = record_listener(fixture.record),
                                                 .call = &fixture.run.calls[i]};
    }
    buffer_init(&fixture.out, NULL);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    buffer_finish(&fixture->out);
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
    return 0;
}

/* Names get what the longest needs, within what leaves room for a reason. */
static void test_name_columns(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *name;
        unsigned width;
        size_t columns;
    } cases[] = {
        {"x", 80, 12}, /* "cancellation" */
        {"a name of twenty-four ch", 80, 24},
        {"a name that is far too long for eighty columns", 80, 27},
        {"a name that is far too long for eighty columns", 200, 46},
        {"予約の確認と変更です", 80, 20},
        {"x", 20, 12},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture->run.calls[0].name = cases[i].name;
        const struct view_style style = {.width = cases[i].width};
        assert_int_equal(verdict_view_name_columns(&style, &fixture->run.subject),
                         cases[i].columns);
    }
}

/* No line passes the width, however long the name or the reason; columns stand below each other. */
static void test_lines(void **state) {
    struct fixture *fixture = *state;
    fixture->run.calls[0].name = "予約の確認と変更です、長い名前ですから";
    fixture->run.calls[1].name = "escape \x1b[31m";
    play_passed(&fixture->calls[0], 0);
    play_stuck(&fixture->calls[1], 0, NULL);
    const struct view_style style = {.width = 80};
    verdict_view_line(&style, record_call(fixture->record, 0), 20, &fixture->out);
    verdict_view_line(&style, record_call(fixture->record, 1), 20, &fixture->out);
    assert_string_equal(
        buffer_terminate(&fixture->out),
        "PASSED     予約の確認と変更で…      3.1 s  4 turns, answers in 200 ms\n"
        "FAILED     escape \\x1b[31m         30.1 s  no condition matched what the agent …\n");
}

/* The summary names only verdicts that were given. */
static void test_summary(void **state) {
    struct fixture *fixture = *state;
    const struct view_style style = {.width = 80};
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        play_passed(&fixture->calls[i], 0);
    }
    verdict_view_summary(&style, fixture->record, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out), "3 calls in 3.1 s: 3 passed\n");
}

/* A verdict in full stays within the width too. */
static void test_full(void **state) {
    struct fixture *fixture = *state;
    const struct view_style style = {.width = 50};
    play_refused(&fixture->calls[2], 0);
    verdict_view_full(&style, record_call(fixture->record, 2), &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out),
                        "ERRORED    ivr-menu: Main agent-call-not-connected\n"
                        "           could not connect to\n"
                        "           ws://127.0.0.1:8765/chat: connection\n"
                        "           refused (tried 2 times); is the agent\n"
                        "           running?\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_name_columns, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_summary, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
