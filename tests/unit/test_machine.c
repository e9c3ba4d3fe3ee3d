/* Conversations with a machine: what fires when (spec section 4), and what compiling says. */
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_ROWS = 8, MOST_TURNS = 16, NOTHING = -1 };

/* One thing that happens, and the id of what fires on it, or NOTHING. */
struct turn {
    const char *heard; /* What the agent says; OPENED when the call opens. */
    int32_t fires;
    bool dropped; /* The action is not performed to its end. */
};

#define OPENED NULL

struct conversation {
    const char *name;
    struct scene_row rows[MOST_ROWS];
    size_t row_count;
    struct turn turns[MOST_TURNS];
    size_t turn_count;
    bool agent_speaks_first;
    uint32_t repeat_limit;
};

#define FIRST                                                                                      \
    { 0, "FIRST_MESSAGE", "Hi", 0, false }

static const struct conversation conversations[] = {
    {.name = "the first condition fires when the call opens, and never on an utterance",
     .rows = {FIRST, {1, "contains \"help\"", "Yes", 0, false}},
     .row_count = 2,
     .turns = {{OPENED, 0, false},
               {"Hello", NOTHING, false},
               {"FIRST_MESSAGE", NOTHING, false},
               {"How can I help?", 1, false}},
     .turn_count = 4},
    {.name = "a blank first action leaves the first utterance to the others",
     .rows = {{0, "FIRST_MESSAGE", " \t", 0, false}, {1, "contains \"help\"", "Yes", 0, false}},
     .row_count = 2,
     .turns = {{OPENED, NOTHING, false}, {"Hello", NOTHING, false}, {"Help?", 1, false}},
     .turn_count = 3},
    {.name = "a blank first action, when the agent is known to speak first",
     .rows = {{0, "FIRST_MESSAGE", "", 0, false}, {1, "contains \"help\"", "Yes", 0, false}},
     .row_count = 2,
     .turns = {{OPENED, NOTHING, false}, {"Help?", 1, false}},
     .turn_count = 2,
     .agent_speaks_first = true},
    {.name = "when the agent speaks first, the first condition answers whatever it says, once",
     .rows = {FIRST, {1, "contains \"help\"", "Yes", 0, false}, {2, NULL, "And", 0, false}},
     .row_count = 3,
     .turns = {{OPENED, NOTHING, false},
               {"How can I help?", 0, false},
               {"How can I help?", 2, false},
               {"How can I help?", 1, false},
               {"Hello", NOTHING, false}},
     .turn_count = 5,
     .agent_speaks_first = true},
    {.name = "in file order, whatever the ids",
     .rows = {FIRST,
              {9, "contains \"a\"", "A", 0, false},
              {3, "contains \"a\"", "B", 0, false},
              {1, "contains \"b\"", "C", 0, false}},
     .row_count = 4,
     .turns = {{OPENED, 0, false}, {"b a", 9, false}, {"b a", 3, false}, {"a b", 1, false}},
     .turn_count = 4},
    {.name = "those that never fired come before those that have",
     .rows = {FIRST,
              {1, "contains \"a\"", "A", 0, false},
              {2, "contains \"a\" OR contains \"b\"", "B", 0, false}},
     .row_count = 3,
     .turns = {{OPENED, 0, false},
               {"a", 1, false},
               {"a", 2, false},
               {"a", 1, false},
               {"b", 2, false},
               {"a", 1, false}},
     .turn_count = 6,
     .repeat_limit = 3},
    {.name = "a condition fires once, and then as often as the repeat limit says",
     .rows = {FIRST, {1, "contains \"a\"", "A", 0, false}, {2, "contains \"a\"", "B", 0, false}},
     .row_count = 3,
     .turns = {{OPENED, 0, false},
               {"a", 1, false},
               {"a", 2, false},
               {"a", 1, false},
               {"a", 1, false},
               {"a", 2, false},
               {"a", 2, false},
               {"a", NOTHING, false}},
     .turn_count = 8,
     .repeat_limit = 2},
    {.name = "with no repeats, once is all",
     .rows = {FIRST, {1, "contains \"a\"", "A", 0, false}},
     .row_count = 2,
     .turns = {{OPENED, 0, false}, {"a", 1, false}, {"a", NOTHING, false}},
     .turn_count = 3},
    {.name = "a followup fires on whatever is said, before any other condition",
     .rows = {FIRST,
              {1, "contains \"a\"", "A", 0, false},
              {2, "contains \"b\"", "B", 0, false},
              {3, NULL, "C", 1, false}},
     .row_count = 4,
     .turns = {{OPENED, 0, false}, {"a", 1, false}, {"b", 3, false}, {"b", 2, false}},
     .turn_count = 4},
    {.name = "followups wait in file order, and those of followups behind them",
     .rows = {FIRST,
              {5, NULL, "E", 2, false},
              {1, "contains \"a\"", "A", 0, false},
              {2, NULL, "B", 1, false},
              {3, NULL, "C", 1, false},
              {4, NULL, "D", 2, false}},
     .row_count = 6,
     .turns = {{OPENED, 0, false},
               {"a", 1, false},
               {"x", 2, false},
               {"x", 3, false},
               {"x", 5, false},
               {"x", 4, false},
               {"x", NOTHING, false}},
     .turn_count = 7},
    {.name = "a chain that hangs on the first message",
     .rows = {FIRST, {1, NULL, "A", 0, false}, {2, NULL, "B", 1, false}, {3, NULL, "C", 2, false}},
     .row_count = 4,
     .turns = {{OPENED, 0, false},
               {"x", 1, false},
               {"x", 2, false},
               {"x", 3, false},
               {"x", NOTHING, false}},
     .turn_count = 5},
    {.name = "what is dropped queues no followups, but what was queued before stays",
     .rows = {FIRST,
              {1, "contains \"a\"", "A", 0, false},
              {2, NULL, "B", 1, false},
              {3, NULL, "C", 1, false},
              {4, NULL, "D", 2, false},
              {5, "contains \"b\"", "E", 0, false}},
     .row_count = 6,
     .turns = {{OPENED, 0, true},
               {"a", 1, true},
               {"b", 5, false},
               {"a", 1, false},
               {"b", 2, true},
               {"b", 3, false},
               {"b", 5, false}},
     .turn_count = 7,
     .repeat_limit = 3},
    {.name = "followups come again when what they follow is repeated",
     .rows = {FIRST, {1, "contains \"a\"", "A", 0, false}, {2, NULL, "B", 1, false}},
     .row_count = 3,
     .turns = {{OPENED, 0, false},
               {"a", 1, false},
               {"a", 2, false},
               {"a", 1, false},
               {"a", 2, false},
               {"a", NOTHING, false}},
     .turn_count = 6,
     .repeat_limit = 1},
    {.name = "conditions that hold without any keyword",
     .rows = {FIRST,
              {1, "NOT contains \"a\"", "A", 0, false},
              {2, "contains \"a\" AND NOT (contains \"b\" OR matches \"\\d\")", "B", 0, false},
              {3, "NOT (NOT contains \"c\" OR NOT contains \"d\")", "C", 0, false},
              {4, "matches \"^a\\d+$\"", "D", 0, false}},
     .row_count = 5,
     .turns = {{OPENED, 0, false},
               {"a b", NOTHING, false},
               {"a 7", NOTHING, false},
               {"A77", 4, false},
               {"a c d", 2, false},
               {"a c D b", 3, false},
               {"a c b", NOTHING, false},
               {"x", 1, false}},
     .turn_count = 8},
    {.name = "every predicate, with AND before OR",
     .rows = {FIRST,
              {1, "equals \"yes\"", "A", 0, false},
              {2, "starts_with \"well\" AND ends_with \"?\" OR contains \"menu\"", "B", 0, false},
              {3, "(starts_with \"well\" OR contains \"menu\") AND ends_with \"!\"", "C", 0,
               false}},
     .row_count = 4,
     .turns = {{OPENED, 0, false},
               {"yes please", NOTHING, false},
               {"  YES ", 1, false},
               {"Well, yes", NOTHING, false},
               {"Well, yes!", 3, false},
               {"Well, yes?", 2, false},
               {"Main menu!", 2, false}},
     .turn_count = 7,
     .repeat_limit = 1},
};

static struct machine_state *new_state(const struct machine *machine, bool agent_speaks_first) {
    struct machine_state *state = malloc(machine_state_size(machine));
    assert_non_null(state);
    machine_begin(machine, state, agent_speaks_first);
    return state;
}

static int32_t id_of(const struct machine *machine, const struct machine_answer *answer) {
    if (answer->outcome != MACHINE_FIRED) {
        assert_int_equal(answer->outcome, MACHINE_UNMATCHED);
        assert_int_equal(answer->condition, MACHINE_NONE);
        assert_null(answer->action);
        return NOTHING;
    }
    const struct machine_condition *condition = machine_condition(machine, answer->condition);
    assert_ptr_equal(answer->action, &condition->action);
    return condition->id;
}

static void play(const struct conversation *conversation) {
    struct scene scene;
    scene_begin(&scene, conversation->rows, conversation->row_count);
    scene.options.repeat_limit = conversation->repeat_limit;
    scene_compile(&scene);
    if (scene.machine == NULL) {
        fail_msg("%s: %s", conversation->name, scene_diagnostics(&scene));
        return;
    }
    struct machine_state *state = new_state(scene.machine, conversation->agent_speaks_first);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    for (size_t i = 0; i < conversation->turn_count; i++) {
        const struct turn *turn = &conversation->turns[i];
        struct machine_answer answer;
        if (turn->heard == OPENED) {
            machine_open(scene.machine, state, &answer);
        } else {
            machine_hear(scene.machine, state, scratch, turn->heard, strlen(turn->heard), &answer);
        }
        int32_t fired = id_of(scene.machine, &answer);
        if (fired != turn->fires) {
            fail_msg("%s: turn %zu: %d fired, not %d", conversation->name, i, (int)fired,
                     (int)turn->fires);
        }
        if (fired != NOTHING && !turn->dropped) {
            machine_performed(scene.machine, state, answer.condition);
        }
    }
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

/* Spec section 4, rules 1 to 3, conversation by conversation. */
static void conversations_go_by_the_rules(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(conversations) / sizeof(*conversations); i++) {
        play(&conversations[i]);
    }
}

static const struct scene_row sample[] = {
    {0, "FIRST_MESSAGE",
     "Hi there, I need to check on my appointment <break time=\"1.5s\" /> [laughter]", 0, false},
    {1, "contains \"appointment\" OR contains \"schedule\" OR contains \"help\"",
     "Yes, it is scheduled for tomorrow [laughter]", 0, false},
    {2, "contains \"confirm\" OR contains \"anything else\"",
     "No that's all, thank you <break time=\"1.0s\" />", 0, false},
    {3, NULL, "<endcall />", 2, false},
};

static void begin_sample(struct scene *scene) {
    scene_begin(scene, sample, sizeof(sample) / sizeof(*sample));
    scene_compile(scene);
    assert_non_null(scene->machine);
}

static uint32_t hear(const struct machine *machine, struct machine_state *state,
                     struct machine_scratch *scratch, const char *text) {
    struct machine_answer answer;
    machine_hear(machine, state, scratch, text, strlen(text), &answer);
    if (answer.outcome == MACHINE_FIRED) {
        machine_performed(machine, state, answer.condition);
    }
    return answer.condition;
}

/* A state counts what fired, knows the followup that comes next, and when all have fired. */
static void a_state_is_told_apart(void **unused) {
    (void)unused;
    struct scene scene;
    begin_sample(&scene);
    const struct machine *machine = scene.machine;
    struct machine_state *state = new_state(machine, false);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_answer answer;
    machine_open(machine, state, &answer);
    machine_performed(machine, state, answer.condition);
    assert_int_equal(hear(machine, state, scratch, "How can I help?"), 1);
    assert_int_equal(hear(machine, state, scratch, "How can I help?"), 1);
    assert_int_equal(machine_next_followup(machine, state), MACHINE_NONE);
    assert_int_equal(hear(machine, state, scratch, "Anything   else?"), 2);
    assert_int_equal(machine_next_followup(machine, state), 3);
    assert_int_equal(machine_fired(machine, state, 1), 2);
    assert_int_equal(machine_fired(machine, state, 3), 0);
    assert_false(machine_all_fired(machine, state));
    assert_int_equal(hear(machine, state, scratch, "Goodbye"), 3);
    assert_int_equal(machine_next_followup(machine, state), MACHINE_NONE);
    assert_true(machine_all_fired(machine, state));
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

/* A blank first condition is not waited for when it is asked whether all have fired. */
static void a_blank_first_never_counts(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {{0, "FIRST_MESSAGE", "", 0, false},
                                            {1, "contains \"a\"", "A", 0, false}};
    struct scene scene;
    scene_begin(&scene, rows, 2);
    scene_compile(&scene);
    struct machine_state *state = new_state(scene.machine, false);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    assert_false(machine_all_fired(scene.machine, state));
    assert_int_equal(hear(scene.machine, state, scratch, "a"), 1);
    assert_true(machine_all_fired(scene.machine, state));
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

/* A state may be copied: both go on from there, apart. */
static void a_state_holds_no_pointers(void **unused) {
    (void)unused;
    struct scene scene;
    begin_sample(&scene);
    struct machine_state *state = new_state(scene.machine, false);
    struct machine_state *copy = new_state(scene.machine, false);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    assert_int_equal(hear(scene.machine, state, scratch, "please confirm"), 2);
    memcpy(copy, state, machine_state_size(scene.machine));
    assert_int_equal(hear(scene.machine, copy, scratch, "help"), 3);
    assert_int_equal(hear(scene.machine, copy, scratch, "help"), 1);
    assert_int_equal(hear(scene.machine, state, scratch, "confirm"), 3);
    assert_int_equal(machine_fired(scene.machine, state, 1), 0);
    machine_scratch_destroy(scratch);
    free(copy);
    free(state);
    scene_end(&scene);
}

/* Reporting an action twice queues its followups once. */
static void performed_twice(void **unused) {
    (void)unused;
    struct scene scene;
    begin_sample(&scene);
    struct machine_state *state = new_state(scene.machine, false);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    assert_int_equal(hear(scene.machine, state, scratch, "confirm"), 2);
    machine_performed(scene.machine, state, 2);
    assert_int_equal(hear(scene.machine, state, scratch, "help"), 3);
    assert_int_equal(hear(scene.machine, state, scratch, "help"), 1);
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

/* The state of the sample scenario fits in half a cache line; a large one costs two bytes for each
 * condition. */
static void a_state_is_small(void **unused) {
    (void)unused;
    struct scene scene;
    begin_sample(&scene);
    assert_int_equal(machine_state_size(scene.machine), 32);
    scene_end(&scene);
}

/* A regex that meets its match limit is no match, and the answer names its condition. */
static void a_match_limit_is_told(void **unused) {
    (void)unused;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE", "Hi", 0, false},
        {1, "contains \"x\" AND contains \"y\"", "A", 0, false},
        {2, "matches \"^(a+)+$\"", "B", 0, false},
        {3, "contains \"b\"", "C", 0, false},
    };
    char evil[64];
    memset(evil, 'a', sizeof(evil));
    evil[sizeof(evil) - 2] = 'b';
    evil[sizeof(evil) - 1] = '\0';
    struct scene scene;
    scene_begin(&scene, rows, 4);
    scene_compile(&scene);
    struct machine_state *state = new_state(scene.machine, false);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_answer answer;
    machine_hear(scene.machine, state, scratch, evil, strlen(evil), &answer);
    assert_int_equal(answer.condition, 3);
    assert_true(answer.limit_hit);
    assert_int_equal(answer.limit_condition, 2);
    machine_hear(scene.machine, state, scratch, "aaa", 3, &answer);
    assert_int_equal(answer.condition, 2);
    assert_false(answer.limit_hit);
    machine_scratch_destroy(scratch);
    free(state);
    scene_end(&scene);
}

/* A heap that counts. */
struct counted {
    size_t calls;
    size_t held;
};

static void *counted_resize(void *user, void *old, size_t old_size, size_t new_size) {
    struct counted *counted = user;
    counted->calls++;
    counted->held = counted->held - old_size + new_size;
    return memory_system.resize(NULL, old, old_size, new_size);
}

/* Once the scratch has grown to the longest utterance, turns allocate nothing. */
static void turns_allocate_nothing(void **unused) {
    (void)unused;
    static const char *const said[] = {
        "How can I help you with your schedule today?",
        "Ihre Straße? Ｃｏｎｆｉｒｍ — “anything   else”",
        "nothing of note",
    };
    struct scene scene;
    begin_sample(&scene);
    struct counted counted = {.calls = 0};
    const struct memory memory = {.resize = counted_resize, .user = &counted};
    struct machine_scratch *scratch = machine_scratch_create(&memory);
    struct machine_state *state = new_state(scene.machine, false);
    size_t grown = 0;
    for (size_t i = 0; i < 300; i++) {
        hear(scene.machine, state, scratch, said[i % 3]);
        if (i == 2) {
            grown = counted.calls;
            assert_true(grown > 0);
        }
    }
    assert_int_equal(counted.calls, grown);
    machine_scratch_destroy(scratch);
    assert_int_equal(counted.held, 0);
    free(state);
    scene_end(&scene);
}

/* A large scenario compiles in a moment, and one scratch serves machines of any size. */
static void a_hundred_thousand_conditions(void **unused) {
    (void)unused;
    enum { COUNT = 100000 };
    struct scene_row *rows = calloc(COUNT, sizeof(*rows));
    assert_non_null(rows);
    struct arena texts;
    arena_init(&texts, NULL);
    rows[0] = (struct scene_row)FIRST;
    for (int32_t i = 1; i < COUNT; i++) {
        rows[i] = (struct scene_row){
            .id = i,
            .condition = i % 10 == 0 ? NULL : arena_printf(&texts, "contains \"word %d!\"", (int)i),
            .action = "A",
            .follows = i - 1,
        };
    }
    struct scene small;
    begin_sample(&small);
    struct scene large;
    scene_begin(&large, rows, COUNT);
    scene_compile(&large);
    assert_non_null(large.machine);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_state *small_state = new_state(small.machine, false);
    struct machine_state *large_state = new_state(large.machine, false);
    assert_int_equal(hear(small.machine, small_state, scratch, "help"), 1);
    assert_int_equal(hear(large.machine, large_state, scratch, "word 99999! word 4567!"), 4567);
    assert_int_equal(hear(large.machine, large_state, scratch, "word 99999! word 4567!"), 99999);
    assert_int_equal(hear(large.machine, large_state, scratch, "word 99989!"), 99989);
    assert_int_equal(hear(large.machine, large_state, scratch, "anything"), 99990);
    assert_int_equal(hear(small.machine, small_state, scratch, "confirm"), 2);
    free(small_state);
    free(large_state);
    machine_scratch_destroy(scratch);
    scene_end(&large);
    scene_end(&small);
    arena_finish(&texts);
    free(rows);
}

/* What stands in the machine is what the scenario said. */
static void conditions_can_be_listed(void **unused) {
    (void)unused;
    struct scene scene;
    begin_sample(&scene);
    const struct machine *machine = scene.machine;
    assert_int_equal(machine_condition_count(machine), 4);
    assert_string_equal(machine_name(machine), "scene");
    assert_true(machine_has_endcall(machine));
    assert_true(machine_size(machine) > sizeof(sample));
    const struct machine_condition *first = machine_condition(machine, 0);
    assert_string_equal(first->condition_text, "FIRST_MESSAGE");
    assert_null(first->expression);
    const struct machine_condition *second = machine_condition(machine, 1);
    assert_string_equal(second->condition_text, sample[1].condition);
    assert_non_null(second->expression);
    assert_int_equal(second->parent, MACHINE_NONE);
    const struct machine_condition *followup = machine_condition(machine, 3);
    assert_string_equal(followup->condition_text, "");
    assert_null(followup->expression);
    assert_int_equal(followup->parent, 2);
    assert_true(followup->action.ends_call);
    scene_end(&scene);
}

/* What a machine holds counts its regexes, which the arena does not. */
static void a_size_counts_regexes(void **unused) {
    (void)unused;
    const struct scene_row rows[] = {{0, "FIRST_MESSAGE", "Hello", 0, false},
                                     {1, "matches \"(a[bc]d){900}\"", "Bye", 0, false}};
    struct scene scene;
    scene_begin(&scene, rows, 2);
    size_t held = arena_held(&scene.arena);
    scene_compile(&scene);
    held = arena_held(&scene.arena) - held;
    assert_true(machine_size(scene.machine) > held + 3000);
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conversations_go_by_the_rules),
        cmocka_unit_test(a_state_is_told_apart),
        cmocka_unit_test(a_blank_first_never_counts),
        cmocka_unit_test(a_state_holds_no_pointers),
        cmocka_unit_test(performed_twice),
        cmocka_unit_test(a_state_is_small),
        cmocka_unit_test(a_match_limit_is_told),
        cmocka_unit_test(turns_allocate_nothing),
        cmocka_unit_test(a_hundred_thousand_conditions),
        cmocka_unit_test(conditions_can_be_listed),
        cmocka_unit_test(a_size_counts_regexes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
