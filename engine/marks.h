/* marks.h - a set of small numbers that costs what is in it, not what could be.
 *
 * One bit per number, and one bit per word of those: walking or clearing a set of a hundred
 * thousand numbers with three marks in it looks at some thirty words. */
#ifndef PARLEY_ENGINE_MARKS_H
#define PARLEY_ENGINE_MARKS_H

#include "engine/memory.h"

#include <stdint.h>

#define MARKS_NONE UINT32_MAX

struct marks {
    /* private */
    const struct memory *memory;
    uint64_t *words;   /* Bit i % 64 of word i / 64: i is in the set. */
    uint64_t *summary; /* The same of words: word i is not 0. */
    size_t word_count;
    size_t summary_count;
};

/* An empty set. @memory must outlive it; NULL means &memory_system. */
void marks_init(struct marks *marks, const struct memory *memory);
/* A zeroed set is allowed. */
void marks_finish(struct marks *marks);

/* Make room for the numbers 0 to @count - 1. The set must be empty. Allocates only to grow. */
void marks_reserve(struct marks *marks, uint32_t count);

/* @number must have room. */
void marks_add(struct marks *marks, uint32_t number);

/* The smallest number in the set that is @from or more; MARKS_NONE when there is none. */
uint32_t marks_next(const struct marks *marks, uint32_t from);

/* Make the set empty; its room stays. */
void marks_clear(struct marks *marks);

#endif
