/* explain.c - why nothing matched, or why this did. */
#include "engine/explain.h"

#include "engine/machine_internal.h"

/* Explaining one utterance. */
struct explaining {
    struct inquiry inquiry;
    const struct machine *machine;
    const struct machine_state *state;
    uint32_t fires;
};

static void explain_condition(struct explaining *explaining, uint32_t index,
                              struct explain_condition *out);

void machine_explain(struct arena *arena, const struct machine *machine,
                     const struct machine_state *state, struct machine_scratch *scratch,
                     const char *text, size_t length, struct explanation *out) {
    struct machine_answer answer;
    machine_choose(machine, state, scratch, text, length, &answer);
    struct explaining explaining = {.machine = machine, .state = state, .fires = answer.condition};
    inquiry_init(&explaining.inquiry, arena, machine->matcher, scratch->matcher);
    inquiry_hear(&explaining.inquiry, text, length);

    struct explain_condition *conditions =
        arena_alloc(arena, machine->condition_count * sizeof(*conditions));
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        explain_condition(&explaining, i, &conditions[i]);
    }
    *out = (struct explanation){
        .fires = answer.condition,
        .conditions = conditions,
        .condition_count = machine->condition_count,
    };
    inquiry_finish(&explaining.inquiry);
}

/* Whether the expression of the condition holds; its terms into @out, those to blame if it does
 * not. */
static bool explain_terms(struct explaining *explaining, uint32_t index,
                          struct explain_condition *out) {
    const struct decision *decision = &explaining->machine->decisions[index];
    const struct inquiry_subject subject = {
        .expression = explaining->machine->conditions[index].expression,
        .terms = decision->terms,
        .term_count = decision->term_count,
    };
    return inquiry_ask(&explaining->inquiry, &subject, out->status != EXPLAIN_USED_UP, &out->terms,
                       &out->term_count);
}

static bool is_queued(const struct machine_state *state, uint32_t index) {
    for (uint32_t i = state->queue_first; i < state->queue_end; i++) {
        if (state->queue[i] == index) {
            return true;
        }
    }
    return false;
}

static enum explain_status status_of_followup(const struct explaining *explaining, uint32_t index) {
    if (index == explaining->fires) {
        return EXPLAIN_FIRES;
    }
    return is_queued(explaining->state, index) ? EXPLAIN_HOLDS_BUT_LATER : EXPLAIN_FOLLOWUP;
}

static void explain_condition(struct explaining *explaining, uint32_t index,
                              struct explain_condition *out) {
    const struct machine_condition *condition = &explaining->machine->conditions[index];
    *out = (struct explain_condition){
        .condition = index,
        .status = EXPLAIN_FALLS_SHORT,
        .fired = machine_fired(explaining->machine, explaining->state, index),
        .preceded_by = MACHINE_NONE,
    };
    if (condition->type == CONDITION_TYPE_FOLLOWUP) {
        out->status = status_of_followup(explaining, index);
    } else if (condition->expression == NULL) {
        out->status = index == explaining->fires ? EXPLAIN_FIRES : EXPLAIN_FIRST_MESSAGE;
    } else {
        if (out->fired > explaining->machine->repeat_limit) {
            out->status = EXPLAIN_USED_UP;
        }
        bool holds = explain_terms(explaining, index, out);
        if (index == explaining->fires) {
            out->status = EXPLAIN_FIRES;
        } else if (holds && out->status != EXPLAIN_USED_UP) {
            out->status = EXPLAIN_HOLDS_BUT_LATER;
        }
    }
    if (out->status == EXPLAIN_HOLDS_BUT_LATER) {
        out->preceded_by = explaining->fires;
    }
}
