/* The rules of spec 1.1 that hold between the values of a scenario. */
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_ROWS = 8 };

struct check_case {
    const char *name;
    struct scene_row rows[MOST_ROWS];
    size_t count;
    const char *said; /* What is reported. */
};

#define FIRST                                                                                      \
    { 0, "FIRST_MESSAGE", "Hi", 0, false }

static const struct check_case cases[] = {
    {"a sound scenario",
     {FIRST, {1, "contains \"a\"", "A", 0, false}, {2, NULL, "B", 1, false}},
     3,
     ""},
    {"an id may be as large as 2^31-1, and the order of ids is free",
     {FIRST, {INT32_MAX, "contains \"a\"", "A", 0, false}, {2, NULL, "B", INT32_MAX, false}},
     3,
     ""},
    {"the first is another one",
     {{5, "hello there", "Hi", 0, true}},
     1,
     "error conditions[0].id: the first condition must have the id 0, found 5 [first-condition]\n"
     "error conditions[0].condition: the first condition must be exactly \"FIRST_MESSAGE\", found "
     "\"hello there\" [first-condition]\n"
     "error conditions[0].fixed_message: the first condition must have fixed_message true, found "
     "false [first-condition]\n"},
    {"FIRST_MESSAGE is exact",
     {{0, "First_Message", "Hi", 0, false}},
     1,
     "error conditions[0].condition: the first condition must be exactly \"FIRST_MESSAGE\", found "
     "\"First_Message\" [first-condition]\n"},
    {"the first is a followup",
     {{0, NULL, "Hi", 1, false}, {1, "contains \"a\"", "A", 0, false}},
     2,
     "error conditions[0].type: the first condition must be of type \"standard\", found "
     "\"action_followup\" [first-condition]\n"},
    {"a second FIRST_MESSAGE",
     {FIRST, {1, "FIRST_MESSAGE", "A", 0, false}},
     2,
     "error conditions[1].condition: only the first condition may be FIRST_MESSAGE: expected what "
     "the agent says, such as contains \"help\" [first-condition]\n"},
    {"one id three times",
     {FIRST,
      {7, "contains \"a\"", "A", 0, false},
      {3, "contains \"b\"", "B", 0, false},
      {7, "contains \"c\"", "C", 0, false},
      {7, "contains \"d\"", "D", 0, false}},
     5,
     "error conditions[3].id: the id 7 is already that of conditions[1]: every condition needs an "
     "id of its own [duplicate-id]\n"
     "error conditions[4].id: the id 7 is already that of conditions[1]: every condition needs an "
     "id of its own [duplicate-id]\n"},
    {"a followup to nowhere",
     {FIRST, {1, NULL, "A", 9, false}},
     2,
     "error conditions[1].condition: no condition has the id 9: expected the id of the condition "
     "whose action comes before this one [followup]\n"},
    {"a followup to itself",
     {FIRST, {1, NULL, "A", 1, false}},
     2,
     "error conditions[1].condition: condition 1 follows itself: expected the id of the condition "
     "whose action comes before it [followup]\n"},
    {"a circle is told once, where it first stands, and what leads into it is not",
     {FIRST,
      {1, NULL, "A", 3, false},
      {2, NULL, "B", 4, false},
      {3, NULL, "C", 2, false},
      {4, NULL, "D", 3, false}},
     5,
     "error conditions[2].condition: followups in a circle can never fire: 2 follows 4, 4 follows "
     "3, 3 follows 2; one of them must follow a standard condition [followup]\n"},
    {"two circles",
     {FIRST,
      {1, NULL, "A", 2, false},
      {2, NULL, "B", 1, false},
      {3, NULL, "C", 4, false},
      {4, NULL, "D", 3, false}},
     5,
     "error conditions[1].condition: followups in a circle can never fire: 1 follows 2, 2 follows "
     "1; one of them must follow a standard condition [followup]\n"
     "error conditions[3].condition: followups in a circle can never fire: 3 follows 4, 4 follows "
     "3; one of them must follow a standard condition [followup]\n"},
};

/* Every breach is told, at its value, in words that say what is allowed. */
static void breaches_are_told(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct scene scene;
        scene_begin(&scene, cases[i].rows, cases[i].count);
        scenario_check(&scene.arena, &scene.scenario, &scene.diagnostics);
        const char *said = scene_diagnostics(&scene);
        if (strcmp(said, cases[i].said) != 0) {
            fail_msg("%s:\nfound:\n%sexpected:\n%s", cases[i].name, said, cases[i].said);
        }
        scene_end(&scene);
    }
}

/* A scenario without conditions is told at the object that should hold them. */
static void no_conditions(void **unused) {
    (void)unused;
    struct scene scene;
    scene_begin(&scene, NULL, 0);
    scenario_check(&scene.arena, &scene.scenario, &scene.diagnostics);
    assert_string_equal(scene_diagnostics(&scene),
                        "error : conditions is empty: expected at least one, the first with the "
                        "condition \"FIRST_MESSAGE\" [wrong-value]\n");
    scene_end(&scene);
}

/* What the reader has reported is not reported again. */
static void unknown_values_are_passed_over(void **unused) {
    (void)unused;
    struct scenario_condition conditions[] = {
        {.id = SCENARIO_ID_UNKNOWN,
         .type = CONDITION_TYPE_UNKNOWN,
         .fixed_message = true,
         .parent_id = SCENARIO_ID_UNKNOWN},
        {.id = SCENARIO_ID_UNKNOWN,
         .type = CONDITION_TYPE_FOLLOWUP,
         .fixed_message = true,
         .parent_id = SCENARIO_ID_UNKNOWN},
    };
    struct scene scene;
    scene_begin(&scene, NULL, 0);
    scene.scenario.conditions = conditions;
    scene.scenario.condition_count = 2;
    scenario_check(&scene.arena, &scene.scenario, &scene.diagnostics);
    assert_string_equal(scene_diagnostics(&scene), "");
    scene_end(&scene);
}

/* Each condition is told the index of what it follows, whether that stands before or behind it. */
static void parents_are_indexes(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {
        FIRST,
        {10, NULL, "A", 40, false},
        {20, NULL, "B", 0, false},
        {40, "contains \"a\"", "C", 0, false},
    };
    struct scene scene;
    scene_begin(&scene, rows, 4);
    const uint32_t *parents = scenario_check(&scene.arena, &scene.scenario, &scene.diagnostics);
    const uint32_t expected[] = {SCENARIO_NONE, 3, 0, SCENARIO_NONE};
    assert_memory_equal(parents, expected, sizeof(expected));
    scene_end(&scene);
}

/* A hundred thousand followups, each of the next one, in one circle: found at once, and only its
 * beginning is shown. */
static void a_long_circle(void **unused) {
    (void)unused;
    enum { COUNT = 100000 };
    struct scene_row *rows = calloc(COUNT, sizeof(*rows));
    assert_non_null(rows);
    rows[0] = (struct scene_row)FIRST;
    for (int32_t i = 1; i < COUNT; i++) {
        rows[i] = (struct scene_row){.id = i, .action = "A", .follows = i + 1 < COUNT ? i + 1 : 1};
    }
    struct scene scene;
    scene_begin(&scene, rows, COUNT);
    scenario_check(&scene.arena, &scene.scenario, &scene.diagnostics);
    assert_string_equal(
        scene_diagnostics(&scene),
        "error conditions[1].condition: followups in a circle can never fire: 1 follows 2, 2 "
        "follows 3, 3 follows 4, 4 follows 5, 5 follows 6, 6 follows 7, 7 follows 8, 8 follows 9, "
        "...; one of them must follow a standard condition [followup]\n");
    scene_end(&scene);
    free(rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breaches_are_told),
        cmocka_unit_test(no_conditions),
        cmocka_unit_test(unknown_values_are_passed_over),
        cmocka_unit_test(parents_are_indexes),
        cmocka_unit_test(a_long_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
