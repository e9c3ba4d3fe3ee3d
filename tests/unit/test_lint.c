/* Warnings that think. */
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_ROWS = 8 };

struct lint_case {
    const char *name;
    struct scene_row rows[MOST_ROWS];
    size_t count;
    const char *said;
};

#define FIRST                                                                                      \
    { 0, "FIRST_MESSAGE", "Hi", 0, false }
#define BYE                                                                                        \
    { 99, "contains \"quit\"", "<endcall />", 0, false }
#define SAYS(id, condition)                                                                        \
    { id, condition, "A", 0, false }

#define SHADOWED(index, later, earlier)                                                            \
    "warning conditions[" #index "].condition: condition " #later                                  \
    " fires only once condition " #earlier " has: whatever meets it meets condition " #earlier     \
    " as well, which stands before it [shadowed]\n"
#define NEVER(index, id, text)                                                                     \
    "warning conditions[" #index "].condition: condition " #id                                     \
    " can never fire: nothing that is said meets " text " [never-fires]\n"

static const struct lint_case cases[] = {
    /* Shadows. */
    {"the same again",
     {FIRST, SAYS(1, "contains \"a\""), SAYS(2, "contains 'A'"), BYE},
     4,
     SHADOWED(2, 2, 1)},
    {"a keyword within a keyword",
     {FIRST, SAYS(1, "contains \"help\""), SAYS(2, "starts_with \"Help  me\""), BYE},
     4,
     SHADOWED(2, 2, 1)},
    {"a keyword behind the one it is part of is no shadow",
     {FIRST, SAYS(1, "contains \"help me\""), SAYS(2, "contains \"help\""), BYE},
     4,
     ""},
    {"one of several alternatives",
     {FIRST, SAYS(1, "contains \"a\" OR contains \"b\""), SAYS(2, "contains \"b\""), BYE},
     4,
     SHADOWED(2, 2, 1)},
    {"all alternatives, by one earlier condition",
     {FIRST, SAYS(1, "contains \"a\" OR contains \"b\" OR contains \"c\""),
      SAYS(2, "contains \"c d\" OR contains \"a\""), BYE},
     4,
     SHADOWED(2, 2, 1)},
    {"not all alternatives",
     {FIRST, SAYS(1, "contains \"a\""), SAYS(2, "contains \"a\" OR contains \"b\""), BYE},
     4,
     ""},
    {"more is asked than an earlier one does",
     {FIRST, SAYS(1, "contains \"a\""), SAYS(2, "contains \"a\" AND NOT contains \"b\""), BYE},
     4,
     SHADOWED(2, 2, 1)},
    {"less is asked",
     {FIRST, SAYS(1, "contains \"a\" AND contains \"b\""), SAYS(2, "contains \"a\""), BYE},
     4,
     ""},
    {"a whole utterance tells what is not in it",
     {FIRST, SAYS(1, "contains \"yes\" AND NOT contains \"but\""), SAYS(2, "equals \"oh yes\""),
      SAYS(3, "equals \"yes but\""), BYE},
     5,
     SHADOWED(2, 2, 1)},
    {"ends count",
     {FIRST, SAYS(1, "ends_with \"you?\""), SAYS(2, "ends_with \"help you?\""),
      SAYS(3, "contains \"help you?\""), BYE},
     5,
     SHADOWED(2, 2, 1)},
    {"what must not be said",
     {FIRST, SAYS(1, "NOT contains \"a\""),
      SAYS(2, "NOT (contains \"a\" OR contains \"b\") AND contains \"c\""),
      SAYS(3, "NOT contains \"d\""), BYE},
     5,
     SHADOWED(2, 2, 1)},
    {"the same regex, and one that finds anything",
     {FIRST, SAYS(1, "matches \"\\d\""), SAYS(2, "matches \"\\d\" AND contains \"a\""),
      SAYS(3, "matches \".*\""), BYE},
     5,
     SHADOWED(2, 2, 1) SHADOWED(4, 99, 3)},
    {"shadowed by the end of the call",
     {FIRST, {1, "contains \"a\"", "<endcall />", 0, false}, SAYS(2, "contains \"a b\"")},
     3,
     "warning conditions[2].condition: condition 2 can never fire: whatever meets it meets "
     "condition 1 as well, which stands before it and ends the call [shadowed]\n"},
    {"an endcall behind a pause that may be interrupted ends nothing for sure",
     {FIRST,
      {1, "contains \"a\"", "Well <silence time=\"1s\" /> <endcall />", 0, false},
      SAYS(2, "contains \"a b\"")},
     3,
     SHADOWED(2, 2, 1)},

    /* What can never be. */
    {"a keyword that is and is not",
     {FIRST, SAYS(1, "contains \"a\" AND NOT contains \"A\""), BYE},
     3,
     NEVER(1, 1, "contains \"a\" AND NOT contains \"A\"")},
    {"a keyword without what is in it",
     {FIRST, SAYS(1, "starts_with \"help me\" AND NOT contains \"help\""), BYE},
     3,
     NEVER(1, 1, "starts_with \"help me\" AND NOT contains \"help\"")},
    {"two whole utterances",
     {FIRST, SAYS(1, "equals \"yes\" AND equals \"no\""), BYE},
     3,
     NEVER(1, 1, "equals \"yes\" AND equals \"no\"")},
    {"a whole utterance without what it should contain",
     {FIRST, SAYS(1, "equals \"yes\" AND contains \"no\""), BYE},
     3,
     NEVER(1, 1, "equals \"yes\" AND contains \"no\"")},
    {"two beginnings, but for one that begins the other",
     {FIRST, SAYS(1, "starts_with \"yes\" AND starts_with \"no\""),
      SAYS(2, "starts_with \"well\" AND starts_with \"well yes\""),
      SAYS(3, "ends_with \"a?\" AND ends_with \"b?\""), BYE},
     5,
     NEVER(1, 1, "starts_with \"yes\" AND starts_with \"no\"")
         NEVER(3, 3, "ends_with \"a?\" AND ends_with \"b?\"")},
    {"no alternative is left",
     {FIRST,
      SAYS(1, "NOT contains \"a\" AND NOT contains \"b\" AND (contains \"a\" OR contains \"b\")"),
      SAYS(2, "NOT contains \"a\" AND NOT contains \"b\" AND (contains \"a\" OR contains \"c\")"),
      BYE},
     4,
     NEVER(1, 1, "NOT contains \"a\" AND NOT contains \"b\" AND (contains \"a\" OR c...")},
    {"one alternative that cannot be does no harm",
     {FIRST, SAYS(1, "contains \"a\" AND NOT contains \"a\" OR contains \"c\""), BYE},
     3,
     ""},

    /* White space at the edges of keywords. */
    {"white space at an edge counts",
     {FIRST, SAYS(1, "contains \"pull \" OR contains \" push\" OR contains \" lift \""), BYE},
     3,
     "warning conditions[1].condition: contains \"pull \": the white space at the end of the "
     "keyword counts, \"pull\" alone is not enough [edge-space]\n"
     "warning conditions[1].condition: contains \" push\": the white space at the beginning of the "
     "keyword counts, \"push\" alone is not enough [edge-space]\n"
     "warning conditions[1].condition: contains \" lift \": the white space at both ends of the "
     "keyword counts, \"lift\" alone is not enough [edge-space]\n"},
    {"white space where an utterance has none",
     {FIRST, SAYS(1, "equals \"yes \" OR starts_with \"no \" OR contains \"c\""),
      SAYS(2, "starts_with \" well\""), BYE},
     4,
     "warning conditions[1].condition: equals \"yes \" never holds: what the agent says is "
     "compared "
     "without the white space around it; take it out of the quotes [edge-space]\n"
     "warning conditions[1].condition: starts_with \"no \": the white space at the end of the "
     "keyword counts, \"no\" alone is not enough [edge-space]\n"
     "warning conditions[2].condition: starts_with \" well\" never holds: what the agent says is "
     "compared without the white space around it; take it out of the quotes [edge-space]\n" NEVER(
         2, 2, "starts_with \" well\"")},
    {"white space within, and in a regex, is nobody's business",
     {FIRST, SAYS(1, "contains \"a b\" OR matches \" \\d \""), BYE},
     3,
     ""},

    /* Followups. */
    {"followups of what never fires",
     {{0, "FIRST_MESSAGE", "", 0, false}, {1, NULL, "A", 0, false}, {2, NULL, "B", 1, false}, BYE},
     4,
     "warning conditions[1].condition: condition 1 can never fire: it follows condition 0, whose "
     "action is blank and so never performed [never-fires]\n"
     "warning conditions[2].condition: condition 2 can never fire: it follows condition 1, which "
     "never does [never-fires]\n"},
    {"followups of the end of the call",
     {FIRST, {1, "contains \"a\"", "Bye <endcall />", 0, false}, {2, NULL, "B", 1, false}},
     3,
     "warning conditions[2].condition: condition 2 can never fire: it follows condition 1, which "
     "ends the call [never-fires]\n"},
    {"followups queued behind the end of the call",
     {FIRST,
      SAYS(1, "contains \"a\""),
      {2, NULL, "B", 1, false},
      {3, NULL, "<endcall />", 1, false},
      {4, NULL, "D", 1, false},
      {5, NULL, "E", 2, false}},
     6,
     "warning conditions[4].condition: condition 4 can never fire: condition 3 is queued before it "
     "and ends the call [never-fires]\n"
     "warning conditions[5].condition: condition 5 can never fire: condition 3 is queued before it "
     "and ends the call [never-fires]\n"},
    {"an endcall that may be dropped holds nothing back",
     {FIRST,
      SAYS(1, "contains \"a\""),
      {2, NULL, "<silence time=\"1s\" /> <endcall />", 1, false},
      {3, NULL, "D", 1, false}},
     4,
     ""},

    /* The end. */
    {"no endcall is a way to end",
     {FIRST, SAYS(1, "contains \"a\"")},
     2,
     "note : there is no <endcall />: a call passes when every condition has fired "
     "[no-endcall]\n"},
    {"without endcall every condition must be able to fire",
     {FIRST, SAYS(1, "equals \"a\" AND equals \"b\"")},
     2,
     "warning : there is no <endcall />, so a call passes when every condition has fired, and "
     "condition 1 never does: no call can pass [no-endcall]\n" NEVER(
         1, 1, "equals \"a\" AND equals \"b\"")},
    {"an endcall out of reach",
     {FIRST, SAYS(1, "equals \"a\" AND equals \"b\""), {2, NULL, "<endcall />", 1, false}},
     3,
     NEVER(1, 1, "equals \"a\" AND equals \"b\"") "warning conditions[2].condition: condition 2 "
                                                  "can never fire: it follows condition 1, which "
                                                  "never does [never-fires]\n"
                                                  "warning conditions[2].action: no <endcall /> "
                                                  "can be reached, as condition 2 never fires: no "
                                                  "call can pass [no-endcall]\n"},
};

/* Each warning is told at the condition it is about, and nothing is that could be otherwise. */
static void warnings_are_told(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct scene scene;
        scene_begin(&scene, cases[i].rows, cases[i].count);
        scene_compile(&scene);
        const char *said = scene_diagnostics(&scene);
        if (strcmp(said, cases[i].said) != 0) {
            fail_msg("%s:\nfound:\n%sexpected:\n%s", cases[i].name, said, cases[i].said);
        }
        assert_non_null(scene.machine);
        scene_end(&scene);
    }
}

/* A blank first action and an agent that is said to wait contradict each other; a first action, or
 * an agent of which nothing is said, do not. */
static void both_sides_wait(void **unused) {
    (void)unused;
    static const struct {
        const char *action;
        bool agent_waits;
        const char *said;
    } waits[] = {
        {"", true,
         "warning conditions[0].action: the blank action leaves the first word to the agent, whose "
         "file says agent_speaks_first false: both would wait for each other [speaks-first]\n"},
        {"", false, ""},
        {"Hi", true, ""},
    };
    for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
        const struct scene_row rows[] = {{0, "FIRST_MESSAGE", waits[i].action, 0, false}, BYE};
        struct scene scene;
        scene_begin(&scene, rows, 2);
        scene.options.agent_waits = waits[i].agent_waits;
        scene_compile(&scene);
        assert_string_equal(scene_diagnostics(&scene), waits[i].said);
        scene_end(&scene);
    }
}

/* Ten thousand conditions that all share one keyword are not compared pair by pair. */
static void many_conditions_are_not_compared_with_each_other(void **unused) {
    (void)unused;
    enum { COUNT = 10000 };
    struct scene_row *rows = calloc(COUNT, sizeof(*rows));
    assert_non_null(rows);
    struct arena texts;
    arena_init(&texts, NULL);
    rows[0] = (struct scene_row)FIRST;
    for (int32_t i = 1; i < COUNT; i++) {
        rows[i] = (struct scene_row)SAYS(
            i, arena_printf(&texts, "contains \"please\" AND contains \"<%d>\"", (int)i));
    }
    rows[COUNT - 1].condition = rows[7].condition;
    struct scene scene;
    scene_begin(&scene, rows, COUNT);
    scene_compile(&scene);
    assert_string_equal(scene_diagnostics(&scene),
                        "note : there is no <endcall />: a call passes when every condition has "
                        "fired [no-endcall]\n" SHADOWED(9999, 9999, 7));
    scene_end(&scene);
    arena_finish(&texts);
    free(rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warnings_are_told),
        cmocka_unit_test(both_sides_wait),
        cmocka_unit_test(many_conditions_are_not_compared_with_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
