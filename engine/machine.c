/* machine.c - which action an utterance fires (spec section 4). */
#include "engine/machine_internal.h"

#include <string.h>

enum { STATE_ALIGNMENT = 8 };

/* The two rounds of spec 4.3. */
enum round { NEVER_FIRED, FIRED_BEFORE };

size_t machine_condition_count(const struct machine *machine) {
    return machine->condition_count;
}

const struct machine_condition *machine_condition(const struct machine *machine, uint32_t index) {
    return &machine->conditions[index];
}

const char *machine_name(const struct machine *machine) {
    return machine->name;
}

bool machine_has_endcall(const struct machine *machine) {
    return machine->has_endcall;
}

size_t machine_size(const struct machine *machine) {
    return machine->size;
}

size_t machine_state_size(const struct machine *machine) {
    size_t size = sizeof(struct machine_state) + machine->followup_count * sizeof(uint32_t) +
                  machine->condition_count * sizeof(uint16_t);
    return (size + STATE_ALIGNMENT - 1) / STATE_ALIGNMENT * STATE_ALIGNMENT;
}

struct machine_scratch *machine_scratch_create(const struct memory *memory) {
    memory = memory != NULL ? memory : &memory_system;
    struct machine_scratch *scratch = memory->resize(memory->user, NULL, 0, sizeof(*scratch));
    *scratch = (struct machine_scratch){
        .memory = memory,
        .matcher = matcher_scratch_create(memory),
    };
    marks_init(&scratch->candidates, memory);
    return scratch;
}

void machine_scratch_destroy(struct machine_scratch *scratch) {
    if (scratch == NULL) {
        return;
    }
    matcher_scratch_destroy(scratch->matcher);
    marks_finish(&scratch->candidates);
    scratch->memory->resize(scratch->memory->user, scratch, sizeof(*scratch), 0);
}

void machine_begin(const struct machine *machine, struct machine_state *state,
                   bool agent_speaks_first) {
    memset(state, 0, machine_state_size(machine));
    state->performing = MACHINE_NONE;
    state->awaits_agent = agent_speaks_first && !machine->first_is_blank;
}

static void answer_with(const struct machine *machine, uint32_t condition,
                        struct machine_answer *answer) {
    answer->outcome = condition == MACHINE_NONE ? MACHINE_UNMATCHED : MACHINE_FIRED;
    answer->condition = condition;
    answer->action = condition == MACHINE_NONE ? NULL : &machine->conditions[condition].action;
}

/* Remember that @condition fires now. */
static void fire(const struct machine *machine, struct machine_state *state, uint32_t condition) {
    if (machine->conditions[condition].type == CONDITION_TYPE_FOLLOWUP) {
        state->queue_first++;
    } else {
        state->queue_first = state->queue_end = 0;
    }
    uint16_t *counts = machine_counts(machine, state);
    state->distinct_fired += counts[condition] == 0;
    counts[condition]++;
    state->performing = condition;
    state->awaits_agent = 0;
}

void machine_open(const struct machine *machine, struct machine_state *state,
                  struct machine_answer *answer) {
    *answer = (struct machine_answer){.limit_condition = MACHINE_NONE};
    bool caller_speaks = !machine->first_is_blank && !state->awaits_agent;
    answer_with(machine, caller_speaks ? 0 : MACHINE_NONE, answer);
    if (caller_speaks) {
        fire(machine, state, 0);
    }
}

static void mark_led_to(void *user, matcher_term term) {
    struct machine_scratch *scratch = user;
    const struct rows *led_to = &scratch->machine->led_to;
    for (uint32_t i = led_to->start[term]; i < led_to->start[term + 1]; i++) {
        marks_add(&scratch->candidates, led_to->items[i]);
    }
}

/* Scan @text and mark every condition that it can meet. */
static void mark_candidates(const struct machine *machine, struct machine_scratch *scratch,
                            const char *text, size_t length) {
    scratch->machine = machine;
    marks_clear(&scratch->candidates);
    marks_reserve(&scratch->candidates, machine->condition_count);
    for (uint32_t i = 0; i < machine->always_count; i++) {
        marks_add(&scratch->candidates, machine->always[i]);
    }
    matcher_scan(machine->matcher, scratch->matcher, text, length, mark_led_to, scratch);
}

/* Whether the expression of @condition holds in the text scanned last. */
static bool holds(const struct machine *machine, struct machine_scratch *scratch,
                  uint32_t condition, struct machine_answer *answer) {
    const struct decision *decision = &machine->decisions[condition];
    /* The first test stands last, and every answer leads to one before it, so this ends. */
    uint32_t next = decision->term_count - 1;
    while (next < DECISION_FAILS) {
        const struct test *test = &decision->tests[next];
        enum term_result result =
            matcher_term_result(machine->matcher, scratch->matcher, test->term);
        if (result == TERM_LIMIT && condition < answer->limit_condition) {
            answer->limit_hit = true;
            answer->limit_condition = condition;
        }
        next = result == TERM_PRESENT ? test->if_present : test->if_absent;
    }
    return next == DECISION_HOLDS;
}

/* The first marked condition, in file order, that may fire in this round and holds. */
static uint32_t first_to_hold(const struct machine *machine, const struct machine_state *state,
                              struct machine_scratch *scratch, enum round round,
                              struct machine_answer *answer) {
    const uint16_t *counts = machine_counts_const(machine, state);
    for (uint32_t i = marks_next(&scratch->candidates, 0); i != MARKS_NONE;
         i = marks_next(&scratch->candidates, i + 1)) {
        bool may_fire = round == NEVER_FIRED ? counts[i] == 0
                                             : counts[i] > 0 && counts[i] <= machine->repeat_limit;
        if (may_fire && holds(machine, scratch, i, answer)) {
            return i;
        }
    }
    return MACHINE_NONE;
}

void machine_choose(const struct machine *machine, const struct machine_state *state,
                    struct machine_scratch *scratch, const char *text, size_t length,
                    struct machine_answer *answer) {
    *answer = (struct machine_answer){.limit_condition = MACHINE_NONE};
    uint32_t condition = state->awaits_agent ? 0 : machine_next_followup(machine, state);
    if (condition == MACHINE_NONE) {
        mark_candidates(machine, scratch, text, length);
        condition = first_to_hold(machine, state, scratch, NEVER_FIRED, answer);
        if (condition == MACHINE_NONE) {
            condition = first_to_hold(machine, state, scratch, FIRED_BEFORE, answer);
        }
    }
    answer_with(machine, condition, answer);
}

void machine_hear(const struct machine *machine, struct machine_state *state,
                  struct machine_scratch *scratch, const char *text, size_t length,
                  struct machine_answer *answer) {
    machine_choose(machine, state, scratch, text, length, answer);
    if (answer->outcome == MACHINE_FIRED) {
        fire(machine, state, answer->condition);
    }
}

void machine_performed(const struct machine *machine, struct machine_state *state,
                       uint32_t condition) {
    if (condition != state->performing) {
        return; /* Told before: its followups are queued once. */
    }
    state->performing = MACHINE_NONE;
    const struct rows *followups = &machine->followups;
    for (uint32_t i = followups->start[condition]; i < followups->start[condition + 1]; i++) {
        state->queue[state->queue_end++] = followups->items[i];
    }
}

uint32_t machine_fired(const struct machine *machine, const struct machine_state *state,
                       uint32_t index) {
    return machine_counts_const(machine, state)[index];
}

uint32_t machine_next_followup(const struct machine *machine, const struct machine_state *state) {
    (void)machine;
    return state->queue_first < state->queue_end ? state->queue[state->queue_first] : MACHINE_NONE;
}

bool machine_all_fired(const struct machine *machine, const struct machine_state *state) {
    return state->distinct_fired + machine->first_is_blank == machine->condition_count;
}
