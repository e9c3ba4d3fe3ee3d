/* explain.c - why nothing matched, or why this did. */
#include "engine/explain.h"

#include "engine/machine_internal.h"
#include "engine/nearest.h"

#include <string.h>

/* How many steps of comparing letters one explanation may spend on near misses: some tenths of a
 * second. A thousand keywords against two hundred characters need a tenth of it. */
enum { MOST_COMPARING = 40000000 };

/* What explaining one utterance works with. */
struct inquiry {
    struct arena *arena;
    const struct machine *machine;
    const struct machine_state *state;
    struct machine_scratch *scratch;
    const struct text_fold *utterance; /* With origins. */
    struct text_fold keyword;
    uint32_t fires;
    size_t comparing; /* Spent on near misses. */
};

/* The terms of a condition, as they are collected. */
struct collection {
    const struct inquiry *inquiry;
    const matcher_term *terms;
    bool blame; /* Only terms that keep the condition from holding. */
    struct explain_term *items;
    size_t count;
};

static void explain_condition(struct inquiry *inquiry, uint32_t index,
                              struct explain_condition *out);

void machine_explain(struct arena *arena, const struct machine *machine,
                     const struct machine_state *state, struct machine_scratch *scratch,
                     const char *text, size_t length, struct explanation *out) {
    struct machine_answer answer;
    machine_choose(machine, state, scratch, text, length, &answer);
    matcher_scan(machine->matcher, scratch->matcher, text, length, NULL, NULL);
    struct inquiry inquiry = {
        .arena = arena,
        .machine = machine,
        .state = state,
        .scratch = scratch,
        .utterance = matcher_folded(scratch->matcher),
        .fires = answer.condition,
    };
    text_fold_init(&inquiry.keyword, arena_memory(arena));

    struct explain_condition *conditions =
        arena_alloc(arena, machine->condition_count * sizeof(*conditions));
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        explain_condition(&inquiry, i, &conditions[i]);
    }
    *out = (struct explanation){
        .fires = answer.condition,
        .conditions = conditions,
        .condition_count = machine->condition_count,
    };
    text_fold_finish(&inquiry.keyword);
}

/* Collect the terms of @expression, and return whether it holds. To blame for an expression that is
 * not as @wanted are the terms of those children that are not as wanted either: of an AND the
 * failing ones, of an OR all, under a NOT those that hold. */
static bool collect(struct collection *collection, const struct expression *expression,
                    bool wanted) {
    const struct inquiry *inquiry = collection->inquiry;
    size_t before = collection->count;
    bool holds = expression->kind == EXPRESSION_AND;
    switch (expression->kind) {
    case EXPRESSION_PREDICATE: {
        enum term_result result =
            matcher_term_result(inquiry->machine->matcher, inquiry->scratch->matcher,
                                collection->terms[expression->term]);
        holds = result == TERM_PRESENT;
        collection->items[collection->count++] = (struct explain_term){
            .predicate = expression,
            .holds = holds,
            .wanted = wanted,
            .limit_hit = result == TERM_LIMIT,
        };
        break;
    }
    case EXPRESSION_NOT:
        holds = !collect(collection, expression->children[0], !wanted);
        break;
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        for (size_t i = 0; i < expression->child_count; i++) {
            bool child = collect(collection, expression->children[i], wanted);
            holds = expression->kind == EXPRESSION_AND ? holds && child : holds || child;
        }
        break;
    }
    if (collection->blame && holds == wanted) {
        collection->count = before;
    }
    return holds;
}

/* What of the original became the folded bytes from @start to @end. */
static void set_span(const struct text_fold *utterance, size_t start, size_t end,
                     struct explain_term *term) {
    /* One character may have become several bytes: the span ends where the next one begins. */
    size_t behind = end;
    while (behind < utterance->length && behind > 0 &&
           utterance->origins[behind] <= utterance->origins[end - 1]) {
        behind++;
    }
    term->start = utterance->origins[start];
    term->length = utterance->origins[behind] - term->start;
}

/* Where a literal that holds stands. */
static void locate(const struct inquiry *inquiry, struct explain_term *term) {
    const struct text_fold *utterance = inquiry->utterance;
    const struct text_fold *keyword = &inquiry->keyword;
    size_t start = 0;
    if (term->predicate->predicate == PREDICATE_CONTAINS) {
        const char *found =
            memmem(utterance->bytes, utterance->length, keyword->bytes, keyword->length);
        start = found == NULL ? 0 : (size_t)(found - utterance->bytes);
    } else if (term->predicate->predicate == PREDICATE_ENDS_WITH) {
        start = utterance->length - keyword->length;
    }
    set_span(utterance, start, start + keyword->length, term);
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* What comes nearest to a literal that is missed. */
static void locate_nearest(struct inquiry *inquiry, struct explain_term *term) {
    const struct text_fold *utterance = inquiry->utterance;
    const struct text_fold *keyword = &inquiry->keyword;
    struct nearest nearest;
    if (inquiry->comparing > MOST_COMPARING) {
        return;
    }
    inquiry->comparing +=
        smaller(utterance->length, NEAREST_TEXT) * smaller(keyword->length, NEAREST_KEYWORD);
    if (nearest_find(keyword->bytes, keyword->length, utterance->bytes, utterance->length,
                     &nearest)) {
        set_span(utterance, nearest.start, nearest.start + nearest.length, term);
        term->edits = nearest.edits;
    }
}

/* Say where each literal stands, or what comes nearest to one that is to blame for being missed. */
static void locate_terms(struct inquiry *inquiry, struct collection *collection) {
    for (size_t i = 0; i < collection->count; i++) {
        struct explain_term *term = &collection->items[i];
        if (term->predicate->predicate == PREDICATE_MATCHES) {
            continue;
        }
        text_fold(&inquiry->keyword, term->predicate->text, term->predicate->text_length, 0);
        if (term->holds) {
            locate(inquiry, term);
        } else if (collection->blame) {
            locate_nearest(inquiry, term);
        }
    }
}

/* Whether the expression of the condition holds; its terms into @out, those to blame if it does
 * not. */
static bool explain_terms(struct inquiry *inquiry, uint32_t index, struct explain_condition *out) {
    const struct decision *decision = &inquiry->machine->decisions[index];
    const struct expression *expression = inquiry->machine->conditions[index].expression;
    struct collection collection = {
        .inquiry = inquiry,
        .terms = decision->terms,
        .items = arena_alloc(inquiry->arena, decision->term_count * sizeof(*collection.items)),
    };
    bool holds = collect(&collection, expression, true);
    if (!holds && out->status != EXPLAIN_USED_UP) {
        collection.count = 0;
        collection.blame = true;
        collect(&collection, expression, true);
    }
    locate_terms(inquiry, &collection);
    out->terms = collection.items;
    out->term_count = collection.count;
    return holds;
}

static bool is_queued(const struct machine_state *state, uint32_t index) {
    for (uint32_t i = state->queue_first; i < state->queue_end; i++) {
        if (state->queue[i] == index) {
            return true;
        }
    }
    return false;
}

static enum explain_status status_of_followup(const struct inquiry *inquiry, uint32_t index) {
    if (index == inquiry->fires) {
        return EXPLAIN_FIRES;
    }
    return is_queued(inquiry->state, index) ? EXPLAIN_HOLDS_BUT_LATER : EXPLAIN_FOLLOWUP;
}

static void explain_condition(struct inquiry *inquiry, uint32_t index,
                              struct explain_condition *out) {
    const struct machine_condition *condition = &inquiry->machine->conditions[index];
    *out = (struct explain_condition){
        .condition = index,
        .status = EXPLAIN_FALLS_SHORT,
        .fired = machine_fired(inquiry->machine, inquiry->state, index),
        .preceded_by = MACHINE_NONE,
    };
    if (condition->type == CONDITION_TYPE_FOLLOWUP) {
        out->status = status_of_followup(inquiry, index);
    } else if (condition->expression == NULL) {
        out->status = index == inquiry->fires ? EXPLAIN_FIRES : EXPLAIN_FIRST_MESSAGE;
    } else {
        if (out->fired > inquiry->machine->repeat_limit) {
            out->status = EXPLAIN_USED_UP;
        }
        bool holds = explain_terms(inquiry, index, out);
        if (index == inquiry->fires) {
            out->status = EXPLAIN_FIRES;
        } else if (holds && out->status != EXPLAIN_USED_UP) {
            out->status = EXPLAIN_HOLDS_BUT_LATER;
        }
    }
    if (out->status == EXPLAIN_HOLDS_BUT_LATER) {
        out->preceded_by = inquiry->fires;
    }
}
