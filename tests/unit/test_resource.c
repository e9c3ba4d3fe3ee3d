/* One scenario resource: its fields, and where in it the scenario stands. */
#include "formats/resource.h"

#include "tests/lib/cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

#define SCENARIO                                                                                   \
    "{role: r, conditions: [{id: 0, condition: FIRST_MESSAGE, action: Hi, type: standard, "        \
    "fixed_message: true}]}"

/* An export with all its fields: those that act are read, those of the service are noted. */
static void exported(void **unused) {
    (void)unused;
    struct cases cases;
    cases_text(&cases,
               "id: 123\n"
               "name: A name\n"
               "scenario_type: conditional_actions\n"
               "conditional_actions: " SCENARIO "\n"
               "instructions: ''\n"
               "max_duration: 10\n"
               "tags: [smoke, 'a b']\n"
               "folder_path: Sales.Inbound\n"
               "expected_outcome_prompt: It works\n"
               "scenario_language: de\n"
               "test_profile: 55\n"
               "test_profile_data: {id: 55, name: p, information: {main_agent_variables: {X-T: 1}, "
               "testing_agent_variables: {name: Ana}}}\n"
               "information_fields: {city: Rome}\n"
               "dynamic_variable_values: {x: 7}\n"
               "personality: 4\n"
               "metrics: [1, 2]\n"
               "phone_number: null\n"
               "created_at: '2023-11-07T05:31:56Z'\n");
    assert_string_equal(parsed_diagnostics(&cases.parsed), "");
    assert_string_equal(cases_print(&cases),
                        "A name: conditions=1 id=123 max=10 #smoke #a b folder=Sales.Inbound "
                        "outcome=It works language=de X-T=1\n"
                        "cloud test_profile\ncloud personality\ncloud metrics\ncloud created_at\n");
    assert_string_equal(cases_value(&cases, 0, TEMPLATE_TEST_PROFILE, "name"), "Ana");
    assert_string_equal(cases_value(&cases, 0, TEMPLATE_INFORMATION_FIELDS, "city"), "Rome");
    assert_string_equal(cases_value(&cases, 0, TEMPLATE_DYNAMIC_VARIABLES, "x"), "7");
    assert_string_equal(cases.list.cases[0].scenario->place.path, "conditional_actions");
    cases_end(&cases);
}

/* The scenario may stand in either field, as an object or as JSON in a text. */
static void where_it_stands(void **unused) {
    (void)unused;
    static const char *const texts[] = {
        "conditional_actions: " SCENARIO,
        "instructions: " SCENARIO,
        "instructions: ' "
        "{\"role\":\"r\",\"conditions\":[{\"id\":0,\"condition\":\"FIRST_MESSAGE\",\"action\":"
        "\"\\ud83d\\ude00\",\"type\":\"standard\",\"fixed_message\":true}]}'",
        "{scenario_type: conditional_actions, instructions: null, conditional_actions: " SCENARIO
        "}",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct cases cases;
        cases_text(&cases, texts[i]);
        assert_string_equal(parsed_diagnostics(&cases.parsed), "");
        assert_string_equal(cases_print(&cases), "a file: conditions=1\n");
        cases_end(&cases);
    }
}

/* Inside a text the path goes on and the position is the text's. */
static void inside_a_text(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *expected;
    } cases_of[] = {
        {"scenario_type: conditional_actions\n"
         "instructions: "
         "'{\"role\":\"r\",\"conditions\":[{\"id\":0,\"condition\":\"FIRST_MESSAGE\",\"action\":5,"
         "\"type\":\"standard\",\"fixed_message\":true,\"x\":1}]}'\n",
         "2:15 instructions.conditions[0].action error wrong-type: expected a text (\"\" only in "
         "the "
         "first condition: then the agent speaks first), found the number 5\n"
         "2:15 instructions.conditions[0].x warning unknown-key: unknown key \"x\", which is "
         "ignored\n"},
        {"instructions: '{\"role\":\"r\", \"role\":\"s\",\"conditions\":\"\"}'\n",
         "1:15 instructions.role error duplicate-key: this key stands twice in one object, first "
         "in "
         "line 1; remove one (line 1, column 14 of the text)\n"
         "1:15 instructions.conditions error wrong-type: expected an array of conditions, found "
         "the "
         "text \"\"\n"},
        {"scenario_type: conditional_actions\ninstructions: Be friendly\n",
         "2:15 instructions error syntax: not valid JSON: expected a value (a text in double "
         "quotes, a number, true, false, null, { or [), found 'Be' (line 1, column 1 of the "
         "text)\n"},
        {"instructions: '{'\n",
         "1:15 instructions error syntax: not valid JSON: expected a key in double quotes, found "
         "the end (line 1, column 2 of the text)\n"},
    };
    for (size_t i = 0; i < COUNT(cases_of); i++) {
        struct cases cases;
        cases_text(&cases, cases_of[i].text);
        assert_string_equal(parsed_diagnostics(&cases.parsed), cases_of[i].expected);
        cases_end(&cases);
    }
}

/* What cannot be played says why; nothing is guessed. */
static void refused(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *expected;
    } cases_of[] = {
        {"{conditional_actions: " SCENARIO ", instructions: hello}",
         "1:146 instructions error shape: both \"conditional_actions\" and \"instructions\" are "
         "given: keep one\n"},
        {"{scenario_type: conditional_actions}",
         "1:1 error missing-key: \"conditional_actions\" is missing: expected an object with role "
         "and conditions\n"},
        {"{instructions: Be friendly}",
         "1:16 instructions error model-needed: instructions in prose need a language model, and "
         "none is configured: only \"conditional_actions\" can be played without one\n"},
        {"{scenario_type: instruction, instructions: '{}'}",
         "1:17 scenario_type error model-needed: instructions in prose need a language model, and "
         "none is configured: only \"conditional_actions\" can be played without one\n"},
        {"{scenario_type: real_world_smart}",
         "1:17 scenario_type error unsupported: scenarios of type \"real_world_smart\" are not run "
         "here: expected \"conditional_actions\"\n"},
        {"{scenario_type: real_world_fixed}",
         "1:17 scenario_type error unsupported: scenarios of type \"real_world_fixed\" are not run "
         "here: expected \"conditional_actions\"\n"},
        {"{scenario_type: other}", "1:17 scenario_type error wrong-value: expected "
                                   "\"conditional_actions\" or \"instruction\", "
                                   "found the text \"other\"\n"},
        {"{scenario_type: 1}", "1:17 scenario_type error wrong-type: expected "
                               "\"conditional_actions\" or \"instruction\", "
                               "found the number 1\n"},
    };
    for (size_t i = 0; i < COUNT(cases_of); i++) {
        struct cases cases;
        cases_text(&cases, cases_of[i].text);
        assert_string_equal(parsed_diagnostics(&cases.parsed), cases_of[i].expected);
        assert_int_equal(cases.list.count, 1);
        assert_null(cases.list.cases[0].scenario);
        cases_end(&cases);
    }
}

/* Fields out of range or of another type are errors at their place. */
static void fields(void **unused) {
    (void)unused;
    struct cases cases;
    cases_text(
        &cases,
        "conditional_actions: " SCENARIO "\n"
        "name: 01234567890123456789012345678901234567890123456789012345678901234567890123456789x\n"
        "max_duration: 9\n"
        "tags: smoke\n"
        "test_profile: [1]\n"
        "folder_path: 1\n"
        "functions: {f: 1}\n"
        "id: \"a\\u00e9\"\n"
        "max_duraton: 20\n"
        "frequency: 2\n");
    assert_string_equal(
        parsed_diagnostics(&cases.parsed),
        "2:7 name error wrong-value: a name has at most 80 characters, this one has 81\n"
        "3:15 max_duration error wrong-value: expected an integer from 10 to 3600 seconds, found "
        "the number 9\n"
        "4:7 tags error wrong-type: expected an array, found the text \"smoke\"\n"
        "5:15 test_profile error wrong-type: expected an object, found an array\n"
        "6:14 folder_path error wrong-type: expected a text, found the number 1\n"
        "7:12 functions error unsupported: custom functions are not supported yet: remove "
        "\"functions\" and what uses them\n"
        "8:5 id error wrong-value: an id goes out in a header and has printable ASCII only, found "
        "the text \"a\u00e9\"\n"
        "9:1 max_duraton warning unknown-key: unknown key \"max_duraton\": did you mean "
        "\"max_duration\"?\n"
        "10:1 frequency warning unknown-key: unknown key \"frequency\", which is ignored\n");
    cases_end(&cases);
}

/* A name's length is counted in characters, whatever their bytes. */
static void long_name(void **unused) {
    (void)unused;
    struct cases cases;
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_append_text(&text, "conditional_actions: " SCENARIO "\nname: ");
    for (int i = 0; i < 80; i++) {
        buffer_append_text(&text, "\xC3\xA9");
    }
    cases_text(&cases, buffer_terminate(&text));
    assert_string_equal(parsed_diagnostics(&cases.parsed), "");
    cases_end(&cases);
    buffer_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exported),      cmocka_unit_test(where_it_stands),
        cmocka_unit_test(inside_a_text), cmocka_unit_test(refused),
        cmocka_unit_test(fields),        cmocka_unit_test(long_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
