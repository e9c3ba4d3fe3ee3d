/* quantity.h - the quantities that options take: durations, sizes, counts and factors out of text.
 */
#ifndef PARLEY_COMMANDS_QUANTITY_H
#define PARLEY_COMMANDS_QUANTITY_H

#include "engine/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* What came of reading a value. */
enum quantity_result {
    QUANTITY_READ,
    QUANTITY_MALFORMED, /* It is no such value. */
    QUANTITY_NO_UNIT,   /* A duration that is a bare number other than 0. */
    QUANTITY_TOO_LARGE, /* It does not fit. */
};

/* "300ms", "1.5s", "5m", "1h", and 0, in milliseconds. Less than a whole millisecond is rounded to
 * the nearest. */
enum quantity_result quantity_duration(const char *text, uint32_t *ms);

/* "65536", "64KiB", "1MiB", "1GiB", in bytes. */
enum quantity_result quantity_bytes(const char *text, uint64_t *bytes);

/* Decimal digits. */
enum quantity_result quantity_count(const char *text, uint32_t *count);

/* A decimal number that is not negative: "0.1", "2". */
enum quantity_result quantity_factor(const char *text, double *factor);

/* "90%", "99.5%", and without the sign. */
enum quantity_result quantity_percent(const char *text, double *percent);

/* "200/s", "0.5/s", "30/m", "100/h", in so many per second. */
enum quantity_result quantity_rate(const char *text, double *per_second);

/* The shortest text that reads as the same: "1.5s", "10m"; "1MiB". Appended to @out. */
void quantity_duration_print(uint32_t ms, struct buffer *out);
void quantity_bytes_print(uint64_t bytes, struct buffer *out);

#endif
