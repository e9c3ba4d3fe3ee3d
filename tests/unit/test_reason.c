/* test_reason.c - one line for every ending, and what explains it. */
#include "reports/reason.h"

#include "engine/explain.h"
#include "report_fixture.h"
#include "reports/shortfall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct report_fixture run;
    struct record *record;
    struct fixture_call to;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, 1);
    fixture.record = record_create(NULL, &fixture.run.subject);
    fixture.to = (struct fixture_call){.listener = record_listener(fixture.record),
                                       .call = &fixture.run.calls[0]};
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
    return 0;
}

#define URL "ws://127.0.0.1:8765/chat"

/* Endings of a call that never opened: what was tried, what came of it, what to look at. */
static const struct {
    enum ending ending;
    struct transport_end end;
    const char *message;
} unopened[] = {
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_REFUSED, .detail = "connection refused"},
     "could not connect to " URL ": connection refused (tried 4 times); is the agent running?"},
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 404, .detail = ""},
     "could not connect to " URL
     ": it answered the upgrade with 404 (tried 4 times); check the path in the address"},
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 302, .detail = ""},
     "could not connect to " URL ": it answered the upgrade with 302 (tried 4 times); redirects "
     "are not followed: give the address it points to"},
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 503, .detail = ""},
     "could not connect to " URL ": it answered the upgrade with 503 (tried 4 times); it is too "
     "busy: try later, or fewer calls at once (-j)"},
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 426, .detail = ""},
     "could not connect to " URL ": it answered the upgrade with 426 (tried 4 times); is it a "
     "WebSocket server that speaks version 13?"},
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 407, .detail = ""},
     "could not connect to " URL ": it answered the upgrade with 407 (tried 4 times); a proxy "
     "stands in between"},
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 502, .detail = ""},
     "could not connect to " URL ": it answered the upgrade with 502 (tried 4 times); see the "
     "agent's own log"},
    {ENDING_NOT_CONNECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 418, .detail = ""},
     "could not connect to " URL ": it answered the upgrade with 418 (tried 4 times); check the "
     "address and the headers (-H)"},
    {ENDING_REJECTED,
     {.kind = TRANSPORT_UPGRADE_STATUS, .http_status = 401, .detail = ""},
     "the agent refused the connection with 401: check the headers (-H) or the secret"},
    {ENDING_DID_NOT_ANSWER,
     {.kind = TRANSPORT_ABORTED, .detail = ""},
     "no answer from " URL " within 10 s (--connect-timeout) (tried 4 times): is the address "
     "right, and is the agent running there?"},
};

static void test_unopened(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(unopened) / sizeof(unopened[0]); i++) {
        tell_connecting(&fixture->to, 0, 4);
        struct transport_end end = unopened[i].end;
        end.close_reason = "";
        struct event event = {
            .ended = {.ending = unopened[i].ending, .verdict = VERDICT_ERRORED, .end = &end}};
        tell_ended(&fixture->to, 100, &event);
        const struct call_record *call = record_call(fixture->record, 0);
        assert_string_equal(call->error_message, unopened[i].message);
        assert_int_equal(call->explanation_count, 0);
    }
}

/* What a host name or a certificate lacks is said by the transport; what to do about it by us. */
static void test_advice(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        enum transport_end_kind kind;
        const char *advice;
    } cases[] = {
        {TRANSPORT_UNREACHABLE, "; check the address and the network"},
        {TRANSPORT_NO_NAME, "; check how the host name is written"},
        {TRANSPORT_TLS_FAILED, "; for a certificate of your own authority use --cacert FILE"},
        {TRANSPORT_UPGRADE_BROKEN,
         "; is a WebSocket server listening there, and ws:// or wss:// as it should be?"},
    };
    tell_connecting(&fixture->to, 0, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct transport_end end = {
            .kind = cases[i].kind, .close_reason = "", .detail = "the detail"};
        struct event event = {
            .ended = {.ending = ENDING_NOT_CONNECTED, .verdict = VERDICT_ERRORED, .end = &end}};
        tell_ended(&fixture->to, 100, &event);
        const char *message = record_call(fixture->record, 0)->error_message;
        assert_non_null(strstr(message, "the detail"));
        assert_string_equal(message + strlen(message) - strlen(cases[i].advice), cases[i].advice);
    }
}

/* Endings of an open call. */
static const struct {
    enum ending ending;
    enum verdict verdict;
    struct transport_end end;
    const char *stuck_on;
    const char *message;
} opened[] = {
    {ENDING_CALLER_ENDED, VERDICT_PASSED, {.kind = TRANSPORT_CLOSED}, NULL, NULL},
    {ENDING_NO_CONDITION_MATCHED,
     VERDICT_FAILED,
     {.kind = TRANSPORT_CLOSED},
     "Hmm,\nlet me see.",
     "no condition matched what the agent said last: \"Hmm, let me see.\" (waited 30 s)"},
    {ENDING_AGENT_SILENT,
     VERDICT_FAILED,
     {.kind = TRANSPORT_CLOSED},
     NULL,
     "the agent said nothing for 300 s (--silence-timeout) after its own \"Well\""},
    {ENDING_MAX_DURATION,
     VERDICT_FAILED,
     {.kind = TRANSPORT_CLOSED},
     NULL,
     "the call was not over after 600 s, the longest it may take (--max-duration), before the "
     "scripted endcall was reached"},
    {ENDING_AGENT_ENDED,
     VERDICT_FAILED,
     {.kind = TRANSPORT_CLOSED, .has_close_frame = true, .close_code = 1001},
     NULL,
     "the agent ended the call before the scripted endcall was reached: it closed the connection "
     "with 1001 (going away)"},
    {ENDING_AGENT_ENDED,
     VERDICT_FAILED,
     {.kind = TRANSPORT_EOF},
     NULL,
     "the agent ended the call before the scripted endcall was reached: the connection ended "
     "without a close frame"},
    {ENDING_AGENT_ENDED_AFTER_MESSAGE,
     VERDICT_FAILED,
     {.kind = TRANSPORT_CLOSED},
     NULL,
     "the agent ended the call before the scripted endcall was reached, with the message \"Well\""},
    {ENDING_DROPPED,
     VERDICT_ERRORED,
     {.kind = TRANSPORT_CLOSED,
      .has_close_frame = true,
      .close_code = 1011,
      .close_reason = "out of tokens"},
     NULL,
     "the agent closed the connection with 1011 (internal error) and the reason \"out of "
     "tokens\"; see the agent's own log"},
    {ENDING_DROPPED,
     VERDICT_ERRORED,
     {.kind = TRANSPORT_RESET},
     NULL,
     "the connection was reset: the agent may have crashed"},
    {ENDING_DROPPED,
     VERDICT_ERRORED,
     {.kind = TRANSPORT_PROTOCOL, .sent_code = 1009},
     NULL,
     "the agent sent a message over the size limit (--max-message)"},
    {ENDING_DROPPED,
     VERDICT_ERRORED,
     {.kind = TRANSPORT_PROTOCOL, .sent_code = 1002, .detail = "a masked frame"},
     NULL,
     "the agent broke the WebSocket protocol: a masked frame"},
    {ENDING_DROPPED,
     VERDICT_ERRORED,
     {.kind = TRANSPORT_PROTOCOL, .sent_code = 1007},
     NULL,
     "the agent sent text that is not UTF-8"},
    {ENDING_DROPPED,
     VERDICT_ERRORED,
     {.kind = TRANSPORT_OVERFLOW},
     NULL,
     "the agent stopped reading what the caller sent"},
    {ENDING_DROPPED,
     VERDICT_ERRORED,
     {.kind = TRANSPORT_ABORTED},
     NULL,
     "the agent did not answer the closing handshake"},
    {ENDING_CALLER_ENDED,
     VERDICT_FAILED,
     {.kind = TRANSPORT_CLOSED},
     NULL,
     "the caller ended the call before the scripted endcall was reached"},
    {ENDING_CANCELLED,
     VERDICT_CANCELLED,
     {.kind = TRANSPORT_CLOSED},
     NULL,
     "cancelled while it was under way"},
};

static void test_opened(void **state) {
    struct fixture *fixture = *state;
    tell_connecting(&fixture->to, 0, 1);
    tell_opened(&fixture->to, 10);
    tell_said(&fixture->to, 20, 20, SAID_MESSAGE, 0, "Hello");
    tell_heard(&fixture->to, 30, "Well");
    for (size_t i = 0; i < sizeof(opened) / sizeof(opened[0]); i++) {
        struct transport_end end = opened[i].end;
        end.close_reason = end.close_reason != NULL ? end.close_reason : "";
        end.detail = end.detail != NULL ? end.detail : "";
        const char *stuck_on = opened[i].stuck_on;
        struct event event = {
            .ended = {.ending = opened[i].ending,
                      .verdict = opened[i].verdict,
                      .opened = true,
                      .end = &end,
                      .stuck_on = stuck_on,
                      .stuck_on_length = stuck_on != NULL ? strlen(stuck_on) : 0}};
        tell_ended(&fixture->to, 40, &event);
        const char *message = record_call(fixture->record, 0)->error_message;
        if (opened[i].message == NULL) {
            assert_null(message);
        } else {
            assert_string_equal(message, opened[i].message);
        }
    }
}

/* Whom the agent leaves without an answer; what it says when the caller gave up is none. */
static void test_silence(void **state) {
    struct fixture *fixture = *state;
    tell_connecting(&fixture->to, 0, 1);
    tell_opened(&fixture->to, 10);
    tell_heard(&fixture->to, 15, "Well");
    tell_said(&fixture->to, 20, 20, SAID_MESSAGE, 0, "Hello");
    tell_said(&fixture->to, 30, 30, SAID_END_CALL, MACHINE_NONE, "");
    tell_heard(&fixture->to, 35, "Oh");
    const struct transport_end end = {.kind = TRANSPORT_CLOSED, .close_reason = "", .detail = ""};
    struct event event = {
        .ended = {
            .ending = ENDING_AGENT_SILENT, .verdict = VERDICT_FAILED, .opened = true, .end = &end}};
    tell_ended(&fixture->to, 40, &event);
    assert_string_equal(
        record_call(fixture->record, 0)->error_message,
        "the agent said nothing for 300 s (--silence-timeout) after the caller's \"Hello\"");
}

/* What the caller gave up on in its own words is told in those. */
static void test_detail(void **state) {
    struct fixture *fixture = *state;
    static const enum ending endings[] = {ENDING_DROPPED, ENDING_NO_CONDITION_MATCHED};
    static const char *const messages[] = {"why it was given up",
                                           "why it was given up (waited 30 s)"};
    tell_connecting(&fixture->to, 0, 1);
    tell_opened(&fixture->to, 10);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        struct event event = {.ended = {.ending = endings[i],
                                        .verdict = VERDICT_FAILED,
                                        .opened = true,
                                        .detail = "why it was given up"}};
        tell_ended(&fixture->to, 40, &event);
        assert_string_equal(record_call(fixture->record, 0)->error_message, messages[i]);
    }
}

/* An end_call that the agent sent is told as such, whoever closed the connection then. */
static void test_agent_sent_end_call(void **state) {
    struct fixture *fixture = *state;
    struct event heard = {.kind = EVENT_HEARD,
                          .at = fixture->run.subject.started,
                          .call = &fixture->run.calls[0],
                          .heard = {.text = "", .ends_call = true}};
    record_listener(fixture->record).event(fixture->record, &heard);
    const struct transport_end end = {.kind = TRANSPORT_CLOSED,
                                      .has_close_frame = true,
                                      .close_code = 1000,
                                      .close_reason = "",
                                      .detail = ""};
    struct event event = {
        .ended = {.ending = ENDING_AGENT_ENDED, .verdict = VERDICT_FAILED, .end = &end}};
    tell_ended(&fixture->to, 40, &event);
    assert_string_equal(
        record_call(fixture->record, 0)->error_message,
        "the agent ended the call before the scripted endcall was reached: it sent end_call");
}

/* Where several agents are called, the reason names the one of this call. */
static void test_own_address(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        struct websocket_target target;
        const char *address;
    } cases[] = {
        {{.host = "127.0.0.1", .port = 80, .path = "/"}, "ws://127.0.0.1:80/: "},
        {{.tls = true, .host = "::1", .port = 443, .path = "/a?b"}, "wss://[::1]:443/a?b: "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture->run.calls[0].target = &cases[i].target;
        fixture->run.subject.agent_url = "";
        record_destroy(fixture->record);
        fixture->record = record_create(NULL, &fixture->run.subject);
        fixture->to.listener = record_listener(fixture->record);
        play_refused(&fixture->to, 0);
        assert_non_null(strstr(record_call(fixture->record, 0)->error_message, cases[i].address));
    }
}

/* A call that was never started says so. */
static void test_never_started(void **state) {
    struct fixture *fixture = *state;
    play_cancelled(&fixture->to, 10);
    assert_string_equal(record_call(fixture->record, 0)->error_message,
                        "cancelled before it began");
}

/* A stuck call is explained: what never fired, what was said last, and how each open condition fell
 * short of it, in the words of the engine. */
static void test_shortfall(void **state) {
    struct fixture *fixture = *state;
    play_stuck(&fixture->to, 0, fixture->run.state);
    const struct call_record *call = record_call(fixture->record, 0);
    assert_int_equal(call->explanation_count, 5);
    assert_string_equal(call->explanation[0], "never fired: conditions 1, 2 and 3");
    assert_string_equal(call->explanation[1], "the agent said last: \"Hmm, let me see.\"");
    assert_string_equal(call->explanation[4], "condition 3 follows condition 2");
    struct explanation explanation;
    machine_explain(&fixture->run.arena, fixture->run.machine, fixture->run.state,
                    fixture->run.scratch, "Hmm, let me see.", 16, &explanation);
    for (size_t i = 1; i <= 2; i++) {
        struct buffer line;
        buffer_init(&line, NULL);
        explain_print(fixture->run.machine, &explanation.conditions[i], "Hmm, let me see.", &line);
        assert_string_equal(call->explanation[i + 1], buffer_terminate(&line));
        buffer_finish(&line);
    }
}

/* A call that ended otherwise says what each condition that never fired was waiting for. */
static void test_wanted(void **state) {
    struct fixture *fixture = *state;
    tell_connecting(&fixture->to, 0, 1);
    tell_opened(&fixture->to, 10);
    tell_condition(&fixture->to, EVENT_FIRED, 20, 0);
    tell_condition(&fixture->to, EVENT_FIRED, 30, 1);
    struct event event = {
        .ended = {.ending = ENDING_AGENT_SILENT, .verdict = VERDICT_FAILED, .opened = true}};
    tell_ended(&fixture->to, 40, &event);
    const struct call_record *call = record_call(fixture->record, 0);
    assert_int_equal(call->explanation_count, 3);
    assert_string_equal(call->explanation[0], "never fired: conditions 2 and 3");
    assert_string_equal(call->explanation[1], "condition 2 waits for: contains \"confirm\"");
    assert_string_equal(call->explanation[2], "condition 3 follows condition 2");
}

/* Hints point at what often goes wrong: an agent that greets, an agent that sends audio. */
static void test_hints(void **state) {
    struct fixture *fixture = *state;
    tell_connecting(&fixture->to, 0, 1);
    tell_opened(&fixture->to, 10);
    for (uint32_t i = 0; i < 4; i++) {
        tell_condition(&fixture->to, EVENT_FIRED, 20, i);
    }
    struct event binary = {.kind = EVENT_BINARY, .call = &fixture->run.calls[0]};
    record_listener(fixture->record).event(fixture->record, &binary);
    struct event event = {.ended = {.ending = ENDING_AGENT_SILENT,
                                    .verdict = VERDICT_FAILED,
                                    .opened = true,
                                    .greeting_crossed = true}};
    tell_ended(&fixture->to, 40, &event);
    const struct call_record *call = record_call(fixture->record, 0);
    assert_int_equal(call->explanation_count, 2);
    assert_non_null(strstr(call->explanation[0], "agent_speaks_first"));
    assert_string_equal(call->explanation[1], "hint: the agent sent 1 binary frame, which text "
                                              "mode ignores: does it speak in audio?");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_unopened, setup, teardown),
        cmocka_unit_test_setup_teardown(test_advice, setup, teardown),
        cmocka_unit_test_setup_teardown(test_opened, setup, teardown),
        cmocka_unit_test_setup_teardown(test_silence, setup, teardown),
        cmocka_unit_test_setup_teardown(test_detail, setup, teardown),
        cmocka_unit_test_setup_teardown(test_agent_sent_end_call, setup, teardown),
        cmocka_unit_test_setup_teardown(test_own_address, setup, teardown),
        cmocka_unit_test_setup_teardown(test_never_started, setup, teardown),
        cmocka_unit_test_setup_teardown(test_shortfall, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wanted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hints, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
