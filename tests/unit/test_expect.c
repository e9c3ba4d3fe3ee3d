/* Expectations as files write them, and every breach that one value shows. */
#include "formats/expect.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static const struct expectation *read(struct parsed *parsed, const char *text, size_t *count) {
    parsed_text(parsed, "a.yaml", text);
    assert_non_null(parsed->root);
    const struct reader reader = {
        .arena = &parsed->arena, .diagnostics = &parsed->diagnostics, .file = "a.yaml"};
    return expect_read(&reader, parsed->root, count);
}

/* Each kind is read as it stands, and kept as it was written. */
static void every_kind(void **unused) {
    (void)unused;
    struct parsed parsed;
    size_t count = 0;
    const struct expectation *list =
        read(&parsed,
             "expect:\n"
             "  - agent: contains \"x\"\n"
             "  - agent_never: contains \"y\"\n"
             "  - fired: [1, 2]\n"
             "  - not_fired: [3]\n"
             "  - function_call: {name: book, arguments: {day: [friday], n: 1.0}}\n"
             "  - function_call: {name: hang_up}\n"
             "  - metadata: {a: {b: null}}\n"
             "  - ended_by: agent\n"
             "  - response_ms: {p95: 2000, max: 8.5e3}\n"
             "  - turns: {max: 20}\n"
             "  - turns: {min: 1, max: 1}\n",
             &count);
    assert_string_equal(parsed_diagnostics(&parsed), "");
    assert_int_equal(count, 11);
    static const enum expectation_kind kinds[] = {
        EXPECTATION_AGENT,     EXPECTATION_AGENT_NEVER,   EXPECTATION_FIRED,
        EXPECTATION_NOT_FIRED, EXPECTATION_FUNCTION_CALL, EXPECTATION_FUNCTION_CALL,
        EXPECTATION_METADATA,  EXPECTATION_ENDED_BY,      EXPECTATION_RESPONSE_MS,
        EXPECTATION_TURNS,     EXPECTATION_TURNS,
    };
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list[i].kind, kinds[i]);
    }
    assert_string_equal(list[0].written, "{\"agent\":\"contains \\\"x\\\"\"}");
    assert_string_equal(list[0].expression.text, "contains \"x\"");
    assert_string_equal(list[0].expression.place.path, "expect[0].agent");
    assert_int_equal(list[0].expression.place.line, 2);
    assert_int_equal(list[2].conditions.id_count, 2);
    assert_int_equal(list[2].conditions.ids[1].id, 2);
    assert_string_equal(list[2].conditions.ids[1].place.path, "expect[2].fired[1]");
    assert_string_equal(list[4].function_call.name, "book");
    assert_string_equal(list[4].function_call.arguments, "{\"day\":[\"friday\"],\"n\":1.0}");
    assert_null(list[5].function_call.arguments);
    assert_string_equal(list[6].metadata, "{\"a\":{\"b\":null}}");
    assert_int_equal(list[7].ended_by, ENDED_BY_AGENT);
    assert_true(list[8].response_ms[LATENCY_p95] == 2000);
    assert_true(list[8].response_ms[LATENCY_max] == 8500);
    assert_true(list[8].response_ms[LATENCY_mean] < 0);
    assert_int_equal(list[9].turns.least, EXPECTATION_UNBOUNDED);
    assert_int_equal(list[9].turns.most, 20);
    assert_int_equal(list[10].turns.least, 1);
    parsed_end(&parsed);
}

/* Nothing given is nothing expected; an empty list says so. */
static void nothing(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        bool given;
    } cases[] = {{"{}", false}, {"{expect: null}", false}, {"{expect: []}", true}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        size_t count = 1;
        assert_int_equal(read(&parsed, cases[i].text, &count) != NULL, cases[i].given);
        assert_int_equal(count, 0);
        assert_string_equal(parsed_diagnostics(&parsed), "");
        parsed_end(&parsed);
    }
}

#define KINDS                                                                                      \
    "agent, agent_never, fired, not_fired, function_call, metadata, ended_by, response_ms, turns"

/* Each breach is told at its value, with what is allowed. */
static void breaches(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *diagnostics;
    } cases[] = {
        {"{expect: {turns: {max: 1}}}",
         "1:10 expect error wrong-type: expected an array, found an object\n"},
        {"{expect: [x]}", "1:11 expect[0] error wrong-type: expected an object with one of " KINDS
                          ", found the text \"x\"\n"},
        {"{expect: [{}]}",
         "1:11 expect[0] error missing-key: is empty: expected an object with one of " KINDS "\n"},
        {"{expect: [{agnet: x}]}",
         "1:12 expect[0].agnet error unknown-key: unknown key \"agnet\": did you mean "
         "\"agent\"?\n"},
        {"{expect: [{zzz: x}]}",
         "1:12 expect[0].zzz error unknown-key: unknown key \"zzz\": expected " KINDS "\n"},
        {"{expect: [{ended_by: agent, turns: {max: 1}}]}",
         "1:11 expect[0] error wrong-value: 2 expectations in one object: expected an object for "
         "each\n"},
        {"{expect: [{agent: 1}]}",
         "1:19 expect[0].agent error wrong-type: expected an expression over what the agent says, "
         "such as contains \"help\", found the number 1\n"},
        {"{expect: [{fired: 1}]}",
         "1:19 expect[0].fired error wrong-type: expected an array of ids of conditions, such as "
         "[1, 2], found the number 1\n"},
        {"{expect: [{fired: []}]}",
         "1:19 expect[0].fired error wrong-value: expected ids of conditions, such as [1, 2], "
         "found an array\n"},
        {"{expect: [{not_fired: [1, x, -1]}]}",
         "1:27 expect[0].not_fired[1] error wrong-type: expected the id of a condition, an "
         "integer, found the text \"x\"\n"
         "1:30 expect[0].not_fired[2] error wrong-type: expected the id of a condition, an "
         "integer, found the number -1\n"},
        {"{expect: [{function_call: {arguments: {}}}]}",
         "1:27 expect[0].function_call error missing-key: \"name\" is missing: expected the name "
         "of a function\n"},
        {"{expect: [{function_call: {name: a, argument: {}}}]}",
         "1:37 expect[0].function_call.argument error unknown-key: unknown key \"argument\": did "
         "you mean \"arguments\"?\n"},
        {"{expect: [{function_call: {name: a, arguments: []}}]}",
         "1:48 expect[0].function_call.arguments error wrong-type: expected an object with those "
         "of the function's arguments that matter, found an array\n"},
        {"{expect: [{function_call: {name: ' '}}]}",
         "1:34 expect[0].function_call.name error wrong-type: expected the name of a function, a "
         "text, found the text \" \"\n"},
        {"{expect: [{metadata: {}}]}",
         "1:22 expect[0].metadata error wrong-type: expected an object with those of the metadata "
         "that matter, found an object\n"},
        {"{expect: [{ended_by: nobody}]}",
         "1:22 expect[0].ended_by error wrong-value: expected \"caller\" or \"agent\", found the "
         "text \"nobody\"\n"},
        {"{expect: [{response_ms: {p90: 1}}]}",
         "1:26 expect[0].response_ms.p90 error unknown-key: unknown key \"p90\": did you mean "
         "\"p50\"?\n"},
        {"{expect: [{response_ms: {max: -1, p50: 2s}}]}",
         "1:31 expect[0].response_ms.max error wrong-type: expected a number of milliseconds, "
         "found the number -1\n"
         "1:40 expect[0].response_ms.p50 error wrong-type: expected a number of milliseconds, "
         "found the text \"2s\"\n"},
        {"{expect: [{turns: {max: 1.5}}]}",
         "1:25 expect[0].turns.max error wrong-type: expected a number of utterances, an integer, "
         "found the number 1.5\n"},
        {"{expect: [{turns: {min: 3, max: 2}}]}",
         "1:33 expect[0].turns.max error wrong-value: expected at least as many as \"min\", found "
         "the number 2\n"},
        {"{expect: [{metadata: {a: '{{test_profile.name}}'}}]}",
         "1:22 expect[0].metadata warning template: placeholders are filled in expressions only: "
         "here {{ is text\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        size_t count = 0;
        read(&parsed, cases[i].text, &count);
        assert_string_equal(parsed_diagnostics(&parsed), cases[i].diagnostics);
        assert_int_equal(count, parsed.diagnostics.error_count == 0);
        parsed_end(&parsed);
    }
}

/* One mistake takes nothing from what stands beside it. */
static void the_rest_is_read(void **unused) {
    (void)unused;
    struct parsed parsed;
    size_t count = 0;
    const struct expectation *list =
        read(&parsed, "{expect: [{zzz: 1}, {ended_by: caller}, 7, {turns: {min: 2}}]}", &count);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].kind, EXPECTATION_ENDED_BY);
    assert_int_equal(list[1].turns.least, 2);
    assert_int_equal(parsed.diagnostics.error_count, 2);
    struct scenario scenario = {.name = "a"};
    expect_append(&parsed.arena, &scenario, list, 1);
    expect_append(&parsed.arena, &scenario, NULL, 0);
    expect_append(&parsed.arena, &scenario, list, 2);
    assert_int_equal(scenario.expectation_count, 3);
    assert_int_equal(scenario.expectations[2].kind, EXPECTATION_TURNS);
    parsed_end(&parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind),
        cmocka_unit_test(nothing),
        cmocka_unit_test(breaches),
        cmocka_unit_test(the_rest_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
