/* Why nothing matched, or why this did. */
#include "engine/explain.h"
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_ROWS = 8, MOST_BEFORE = 8 };

struct explain_case {
    const char *name;
    struct scene_row rows[MOST_ROWS];
    size_t count;
    const char *before[MOST_BEFORE]; /* What the agent has said, after the call opened. */
    const char *said;
    const char *words; /* A line for each condition. */
    bool agent_speaks_first;
};

#define FIRST                                                                                      \
    { 0, "FIRST_MESSAGE", "Hi", 0, false }
#define FIRST_LINE "condition 0 fires only at the beginning of a call\n"

static const struct explain_case cases[] = {
    {.name = "one fires, one comes later, one falls short, one follows",
     .rows = {FIRST,
              {10, "contains \"confirm\" OR contains \"schedule\"", "A", 0, false},
              {20, "starts_with \"please\"", "B", 0, false},
              {30, "contains \"zebra\"", "C", 0, false},
              {40, NULL, "D", 20, false}},
     .count = 5,
     .said = "Please CONFIRM now",
     .words = FIRST_LINE "condition 10 fires: contains \"confirm\", said as \"CONFIRM\" at 7\n"
                         "condition 20 holds, but condition 10 stands before it\n"
                         "condition 30: contains \"zebra\" is not in what the agent said\n"
                         "condition 40 fires only after condition 20\n"},
    {.name = "each predicate has its words",
     .rows = {FIRST,
              {1,
               "contains \"zebra\" OR equals \"zebra\" OR starts_with \"zebra\" OR ends_with "
               "\"zebra\" OR matches \"z.b\\d\"",
               "A", 0, false},
              {2, "equals \"zebra\"", "B", 0, false},
              {3, "starts_with \"zebra\"", "C", 0, false},
              {4, "ends_with \"zebra\"", "D", 0, false},
              {5, "matches \"z.b\\d\"", "E", 0, false}},
     .count = 6,
     .said = "ok",
     .words = FIRST_LINE
     "condition 1: contains \"zebra\" is not in what the agent said; equals \"zebra\" is "
     "not all of it; starts_with \"zebra\" is not how it begins; ends_with \"zebra\" is "
     "not how it ends; matches \"z.b\\d\" finds nothing in it\n"
     "condition 2: equals \"zebra\" is not what the agent said\n"
     "condition 3: starts_with \"zebra\" is not how the agent began\n"
     "condition 4: ends_with \"zebra\" is not how the agent ended\n"
     "condition 5: matches \"z.b\\d\" finds nothing in what the agent said\n"},
    {.name = "only what keeps it from holding is blamed",
     .rows = {FIRST,
              {1, "contains \"yes\" AND contains \"qqq\"", "A", 0, false},
              {2, "contains \"yes\" AND NOT contains \"but\"", "B", 0, false},
              {3,
               "(contains \"qqq\" OR contains \"zzz\") AND (contains \"yes\" OR contains "
               "\"kkk\")",
               "C", 0, false},
              {4, "NOT (contains \"yes\" AND contains \"but\")", "D", 0, false},
              {5, "NOT (contains \"yes\" OR contains \"kkk\")", "E", 0, false},
              {6, "NOT matches \"y.s\"", "F", 0, false}},
     .count = 7,
     .said = "well, yes, but",
     .words = FIRST_LINE
     "condition 1: contains \"qqq\" is not in what the agent said\n"
     "condition 2: contains \"but\" must not hold, but does: \"but\" at 11\n"
     "condition 3: contains \"qqq\" is not in what the agent said; contains \"zzz\" is not "
     "in it\n"
     "condition 4: contains \"yes\" must not hold, but does: \"yes\" at 6; contains "
     "\"but\" must not hold, but does: \"but\" at 11\n"
     "condition 5: contains \"yes\" must not hold, but does: \"yes\" at 6\n"
     "condition 6: matches \"y.s\" must not hold, but does\n"},
    {.name = "near misses, as they were said",
     .rows = {FIRST,
              {1, "contains \"confirm\" OR contains \"anything else\" OR contains \"zebra\"", "A",
               0, false},
              {2, "equals \"that?\"", "B", 0, false},
              {3, "starts_with \"cold\"", "C", 0, false},
              {4, "contains \"fo\" AND NOT contains \"confirmed\"", "D", 0, false}},
     .count = 5,
     .said = "\xe2\x80\x9c"
             "Could you CONFRIM that?\xe2\x80\x9d Any thing  else?",
     .words = FIRST_LINE
     "condition 1: contains \"confirm\" is not in what the agent said, nearest is "
     "\"CONFRIM\" at 11 (2 letters differ); contains \"anything else\" is not in it, "
     "nearest is \"Any thing  else\" at 26 (1 letter differs); contains \"zebra\" is not "
     "in it\n"
     "condition 2: equals \"that?\" is not what the agent said, but \"that?\" at 19\n"
     "condition 3: starts_with \"cold\" is not how the agent began, nearest is \"Could\" "
     "at 1 (1 letter differs)\n"
     "condition 4: contains \"fo\" is not in what the agent said\n"},
    {.name = "what fires for what is not said",
     .rows = {FIRST, {1, "contains \"yes\" AND NOT contains \"but\"", "A", 0, false}},
     .count = 2,
     .said = "yes!",
     .words = FIRST_LINE "condition 1 fires: contains \"yes\", said as \"yes\" at 0; not contains "
                         "\"but\"\n"},
    {.name = "a followup comes before all others, and those queued behind it wait",
     .rows = {FIRST,
              {1, "contains \"a\"", "A", 0, false},
              {2, NULL, "B", 1, false},
              {3, NULL, "C", 1, false},
              {4, NULL, "D", 3, false},
              {5, "contains \"b\"", "E", 0, false}},
     .count = 6,
     .before = {"a"},
     .said = "b",
     .words = FIRST_LINE "condition 1: contains \"a\" is not in what the agent said\n"
                         "condition 2 fires: it follows condition 1, whatever is said\n"
                         "condition 3 is queued, but condition 2 is queued before it\n"
                         "condition 4 fires only after condition 3\n"
                         "condition 5 holds, but condition 2 is queued before it\n"},
    {.name = "what has fired stands back, and is used up in the end",
     .rows = {FIRST,
              {1, "contains \"a\"", "A", 0, false},
              {2, "contains \"b\"", "B", 0, false},
              {3, "contains \"c\"", "C", 0, false}},
     .count = 4,
     .before = {"a", "b", "a", "a", "a"},
     .said = "a b c",
     .words = FIRST_LINE "condition 1 has fired 4 times, as often as the repeat limit allows\n"
                         "condition 2 holds, but has fired, and condition 3 has not\n"
                         "condition 3 fires: contains \"c\", said as \"c\" at 4\n"},
    {.name = "the first utterance, when the agent speaks first",
     .rows = {FIRST, {1, "contains \"a\"", "A", 0, false}},
     .count = 2,
     .said = "a",
     .words = "condition 0 fires: it answers what the agent says first, whatever it is\n"
              "condition 1 holds, but condition 0 answers what the agent says first\n",
     .agent_speaks_first = true},
    {.name = "offsets are those of the text as it was said, in code points",
     .rows = {FIRST,
              {1, "contains \"strasse\"", "A", 0, false},
              {2, "NOT ends_with \"fi\"", "B", 0, false},
              {3, "NOT equals \"die straße: ﬁ\"", "C", 0, false}},
     .count = 4,
     .said = "  «Die   Straße»: \xef\xac\x81 ",
     .words = FIRST_LINE
     "condition 1 fires: contains \"strasse\", said as \"Straße\" at 9\n"
     "condition 2: ends_with \"fi\" must not hold, but does: \"\xef\xac\x81\" at 18\n"
     "condition 3 holds, but condition 1 stands before it\n"},
    {.name = "what is quoted is one short line",
     .rows = {FIRST,
              {1, "NOT contains \"a b\"", "A", 0, false},
              {2,
               "NOT starts_with \"0123456789 0123456789 0123456789 0123456789 0123456789 "
               "0123456789 0123456789\"",
               "B", 0, false}},
     .count = 3,
     .said = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 a\n\tb",
     .words = FIRST_LINE
     "condition 1: contains \"a b\" must not hold, but does: \"a\\n\\x09b\" at 77\n"
     "condition 2: starts_with \"0123456789 0123456789 0123456789 0123456789 0123456789 "
     "01234...\" must not hold, but does: \"0123456789 0123456789 0123456789 0123456789 "
     "0123456789 01234...\" at 0\n"},
};

/* All lines of an explanation. */
static const char *words_of(struct scene *scene, const struct explanation *explanation,
                            const char *said) {
    struct buffer words;
    buffer_init(&words, NULL);
    for (size_t i = 0; i < explanation->condition_count; i++) {
        explain_print(scene->machine, &explanation->conditions[i], said, &words);
        buffer_append_text(&words, "\n");
    }
    const char *text = arena_copy(&scene->arena, words.data, words.length);
    buffer_finish(&words);
    return text;
}

static void hear(const struct machine *machine, struct machine_state *state,
                 struct machine_scratch *scratch, const char *said) {
    struct machine_answer answer;
    machine_hear(machine, state, scratch, said, strlen(said), &answer);
    if (answer.outcome == MACHINE_FIRED) {
        machine_performed(machine, state, answer.condition);
    }
}

static struct machine_state *open_call(const struct machine *machine, bool agent_speaks_first) {
    struct machine_state *state = malloc(machine_state_size(machine));
    assert_non_null(state);
    struct machine_answer answer;
    machine_begin(machine, state, agent_speaks_first);
    machine_open(machine, state, &answer);
    if (answer.outcome == MACHINE_FIRED) {
        machine_performed(machine, state, answer.condition);
    }
    return state;
}

/* Every condition says in a line why it fires or does not. */
static void conditions_are_explained(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct explain_case *each = &cases[i];
        struct scene scene;
        scene_begin(&scene, each->rows, each->count);
        scene_compile(&scene);
        if (scene.machine == NULL) {
            fail_msg("%s: %s", each->name, scene_diagnostics(&scene));
        }
        struct machine_scratch *scratch = machine_scratch_create(NULL);
        struct machine_state *state = open_call(scene.machine, each->agent_speaks_first);
        for (size_t j = 0; j < MOST_BEFORE && each->before[j] != NULL; j++) {
            hear(scene.machine, state, scratch, each->before[j]);
        }
        struct explanation explanation;
        machine_explain(&scene.arena, scene.machine, state, scratch, each->said, strlen(each->said),
                        &explanation);
        const char *words = words_of(&scene, &explanation, each->said);
        if (strcmp(words, each->words) != 0) {
            fail_msg("%s:\nfound:\n%sexpected:\n%s", each->name, words, each->words);
        }
        machine_scratch_destroy(scratch);
        free(state);
        scene_end(&scene);
    }
}

/* Explaining changes nothing, and says what then happens. */
static void explaining_changes_nothing(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {
        FIRST,
        {1, "contains \"a\"", "A", 0, false},
        {2, NULL, "B", 1, false},
    };
    static const char *const said[] = {"b", "a", "b", "a", "a", "c"};
    struct scene scene;
    scene_begin(&scene, rows, 3);
    scene_compile(&scene);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_state *state = open_call(scene.machine, false);
    size_t size = machine_state_size(scene.machine);
    void *before = arena_alloc(&scene.arena, size);
    for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
        memcpy(before, state, size);
        struct explanation explanation;
        machine_explain(&scene.arena, scene.machine, state, scratch, said[i], strlen(said[i]),
                        &explanation);
        assert_memory_equal(state, before, size);
        struct machine_answer answer;
        machine_hear(scene.machine, state, scratch, said[i], strlen(said[i]), &answer);
        assert_int_equal(answer.condition, explanation.fires);
        if (answer.outcome == MACHINE_FIRED) {
            machine_performed(scene.machine, state, answer.condition);
        }
    }
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

/* A regex that met its limit is told from one that found nothing. */
static void a_match_limit_is_told(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {FIRST, {1, "matches \"^(a+)+$\"", "A", 0, false}};
    char evil[64];
    memset(evil, 'a', sizeof(evil));
    evil[sizeof(evil) - 2] = 'b';
    evil[sizeof(evil) - 1] = '\0';
    struct scene scene;
    scene_begin(&scene, rows, 2);
    scene_compile(&scene);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_state *state = open_call(scene.machine, false);
    struct explanation explanation;
    machine_explain(&scene.arena, scene.machine, state, scratch, evil, strlen(evil), &explanation);
    assert_true(explanation.conditions[1].terms[0].limit_hit);
    assert_string_equal(words_of(&scene, &explanation, evil),
                        FIRST_LINE "condition 1: matches \"^(a+)+$\" met its match limit, which "
                                   "counts as no match\n");
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

/* The search for near misses gives up after a fixed amount of work, however much there is to do. */
static void near_misses_are_bounded(void **unused) {
    (void)unused;
    enum { COUNT = 1000, SAID = 20000 };
    struct scene_row *rows = calloc(COUNT, sizeof(*rows));
    assert_non_null(rows);
    struct arena texts;
    arena_init(&texts, NULL);
    rows[0] = (struct scene_row)FIRST;
    for (int32_t i = 1; i < COUNT; i++) {
        rows[i] = (struct scene_row){
            i, arena_printf(&texts, "contains \"please confirm number %06d\"", (int)i), "A", 0,
            false};
    }
    char *said = arena_alloc(&texts, SAID);
    memset(said, 'x', SAID);
    static const char near[] = "please confrim number 000000";
    memcpy(said, near, sizeof(near) - 1);
    struct scene scene;
    scene_begin(&scene, rows, COUNT);
    scene_compile(&scene);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_state *state = open_call(scene.machine, false);
    struct explanation explanation;
    machine_explain(&scene.arena, scene.machine, state, scratch, said, SAID, &explanation);
    assert_int_equal(explanation.conditions[1].terms[0].length, sizeof(near) - 1);
    assert_int_equal(explanation.conditions[COUNT - 1].status, EXPLAIN_FALLS_SHORT);
    assert_int_equal(explanation.conditions[COUNT - 1].terms[0].length, 0);
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
    arena_finish(&texts);
    free(rows);
}

/* Of many terms only the first few are told. */
static void many_terms_are_counted(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {
        FIRST,
        {1,
         "equals \"q1\" OR equals \"q2\" OR equals \"q3\" OR equals \"q4\" OR equals \"q5\" OR "
         "equals \"q6\" OR equals \"q7\" OR equals \"q8\" OR equals \"q9\" OR equals \"q0\"",
         "A", 0, false},
    };
    struct scene scene;
    scene_begin(&scene, rows, 2);
    scene_compile(&scene);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_state *state = open_call(scene.machine, false);
    struct explanation explanation;
    machine_explain(&scene.arena, scene.machine, state, scratch, "mmm", 3, &explanation);
    assert_int_equal(explanation.conditions[1].term_count, 10);
    const char *words = words_of(&scene, &explanation, "mmm");
    assert_non_null(strstr(words, "; equals \"q8\" is not all of it; and 2 more\n"));
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_explained), cmocka_unit_test(explaining_changes_nothing),
        cmocka_unit_test(a_match_limit_is_told),    cmocka_unit_test(near_misses_are_bounded),
        cmocka_unit_test(many_terms_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
