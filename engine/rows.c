/* rows.c - lists of numbers, made by counting them first. */
#include "engine/rows.h"

struct rows rows_build(struct arena *arena, uint32_t row_count, const struct row_item *given,
                       uint32_t given_count) {
    uint32_t *start = arena_alloc(arena, ((size_t)row_count + 2) * sizeof(*start));
    uint32_t *items = arena_alloc(arena, given_count * sizeof(*items));
    /* Counted two behind, so that after the sums start[row + 1] is where the row begins, and after
     * placing its items where it ends. */
    for (uint32_t i = 0; i < given_count; i++) {
        start[given[i].row + 2]++;
    }
    for (uint32_t row = 1; row <= row_count; row++) {
        start[row + 1] += start[row];
    }
    for (uint32_t i = 0; i < given_count; i++) {
        items[start[given[i].row + 1]++] = given[i].item;
    }
    return (struct rows){.start = start, .items = items};
}
