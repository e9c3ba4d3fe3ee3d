/* inquiry.h - one expression against one utterance: which of its terms hold, where they stand, and
 * what comes nearest to those that are missed. */
#ifndef PARLEY_ENGINE_INQUIRY_H
#define PARLEY_ENGINE_INQUIRY_H

#include "engine/matcher.h"

/* One term of an expression against an utterance. */
struct explain_term {
    const struct expression *predicate;
    bool holds; /* After any NOT around it is not considered: whether the predicate itself holds. */
    bool wanted;    /* The expression needs it to hold (false: stands under NOT and must not). */
    bool limit_hit; /* A regex that met its match limit. */
    /* Of a literal only: where it was found or, when it is to blame for being missed, what comes
     * nearest to it. Bytes of the original utterance; length 0 when there is nothing near, or
     * after a fixed amount of searching. `edits` is how many characters differ. */
    size_t start, length;
    uint32_t edits;
};

/* An expression with the terms of its predicates in the matcher, by `expression.term`. */
struct inquiry_subject {
    const struct expression *expression;
    const matcher_term *terms;
    uint32_t term_count;
};

/* What asking about utterances works with. */
struct inquiry {
    /* private */
    struct arena *arena;
    const struct matcher *matcher;
    struct matcher_scratch *scratch;
    const struct text_fold *utterance; /* With origins. */
    struct text_fold keyword;
    size_t comparing; /* Spent on near misses. */
};

/* Answers are in @arena. All must outlive the inquiry. */
void inquiry_init(struct inquiry *inquiry, struct arena *arena, const struct matcher *matcher,
                  struct matcher_scratch *scratch);
void inquiry_finish(struct inquiry *inquiry);

/* What is asked from here on is about @text, which must stay until the next. */
void inquiry_hear(struct inquiry *inquiry, const char *text, size_t length);

/* Whether the expression holds in the utterance. *@terms are all its terms in the order written; if
 * it does not hold and @blame, only those to blame for that: of an AND the failing ones, of an OR
 * all, under a NOT those that hold. */
bool inquiry_ask(struct inquiry *inquiry, const struct inquiry_subject *subject, bool blame,
                 const struct explain_term **terms, size_t *count);

/* How far an expression that does not hold is from holding, by the terms to blame for it: about so
 * many letters would have to be others. For comparing utterances. */
enum { INQUIRY_FAR = 100 /* A term that nothing comes near to. */ };
uint32_t inquiry_distance(struct inquiry *inquiry, const struct inquiry_subject *subject,
                          const struct explain_term *blamed, size_t count);

#endif
