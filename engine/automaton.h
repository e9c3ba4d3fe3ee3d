/* automaton.h - many keywords found in one pass over a text, byte by byte (Aho and Corasick).
 *
 * A state is a beginning of some keyword: the longest one that ends where the text has been read
 * to. States are numbered breadth first, so the states that continue one stand side by side, and
 * those of short beginnings, where a text spends nearly all its time, come first: as many of them
 * as fit into a small table have a row in it and need no search. The others cost 13 bytes each,
 * and there are never more of them than the keywords have bytes. */
#ifndef PARLEY_ENGINE_AUTOMATON_H
#define PARLEY_ENGINE_AUTOMATON_H

#include "engine/memory.h"

#include <stdint.h>

#define AUTOMATON_NONE UINT32_MAX

struct automaton_keyword {
    const char *bytes;
    size_t length;
};

/* Never changes. Read it through the functions below. */
struct automaton {
    /* private */
    const struct automaton_state *states; /* One more than there are, to end the last's children. */
    const unsigned char *bytes;           /* By state: the last byte of its beginning. */
    const uint32_t *shorter;              /* By keyword. */
    const uint32_t *table;                /* Rows of `class_count` next states. */
    uint32_t table_rows;                  /* For the first so many states. */
    uint32_t class_count;                 /* Different bytes in the keywords, and all others. */
    uint16_t classes[256];                /* By byte; 0 is the others. */
};

struct automaton_state {
    uint32_t first_child; /* Children follow one another, up to the next state's first. */
    uint32_t fallback;    /* The longest end of this beginning that is one, too. */
    uint32_t longest;     /* The longest keyword that ends here; AUTOMATON_NONE for none. */
};

/* Build one in @arena from @count keywords, none empty, no two equal, sorted as memcmp() sorts,
 * with less than 4 GiB in all. Their bytes are not kept. */
const struct automaton *automaton_build(struct arena *arena,
                                        const struct automaton_keyword *keywords, uint32_t count);

/* The state where every text begins. */
enum { AUTOMATON_START = 0 };

/* Read one more byte. */
static inline uint32_t automaton_read(const struct automaton *automaton, uint32_t state,
                                      unsigned char byte) {
    while (state >= automaton->table_rows) {
        const struct automaton_state *here = &automaton->states[state];
        uint32_t child = here[0].first_child;
        while (child < here[1].first_child && automaton->bytes[child] < byte) {
            child++;
        }
        if (child < here[1].first_child && automaton->bytes[child] == byte) {
            return child;
        }
        state = here->fallback;
    }
    return automaton->table[state * automaton->class_count + automaton->classes[byte]];
}

/* The longest keyword that ends with the byte read last (its index); AUTOMATON_NONE for none. */
static inline uint32_t automaton_longest(const struct automaton *automaton, uint32_t state) {
    return automaton->states[state].longest;
}

/* The longest keyword that @keyword ends with, apart from itself; AUTOMATON_NONE for none. */
static inline uint32_t automaton_shorter(const struct automaton *automaton, uint32_t keyword) {
    return automaton->shorter[keyword];
}

#endif
