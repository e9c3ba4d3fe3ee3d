/* What came of each expectation, in words. */
#include "reports/judgement.h"

#include "engine/expectation.h"
#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct expectation_id first_ids[] = {{.id = 1}, {.id = 2}};
static const struct expectation_id last_ids[] = {{.id = 3}};

#define WORDS(of, words)                                                                           \
    {                                                                                              \
        .kind = EXPECTATION_##of, .written = "{}", .expression = {                                 \
            .text = (words),                                                                       \
            .length = sizeof(words) - 1                                                            \
        }                                                                                          \
    }

/* Of the call that passes: what holds, and what does not. */
static const struct {
    struct expectation expected;
    bool passed;
    const char *title;
    const char *explanation;
} cases[] = {
    {WORDS(AGENT, "contains \"confirmed\""), true, "agent contains \"confirmed\"",
     "the agent said \"Confirmed?\" at 00:01: contains \"confirmed\", said as \"Confirmed\" at 0"},
    {WORDS(AGENT, "contains \"conformed\""), false, "agent contains \"conformed\"",
     "none of what the agent said (4 utterances) satisfies it; nearest is \"Confirmed?\" at 00:01: "
     "contains \"conformed\" is not in what the agent said, nearest is \"Confirmed\" at 0 (1 "
     "letter differs)"},
    {WORDS(AGENT, "contains \"zebra\""), false, "agent contains \"zebra\"",
     "none of what the agent said (4 utterances) satisfies it"},
    {WORDS(AGENT_NEVER, "contains \"zebra\""), true, "agent_never contains \"zebra\"",
     "none of what the agent said (4 utterances) satisfies it"},
    {WORDS(AGENT_NEVER, "contains \"goodbye\""), false, "agent_never contains \"goodbye\"",
     "the agent said \"Goodbye.\" at 00:02: contains \"goodbye\", said as \"Goodbye\" at 0"},
    /* What was masked hides where it was. */
    {WORDS(AGENT_NEVER, "contains \"secret\""), false, "agent_never contains \"secret\"",
     "the agent said it"},
    {{.kind = EXPECTATION_FIRED, .written = "{\"fired\":[1,2]}", .conditions = {first_ids, 2}},
     true,
     "fired [1,2]",
     "conditions 1, 2 fired"},
    {{.kind = EXPECTATION_NOT_FIRED, .written = "{\"not_fired\":[3]}", .conditions = {last_ids, 1}},
     false,
     "not_fired [3]",
     "condition 3 fired"},
    {{.kind = EXPECTATION_FUNCTION_CALL,
      .written = "{\"function_call\":{\"name\":\"a\"}}",
      .function_call = {.name = "a"}},
     false,
     "function_call {\"name\":\"a\"}",
     "the agent told only of {\"id\":\"c1\",\"name\":\"lookup\"} at 00:01"},
    {{.kind = EXPECTATION_FUNCTION_CALL,
      .written = "{\"function_call\":{\"name\":\"lookup\"}}",
      .function_call = {.name = "lookup"}},
     true,
     "function_call {\"name\":\"lookup\"}",
     "the agent told of such a call"},
    {{.kind = EXPECTATION_METADATA, .written = "{\"metadata\":{\"a\":1}}", .metadata = "{\"a\":1}"},
     false,
     "metadata {\"a\":1}",
     "the metadata do not hold it: {\"model\":\"m1\",\"session\":123456789012345}"},
    {{.kind = EXPECTATION_ENDED_BY,
      .written = "{\"ended_by\":\"agent\"}",
      .ended_by = ENDED_BY_AGENT},
     false,
     "ended_by \"agent\"",
     "the caller ended it (Testing agent-ended-call)"},
    {{.kind = EXPECTATION_RESPONSE_MS,
      .written = "{\"response_ms\":{\"p50\":200,\"max\":250}}",
      .response_ms = {-1, 200, -1, -1, 250}},
     false,
     "response_ms {\"p50\":200,\"max\":250}",
     "max is 300 ms"},
    {{.kind = EXPECTATION_RESPONSE_MS,
      .written = "{\"response_ms\":{\"p50\":200,\"max\":300}}",
      .response_ms = {-1, 200, -1, -1, 300}},
     true,
     "response_ms {\"p50\":200,\"max\":300}",
     "p50 is 200 ms, max is 300 ms"},
    {{.kind = EXPECTATION_TURNS, .written = "{\"turns\":{\"max\":9}}", .turns = {0, 9}},
     true,
     "turns {\"max\":9}",
     "the agent said 4 utterances"},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]), CALL_THAT_WAS_NOT_MADE = 8 };

struct fixture {
    struct report_fixture run;
    struct expectation list[CASES];
    struct scenario_condition conditions[4];
    struct scenario scenario;
    struct expectations *expectations;
    struct record *record;
    bool holds[CASES];
};

/* A run whose calls expect all of the above. */
static int setup(void **state) {
    static struct fixture fixture;
    struct diagnostics diagnostics;
    fixture = (struct fixture){0};
    fixture_init(&fixture.run, 2);
    for (size_t i = 0; i < CASES; i++) {
        fixture.list[i] = cases[i].expected;
        fixture.holds[i] = cases[i].passed;
    }
    for (int32_t i = 0; i < 4; i++) {
        fixture.conditions[i].id = i;
    }
    fixture.scenario = (struct scenario){.conditions = fixture.conditions,
                                         .condition_count = 4,
                                         .expectations = fixture.list,
                                         .expectation_count = CASES};
    diagnostics_init(&diagnostics, &fixture.run.arena);
    fixture.expectations =
        expectations_compile(&fixture.run.arena, &fixture.scenario, NULL, &diagnostics);
    assert_non_null(fixture.expectations);
    for (size_t i = 0; i < 2; i++) {
        fixture.run.calls[i].expectations = fixture.expectations;
    }
    fixture.record = record_create(NULL, &fixture.run.subject);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    record_destroy(fixture->record);
    expectations_destroy(fixture->expectations);
    fixture_finish(&fixture->run);
    return 0;
}

/* Passes on what it hears, and what came of the expectations at the end. */
static void judge_at_end(void *user, const struct event *original) {
    struct fixture *fixture = user;
    struct event event = *original;
    if (event.kind == EVENT_ENDED && event.ended.verdict == VERDICT_PASSED) {
        event.ended.expectations = fixture->holds;
        event.ended.scenario_passed = true;
        event.ended.verdict = VERDICT_FAILED;
    }
    const struct event_listener listener = record_listener(fixture->record);
    listener.event(listener.user, &event);
}

static struct fixture_call call_of(struct fixture *fixture, size_t number) {
    return (struct fixture_call){.listener = {.event = judge_at_end, .user = fixture},
                                 .call = &fixture->run.calls[number]};
}

/* Each has its words, whether it holds or not. */
static void test_words(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call call = call_of(fixture, 0);
    play_passed(&call, 0);
    const struct judgements *judgements = &record_call(fixture->record, 0)->judgements;
    size_t failed = 0;
    assert_int_equal(judgements->count, CASES);
    for (size_t i = 0; i < CASES; i++) {
        assert_true(judgements->list[i].judged);
        assert_int_equal(judgements->list[i].passed, cases[i].passed);
        assert_string_equal(judgements->list[i].title, cases[i].title);
        assert_string_equal(judgements->list[i].explanation, cases[i].explanation);
        failed += !cases[i].passed;
    }
    assert_int_equal(judgements->failed, failed);
    assert_ptr_equal(judgements_first_failed(judgements), &judgements->list[1]);
}

/* Of many function calls five are shown, and how many more there were. */
static void test_many_function_calls(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call call = call_of(fixture, 0);
    tell_opened(&call, 0);
    for (uint32_t i = 0; i < 6; i++) {
        tell_data(&call, EVENT_FUNCTION_CALL, 100 * i, "{\"name\":\"look\"}");
    }
    play_passed(&call, 1000);
    const struct judgement *judgement =
        &record_call(fixture->record, 0)->judgements.list[CALL_THAT_WAS_NOT_MADE];
    assert_string_equal(
        judgement->explanation,
        "the agent told only of {\"name\":\"look\"} at 00:00; {\"name\":\"look\"} at "
        "00:00; {\"name\":\"look\"} at 00:00; {\"name\":\"look\"} at 00:00; "
        "{\"name\":\"look\"} at 00:00; and 2 more");
}

/* An agent that never said a word: there is nothing to quote and nothing was measured. */
static void test_silent(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call call = call_of(fixture, 0);
    struct event ended = {.ended = {.ending = ENDING_AGENT_SILENT,
                                    .verdict = VERDICT_FAILED,
                                    .expectations = fixture->holds}};
    tell_opened(&call, 0);
    tell_ended(&call, 1000, &ended);
    const struct judgements *judgements = &record_call(fixture->record, 0)->judgements;
    for (size_t i = 0; i < CASES; i++) {
        const char *explanation = judgements->list[i].explanation;
        if (cases[i].expected.kind == EXPECTATION_AGENT && !fixture->holds[i]) {
            assert_string_equal(explanation, "the agent said nothing");
        } else if (cases[i].expected.kind == EXPECTATION_RESPONSE_MS) {
            assert_string_equal(explanation, "no answer of the agent was measured");
        }
    }
}

/* The reason names the first that does not hold; each has a line. */
static void test_reason(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call call = call_of(fixture, 0);
    play_passed(&call, 0);
    const struct call_record *record = record_call(fixture->record, 0);
    assert_string_equal(record->error_message,
                        "9 of 15 expectations do not hold, first: agent contains \"conformed\"");
    assert_int_equal(record->explanation_count, 9);
    assert_string_equal(record->explanation[8],
                        "expected response_ms {\"p50\":200,\"max\":250}: max is 300 ms");
}

static void assert_unjudged(const struct fixture *fixture, size_t number, const char *why) {
    const struct judgements *judgements = &record_call(fixture->record, number)->judgements;
    assert_int_equal(judgements->count, CASES);
    assert_null(judgements_first_failed(judgements));
    for (size_t i = 0; i < CASES; i++) {
        assert_false(judgements->list[i].judged);
        assert_string_equal(judgements->list[i].explanation, why);
    }
}

/* A call that broke, was cancelled or never ended is not judged. */
static void test_unjudged(void **state) {
    struct fixture *fixture = *state;
    const struct fixture_call first = call_of(fixture, 0);
    const struct fixture_call second = call_of(fixture, 1);
    assert_unjudged(fixture, 0, "not judged: the call never ended");
    play_refused(&first, 0);
    play_cancelled(&second, 0);
    assert_unjudged(fixture, 0, "not judged: the call broke");
    assert_unjudged(fixture, 1, "not judged: the call was cancelled");
}

/* As JSON: what was written, and null for what was not judged. */
static void test_json(void **state) {
    struct fixture *fixture = *state;
    const struct judgement list[] = {
        {.expect = "{\"fired\":[1]}", .judged = true, .passed = true, .explanation = "yes"},
        {.expect = "{\"turns\":{}}", .judged = true, .explanation = "no"},
        {.expect = "{}", .explanation = "not judged"},
    };
    const struct judgements judgements = {.list = list, .count = 3};
    struct buffer text;
    (void)fixture;
    cJSON *object = cJSON_CreateObject();
    buffer_init(&text, NULL);
    judgements_add(object, &judgements);
    members_print(object, false, &text);
    assert_string_equal(
        buffer_terminate(&text),
        "{\"expectations\":[{\"expect\":{\"fired\":[1]},\"passed\":true,\"explanation\":\"yes\"},"
        "{\"expect\":{\"turns\":{}},\"passed\":false,\"explanation\":\"no\"},"
        "{\"expect\":{},\"passed\":null,\"explanation\":\"not judged\"}]}");
    buffer_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_function_calls, setup, teardown),
        cmocka_unit_test_setup_teardown(test_silent, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unjudged, setup, teardown),
        cmocka_unit_test_setup_teardown(test_json, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
