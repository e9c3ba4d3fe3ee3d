/* machine_internal.h - what a compiled machine and a call's state are made of, for the files that
 * compile (compile.c), answer (machine.c), check (lint.c) and explain (explain.c). */
#ifndef PARLEY_ENGINE_MACHINE_INTERNAL_H
#define PARLEY_ENGINE_MACHINE_INTERNAL_H

#include "engine/machine.h"
#include "engine/marks.h"
#include "engine/rows.h"

/* One question of a decision: is the term in the utterance? Each answer names the next question, or
 * ends the decision. */
struct test {
    matcher_term term;
    uint32_t if_present; /* Index of a test before this one, DECISION_HOLDS or DECISION_FAILS. */
    uint32_t if_absent;
};

#define DECISION_HOLDS UINT32_MAX
#define DECISION_FAILS (UINT32_MAX - 1)

/* A condition's expression, made ready to be decided: its tests in a chain that asks them in the
 * order written and stops as soon as the answer is certain. */
struct decision {
    const matcher_term *terms; /* The term of each predicate, by `expression.term`. */
    const struct test *tests;
    uint32_t term_count; /* Of both; 0 when the condition has no expression. */
};

struct machine {
    const char *name;
    struct machine_condition *conditions;
    struct decision *decisions;
    uint32_t condition_count;
    uint32_t followup_count;
    struct rows followups; /* Of each condition, in file order. */
    struct matcher *matcher;
    /* Which conditions an utterance can meet: those that a literal term in it leads to, and those
     * that may hold without any. */
    struct rows led_to; /* By term, in file order. */
    const uint32_t *always;
    uint32_t always_count;
    uint32_t repeat_limit;
    bool has_endcall;
    bool first_is_blank; /* Condition 0 says nothing: the agent speaks first. */
    size_t size;
};

/* What one call remembers.
 *
 * The queue never needs more slots than there are followups, and no ring: a standard condition
 * fires only on an empty queue (spec 4.3), which begins anew then. From there to the next standard
 * one each condition fires at most once, as a followup follows only one, so each is queued at most
 * once. */
struct machine_state {
    uint32_t distinct_fired; /* How many conditions have fired at least once. */
    uint32_t performing;     /* What fired last and was not yet performed; else MACHINE_NONE. */
    uint32_t queue_first;    /* Queued are queue[queue_first] to queue[queue_end - 1]. */
    uint32_t queue_end;
    uint32_t awaits_agent; /* 1: condition 0 fires on whatever the agent says first. */
    /* One slot per followup; then how often each condition fired, as uint16_t: at most once more
     * than MACHINE_REPEAT_LIMIT_MAX, followups too, as each fires at most once for each time that
     * what it follows did. */
    uint32_t queue[];
};

struct machine_scratch {
    const struct memory *memory;
    struct matcher_scratch *matcher;
    const struct machine *machine; /* Whose conditions are marked. */
    struct marks candidates;       /* Conditions that the utterance can meet. */
};

/* How often each condition has fired. */
static inline uint16_t *machine_counts(const struct machine *machine, struct machine_state *state) {
    return (uint16_t *)(state->queue + machine->followup_count);
}
static inline const uint16_t *machine_counts_const(const struct machine *machine,
                                                   const struct machine_state *state) {
    return (const uint16_t *)(state->queue + machine->followup_count);
}

/* What machine_hear() would answer; @state is not changed. */
void machine_choose(const struct machine *machine, const struct machine_state *state,
                    struct machine_scratch *scratch, const char *text, size_t length,
                    struct machine_answer *answer);

#endif
