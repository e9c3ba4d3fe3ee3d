/* rows.h - lists of numbers, one per row, in two arrays. */
#ifndef PARLEY_ENGINE_ROWS_H
#define PARLEY_ENGINE_ROWS_H

#include "engine/memory.h"

#include <stdint.h>

/* Row r holds items[start[r]] to items[start[r + 1] - 1]. */
struct rows {
    const uint32_t *start;
    const uint32_t *items;
};

/* That @item belongs in @row. */
struct row_item {
    uint32_t row;
    uint32_t item;
};

/* Rows 0 to @row_count - 1 in @arena. Within a row the items stand in the order of @given, whose
 * rows are all below @row_count. */
struct rows rows_build(struct arena *arena, uint32_t row_count, const struct row_item *given,
                       uint32_t given_count);

#endif
