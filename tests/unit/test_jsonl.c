/* test_jsonl.c - events as lines of JSON. */
#include "reports/jsonl.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

struct fixture {
    struct report_fixture run;
    struct record *record;
    struct output output;
    struct jsonl jsonl;
    struct fixture_call to;
};

static void hear(void *user, const struct event *event) {
    struct fixture *fixture = user;
    record_listener(fixture->record).event(fixture->record, event);
    jsonl_listener(&fixture->jsonl).event(&fixture->jsonl, event);
}

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, 1);
    fixture.record = record_create(NULL, &fixture.run.subject);
    output_init(&fixture.output, OUTPUT_TO_BUFFER, NULL);
    jsonl_init(&fixture.jsonl, fixture.record, &fixture.output);
    fixture.to = (struct fixture_call){.listener = {.event = hear, .user = &fixture},
                                       .call = &fixture.run.calls[0]};
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    output_finish(&fixture->output);
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
    return 0;
}

#define LINE(t, rest) "{\"t\":" t ",\"run\":\"r1\",\"event\":" rest "}\n"

static void assert_lines(struct fixture *fixture, const char *expected) {
    assert_string_equal(buffer_terminate(&fixture->output.pending), expected);
}

/* Each kind of event has its fields. */
static void test_kinds(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call *to = &fixture->to;
    tell_connecting(to, 0, 2);
    tell_opened(to, 20);
    tell_condition(to, EVENT_FIRED, 21, 1);
    tell_paused(to, 22, 1, 1500);
    tell_condition(to, EVENT_INTERRUPTED, 23, 1);
    tell_condition(to, EVENT_LIMIT, 24, 2);
    tell_answer(to, 1025, 25, "quoted \"x\"\n");
    tell_fate(to, EVENT_UNMATCHED, 1026, 25, "a");
    tell_fate(to, EVENT_IGNORED, 1027, 25, "b");
    tell_said(to, 0, 1028, SAID_DTMF, 3, "12#");
    tell_said(to, 0, 1029, SAID_END_CALL, MACHINE_NONE, "");
    tell_data(to, EVENT_FUNCTION_CALL, 1030, "{\"id\":1}");
    tell_data(to, EVENT_FUNCTION_CALL_RESULT, 1031, "[]");
    tell_data(to, EVENT_METADATA, 1032, "{\"m\":1}");
    tell_data(to, EVENT_OTHER, 1033, "{\"o\":1}");
    assert_lines(
        fixture,
        LINE("0", "\"connecting\",\"scenario\":\"appointment\",\"attempt\":2,\"attempts\":4") LINE(
            "0.02", "\"opened\",\"connect_time\":0.0125") LINE("0.021", "\"fired\",\"condition\":1")
            LINE("0.022", "\"paused\",\"condition\":1,\"mode\":\"waits\",\"seconds\":1.5") LINE(
                "0.023", "\"interrupted\",\"condition\":1") LINE("0.024",
                                                                 "\"limit\",\"condition\":2")
                LINE("1.025", "\"heard\",\"content\":\"quoted \\\"x\\\"\\n\",\"response_ms\":1000")
                    LINE("1.026", "\"unmatched\",\"content\":\"a\"")
                        LINE("1.027", "\"ignored\",\"content\":\"b\"")
                            LINE("1.028",
                                 "\"said\",\"type\":\"dtmf\",\"content\":\"12#\",\"condition\":3")
                                LINE("1.029", "\"said\",\"type\":\"end_call\",\"content\":\"\"")
                                    LINE("1.03", "\"function_call\",\"data\":{\"id\":1}")
                                        LINE("1.031", "\"function_call_result\",\"data\":[]")
                                            LINE("1.032", "\"metadata\",\"metadata\":{\"m\":1}")
                                                LINE("1.033", "\"event\",\"data\":{\"o\":1}"));
}

/* The last line of a call says how it ended, as its result does. */
static void test_ended(void **state) {
    struct fixture *fixture = *state;
    const struct transport_end end = {
        .kind = TRANSPORT_REFUSED, .close_reason = "", .detail = "nobody there"};
    tell_connecting(&fixture->to, 0, 1);
    fixture->output.pending.length = 0;
    tell_retrying(&fixture->to, 1, &end);
    struct event ended = {
        .ended = {.ending = ENDING_NOT_CONNECTED, .verdict = VERDICT_ERRORED, .end = &end}};
    tell_ended(&fixture->to, 2, &ended);
    assert_lines(
        fixture,
        LINE("0.001", "\"retrying\",\"reason\":\"connection refused\",\"detail\":\"nobody "
                      "there\",\"delay\":0.5")
            LINE("0.002",
                 "\"ended\",\"verdict\":\"errored\",\"call_ended_reason\":\"Main "
                 "agent-call-not-connected\",\"error_message\":\"could not connect to "
                 "ws://127.0.0.1:8765/chat: connection refused (nobody there); is the agent "
                 "running?\""));
}

/* Every line of a whole call is JSON by itself. */
static void test_whole_call(void **state) {
    struct fixture *fixture = *state;
    play_passed(&fixture->to, 0);
    size_t count = 0;
    char *rest = buffer_terminate(&fixture->output.pending);
    for (char *line = strsep(&rest, "\n"); rest != NULL; line = strsep(&rest, "\n")) {
        cJSON *object = cJSON_Parse(line);
        assert_true(cJSON_IsNumber(cJSON_GetObjectItem(object, "t")));
        assert_true(cJSON_IsString(cJSON_GetObjectItem(object, "event")));
        cJSON_Delete(object);
        count++;
    }
    assert_int_equal(count, 19);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ended, setup, teardown),
        cmocka_unit_test_setup_teardown(test_whole_call, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
