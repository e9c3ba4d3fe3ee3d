/* A suite: cases over defaults. */
#include "formats/suite_file.h"

#include "tests/lib/cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

#define INSIDE                                                                                     \
    "role: r, conditions: [{id: 0, condition: FIRST_MESSAGE, action: Hi, type: standard, "         \
    "fixed_message: true}]"
#define SCENARIO "{" INSIDE "}"

/* A case overrides the defaults field by field, a profile as a whole; tags combine. */
static void over_defaults(void **unused) {
    (void)unused;
    struct cases cases;
    cases_text(
        &cases,
        "version: '1'\n"
        "suite: {name: Nightly}\n"
        "defaults:\n"
        "  language: en\n"
        "  frequency: 3\n"
        "  max_duration: 60\n"
        "  tags: [nightly, smoke]\n"
        "  metrics: [1]\n"
        "  test_profile: {agent_variables: {X-T: d}, caller_variables: {name: Ana, city: Rome}}\n"
        "scenarios:\n"
        "  - conditional_actions: " SCENARIO "\n"
        "  - name: Second\n"
        "    type: conditional_actions\n"
        "    instructions: " SCENARIO "\n"
        "    language: de\n"
        "    frequency: 1\n"
        "    max_duration: 1\n"
        "    tags: [smoke, slow]\n"
        "    metrics: [2]\n"
        "    tools: [TOOL_DTMF]\n"
        "    test_profile: {caller_variables: {name: Ben}}\n"
        "  - conditional_actions: " SCENARIO "\n"
        "    max_duration: null\n"
        "    test_profile: 7\n");
    assert_string_equal(parsed_diagnostics(&cases.parsed), "");
    assert_string_equal(
        cases_print(&cases),
        "scenario 1: conditions=1 suite=Nightly max=60 frequency=3 #nightly #smoke language=en "
        "X-T=d\n"
        "Second: conditions=1 suite=Nightly max=1 #nightly #smoke #slow language=de\n"
        "scenario 3: conditions=1 suite=Nightly max=60 frequency=3 #nightly #smoke language=en "
        "X-T=d\n"
        "cloud metrics\ncloud tools\ncloud test_profile\n");
    assert_string_equal(cases_value(&cases, 0, TEMPLATE_TEST_PROFILE, "name"), "Ana");
    assert_string_equal(cases_value(&cases, 1, TEMPLATE_TEST_PROFILE, "name"), "Ben");
    assert_string_equal(cases_value(&cases, 1, TEMPLATE_TEST_PROFILE, "city"), "(missing)");
    cases_end(&cases);
}

/* The version may be a text or a number; a suite without a name has its file's. */
static void least(void **unused) {
    (void)unused;
    static const char *const versions[] = {"1", "'1'", "\"1\""};
    for (size_t i = 0; i < COUNT(versions); i++) {
        struct cases cases;
        parsed_begin(&cases.parsed);
        const char *text = arena_printf(
            &cases.parsed.arena, "{version: %s, scenarios: [{conditional_actions: " SCENARIO "}]}",
            versions[i]);
        struct cases read;
        cases_text(&read, text);
        assert_string_equal(parsed_diagnostics(&read.parsed), "");
        assert_string_equal(cases_print(&read), "scenario 1: conditions=1 suite=a file\n");
        cases_end(&read);
        cases_end(&cases);
    }
}

/* Every mistake of the frame and of the cases is told, a default's once. */
static void mistakes(void **unused) {
    (void)unused;
    struct cases cases;
    cases_text(&cases, "version: 2\n"
                       "agent_id: 1\n"
                       "suite: {agent_id: 2, nme: x}\n"
                       "defaults: {max_duration: 3601, agent_id: 3}\n"
                       "extra: 1\n"
                       "scenarios:\n"
                       "  - {agent_id: 4, frequency: 0, conditional_actions: " SCENARIO "}\n"
                       "  - {max_duration: 0, conditional_actions: " SCENARIO "}\n"
                       "  - nothing\n"
                       "  - {name: x}\n");
    assert_string_equal(
        parsed_diagnostics(&cases.parsed),
        "1:10 version error wrong-value: expected version \"1\", found the number 2\n"
        "2:11 agent_id error unsupported: a suite names no agent: remove \"agent_id\" and pass the "
        "agent with --agent\n"
        "3:19 suite.agent_id error unsupported: a suite names no agent: remove \"agent_id\" and "
        "pass the agent with --agent\n"
        "3:22 suite.nme warning unknown-key: unknown key \"nme\": did you mean \"name\"?\n"
        "4:26 defaults.max_duration error wrong-value: expected an integer from 1 to 3600 seconds, "
        "found the number 3601\n"
        "4:42 defaults.agent_id error unsupported: a suite names no agent: remove \"agent_id\" and "
        "pass the agent with --agent\n"
        "5:1 extra warning unknown-key: unknown key \"extra\", which is ignored\n"
        "7:16 scenarios[0].agent_id error unsupported: a suite names no agent: remove \"agent_id\" "
        "and pass the agent with --agent\n"
        "7:30 scenarios[0].frequency error wrong-value: expected an integer from 1 to 10000, found "
        "the number 0\n"
        "8:20 scenarios[1].max_duration error wrong-value: expected an integer from 1 to 3600 "
        "seconds, found the number 0\n"
        "9:5 scenarios[2] error wrong-type: expected a scenario, an object with "
        "conditional_actions "
        "or instructions, found the text \"nothing\"\n"
        "10:5 scenarios[3] error missing-key: \"conditional_actions\" is missing: expected an "
        "object with role and conditions\n");
    cases_end(&cases);
}

/* A suite has 1 to 200 scenarios. */
static void how_many(void **unused) {
    (void)unused;
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_append_text(&text, "version: 1\nscenarios:\n");
    for (int i = 0; i < SUITE_MOST_SCENARIOS; i++) {
        buffer_append_text(&text, "  - conditional_actions: " SCENARIO "\n");
    }
    struct cases cases;
    cases_text(&cases, buffer_terminate(&text));
    assert_string_equal(parsed_diagnostics(&cases.parsed), "");
    assert_int_equal(cases.list.count, 200);
    cases_end(&cases);
    buffer_append_text(&text, "  - conditional_actions: " SCENARIO "\n");
    cases_text(&cases, buffer_terminate(&text));
    assert_string_equal(
        parsed_diagnostics(&cases.parsed),
        "3:3 scenarios error wrong-value: expected 1 to 200 scenarios, found 201\n");
    cases_end(&cases);
    buffer_finish(&text);
    cases_text(&cases, "{version: 1, scenarios: []}");
    assert_string_equal(parsed_diagnostics(&cases.parsed),
                        "1:25 scenarios error wrong-value: expected 1 to 200 scenarios, found 0\n");
    cases_end(&cases);
    cases_text(&cases, "{version: 1, scenarios: {}}");
    assert_string_equal(parsed_diagnostics(&cases.parsed),
                        "1:25 scenarios error wrong-type: expected an array of 1 to 200 scenarios, "
                        "found an object\n");
    cases_end(&cases);
}

/* What a case expects stands for what the defaults do, also when that is nothing; what stands in
 * its scenario is expected as well. */
static void expectations(void **unused) {
    (void)unused;
    struct cases cases;
    cases_text(&cases, "version: '1'\n"
                       "defaults: {expect: [{ended_by: caller}]}\n"
                       "scenarios:\n"
                       "  - {conditional_actions: " SCENARIO "}\n"
                       "  - {conditional_actions: " SCENARIO ", expect: [{turns: {max: 2}}]}\n"
                       "  - {conditional_actions: " SCENARIO ", expect: []}\n"
                       "  - {conditional_actions: " SCENARIO ", expect: null}\n"
                       "  - conditional_actions: {expect: [{fired: [0]}], " INSIDE "}\n");
    assert_string_equal(parsed_diagnostics(&cases.parsed), "");
    assert_string_equal(cases_print(&cases),
                        "scenario 1: conditions=1 expects={\"ended_by\":\"caller\"} suite=a file\n"
                        "scenario 2: conditions=1 expects={\"turns\":{\"max\":2}} suite=a file\n"
                        "scenario 3: conditions=1 suite=a file\n"
                        "scenario 4: conditions=1 expects={\"ended_by\":\"caller\"} suite=a file\n"
                        "scenario 5: conditions=1 expects={\"fired\":[0]} "
                        "expects={\"ended_by\":\"caller\"} suite=a file\n");
    cases_end(&cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_defaults), cmocka_unit_test(least),        cmocka_unit_test(mistakes),
        cmocka_unit_test(how_many),      cmocka_unit_test(expectations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
