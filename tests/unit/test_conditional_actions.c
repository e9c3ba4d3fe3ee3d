/* Every breach of spec 1.1 that one value shows. */
#include "formats/conditional_actions.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static const struct scenario *read(struct parsed *parsed, const char *text) {
    parsed_text(parsed, "a.yaml", text);
    assert_non_null(parsed->root);
    const struct reader reader = {
        .arena = &parsed->arena, .diagnostics = &parsed->diagnostics, .file = "a.yaml"};
    return conditional_actions_read(&reader, parsed->root, "a name", NULL);
}

/* A good scenario is read as it stands, with the places of its values. */
static void good(void **unused) {
    (void)unused;
    struct parsed parsed;
    const struct scenario *scenario = read(
        &parsed,
        "role: A caller\n"
        "conditions:\n"
        "  - {id: 0, condition: FIRST_MESSAGE, action: Hi, type: standard, fixed_message: true}\n"
        "  - {id: 7, condition: 0, action: Bye, type: action_followup, fixed_message: false}\n");
    assert_string_equal(parsed_diagnostics(&parsed), "");
    assert_string_equal(scenario->name, "a name");
    assert_string_equal(scenario->role.text, "A caller");
    assert_int_equal(scenario->condition_count, 2);
    const struct scenario_condition *first = &scenario->conditions[0];
    assert_int_equal(first->id, 0);
    assert_string_equal(first->condition.text, "FIRST_MESSAGE");
    assert_string_equal(first->condition.place.path, "conditions[0].condition");
    assert_int_equal(first->condition.place.column, 24);
    assert_true(first->fixed_message);
    const struct scenario_condition *second = &scenario->conditions[1];
    assert_int_equal(second->id, 7);
    assert_int_equal(second->type, CONDITION_TYPE_FOLLOWUP);
    assert_int_equal(second->parent_id, 0);
    assert_null(second->condition.text);
    assert_string_equal(second->action.text, "Bye");
    assert_false(second->fixed_message);
    parsed_end(&parsed);
}

/* All breaches are told in one go, each at its value, or at its object when it is missing. */
static void all_breaches(void **unused) {
    (void)unused;
    struct parsed parsed;
    const struct scenario *scenario = read(&parsed, "role: 12\n"
                                                    "conditions:\n"
                                                    "  - conditon: FIRST_MESSAGE\n"
                                                    "  - id: -1\n"
                                                    "    condition: 3\n"
                                                    "    action: 4\n"
                                                    "    type: standard\n"
                                                    "    fixed_message: 'true'\n"
                                                    "  - id: '2'\n"
                                                    "    condition: '1'\n"
                                                    "    action:\n"
                                                    "    type: action_follow_up\n"
                                                    "    fixed_message: 1\n"
                                                    "  - id: 2147483648\n"
                                                    "    condition: '1'\n"
                                                    "    action: x\n"
                                                    "    type: action_followup\n"
                                                    "    fixed_message: yes\n"
                                                    "    functions: [a]\n"
                                                    "  - nonsense\n");
    assert_int_equal(scenario->condition_count, 5);
    for (size_t i = 0; i < scenario->condition_count; i++) {
        assert_int_equal(scenario->conditions[i].id, SCENARIO_ID_UNKNOWN);
        assert_true(scenario->conditions[i].fixed_message);
    }
    assert_string_equal(
        parsed_diagnostics(&parsed),
        "1:7 role error wrong-type: expected a text, found the number 12\n"
        "3:5 conditions[0] error missing-key: \"id\" is missing: expected an integer that no other "
        "condition has\n"
        "3:5 conditions[0] error missing-key: \"type\" is missing: expected \"standard\" or "
        "\"action_followup\"\n"
        "3:5 conditions[0] error missing-key: \"fixed_message\" is missing: expected true or "
        "false\n"
        "3:5 conditions[0] error missing-key: \"condition\" is missing: expected "
        "\"FIRST_MESSAGE\"\n"
        "3:5 conditions[0] error missing-key: \"action\" is missing: expected what the caller says "
        "or does, a text\n"
        "3:5 conditions[0].conditon warning unknown-key: unknown key \"conditon\": did you mean "
        "\"condition\"?\n"
        "4:9 conditions[1].id error wrong-value: expected an integer from 0 to 2147483647, found "
        "the number -1\n"
        "5:16 conditions[1].condition error wrong-type: expected a text, such as contains \"help\" "
        "(only in an \"action_followup\" it is an id), found the number 3\n"
        "6:13 conditions[1].action error wrong-type: expected a text (\"\" only in the first "
        "condition: then the agent speaks first), found the number 4\n"
        "8:20 conditions[1].fixed_message error wrong-type: expected true or false, found the text "
        "\"true\"\n"
        "9:9 conditions[2].id error wrong-type: expected an integer, found the text \"2\"\n"
        "11:11 conditions[2].action error wrong-type: expected a text (\"\" only in the first "
        "condition: then the agent speaks first), found null\n"
        "12:11 conditions[2].type error wrong-value: expected \"standard\" or \"action_followup\", "
        "found the text \"action_follow_up\": did you mean \"action_followup\"?\n"
        "13:20 conditions[2].fixed_message error wrong-type: expected true or false, found the "
        "number 1\n"
        "14:9 conditions[3].id error wrong-value: expected an integer from 0 to 2147483647, found "
        "the number 2147483648\n"
        "15:16 conditions[3].condition error wrong-type: expected the id of the condition it "
        "follows, an integer, found the text \"1\"\n"
        "18:20 conditions[3].fixed_message error wrong-type: expected true or false, found the "
        "text "
        "\"yes\"\n"
        "19:16 conditions[3].functions error unsupported: custom functions are not supported yet: "
        "remove \"functions\" and what uses them\n"
        "20:5 conditions[4] error wrong-type: expected an object with id, condition, action, type "
        "and fixed_message, found the text \"nonsense\"\n");
    parsed_end(&parsed);
}

/* Without conditions there is no scenario; a missing role alone is a warning. */
static void no_conditions(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"{}",
         "1:1 warning missing-role: \"role\" is missing: say who the caller is\n"
         "1:1 error missing-key: \"conditions\" is missing: expected an array of conditions\n"},
        {"{role: x, conditions: {}}",
         "1:23 conditions error wrong-type: expected an array of conditions, found an object\n"},
        {"{role: x, conditions: []}",
         "1:23 conditions error wrong-value: \"conditions\" is empty: expected at least one, the "
         "first with the condition \"FIRST_MESSAGE\"\n"},
        {"[]",
         "1:1 error wrong-type: expected an object with role and conditions, found an array\n"},
        {"{role: x, functions: {}, conditions: null}",
         "1:38 conditions error wrong-type: expected an array of conditions, found null\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        assert_null(read(&parsed, cases[i].text));
        assert_string_equal(parsed_diagnostics(&parsed), cases[i].expected);
        parsed_end(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good),
        cmocka_unit_test(all_breaches),
        cmocka_unit_test(no_conditions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
