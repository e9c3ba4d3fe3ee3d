/* decimal.h - decimal numbers in markup, read exactly: no floating point, no rounding surprises. */
#ifndef PARLEY_ENGINE_DECIMAL_H
#define PARLEY_ENGINE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number in units of 10^-places. */
struct decimal {
    uint64_t units; /* Rounded down; at most DECIMAL_MOST, which also stands for all above it. */
    bool more;      /* It is a little more than the units. */
    bool half;      /* By half a unit or more. */
};

#define DECIMAL_MOST UINT64_C(1000000000000000)

/* Read `12`, `1.5` or `.5` at the beginning of @text. Returns the bytes read; 0 when there is no
 * number. */
size_t decimal_read(const char *text, size_t length, unsigned places, struct decimal *out);

/* True when it is not more than @limit units. */
bool decimal_at_most(const struct decimal *decimal, uint64_t limit);

/* Read a time, `1.5s` or `500ms`, which must be all of @text, to milliseconds. */
bool decimal_read_time(const char *text, size_t length, struct decimal *out);

#endif
