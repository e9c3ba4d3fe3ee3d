/* bench_data.h - rows of test-profile values: `parley bench --data FILE`, one row a call. */
#ifndef PARLEY_COMMANDS_BENCH_DATA_H
#define PARLEY_COMMANDS_BENCH_DATA_H

#include "engine/template.h"
#include "formats/value.h"

/* The rows, each an object. */
struct bench_rows {
    const struct value **items;
    size_t count;
};

enum {
    BENCH_ROWS_MAX = 100000, /* Records of a CSV file, or lines of another. */
    BENCH_FIELDS_MAX = 1000, /* Of a CSV file. */
};

/* Read a CSV file (RFC 4180, its first record names the fields) or one of JSON Lines, told by its
 * name, else by how it begins. All mistakes are added to @diagnostics; no row is one. */
void bench_rows_read(struct arena *arena, const char *file, struct bench_rows *out,
                     struct diagnostics *diagnostics);

/* The same of @length bytes of @text, which are what @file holds. The rows point into neither. */
void bench_rows_parse(struct arena *arena, const char *file, const char *text, size_t length,
                      struct bench_rows *out, struct diagnostics *diagnostics);

/* Values of @row over those of @beneath: a field of the row is a field of the test profile. In
 * @arena; both must outlive it. */
struct template_source bench_row_values(struct arena *arena, const struct value *row,
                                        const struct template_source *beneath);

#endif
