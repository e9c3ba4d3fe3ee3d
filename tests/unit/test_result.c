/* test_result.c - a record as JSON: every field of spec section 6. */
#include "reports/result.h"

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
    struct fixture_call calls[FIXTURE_CALLS];
    cJSON *json;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, FIXTURE_CALLS);
    fixture.record = record_create(NULL, &fixture.run.subject);
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        fixture.calls[i] = (struct fixture_call){.listener = record_listener(fixture.record),
                                                 .call = &fixture.run.calls[i]};
    }
    fixture.json = NULL;
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    cJSON_Delete(fixture->json);
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
    return 0;
}

/* The result, read back. */
static cJSON *read_back(struct fixture *fixture) {
    struct buffer out;
    buffer_init(&out, NULL);
    result_print(fixture->record, &out);
    cJSON_Delete(fixture->json);
    fixture->json = cJSON_Parse(buffer_terminate(&out));
    assert_non_null(fixture->json);
    buffer_finish(&out);
    return fixture->json;
}

static cJSON *read_run(struct fixture *fixture, int number) {
    return cJSON_GetArrayItem(cJSON_GetObjectItem(read_back(fixture), "runs"), number);
}

/* @value without its member @apart, on one line. */
static void assert_json(cJSON *value, const char *apart, const char *expected) {
    cJSON_DeleteItemFromObject(value, apart);
    char *text = cJSON_PrintUnformatted(value);
    assert_string_equal(text, expected);
    cJSON_free(text);
}

static void assert_member(const cJSON *object, const char *key, const char *expected) {
    char *text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(object, key));
    assert_non_null(text);
    assert_string_equal(text, expected);
    cJSON_free(text);
}

/* The whole: who was tested, and how many calls came to what. */
static void test_totals(void **state) {
    struct fixture *fixture = *state;
    play_passed(&fixture->calls[0], 0);
    play_stuck(&fixture->calls[1], 0, NULL);
    play_refused(&fixture->calls[2], 0);
    assert_json(
        read_back(fixture), "runs",
        "{\"id\":\"result-1\",\"name\":\"appointments\",\"agent\":{\"name\":\"clinic\","
        "\"url\":\"ws://127.0.0.1:8765/chat\"},\"status\":\"completed\",\"run_as_text\":true,"
        "\"success_rate\":33.333333333333336,\"total_runs_count\":3,"
        "\"success_runs_count\":1,\"failed_runs_count\":1,\"errored_runs_count\":1,"
        "\"cancelled_runs_count\":0,\"created_at\":\"2025-01-31T09:30:00.000Z\","
        "\"partial\":false,\"scenarios\":[{\"id\":42,\"name\":\"appointment\","
        "\"file\":\"scenarios/appointment.json\",\"suite\":null,\"runs\":1,\"passed\":1,"
        "\"pass_rate\":100},{\"id\":null,\"name\":\"cancellation\","
        "\"file\":\"scenarios/cancellation.json\",\"suite\":null,\"runs\":1,\"passed\":0,"
        "\"pass_rate\":0},{\"id\":\"menu-7\",\"name\":\"ivr-menu\","
        "\"file\":\"scenarios/ivr/menu.yaml\",\"suite\":null,\"runs\":1,\"passed\":0,"
        "\"pass_rate\":0}]}");
}

/* A call that passed. */
static void test_passed(void **state) {
    struct fixture *fixture = *state;
    play_passed(&fixture->calls[0], 0);
    assert_json(
        read_run(fixture, 0), "transcript_object",
        "{\"id\":\"r1\",\"scenario\":{\"id\":42,\"name\":\"appointment\",\"file\":\"scenarios/a"
        "ppointment.json\",\"suite\":null},\"status\":\"completed\",\"success\":true,\"verdict"
        "\":\"passed\",\"call_ended_reason\":\"Testing agent-ended-call\",\"close_code\":1000,"
        "\"close_reason\":\"bye\",\"error_message\":null,\"explanation\":[],\"duration\":3.11,"
        "\"connect_time\":0.0125,\"executed_at\":\"2025-01-31T09:30:00.000Z\",\"metadata\":{\"m"
        "odel\":\"m1\",\"session\":123456789012345},\"conditions\":[{\"id\":0,\"fired\":1},{\"i"
        "d\":1,\"fired\":1},{\"id\":2,\"fired\":1},{\"id\":3,\"fired\":1}],\"expectations\":[],"
        "\"latency\":{\"count"
        "\":3,\"mean\":200,\"p50\":200,\"p95\":300,\"p99\":300,\"max\":300},"
        "\"transcript_hash\":"
        "\"2e8e13b2d719bf4885b8017d1962fdcf5b3cfa243e5a68202be6e0ff693c9ddc\"}");
}

/* Its transcript: entries in the order of their end. */
static void test_transcript(void **state) {
    struct fixture *fixture = *state;
    static const char *const entries[] = {
        "{\"role\":\"Testing Agent\",\"content\":\"Hi there, I need to check on my appointment"
        "\",\"start_time\":0,\"end_time\":0,\"time\":\"00:00\",\"condition\":0}",
        "{\"role\":\"Main Agent\",\"content\":\"Which appointment do you mean?\",\"start_time\""
        ":0.1,\"end_time\":0.1,\"time\":\"00:00\"}",
        "{\"role\":\"Main Agent\",\"content\":\"Are you there?\",\"start_time\":0.98,\"end_time"
        "\":0.98,\"time\":\"00:00\"}",
        "{\"role\":\"Testing Agent\",\"content\":\"Yes, it is scheduled for tomorrow\",\"start_"
        "time\":0.1,\"end_time\":1.6,\"time\":\"00:00\",\"condition\":1,\"action\":\"Yes, it is"
        " scheduled for tomorrow <break time=\\\"1.5s\\\" />[laughter]\"}",
        "{\"role\":\"Function Call\",\"content\":\"\",\"start_time\":1.68,\"end_time\":1.68,\"t"
        "ime\":\"00:01\",\"data\":{\"id\":\"c1\",\"name\":\"lookup\"}}",
        "{\"role\":\"Main Agent\",\"content\":\"Confirmed?\",\"start_time\":1.9,\"end_time\":1."
        "9,\"time\":\"00:01\"}",
        "{\"role\":\"Testing Agent\",\"content\":\"No that's all, thank you\",\"start_time\":1."
        "9,\"end_time\":1.9,\"time\":\"00:01\",\"condition\":2}",
        "{\"role\":\"Main Agent\",\"content\":\"Goodbye.\",\"start_time\":2.1,\"end_time\":2.1,"
        "\"time\":\"00:02\"}",
        "{\"role\":\"Testing Agent\",\"content\":\"\",\"start_time\":2.1,\"end_time\":2.1,\"tim"
        "e\":\"00:02\",\"condition\":3,\"action\":\"<endcall />\",\"end_call\":true}",
    };
    play_passed(&fixture->calls[0], 0);
    const cJSON *transcript = cJSON_GetObjectItem(read_run(fixture, 0), "transcript_object");
    int count = sizeof(entries) / sizeof(entries[0]);
    assert_int_equal(cJSON_GetArraySize(transcript), count);
    for (int i = 0; i < count; i++) {
        assert_json(cJSON_GetArrayItem(transcript, i), "", entries[i]);
    }
}

/* A call that failed says why; a close frame without a code has 1005. */
static void test_failed(void **state) {
    struct fixture *fixture = *state;
    play_stuck(&fixture->calls[1], 0, NULL);
    const cJSON *run = read_run(fixture, 1);
    assert_member(run, "scenario",
                  "{\"id\":null,\"name\":\"cancellation\",\"file\":\"scenarios/"
                  "cancellation.json\",\"suite\":null}");
    assert_member(run, "status", "\"completed\"");
    assert_member(run, "success", "false");
    assert_member(run, "verdict", "\"failed\"");
    assert_member(run, "call_ended_reason", "\"Testing agent-no-condition-matched\"");
    assert_member(run, "close_code", "1005");
    assert_member(run, "close_reason", "\"\"");
    assert_member(run, "error_message",
                  "\"no condition matched what the agent said last: \\\"Hmm, let me see.\\\" "
                  "(waited 30 s)\"");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(run, "explanation")), 4);
    assert_member(run, "conditions",
                  "[{\"id\":0,\"fired\":1},{\"id\":1,\"fired\":0},{\"id\":2,\"fired\":0},"
                  "{\"id\":3,\"fired\":0}]");
    assert_member(run, "duration", "30.1");
}

/* What never opened has no times but that of its first attempt, and no latency. */
static void test_errored(void **state) {
    struct fixture *fixture = *state;
    play_refused(&fixture->calls[2], 1500);
    const cJSON *run = read_run(fixture, 2);
    assert_member(run, "status", "\"failed\"");
    assert_member(run, "verdict", "\"errored\"");
    assert_member(run, "close_code", "null");
    assert_member(run, "close_reason", "null");
    assert_member(run, "duration", "0");
    assert_member(run, "connect_time", "null");
    assert_member(run, "executed_at", "\"2025-01-31T09:30:01.500Z\"");
    assert_member(run, "metadata", "{}");
    assert_member(
        run, "latency",
        "{\"count\":0,\"mean\":null,\"p50\":null,\"p95\":null,\"p99\":null,\"max\":null}");
    assert_member(run, "transcript_object", "[]");
    assert_member(cJSON_GetObjectItem(run, "scenario"), "id", "\"menu-7\"");
}

/* Calls that were never started, or of which nothing more was heard, are cancelled; then the whole
 * is. */
static void test_cancelled(void **state) {
    struct fixture *fixture = *state;
    play_passed(&fixture->calls[0], 0);
    play_cancelled(&fixture->calls[1], 10);
    tell_connecting(&fixture->calls[2], 20, 1);
    const cJSON *result = read_back(fixture);
    assert_member(result, "status", "\"cancelled\"");
    assert_member(result, "cancelled_runs_count", "2");
    for (int i = 1; i <= 2; i++) {
        const cJSON *run = cJSON_GetArrayItem(cJSON_GetObjectItem(result, "runs"), i);
        assert_member(run, "status", "\"cancelled\"");
        assert_member(run, "verdict", "\"cancelled\"");
        assert_member(run, "call_ended_reason", "\"run-cancelled-by-user\"");
        assert_member(run, "executed_at", i == 1 ? "null" : "\"2025-01-31T09:30:00.020Z\"");
    }
}

/* A whole of which no call could be played has failed. */
static void test_all_errored(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        play_refused(&fixture->calls[i], 0);
    }
    const cJSON *result = read_back(fixture);
    assert_member(result, "status", "\"failed\"");
    assert_member(result, "success_rate", "0");
}

/* A run by itself is what stands in runs[]. */
static void test_run_alone(void **state) {
    struct fixture *fixture = *state;
    play_passed(&fixture->calls[0], 0);
    struct buffer out;
    buffer_init(&out, NULL);
    result_print_run(fixture->record, 0, &out);
    cJSON *alone = cJSON_Parse(buffer_terminate(&out));
    assert_true(cJSON_Compare(alone, read_run(fixture, 0), true));
    cJSON_Delete(alone);
    buffer_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_totals, setup, teardown),
        cmocka_unit_test_setup_teardown(test_passed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_transcript, setup, teardown),
        cmocka_unit_test_setup_teardown(test_failed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errored, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cancelled, setup, teardown),
        cmocka_unit_test_setup_teardown(test_all_errored, setup, teardown),
        cmocka_unit_test_setup_teardown(test_run_alone, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
