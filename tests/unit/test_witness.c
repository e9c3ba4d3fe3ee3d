/* What a call remembers for its expectations, and how it is judged. */
#include "runtime/witness.h"

#include "tests/lib/expecting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MOST_TOLD = 4 };

struct fixture {
    struct expecting expecting;
    struct witness *witness;
};

static void begin(struct fixture *fixture, const struct expectation *list, size_t count) {
    expecting_begin(&fixture->expecting, list, count);
    fixture->witness = witness_create(&memory_system, fixture->expecting.expectations);
}

static void finish(struct fixture *fixture) {
    witness_destroy(fixture->witness);
    expecting_end(&fixture->expecting);
}

static void tell(struct fixture *fixture, const struct event *event) {
    witness_note(fixture->witness, event, fixture->expecting.scratch);
}

static const bool *judge(struct fixture *fixture, bool *all) {
    return witness_judge(fixture->witness, fixture->expecting.scene.machine,
                         fixture->expecting.state, ENDING_CALLER_ENDED, all);
}

/* What an expectation makes of JSON that was told, one text after the other. */
struct told_case {
    const char *wanted;
    const char *told[MOST_TOLD];
    bool holds;
};

static void check_told(const struct told_case *each, enum event_kind kind,
                       const struct expectation *expected) {
    struct fixture fixture;
    bool all = false;
    begin(&fixture, expected, 1);
    for (size_t i = 0; i < MOST_TOLD && each->told[i] != NULL; i++) {
        tell(&fixture, &(struct event){.kind = kind, .data.json = each->told[i]});
    }
    if (judge(&fixture, &all)[0] != each->holds || all != each->holds) {
        fail_msg("%s after %s ...", each->wanted != NULL ? each->wanted : "a call", each->told[0]);
    }
    finish(&fixture);
}

/* A function call is told by its name and those of its arguments that matter. */
static void test_function_calls(void **state) {
    (void)state;
    static const struct told_case cases[] = {
        {NULL, {"{\"name\":\"book\"}"}, true},
        {NULL, {"{\"name\":\"look\"}", "{\"name\":\"book\",\"arguments\":{}}"}, true},
        {NULL, {"{\"name\":\"Book\"}", "{\"name\":1}", "{}", "\"book\""}, false},
        {NULL, {NULL}, false},
        {"{\"day\":\"friday\"}",
         {"{\"name\":\"book\",\"arguments\":{\"day\":\"friday\",\"n\":1}}"},
         true},
        {"{\"day\":\"friday\"}", {"{\"name\":\"book\",\"arguments\":{\"day\":\"monday\"}}"}, false},
        {"{\"day\":\"friday\"}", {"{\"name\":\"book\"}"}, false},
        /* One call has all of it: not two together. */
        {"{\"a\":1,\"b\":2}",
         {"{\"name\":\"book\",\"arguments\":{\"a\":1}}",
          "{\"name\":\"book\",\"arguments\":{\"b\":2}}"},
         false},
        /* Arguments in a text, and in a function; several calls at once. */
        {"{\"a\":1}", {"{\"name\":\"book\",\"arguments\":\"{\\\"a\\\":1}\"}"}, true},
        {"{\"a\":1}", {"{\"name\":\"book\",\"arguments\":\"no\"}"}, false},
        {"{\"a\":1}",
         {"{\"id\":7,\"function\":{\"name\":\"book\",\"arguments\":{\"a\":1}}}"},
         true},
        {"{\"a\":1}", {"[{\"name\":\"x\"},{\"name\":\"book\",\"arguments\":{\"a\":1}}]"}, true},
        {"{\"a\":1}", {"[]"}, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct expectation expected = {
            .kind = EXPECTATION_FUNCTION_CALL,
            .function_call = {.name = "book", .arguments = cases[i].wanted}};
        check_told(&cases[i], EVENT_FUNCTION_CALL, &expected);
    }
}

/* Metadata are merged: the last write of a member counts, as a whole. */
static void test_metadata(void **state) {
    (void)state;
    static const struct told_case cases[] = {
        {"{\"a\":1}", {"{\"a\":1,\"b\":2}"}, true},
        {"{\"a\":1,\"b\":{\"c\":2}}", {"{\"a\":1}", "{\"b\":{\"c\":2,\"d\":3}}"}, true},
        {"{\"a\":1}", {"{\"a\":1}", "{\"a\":2}"}, false},
        {"{\"a\":1}", {"{\"a\":2}", "{\"a\":1}", "{\"b\":1}"}, true},
        {"{\"a\":{\"b\":1}}", {"{\"a\":{\"b\":1}}", "{\"a\":{\"c\":1}}"}, false},
        {"{\"a\":1}", {NULL}, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct expectation expected = {.kind = EXPECTATION_METADATA,
                                             .metadata = cases[i].wanted};
        check_told(&cases[i], EVENT_METADATA, &expected);
    }
}

static struct event heard(const char *text, uint64_t response_us) {
    return (struct event){.kind = EVENT_HEARD,
                          .heard = {.text = text,
                                    .length = strlen(text),
                                    .has_response = response_us > 0,
                                    .response_us = response_us}};
}

/* Utterances are turns; an end_call without words is none. What is told of one later changes
 * nothing. */
static void test_heard(void **state) {
    (void)state;
    const struct expectation list[] = {
        expect_words(EXPECTATION_AGENT, "contains \"day\""),
        {.kind = EXPECTATION_TURNS, .turns = {2, 2}},
        {.kind = EXPECTATION_RESPONSE_MS, .response_ms = {-1, -1, -1, -1, 300}},
        {.kind = EXPECTATION_RESPONSE_MS, .response_ms = {-1, 299, -1, -1, -1}},
    };
    const struct event events[] = {heard("Which day?", 300000), heard("Hm", 100000), heard("", 0)};
    struct fixture fixture;
    bool all = true;
    begin(&fixture, list, 4);
    for (size_t i = 0; i < 3; i++) {
        tell(&fixture, &events[i]);
    }
    struct event again = events[1];
    again.kind = EVENT_UNMATCHED;
    tell(&fixture, &again);
    const bool *holds = judge(&fixture, &all);
    assert_true(holds[0] && holds[1] && holds[2] && holds[3]);
    assert_true(all);
    finish(&fixture);
}

/* One that does not hold is enough. */
static void test_not_all(void **state) {
    (void)state;
    const struct expectation list[] = {
        {.kind = EXPECTATION_ENDED_BY, .ended_by = ENDED_BY_CALLER},
        {.kind = EXPECTATION_ENDED_BY, .ended_by = ENDED_BY_AGENT},
        {.kind = EXPECTATION_TURNS, .turns = {EXPECTATION_UNBOUNDED, 0}},
    };
    struct fixture fixture;
    bool all = true;
    begin(&fixture, list, 3);
    const bool *holds = judge(&fixture, &all);
    assert_true(holds[0] && !holds[1] && holds[2]);
    assert_false(all);
    finish(&fixture);
    witness_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_function_calls),
        cmocka_unit_test(test_metadata),
        cmocka_unit_test(test_heard),
        cmocka_unit_test(test_not_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
