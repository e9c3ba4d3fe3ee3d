/* automaton.c - builds automata level by level. */
#include "engine/automaton.h"

#include <stdbool.h>
#include <string.h>

enum {
    /* A row for each of the first states, as far as this goes: it should stay in the fast caches
     * beside everything else a call touches. */
    TABLE_BYTES = 32 * 1024,
};

/* The keywords that begin as a state does: a range, as they are sorted. */
struct range {
    uint32_t from, to;
};

struct construction {
    const struct automaton_keyword *keywords;
    struct automaton_state *states;
    unsigned char *bytes;
    uint32_t *shorter;
    struct range *ranges; /* By state. */
    uint32_t state_count;
};

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* How many states there will be: every keyword adds those of its beginnings that the one before it
 * does not share. */
static uint32_t count_states(const struct automaton_keyword *keywords, uint32_t count) {
    size_t states = 1;
    for (uint32_t i = 0; i < count; i++) {
        size_t shared = 0;
        if (i > 0) {
            size_t most = smaller(keywords[i].length, keywords[i - 1].length);
            while (shared < most && keywords[i].bytes[shared] == keywords[i - 1].bytes[shared]) {
                shared++;
            }
        }
        states += keywords[i].length - shared;
    }
    return (uint32_t)states;
}

/* The child of @state by @byte among those made so far; 0, which is nobody's child, for none. */
static uint32_t child_of(const struct construction *construction, uint32_t state,
                         unsigned char byte) {
    const struct automaton_state *here = &construction->states[state];
    uint32_t from = here[0].first_child;
    uint32_t to = here[1].first_child;
    while (from < to) { /* By halves: many keywords may make a state with 256 children. */
        uint32_t middle = from + (to - from) / 2;
        if (construction->bytes[middle] < byte) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool found = from < here[1].first_child && construction->bytes[from] == byte;
    return found ? from : 0;
}

/* Where to go on when a text goes on from @parent with @byte, but not as any keyword there does. */
static uint32_t fallback_of(const struct construction *construction, uint32_t parent,
                            unsigned char byte) {
    while (parent != AUTOMATON_START) {
        parent = construction->states[parent].fallback;
        uint32_t child = child_of(construction, parent, byte);
        if (child != 0) {
            return child;
        }
    }
    return AUTOMATON_START;
}

/* Make the children of @state, @depth bytes from the start, one for each different next byte. */
static void make_children(struct construction *construction, uint32_t state, size_t depth) {
    struct range range = construction->ranges[state];
    struct automaton_state *here = &construction->states[state];
    here->first_child = construction->state_count;
    uint32_t next = range.from;
    if (state != AUTOMATON_START) {
        here->longest = construction->states[here->fallback].longest;
        if (construction->keywords[next].length == depth) { /* The shortest comes first. */
            construction->shorter[next] = here->longest;
            here->longest = next++;
        }
    }
    while (next < range.to) {
        uint32_t child = construction->state_count++;
        unsigned char byte = (unsigned char)construction->keywords[next].bytes[depth];
        construction->ranges[child].from = next;
        while (next < range.to &&
               (unsigned char)construction->keywords[next].bytes[depth] == byte) {
            next++;
        }
        construction->ranges[child].to = next;
        construction->bytes[child] = byte;
        construction->states[child].fallback = fallback_of(construction, state, byte);
    }
    here[1].first_child = construction->state_count;
}

static void make_states(struct construction *construction, uint32_t keyword_count) {
    construction->states[AUTOMATON_START].longest = AUTOMATON_NONE;
    construction->ranges[AUTOMATON_START] = (struct range){.to = keyword_count};
    construction->state_count = 1;
    size_t depth = 0;
    uint32_t deeper = 1; /* The first state that is one byte deeper than those at hand. */
    for (uint32_t state = 0; state < construction->state_count; state++) {
        if (state == deeper) {
            depth++;
            deeper = construction->state_count;
        }
        make_children(construction, state, depth);
    }
}

static void make_classes(struct automaton *automaton, uint32_t state_count) {
    bool used[256] = {false};
    for (uint32_t state = 1; state < state_count; state++) {
        used[automaton->bytes[state]] = true;
    }
    automaton->class_count = 1;
    for (unsigned byte = 0; byte < 256; byte++) {
        if (used[byte]) {
            automaton->classes[byte] = (uint16_t)automaton->class_count++;
        }
    }
}

/* A row is the fallback's, which comes earlier, but for the children. */
static const uint32_t *make_table(struct arena *arena, const struct automaton *automaton) {
    size_t width = automaton->class_count;
    uint32_t *table = arena_alloc(arena, automaton->table_rows * width * sizeof(*table));
    for (uint32_t state = 0; state < automaton->table_rows; state++) {
        const struct automaton_state *here = &automaton->states[state];
        uint32_t *row = table + state * width;
        if (state != AUTOMATON_START) {
            memcpy(row, table + here->fallback * width, width * sizeof(*row));
        }
        for (uint32_t child = here[0].first_child; child < here[1].first_child; child++) {
            row[automaton->classes[automaton->bytes[child]]] = child;
        }
    }
    return table;
}

const struct automaton *automaton_build(struct arena *arena,
                                        const struct automaton_keyword *keywords, uint32_t count) {
    struct automaton *automaton = arena_alloc(arena, sizeof(*automaton));
    const struct memory *memory = arena_memory(arena);
    uint32_t state_count = count_states(keywords, count);
    size_t ranges_size = state_count * sizeof(struct range);
    struct construction construction = {
        .keywords = keywords,
        .states = arena_alloc(arena, ((size_t)state_count + 1) * sizeof(struct automaton_state)),
        .bytes = arena_alloc(arena, state_count),
        .shorter = arena_alloc(arena, count * sizeof(uint32_t)),
        .ranges = memory->resize(memory->user, NULL, 0, ranges_size),
    };
    make_states(&construction, count);
    memory->resize(memory->user, construction.ranges, ranges_size, 0);

    automaton->states = construction.states;
    automaton->bytes = construction.bytes;
    automaton->shorter = construction.shorter;
    make_classes(automaton, state_count);
    size_t row_size = automaton->class_count * sizeof(uint32_t);
    automaton->table_rows = (uint32_t)smaller(state_count, TABLE_BYTES / row_size);
    automaton->table = make_table(arena, automaton);
    return automaton;
}
