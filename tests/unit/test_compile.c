/* What compiling a scenario says about it: every rule of spec 1.1 and 2, all mistakes at once. */
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_ROWS = 8 };

struct compile_case {
    const char *name;
    struct scene_row rows[MOST_ROWS];
    size_t count;
    const char *said;
};

#define FIRST                                                                                      \
    { 0, "FIRST_MESSAGE", "Hi", 0, false }
#define BYE                                                                                        \
    { 99, "contains \"bye\"", "<endcall />", 0, false }

/* Profile fields: `name` is "Ann", `empty` is there and empty, all others are missing. */
static bool find_value(void *user, enum template_namespace space, const struct template_key *keys,
                       size_t count, const char **text, size_t *length) {
    (void)user;
    (void)count;
    if (space != TEMPLATE_TEST_PROFILE) {
        return false;
    }
    bool name = strcmp(keys[0].key, "name") == 0;
    *text = name ? "Ann" : "";
    *length = strlen(*text);
    return name || strcmp(keys[0].key, "empty") == 0;
}

static const struct template_source values = {.find = find_value};

static const struct compile_case cases[] = {
    {"nothing to say about a sound scenario",
     {FIRST,
      {1, "contains \"{{test_profile.name}}\"", "I am {{test_profile.name}}", 0, false},
      BYE},
     3,
     ""},
    {"a blank action, but for the first",
     {{0, "FIRST_MESSAGE", " ", 0, false},
      {1, "contains \"a\"", " \n\xc2\xa0", 0, false},
      {2, "contains \"b\"", "", 0, false},
      BYE},
     4,
     "error conditions[1].action: the action is blank: expected something to say or do; only the "
     "first condition's may be blank, for an agent that speaks first [wrong-value]\n"
     "error conditions[2].action: the action is blank: expected something to say or do; only the "
     "first condition's may be blank, for an agent that speaks first [wrong-value]\n"},
    {"a value that is missing leaves nothing, also of the first action",
     {{0, "FIRST_MESSAGE", "{{test_profile.greeting}}", 0, false},
      {1, "{{test_profile.phrase}}", "{{test_profile.answer}}", 0, false},
      BYE},
     3,
     "warning conditions[0].action: @ [missing-value]\n"
     "error conditions[0].action: the action is blank, as its placeholder has no value: expected "
     "the field in the test profile, or words of its own [missing-value]\n"
     "warning conditions[1].condition: @ [missing-value]\n"
     "error conditions[1].condition: the condition is blank, as its placeholder has no value: "
     "expected what the agent says, such as contains \"help\" [missing-value]\n"
     "warning conditions[1].action: @ [missing-value]\n"
     "error conditions[1].action: the action is blank, as its placeholder has no value: expected "
     "the field in the test profile, or words of its own [missing-value]\n"},
    {"a value that is there and empty may leave the first action blank, but no other",
     {{0, "FIRST_MESSAGE", "{{test_profile.empty}}", 0, false},
      {1, "contains \"a\"", "{{test_profile.empty}} ", 0, false},
      BYE},
     3,
     "error conditions[1].action: the action is blank: expected something to say or do; only the "
     "first condition's may be blank, for an agent that speaks first [wrong-value]\n"},
    {"a blank condition",
     {FIRST, {1, "  ", "A", 0, false}, BYE},
     3,
     "error conditions[1].condition: the condition is blank: expected what the agent says, such as "
     "contains \"help\" [wrong-value]\n"},
    {"natural language, and wording that is left to a model",
     {FIRST,
      {1, "The agent asks for a phone number", "It is 555", 0, false},
      {2, "contains \"a\"", "Answer politely", 0, true},
      {3, NULL, "Say goodbye", 2, true},
      BYE},
     5,
     "error conditions[1].condition: \"The agent asks for a phone number\" is a natural-language "
     "condition: only a language model can decide it, and none is configured; predicates such as "
     "contains \"help\" need none [model-needed]\n"
     "error conditions[2].fixed_message: fixed_message false leaves the wording of the action to a "
     "language model, and none is configured: expected true [model-needed]\n"
     "error conditions[3].fixed_message: fixed_message false leaves the wording of the action to a "
     "language model, and none is configured: expected true [model-needed]\n"},
    {"a value that looks like a condition is none",
     {FIRST, {1, "{{test_profile.name}} is the answer", "A", 0, false}, BYE},
     3,
     "error conditions[1].condition: \"Ann is the answer\" is a natural-language condition: only a "
     "language model can decide it, and none is configured; predicates such as contains \"help\" "
     "need none [model-needed]\n"},
    {"what is no first message is not looked at any further",
     {{0, "contains", "Hi", 0, false}, BYE},
     2,
     "error conditions[0].condition: the first condition must be exactly \"FIRST_MESSAGE\", found "
     "\"contains\" [first-condition]\n"},
};

/* Messages of other modules are tested there: a line's message is "@" where it is to be any. */
static bool matches(const char *said, const char *expected) {
    while (*expected != '\0') {
        if (*expected == '@') {
            said = strstr(said, " [");
            expected++;
            if (said == NULL) {
                return false;
            }
        } else if (*said++ != *expected++) {
            return false;
        }
    }
    return *said == '\0';
}

/* Each mistake is told, at its place, and nothing runs when there is an error. */
static void mistakes_are_told(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct scene scene;
        scene_begin(&scene, cases[i].rows, cases[i].count);
        scene.options.values = &values;
        scene_compile(&scene);
        const char *said = scene_diagnostics(&scene);
        if (!matches(said, cases[i].said)) {
            fail_msg("%s:\nfound:\n%sexpected:\n%s", cases[i].name, said, cases[i].said);
        }
        assert_int_equal(scene.machine == NULL, scene.diagnostics.error_count > 0);
        scene_end(&scene);
    }
}

/* Mistakes of every kind, in every condition, come in one go. */
static void all_mistakes_at_once(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {
        {1, "FIRST_MESSAGE", "<break time=\"soon\" />", 0, false},
        {1, "contains \"a", "A", 0, false},
        {2, "matches \"(\"", "B", 0, false},
        {3, "contains \"\"", "<hold />", 0, false},
        {4, NULL, "C", 9, false},
        {5, "the agent is rude", "", 0, false},
    };
    static const char *const places[] = {
        "conditions[0].id",        "conditions[0].action",    "conditions[1].id",
        "conditions[1].condition", "conditions[2].condition", "conditions[3].condition",
        "conditions[3].action",    "conditions[4].condition", "conditions[5].condition",
        "conditions[5].action",
    };
    struct scene scene;
    scene_begin(&scene, rows, sizeof(rows) / sizeof(*rows));
    scene_compile(&scene);
    assert_null(scene.machine);
    const char *said = scene_diagnostics(&scene);
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        if (strstr(said, arena_printf(&scene.arena, "error %s: ", places[i])) == NULL) {
            fail_msg("nothing is said of %s:\n%s", places[i], said);
        }
    }
    assert_int_equal(scene.diagnostics.error_count, sizeof(places) / sizeof(*places));
    scene_end(&scene);
}

/* The reader has reported what is unknown: nothing follows from it, and nothing runs. */
static void what_is_unknown_is_passed_over(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {FIRST, {1, "contains \"a\"", "A", 0, false}, BYE};
    for (size_t i = 0; i < 4; i++) {
        struct scene scene;
        scene_begin(&scene, rows, 3);
        struct scenario_condition conditions[3];
        memcpy(conditions, scene.scenario.conditions, sizeof(conditions));
        scene.scenario.conditions = conditions;
        switch (i) {
        case 0:
            conditions[1].id = SCENARIO_ID_UNKNOWN;
            break;
        case 1:
            conditions[1].type = CONDITION_TYPE_UNKNOWN;
            break;
        case 2:
            conditions[1].condition.text = NULL;
            break;
        default:
            conditions[0].action.text = NULL;
            break;
        }
        scene_compile(&scene);
        assert_null(scene.machine);
        assert_string_equal(scene_diagnostics(&scene), "");
        scene_end(&scene);
    }
}

/* More repeats than the format knows are as many as it knows. */
static void repeats_are_bounded(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {FIRST, {1, "contains \"a\"", "A", 0, false}};
    struct scene scene;
    scene_begin(&scene, rows, 2);
    scene.options.repeat_limit = UINT32_MAX;
    scene_compile(&scene);
    struct machine_state *state = malloc(machine_state_size(scene.machine));
    assert_non_null(state);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    machine_begin(scene.machine, state, false);
    struct machine_answer answer = {.outcome = MACHINE_FIRED};
    while (answer.outcome == MACHINE_FIRED) {
        machine_hear(scene.machine, state, scratch, "a", 1, &answer);
    }
    assert_int_equal(machine_fired(scene.machine, state, 1), MACHINE_REPEAT_LIMIT_MAX + 1);
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(all_mistakes_at_once),
        cmocka_unit_test(what_is_unknown_is_passed_over),
        cmocka_unit_test(repeats_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
