/* test_conversation_view.c - events as lines for a terminal. */
#include "reports/conversation_view.h"

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
    struct view_style style;
    struct conversation_view view;
    struct buffer out;
    struct fixture_call to;
};

static void hear(void *user, const struct event *event) {
    struct fixture *fixture = user;
    record_listener(fixture->record).event(fixture->record, event);
    conversation_view_event(&fixture->view, &fixture->style, record_call(fixture->record, 0), event,
                            &fixture->out);
}

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, 1);
    fixture.record = record_create(NULL, &fixture.run.subject);
    fixture.style = (struct view_style){.width = 60};
    fixture.view = (struct conversation_view){0};
    fixture.to = (struct fixture_call){.listener = {.event = hear, .user = &fixture},
                                       .call = &fixture.run.calls[0]};
    buffer_init(&fixture.out, NULL);
    tell_opened(&fixture.to, 0);
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

static void assert_lines(struct fixture *fixture, const char *expected) {
    assert_string_equal(buffer_terminate(&fixture->out), expected);
}

/* Everything a caller can send has its own note. */
static void test_said(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_said(to, 0, 0, SAID_DTMF, 1, "12#");
    tell_said(to, 0, 61000, SAID_CLIENT_MESSAGE, 2, "{\"id\":1}");
    tell_said(to, 0, 3600000, SAID_END_CALL, 3, "Bye");
    assert_lines(fixture, "  00:00  caller    #1  12# (keys)\n"
                          "  01:01  caller    #2  {\"id\":1} (to the agent's program)\n"
                          "  60:00  caller    #3  Bye (ends the call)\n");
}

/* A long text is wrapped below itself, also where it has wide characters or line breaks of its own.
 */
static void test_wrapping(void **state) {
    struct fixture *fixture = *state;
    tell_heard(&fixture->to, 0, "You can reach us from nine to five on every day of the week.");
    tell_heard(&fixture->to, 0, "ご予約を確認いたしますので、少々お待ちください。");
    tell_heard(&fixture->to, 0, "One:\n\n- two");
    assert_lines(fixture, "  00:00  agent         You can reach us from nine to five on\n"
                          "                       every day of the week.\n"
                          "  00:00  agent         ご予約を確認いたしますので、少々お待\n"
                          "                       ちください。\n"
                          "  00:00  agent         One:\n"
                          "\n"
                          "                       - two\n");
}

/* An agent cannot make the terminal do anything, nor forge a line. */
static void test_hostile_text(void **state) {
    struct fixture *fixture = *state;
    tell_heard(&fixture->to, 0, "\x1b[2J\x1b]0;owned\x07\rPASSED \xe2\x80\xae\xc2\x9b");
    assert_lines(fixture, "  00:00  agent         \\x1b[2J\\x1b]0;owned\\x07\\rPASSED\n"
                          "                       \\u202e\\u009b\n");
}

/* What became of an utterance stands below it, or with its words when something came between. */
static void test_fates(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_heard(to, 1000, "Hm?");
    tell_fate(to, EVENT_UNMATCHED, 1000, 1000, "Hm?");
    tell_heard(to, 2000, "One");
    tell_heard(to, 2500, "Two");
    tell_fate(to, EVENT_IGNORED, 3000, 2000, "One");
    tell_fate(to, EVENT_UNMATCHED, 3000, 2500, "Two");
    assert_lines(fixture, "  00:01  agent         Hm?\n"
                          "                       ^ no condition matched\n"
                          "  00:02  agent         One\n"
                          "  00:02  agent         Two\n"
                          "  00:03                heard while nothing may fire: \"One\"\n"
                          "  00:03                no condition matched: \"Two\"\n");
}

/* Last words, after someone ended the call, need no remark. */
static void test_last_words(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_said(to, 0, 0, SAID_END_CALL, MACHINE_NONE, "");
    tell_heard(to, 100, "Bye");
    tell_fate(to, EVENT_IGNORED, 100, 100, "Bye");
    assert_lines(fixture, "  00:00  caller        (ends the call)\n"
                          "  00:00  agent         Bye\n");
}

/* What the caller does beside speaking. */
static void test_remarks(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    static const enum pause_mode modes[] = {PAUSE_WAITS, PAUSE_INTERRUPTIBLE, PAUSE_DEAF};
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        struct event paused = {.kind = EVENT_PAUSED,
                               .at = fixture->run.subject.started,
                               .call = &fixture->run.calls[0],
                               .paused = {.condition = 1, .mode = modes[i], .ms = 500}};
        hear(fixture, &paused);
    }
    tell_condition(to, EVENT_INTERRUPTED, 0, 1);
    tell_condition(to, EVENT_LIMIT, 0, 2);
    assert_lines(fixture, "  00:00            #1  pauses 500 ms\n"
                          "  00:00            #1  pauses 500 ms, unless the agent\n"
                          "                       speaks\n"
                          "  00:00            #1  pauses 500 ms, whatever the agent\n"
                          "                       says\n"
                          "  00:00            #1  interrupted: the rest of its action\n"
                          "                       is dropped\n"
                          "  00:00            #2  its regular expression met the match\n"
                          "                       limit, which counts as no match\n");
}

/* Data of the agent's program; metadata and binary frames only when asked for. */
static void test_data(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_data(to, EVENT_FUNCTION_CALL, 0, "{\"name\":\"f\"}");
    tell_data(to, EVENT_FUNCTION_CALL_RESULT, 0, "[1]");
    tell_data(to, EVENT_OTHER, 0, "{\"typing\":true}");
    tell_data(to, EVENT_METADATA, 0, "{\"a\":1}");
    fixture->style.verbose = true;
    tell_data(to, EVENT_METADATA, 0, "{\"b\":2}");
    assert_lines(fixture, "  00:00  function      {\"name\":\"f\"}\n"
                          "  00:00  result        [1]\n"
                          "  00:00  event         {\"typing\":true}\n"
                          "  00:00                metadata {\"b\":2}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_said, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrapping, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fates, setup, teardown),
        cmocka_unit_test_setup_teardown(test_last_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_remarks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_data, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
