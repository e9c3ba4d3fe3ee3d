/* matcher_internal.h - what a matcher is made of, for the files that build it (matcher_build.c) and
 * run it (matcher.c). */
#ifndef PARLEY_ENGINE_MATCHER_INTERNAL_H
#define PARLEY_ENGINE_MATCHER_INTERNAL_H

#include "engine/automaton.h"
#include "engine/matcher.h"
#include "engine/regex.h"

#define TERM_NONE UINT32_MAX

enum { LITERAL_PREDICATES = PREDICATE_MATCHES /* Those before it. */ };

/* A literal text, and by predicate the term that asks for it, or TERM_NONE. */
struct keyword {
    size_t length;
    matcher_term terms[LITERAL_PREDICATES];
};

struct matcher {
    const struct automaton *automaton;
    const struct keyword *keywords;
    struct regex **regexes; /* By term; NULL for a literal. */
    uint32_t keyword_count;
    uint32_t term_count;
};

#endif
