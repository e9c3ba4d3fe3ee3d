/* terms.h - different predicates with their texts, numbered from 0 as they come. */
#ifndef PARLEY_ENGINE_TERMS_H
#define PARLEY_ENGINE_TERMS_H

#include "engine/condition.h"

struct terms {
    /* private */
    struct buffer list;    /* struct term, by number. */
    struct buffer texts;   /* All their texts. */
    struct buffer buckets; /* Numbers by the hash of predicate and text. */
};

/* @memory as for buffer_init(). */
void terms_init(struct terms *terms, const struct memory *memory);
void terms_finish(struct terms *terms);

uint32_t terms_count(const struct terms *terms);

/* The number of @predicate with @text, which is copied if it is new. */
uint32_t terms_add(struct terms *terms, enum predicate predicate, const char *text, size_t length);

enum predicate terms_predicate(const struct terms *terms, uint32_t number);
/* Valid until the next is added. */
const char *terms_text(const struct terms *terms, uint32_t number, size_t *length);

#endif
