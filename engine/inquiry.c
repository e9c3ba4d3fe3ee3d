/* inquiry.c - one expression against one utterance. */
#include "engine/inquiry.h"

#include "engine/nearest.h"

#include <string.h>

/* How many steps of comparing letters one inquiry may spend on near misses: some tenths of a
 * second. A thousand keywords against two hundred characters need a tenth of it. */
enum { MOST_COMPARING = 40000000 };

/* The terms of an expression, as they are collected. */
struct collection {
    const struct inquiry *inquiry;
    const matcher_term *terms;
    bool blame; /* Only terms that keep the expression from holding. */
    struct explain_term *items;
    size_t count;
};

void inquiry_init(struct inquiry *inquiry, struct arena *arena, const struct matcher *matcher,
                  struct matcher_scratch *scratch) {
    *inquiry = (struct inquiry){.arena = arena, .matcher = matcher, .scratch = scratch};
    text_fold_init(&inquiry->keyword, arena_memory(arena));
}

void inquiry_finish(struct inquiry *inquiry) {
    text_fold_finish(&inquiry->keyword);
}

void inquiry_hear(struct inquiry *inquiry, const char *text, size_t length) {
    matcher_scan(inquiry->matcher, inquiry->scratch, text, length, NULL, NULL);
    inquiry->utterance = matcher_folded(inquiry->scratch);
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
        enum term_result result = matcher_term_result(inquiry->matcher, inquiry->scratch,
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

bool inquiry_ask(struct inquiry *inquiry, const struct inquiry_subject *subject, bool blame,
                 const struct explain_term **terms, size_t *count) {
    struct collection collection = {
        .inquiry = inquiry,
        .terms = subject->terms,
        .items = arena_alloc(inquiry->arena, subject->term_count * sizeof(*collection.items)),
    };
    bool holds = collect(&collection, subject->expression, true);
    if (!holds && blame) {
        collection.count = 0;
        collection.blame = true;
        collect(&collection, subject->expression, true);
    }
    locate_terms(inquiry, &collection);
    *terms = collection.items;
    *count = collection.count;
    return holds;
}

/* How far a term to blame is from being as it is wanted. */
static uint32_t cost_of(const struct explain_term *term) {
    if (!term->wanted || term->length == 0) {
        return INQUIRY_FAR;
    }
    return term->edits > 0 ? term->edits : 1; /* It is said, but not where it should be. */
}

/* Of alternatives the nearest counts, of what must all hold each. */
static uint32_t distance(const struct expression *expression, const uint32_t *costs, bool wanted) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        return costs[expression->term];
    }
    if (expression->kind == EXPRESSION_NOT) {
        return distance(expression->children[0], costs, !wanted);
    }
    bool all = (expression->kind == EXPRESSION_AND) == wanted;
    uint32_t result = distance(expression->children[0], costs, wanted);
    for (size_t i = 1; i < expression->child_count; i++) {
        uint32_t child = distance(expression->children[i], costs, wanted);
        result = all ? result + child : child < result ? child : result;
    }
    return result;
}

uint32_t inquiry_distance(struct inquiry *inquiry, const struct inquiry_subject *subject,
                          const struct explain_term *blamed, size_t count) {
    uint32_t *costs = arena_alloc(inquiry->arena, subject->term_count * sizeof(*costs));
    for (size_t i = 0; i < count; i++) {
        costs[blamed[i].predicate->term] = cost_of(&blamed[i]);
    }
    return distance(subject->expression, costs, true);
}
