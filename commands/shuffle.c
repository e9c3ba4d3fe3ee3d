/* shuffle.c - a permutation from a seed. */
#include "commands/shuffle.h"

/* splitmix64: the same everywhere, and good enough for small seeds. */
static uint64_t next(uint64_t *state) {
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

/* Fisher and Yates. */
const uint32_t *shuffle_order(struct arena *arena, size_t count, uint32_t seed) {
    uint32_t *order = arena_alloc(arena, count * sizeof(*order));
    uint64_t state = seed;
    for (size_t i = 0; i < count; i++) {
        size_t place = (size_t)(next(&state) % (i + 1));
        order[i] = order[place];
        order[place] = (uint32_t)i;
    }
    return order;
}
