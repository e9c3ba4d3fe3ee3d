/* What a call must come to: compiled, marked as the agent speaks, and judged. */
#include "tests/lib/expecting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define WORDS(kind, expression) expect_words(EXPECTATION_##kind, expression)

/* Each expectation about words against what was said in a call. */
static void test_words(void **state) {
    (void)state;
    static const struct {
        enum expectation_kind kind;
        const char *expression;
        const char *said[3];
        bool holds;
    } cases[] = {
        {EXPECTATION_AGENT, "contains \"help\"", {"Hello", "HELP?"}, true},
        {EXPECTATION_AGENT, "contains \"help\"", {"Hello"}, false},
        {EXPECTATION_AGENT, "contains \"help\"", {NULL}, false},
        /* One utterance satisfies it as a whole: not two together. */
        {EXPECTATION_AGENT, "contains \"a\" AND contains \"b\"", {"a", "b"}, false},
        {EXPECTATION_AGENT, "contains \"a\" AND NOT contains \"b\"", {"a b", "a"}, true},
        {EXPECTATION_AGENT, "matches \"\\d{4}\"", {"No 123", "No 1234"}, true},
        {EXPECTATION_AGENT_NEVER, "contains \"refund\"", {"Hello", "Bye"}, true},
        {EXPECTATION_AGENT_NEVER, "contains \"refund\"", {"Hello", "A Refund!", "Bye"}, false},
        {EXPECTATION_AGENT_NEVER, "contains \"refund\"", {NULL}, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct expecting expecting;
        bool met = false;
        const struct expectation expected = expect_words(cases[i].kind, cases[i].expression);
        const struct expectation_facts facts = {.ending = ENDING_CALLER_ENDED};
        expecting_begin(&expecting, &expected, 1);
        for (size_t said = 0; said < 3 && cases[i].said[said] != NULL; said++) {
            expectations_hear(expecting.expectations, expecting.scratch, cases[i].said[said],
                              strlen(cases[i].said[said]), &met);
        }
        assert_int_equal(expectations_hold(expecting.expectations, 0, met, &facts), cases[i].holds);
        expecting_end(&expecting);
    }
}

/* Marks are set only for what is about words. */
static void test_marks(void **state) {
    (void)state;
    struct expecting expecting;
    const struct expectation list[] = {
        WORDS(AGENT, "contains \"a\""),
        {.kind = EXPECTATION_METADATA, .metadata = "{}"},
        WORDS(AGENT_NEVER, "contains \"b\""),
    };
    bool met[3] = {false, false, false};
    expecting_begin(&expecting, list, 3);
    assert_int_equal(expectations_count(expecting.expectations), 3);
    expectations_hear(expecting.expectations, expecting.scratch, "a b", 3, met);
    assert_true(met[0]);
    assert_false(met[1]);
    assert_true(met[2]);
    expecting_end(&expecting);
}

/* Conditions are told by their ids. */
static void test_conditions(void **state) {
    (void)state;
    static const struct expectation_id first[] = {{.id = 0}, {.id = 10}};
    static const struct expectation_id others[] = {{.id = 20}, {.id = 30}};
    const struct expectation list[] = {
        {.kind = EXPECTATION_FIRED, .conditions = {first, 2}},
        {.kind = EXPECTATION_NOT_FIRED, .conditions = {others, 2}},
        {.kind = EXPECTATION_FIRED, .conditions = {others, 2}},
    };
    struct expecting expecting;
    struct machine_answer answer;
    expecting_begin(&expecting, list, 3);
    const struct machine *machine = expecting.scene.machine;
    const struct expectation_facts facts = {.machine = machine, .state = expecting.state};
    machine_open(machine, expecting.state, &answer);
    assert_false(expectations_hold(expecting.expectations, 0, false, &facts));
    machine_hear(machine, expecting.state, expecting.scratch, "Which day?", 10, &answer);
    assert_true(expectations_hold(expecting.expectations, 0, false, &facts));
    assert_true(expectations_hold(expecting.expectations, 1, false, &facts));
    machine_hear(machine, expecting.state, expecting.scratch, "Booked.", 7, &answer);
    assert_false(expectations_hold(expecting.expectations, 1, false, &facts));
    assert_false(expectations_hold(expecting.expectations, 2, false, &facts));
    assert_int_equal(expectations_conditions(expecting.expectations, 2)[1], 3);
    expecting_end(&expecting);
}

/* What is compared elsewhere holds when it was marked. */
static void test_marked_elsewhere(void **state) {
    (void)state;
    const struct expectation list[] = {
        {.kind = EXPECTATION_FUNCTION_CALL, .function_call = {.name = "book"}},
        {.kind = EXPECTATION_METADATA, .metadata = "{}"},
    };
    const struct expectation_facts facts = {.ending = ENDING_CALLER_ENDED};
    struct expecting expecting;
    expecting_begin(&expecting, list, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(expectations_hold(expecting.expectations, i, true, &facts));
        assert_false(expectations_hold(expecting.expectations, i, false, &facts));
    }
    expecting_end(&expecting);
}

/* A timer is the caller's doing. */
static void test_ended_by(void **state) {
    (void)state;
    assert_int_equal(ended_by(ENDING_CALLER_ENDED), ENDED_BY_CALLER);
    assert_int_equal(ended_by(ENDING_MAX_DURATION), ENDED_BY_CALLER);
    assert_int_equal(ended_by(ENDING_NO_CONDITION_MATCHED), ENDED_BY_CALLER);
    assert_int_equal(ended_by(ENDING_AGENT_ENDED), ENDED_BY_AGENT);
    assert_int_equal(ended_by(ENDING_AGENT_ENDED_AFTER_MESSAGE), ENDED_BY_AGENT);
    const struct expectation list[] = {
        {.kind = EXPECTATION_ENDED_BY, .ended_by = ENDED_BY_AGENT},
    };
    struct expecting expecting;
    expecting_begin(&expecting, list, 1);
    struct expectation_facts facts = {.ending = ENDING_AGENT_ENDED};
    assert_true(expectations_hold(expecting.expectations, 0, false, &facts));
    facts.ending = ENDING_CALLER_ENDED;
    assert_false(expectations_hold(expecting.expectations, 0, false, &facts));
    expecting_end(&expecting);
}

/* Bounds are inclusive; what was not measured is within none. */
static void test_bounds(void **state) {
    (void)state;
    static const struct {
        double p95, max; /* Bounds; -1: none. */
        struct latency latency;
        uint32_t least, most;
        size_t turns;
        bool fast, in_number;
    } cases[] = {
        {200, -1, {.count = 3, .p95 = 200, .max = 900}, 1, 3, 3, true, true},
        {200, -1, {.count = 3, .p95 = 200.5}, 1, 3, 4, false, false},
        {200, 800, {.count = 3, .p95 = 200, .max = 801}, 1, EXPECTATION_UNBOUNDED, 0, false, false},
        {-1, 800, {.count = 0}, EXPECTATION_UNBOUNDED, 0, 0, false, true},
        {-1, 0, {.count = 1}, EXPECTATION_UNBOUNDED, EXPECTATION_UNBOUNDED, 99, true, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct expectation list[] = {
            {.kind = EXPECTATION_RESPONSE_MS,
             .response_ms = {[LATENCY_mean] = -1,
                             [LATENCY_p50] = -1,
                             [LATENCY_p95] = cases[i].p95,
                             [LATENCY_p99] = -1,
                             [LATENCY_max] = cases[i].max}},
            {.kind = EXPECTATION_TURNS, .turns = {cases[i].least, cases[i].most}},
        };
        const struct expectation_facts facts = {.latency = cases[i].latency,
                                                .turns = cases[i].turns};
        struct expecting expecting;
        expecting_begin(&expecting, list, 2);
        assert_int_equal(expectations_hold(expecting.expectations, 0, false, &facts),
                         cases[i].fast);
        assert_int_equal(expectations_hold(expecting.expectations, 1, false, &facts),
                         cases[i].in_number);
        expecting_end(&expecting);
    }
}

/* All mistakes are told at once, and nothing comes of it. */
static void test_mistakes(void **state) {
    (void)state;
    static const struct expectation_id ids[] = {
        {.id = 10}, {.id = 7, .place = {.path = "expect[3].fired[1]", .line = 9, .column = 9}}};
    const struct expectation list[] = {
        WORDS(AGENT, "contains \"\""),
        WORDS(AGENT_NEVER, "is rude"),
        WORDS(AGENT, " "),
        {.kind = EXPECTATION_FIRED, .conditions = {ids, 2}},
        WORDS(AGENT, "contains \"a\" contains \"b\""),
    };
    struct expecting expecting;
    expecting_begin(&expecting, list, 5);
    assert_null(expecting.expectations);
    assert_string_equal(
        scene_diagnostics(&expecting.scene),
        "error expect[0].agent: column 10: the keyword is empty; write what to look for in the "
        "quotes [condition-syntax]\n"
        "error expect[0].agent: \"is rude\" is natural language: only a language model can decide "
        "it, and none is configured; predicates such as contains \"help\" need none "
        "[model-needed]\n"
        "error expect[0].agent: the expression is blank: expected what the agent says, such as "
        "contains \"help\" [wrong-value]\n"
        "error expect[0].agent: column 14: expected AND, OR or the end, found \"contains\" "
        "[condition-syntax]\n"
        "error expect[3].fired[1]: no condition has the id 7: expected one of 0, 10, 20, 30 "
        "[unknown-id]\n");
    expecting_end(&expecting);
}

/* A scenario that expects nothing has nothing to compile. */
static void test_nothing(void **state) {
    (void)state;
    struct expecting expecting;
    expecting_begin(&expecting, NULL, 0);
    assert_null(expecting.expectations);
    assert_int_equal(expectations_count(NULL), 0);
    assert_int_equal(expecting.scene.diagnostics.error_count, 0);
    expecting_end(&expecting);
}

/* Every kind has the name it has in files. */
static void test_kinds(void **state) {
    (void)state;
    assert_string_equal(expectation_kind_text(EXPECTATION_AGENT_NEVER), "agent_never");
    assert_string_equal(expectation_kind_text(EXPECTATION_TURNS), "turns");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),      cmocka_unit_test(test_marks),
        cmocka_unit_test(test_conditions), cmocka_unit_test(test_marked_elsewhere),
        cmocka_unit_test(test_ended_by),   cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_mistakes),   cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
