/* expectation_internal.h - compiled expectations, for the files that compile and judge them
 * (expectation.c) and find words for what was said (expectation_words.c). */
#ifndef PARLEY_ENGINE_EXPECTATION_INTERNAL_H
#define PARLEY_ENGINE_EXPECTATION_INTERNAL_H

#include "engine/expectation.h"
#include "engine/inquiry.h"

/* What an expectation becomes. */
struct compiled_expectation {
    struct inquiry_subject subject; /* AGENT, AGENT_NEVER. */
    const uint32_t *conditions;     /* FIRED, NOT_FIRED: indexes. */
};

struct expectations {
    const struct expectation *list;
    struct compiled_expectation *compiled;
    size_t count;
    struct matcher *matcher; /* Over all expressions. */
};

#endif
