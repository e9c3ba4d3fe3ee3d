/* marks.c - a set of small numbers, as bits and a summary of them. */
#include "engine/marks.h"

#include <string.h>

enum { BITS = 64 };

/* The lowest bit of @words that is set, at @from or behind it, of @count words; or the number of
 * bits when there is none. */
static size_t next_bit(const uint64_t *words, size_t count, size_t from) {
    for (size_t i = from / BITS; i < count; i++) {
        uint64_t word = words[i];
        if (i == from / BITS) {
            word &= UINT64_MAX << from % BITS;
        }
        if (word != 0) {
            return i * BITS + (size_t)__builtin_ctzll(word);
        }
    }
    return count * BITS;
}

void marks_init(struct marks *marks, const struct memory *memory) {
    *marks = (struct marks){.memory = memory != NULL ? memory : &memory_system};
}

static size_t bytes_held(const struct marks *marks) {
    return (marks->word_count + marks->summary_count) * sizeof(uint64_t);
}

void marks_finish(struct marks *marks) {
    if (marks->words != NULL) {
        marks->memory->resize(marks->memory->user, marks->words, bytes_held(marks), 0);
    }
    *marks = (struct marks){.memory = marks->memory};
}

void marks_reserve(struct marks *marks, uint32_t count) {
    size_t word_count = ((size_t)count + BITS - 1) / BITS;
    if (word_count <= marks->word_count) {
        return;
    }
    size_t held = bytes_held(marks);
    marks->word_count = word_count;
    marks->summary_count = (word_count + BITS - 1) / BITS;
    marks->words =
        marks->memory->resize(marks->memory->user, marks->words, held, bytes_held(marks));
    marks->summary = marks->words + word_count;
    memset(marks->words, 0, bytes_held(marks));
}

void marks_add(struct marks *marks, uint32_t number) {
    size_t word = number / BITS;
    marks->words[word] |= UINT64_C(1) << number % BITS;
    marks->summary[word / BITS] |= UINT64_C(1) << word % BITS;
}

uint32_t marks_next(const struct marks *marks, uint32_t from) {
    size_t word = from / BITS;
    if (word >= marks->word_count) {
        return MARKS_NONE;
    }
    uint64_t rest = marks->words[word] & UINT64_MAX << from % BITS;
    if (rest == 0) {
        word = next_bit(marks->summary, marks->summary_count, word + 1);
        if (word >= marks->word_count) {
            return MARKS_NONE;
        }
        rest = marks->words[word];
    }
    return (uint32_t)(word * BITS + (size_t)__builtin_ctzll(rest));
}

void marks_clear(struct marks *marks) {
    size_t end = marks->summary_count * BITS;
    for (size_t word = next_bit(marks->summary, marks->summary_count, 0); word < end;
         word = next_bit(marks->summary, marks->summary_count, word + 1)) {
        marks->words[word] = 0;
    }
    if (marks->summary_count > 0) {
        memset(marks->summary, 0, marks->summary_count * sizeof(*marks->summary));
    }
}
