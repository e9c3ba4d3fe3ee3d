/* expecting.h - a scene that expects something, for tests. */
#ifndef PARLEY_TESTS_LIB_EXPECTING_H
#define PARLEY_TESTS_LIB_EXPECTING_H

#include "engine/expectation.h"
#include "tests/lib/scene.h"

/* 0 opens, 1 answers "day", 2 answers "booked" and 3 follows 2 with the endcall. */
static const struct scene_row expecting_rows[] = {
    {0, "FIRST_MESSAGE", "Hi", 0, false},
    {10, "contains \"day\"", "Friday", 0, false},
    {20, "contains \"booked\"", "Thanks", 0, false},
    {30, NULL, "<endcall />", 20, false},
};

struct expecting {
    struct scene scene;
    struct expectations *expectations; /* NULL after an error. */
    struct machine_scratch *scratch;
    struct machine_state *state; /* A call that has begun. */
};

/* @list must outlive it. */
static inline void expecting_begin(struct expecting *expecting, const struct expectation *list,
                                   size_t count) {
    scene_begin(&expecting->scene, expecting_rows, 4);
    expecting->scene.scenario.expectations = list;
    expecting->scene.scenario.expectation_count = count;
    scene_compile(&expecting->scene);
    expecting->expectations =
        expectations_compile(&expecting->scene.arena, &expecting->scene.scenario,
                             expecting->scene.options.values, &expecting->scene.diagnostics);
    expecting->scratch = machine_scratch_create(NULL);
    expecting->state =
        arena_alloc(&expecting->scene.arena, machine_state_size(expecting->scene.machine));
    machine_begin(expecting->scene.machine, expecting->state, false);
}

static inline void expecting_end(struct expecting *expecting) {
    expectations_destroy(expecting->expectations);
    machine_scratch_destroy(expecting->scratch);
    scene_end(&expecting->scene);
}

/* An expectation about what the agent says. */
static inline struct expectation expect_words(enum expectation_kind kind, const char *expression) {
    return (struct expectation){
        .kind = kind,
        .expression = {.text = expression,
                       .length = strlen(expression),
                       .place = {.path = "expect[0].agent", .line = 9, .column = 1}},
    };
}

#endif
