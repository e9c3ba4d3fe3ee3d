/* test_transcript.c - entries from events. */
#include "reports/transcript_text.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A listener that only keeps a transcript. */
static void note(void *user, const struct event *event) {
    transcript_note(user, event);
}

struct fixture {
    struct report_fixture run;
    struct arena arena;
    struct transcript transcript;
    struct fixture_call to;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, 1);
    arena_init(&fixture.arena, NULL);
    transcript_init(&fixture.transcript, &fixture.arena);
    fixture.to = (struct fixture_call){.listener = {.event = note, .user = &fixture.transcript},
                                       .call = &fixture.run.calls[0]};
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    arena_finish(&fixture->arena);
    fixture_finish(&fixture->run);
    return 0;
}

static void assert_lines(const struct fixture *fixture, const char *expected) {
    const struct call_record call = {.call = &fixture->run.calls[0],
                                     .opened_at = fixture->run.subject.started,
                                     .transcript = fixture->transcript};
    struct buffer out;
    buffer_init(&out, NULL);
    transcript_text_print(&call, &out);
    assert_string_equal(buffer_terminate(&out), expected);
    buffer_finish(&out);
}

/* Entries stand in the order of their end, so what the agent says while the caller pauses comes
 * before what the caller says then. */
static void test_order(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_said(to, 0, 0, SAID_MESSAGE, 0, "Hi there, I need to check on my appointment");
    tell_heard(to, 1000, "Which appointment?");
    tell_said(to, 1000, 4000, SAID_MESSAGE, 1, "Yes, it is scheduled for tomorrow");
    tell_heard(to, 3000, "Are you there?");
    tell_heard(to, 4000, "At the same time");
    assert_lines(fixture, "[00:00] caller #0: Hi there, I need to check on my appointment\n"
                          "[00:01] agent: Which appointment?\n"
                          "[00:03] agent: Are you there?\n"
                          "[00:04] caller #1: Yes, it is scheduled for tomorrow\n"
                          "[00:04] agent: At the same time\n");
    assert_int_equal(fixture->transcript.count, 5);
}

/* The action stands with an entry only where it differs from what was said. */
static void test_action(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_said(to, 0, 0, SAID_MESSAGE, 0, "Hi there, I need to check on my appointment");
    tell_said(to, 0, 1, SAID_MESSAGE, 1, "Yes, it is scheduled for tomorrow");
    tell_said(to, 2, 2, SAID_END_CALL, MACHINE_NONE, "");
    const struct transcript_entry *entry = fixture->transcript.first;
    assert_null(entry->action);
    assert_string_equal(entry->next->action, "Yes, it is scheduled for tomorrow <break "
                                             "time=\"1.5s\" />[laughter]");
    assert_int_equal(entry->next->next->condition, MACHINE_NONE);
    assert_true(entry->next->next->end_call);
    assert_string_equal(entry->next->next->content, "");
}

/* Function calls and unknown objects are entries with data; metadata and binary frames are none. */
static void test_data(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_data(to, EVENT_FUNCTION_CALL, 0, "{\"name\":\"lookup\"}");
    tell_data(to, EVENT_FUNCTION_CALL_RESULT, 1000, "[1,2]");
    tell_data(to, EVENT_METADATA, 1500, "{\"a\":1}");
    tell_data(to, EVENT_OTHER, 2000, "{\"typing\":true}");
    tell_said(to, 3000, 3000, SAID_CLIENT_MESSAGE, 1, "{\"label\":\"rtvi-ai\"}");
    const struct event sms = {.kind = EVENT_SMS,
                              .at = fixture->run.subject.started + 4000 * (instant)MS,
                              .call = to->call,
                              .said = {.text = "Code 12",
                                       .length = 7,
                                       .condition = 2,
                                       .started = fixture->run.subject.started}};
    to->listener.event(to->listener.user, &sms);
    assert_lines(fixture, "[00:00] function call: {\"name\":\"lookup\"}\n"
                          "[00:01] function call result: [1,2]\n"
                          "[00:02] event: {\"typing\":true}\n"
                          "[00:03] event #1: {\"label\":\"rtvi-ai\"}\n"
                          "[00:04] event #2: Code 12 {\"type\":\"send_sms\"}\n");
}

/* What became of an utterance stands with the right one of several that waited; last words need no
 * mark. */
static void test_marks(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_heard(to, 1000, "one");
    tell_heard(to, 2000, "two");
    tell_heard(to, 3000, "three");
    tell_fate(to, EVENT_IGNORED, 4000, 2000, "two");
    tell_fate(to, EVENT_UNMATCHED, 4000, 3000, "three");
    tell_said(to, 5000, 5000, SAID_END_CALL, 3, "");
    tell_heard(to, 6000, "bye");
    tell_fate(to, EVENT_IGNORED, 6000, 6000, "bye");
    assert_lines(fixture, "[00:01] agent: one\n"
                          "[00:02] agent: two (heard while nothing may fire)\n"
                          "[00:03] agent: three (no condition matched)\n"
                          "[00:05] caller #3: (ends the call)\n"
                          "[00:06] agent: bye\n");
}

/* An end_call of the agent without content is an entry too. */
static void test_agent_ends(void **state) {
    struct fixture *fixture = *state;
    struct event event = {.kind = EVENT_HEARD,
                          .at = fixture->run.subject.started,
                          .call = &fixture->run.calls[0],
                          .heard = {.text = "", .arrived = fixture->run.subject.started}};
    transcript_note(&fixture->transcript, &event);
    assert_int_equal(fixture->transcript.count, 0);
    event.heard.ends_call = true;
    transcript_note(&fixture->transcript, &event);
    assert_lines(fixture, "[00:00] agent: (ends the call)\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_action, setup, teardown),
        cmocka_unit_test_setup_teardown(test_data, setup, teardown),
        cmocka_unit_test_setup_teardown(test_marks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_agent_ends, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
