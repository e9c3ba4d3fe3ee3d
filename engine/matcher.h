/* matcher.h - all terms of all conditions of a scenario, found in one pass over an utterance.
 *
 * The literal predicates of a scenario are one automaton over folded text, so the cost of an
 * utterance does not grow with the number of keywords. Regular expressions are run one by one, only
 * when asked for. */
#ifndef PARLEY_ENGINE_MATCHER_H
#define PARLEY_ENGINE_MATCHER_H

#include "engine/condition.h"
#include "engine/text.h"

/* Compiled; never changes, so any number of calls and threads may share it. */
struct matcher;

/* Being built. */
struct matcher_builder;

/* A term: one predicate with its text. Equal ones share a number. */
typedef uint32_t matcher_term;

/* The builder works in @arena; the matcher it makes lives there too, apart from compiled regexes,
 * which matcher_destroy() frees. */
struct matcher_builder *matcher_builder_create(struct arena *arena);

/* Add a predicate; returns its term. A regex that does not compile is an error at @place, with the
 * offset in the pattern. An empty keyword (also one that folds to nothing) is an error. */
matcher_term matcher_add(struct matcher_builder *builder, enum predicate predicate,
                         const char *text, size_t length, const struct place *place,
                         struct diagnostics *diagnostics);

/* Make the matcher. The builder is used up. */
struct matcher *matcher_build(struct matcher_builder *builder);
/* NULL is allowed. */
void matcher_destroy(struct matcher *matcher);

/* How many terms there are: 0 to count-1. */
uint32_t matcher_term_count(const struct matcher *matcher);
/* Bytes that its regexes hold, which stand beside the arena; for figures. */
size_t matcher_regex_size(const struct matcher *matcher);

enum term_result {
    TERM_ABSENT,
    TERM_PRESENT,
    TERM_LIMIT /* A regex that met its match limit: no match. */
};

/* What was found in one utterance, and the memory to find it in. One per thread; reuse it. */
struct matcher_scratch;
struct matcher_scratch *matcher_scratch_create(const struct memory *memory);
/* NULL is allowed. */
void matcher_scratch_destroy(struct matcher_scratch *scratch);

/* Called for each literal term that is present, once. */
typedef void matcher_found_cb(void *user, matcher_term term);

/* Look for every literal term in an utterance, in one pass. @found may be NULL. @text must stay
 * valid and unchanged until the next scan, for matcher_term_result() of regexes. Allocates only to
 * grow @scratch. */
void matcher_scan(const struct matcher *matcher, struct matcher_scratch *scratch, const char *text,
                  size_t length, matcher_found_cb *found, void *user);

/* Whether @term holds in the utterance scanned last. A regex is run on the first question and
 * remembered. */
enum term_result matcher_term_result(const struct matcher *matcher, struct matcher_scratch *scratch,
                                     matcher_term term);

/* The folded form of the utterance scanned last, with its origins, for explanations. Valid until
 * the next scan. */
const struct text_fold *matcher_folded(struct matcher_scratch *scratch);

/* True when @term is a regex. */
bool matcher_term_is_regex(const struct matcher *matcher, matcher_term term);

#endif
