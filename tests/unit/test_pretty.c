/* test_pretty.c - a run on a terminal: the whole text, for one call, for many, quiet and
 * verbose. */
#include "reports/pretty.h"

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
    struct output output;
    struct pretty *pretty;
    struct fixture_call calls[FIXTURE_CALLS];
};

static void hear(void *user, const struct event *event) {
    struct fixture *fixture = user;
    record_listener(fixture->record).event(fixture->record, event);
    pretty_listener(fixture->pretty).event(fixture->pretty, event);
}

static void begin(struct fixture *fixture, size_t calls, const struct pretty_options *options) {
    fixture_init(&fixture->run, calls);
    fixture->record = record_create(NULL, &fixture->run.subject);
    output_init(&fixture->output, OUTPUT_TO_BUFFER, NULL);
    fixture->pretty = pretty_create(NULL, options, fixture->record, &fixture->output);
    for (size_t i = 0; i < calls; i++) {
        fixture->calls[i] = (struct fixture_call){.listener = {.event = hear, .user = fixture},
                                                  .call = &fixture->run.calls[i]};
    }
}

static void assert_shown(struct fixture *fixture, const char *expected) {
    assert_string_equal(buffer_terminate(&fixture->output.pending), expected);
}

static void finish(struct fixture *fixture) {
    pretty_destroy(fixture->pretty);
    output_finish(&fixture->output);
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
}

#define PASSED_CONVERSATION                                                                        \
    "appointment (scenarios/appointment.json)\n"                                                   \
    "  00:00  caller    #0  Hi there, I need to check on my appointment\n"                         \
    "  00:00  agent         Which appointment do you mean?\n"                                      \
    "  00:00            #1  pauses 1.5 s\n"                                                        \
    "  00:00  agent         Are you there?\n"                                                      \
    "  00:01  caller    #1  Yes, it is scheduled for tomorrow\n"                                   \
    "  00:01                no condition matched: \"Are you there?\"\n"                            \
    "  00:01  function      {\"id\":\"c1\",\"name\":\"lookup\"}\n"                                 \
    "  00:01  agent         Confirmed?\n"                                                          \
    "  00:01  caller    #2  No that's all, thank you\n"                                            \
    "  00:02  agent         Goodbye.\n"                                                            \
    "  00:02  caller    #3  (ends the call)\n"                                                     \
    "PASSED     appointment, 3.1 s, 4 turns, answers in 200 ms, at most 300 ms\n"

#define STUCK_VERDICT(name)                                                                        \
    "FAILED     " name ", 30.1 s: Testing agent-no-condition-matched\n"                            \
    "           no condition matched what the agent said last: \"Hmm, let me see.\"\n"             \
    "           (waited 30 s)\n"                                                                   \
    "           - never fired: conditions 1, 2 and 3\n"                                            \
    "           - condition 1 waits for: contains \"appointment\" OR contains \"help\"\n"          \
    "           - condition 2 waits for: contains \"confirm\"\n"                                   \
    "           - condition 3 follows condition 2\n"

#define STUCK_CONVERSATION                                                                         \
    "  00:00  caller    #0  Hi there, I need to check on my appointment\n"                         \
    "  00:00  agent         Hmm, let me see.\n"                                                    \
    "                       ^ no condition matched\n"                                              \
    "  00:30  caller        (ends the call)\n"

#define REFUSED                                                                                    \
    "ivr-menu (scenarios/ivr/menu.yaml)\n"                                                         \
    "                       connection refused; trying again in 500 ms\n"                          \
    "ERRORED    ivr-menu: Main agent-call-not-connected\n"                                         \
    "           could not connect to ws://127.0.0.1:8765/chat: connection refused\n"               \
    "           (tried 2 times); is the agent running?\n"

/* A single call: the conversation as it happens, then its verdict; nothing else to sum up. */
static void test_one_passed(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}, .in_order = true};
    begin(&fixture, 1, &options);
    play_passed(&fixture.calls[0], 0);
    pretty_finish(fixture.pretty);
    assert_shown(&fixture, PASSED_CONVERSATION);
    finish(&fixture);
}

/* Each line is shown when its event comes, not when the call ends. */
static void test_live(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}, .in_order = true};
    begin(&fixture, 1, &options);
    tell_connecting(&fixture.calls[0], 0, 1);
    assert_shown(&fixture, "appointment (scenarios/appointment.json)\n");
    tell_opened(&fixture.calls[0], 20);
    tell_heard(&fixture.calls[0], 1020, "Hello?");
    assert_shown(&fixture, "appointment (scenarios/appointment.json)\n"
                           "  00:01  agent         Hello?\n");
    finish(&fixture);
}

/* A failed call says why below its conversation. */
static void test_one_stuck(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}, .in_order = true};
    begin(&fixture, 1, &options);
    play_stuck(&fixture.calls[0], 0, NULL);
    pretty_finish(fixture.pretty);
    assert_shown(&fixture,
                 "appointment (scenarios/appointment.json)\n" STUCK_CONVERSATION STUCK_VERDICT(
                     "appointment"));
    finish(&fixture);
}

static void play_three(struct fixture *fixture) {
    play_passed(&fixture->calls[0], 0);
    play_refused(&fixture->calls[2], 10);
    play_stuck(&fixture->calls[1], 5, NULL);
    pretty_finish(fixture->pretty);
}

/* Many at once: a line each as they end, failures in full in input order, a summary last. */
static void test_many(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}};
    begin(&fixture, 3, &options);
    play_three(&fixture);
    assert_shown(
        &fixture,
        "PASSED     appointment      3.1 s  4 turns, answers in 200 ms\n"
        "ERRORED    ivr-menu                could not connect to ws://127.0.0.1:8765/cha…\n"
        "FAILED     cancellation    30.1 s  no condition matched what the agent said las…\n"
        "\n"
        "cancellation (scenarios/cancellation.json)\n" STUCK_CONVERSATION STUCK_VERDICT(
            "cancellation") "\n" REFUSED "\n"
                            "3 calls in 30.1 s: 1 passed, 1 failed, 1 errored\n");
    finish(&fixture);
}

/* Quiet: what passed is only counted. */
static void test_quiet(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}, .in_order = true, .quiet = true};
    begin(&fixture, 3, &options);
    play_passed(&fixture.calls[0], 0);
    play_refused(&fixture.calls[2], 4000);
    pretty_finish(fixture.pretty);
    assert_shown(&fixture, REFUSED "\n3 calls in 4.5 s: 1 passed, 1 errored, 1 cancelled\n");
    finish(&fixture);
}

/* In order, a call that is cancelled while another still ends does not come between its lines. */
static void test_cancelled_meanwhile(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}, .in_order = true};
    begin(&fixture, 2, &options);
    tell_connecting(&fixture.calls[0], 0, 1);
    play_cancelled(&fixture.calls[1], 5);
    play_cancelled(&fixture.calls[0], 10);
    pretty_finish(fixture.pretty);
    assert_shown(&fixture, "appointment (scenarios/appointment.json)\n"
                           "CANCELLED  appointment: run-cancelled-by-user\n"
                           "           cancelled while it was under way\n"
                           "\n"
                           "cancellation (scenarios/cancellation.json)\n"
                           "CANCELLED  cancellation: run-cancelled-by-user\n"
                           "           cancelled before it began\n"
                           "\n"
                           "2 calls in 10 ms: 2 cancelled\n");
    finish(&fixture);
}

/* Verbose: all events, and every conversation in full also when many go on at once. */
static void test_verbose(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80, .verbose = true}};
    begin(&fixture, 1, &options);
    play_passed(&fixture.calls[0], 0);
    assert_shown(&fixture,
                 "appointment (scenarios/appointment.json)\n"
                 "                       connecting, attempt 1 of 4\n"
                 "  00:00                connected in 13 ms\n"
                 "  00:00            #0  fires\n"
                 "  00:00  caller    #0  Hi there, I need to check on my appointment\n"
                 "  00:00  agent         Which appointment do you mean?\n"
                 "  00:00            #1  fires\n"
                 "  00:00            #1  pauses 1.5 s\n"
                 "  00:00                metadata {\"model\":\"m1\",\"session\":123456789012345}\n"
                 "  00:00  agent         Are you there?\n"
                 "  00:01  caller    #1  Yes, it is scheduled for tomorrow\n"
                 "  00:01                no condition matched: \"Are you there?\"\n"
                 "  00:01  function      {\"id\":\"c1\",\"name\":\"lookup\"}\n"
                 "  00:01  agent         Confirmed?\n"
                 "  00:01            #2  fires\n"
                 "  00:01  caller    #2  No that's all, thank you\n"
                 "  00:02  agent         Goodbye.\n"
                 "  00:02            #3  fires\n"
                 "  00:02  caller    #3  (ends the call)\n"
                 "PASSED     appointment, 3.1 s, 4 turns, answers in 200 ms, at most 300 ms\n");
    finish(&fixture);
}

/* Colour changes nothing but the colours. */
static void test_colour(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80, .colour = true},
                                           .in_order = true};
    begin(&fixture, 1, &options);
    play_passed(&fixture.calls[0], 0);
    const char *from = buffer_terminate(&fixture.output.pending);
    struct buffer plain;
    buffer_init(&plain, NULL);
    for (; *from != '\0'; from++) {
        if (*from == '\x1b') {
            from += strcspn(from, "m");
        } else {
            buffer_append(&plain, from, 1);
        }
    }
    assert_true(plain.length < fixture.output.pending.length);
    assert_string_equal(buffer_terminate(&plain), PASSED_CONVERSATION);
    buffer_finish(&plain);
    finish(&fixture);
}

/* What goes on stands below all other lines: taken away and put back around each. */
static void test_live_lines(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}, .live = true};
    begin(&fixture, 3, &options);
    pretty_tick(fixture.pretty, 5000000);
    assert_shown(&fixture, "");
    tell_connecting(&fixture.calls[0], 0, 1);
    pretty_tick(fixture.pretty, 7000000);
    assert_shown(&fixture, "──────────────────────── 0 of 3 done, 1 under way, 2 s\n"
                           "  appointment             2 s  connects, 8 s left");
    fixture.output.pending.length = 0;
    tell_connecting(&fixture.calls[1], 2500, 1);
    play_cancelled(&fixture.calls[1], 3000);
    assert_shown(&fixture, "\x1b[1A\r\x1b[J"
                           "CANCELLED  cancellation            cancelled while it was under way\n"
                           "━━━━━━━━──────────────── 1 of 3 done, 1 under way, 3 s\n"
                           "  appointment             3 s  connects, 7 s left");
    fixture.output.pending.length = 0;
    play_cancelled(&fixture.calls[0], 4000);
    assert_shown(&fixture, "\x1b[1A\r\x1b[J"
                           "CANCELLED  appointment             cancelled while it was under way\n");
    finish(&fixture);
}

/* A scenario that was played more than once has a rate. */
static void test_rates(void **state) {
    (void)state;
    struct fixture fixture;
    const struct pretty_options options = {.style = {.width = 80}};
    begin(&fixture, 3, &options);
    fixture.run.calls[1].scenario = 0;
    play_passed(&fixture.calls[0], 0);
    play_cancelled(&fixture.calls[1], 3000);
    play_passed(&fixture.calls[2], 0);
    fixture.output.pending.length = 0;
    pretty_finish(fixture.pretty);
    const char *text = buffer_terminate(&fixture.output.pending);
    static const char expected[] = "\n 50%  1 of 2 passed  appointment\n"
                                   "\n3 calls in 3.1 s: 2 passed, 1 cancelled\n";
    assert_true(fixture.output.pending.length > strlen(expected));
    assert_string_equal(text + fixture.output.pending.length - strlen(expected), expected);
    finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_passed),
        cmocka_unit_test(test_live),
        cmocka_unit_test(test_one_stuck),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_quiet),
        cmocka_unit_test(test_verbose),
        cmocka_unit_test(test_cancelled_meanwhile),
        cmocka_unit_test(test_colour),
        cmocka_unit_test(test_live_lines),
        cmocka_unit_test(test_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
