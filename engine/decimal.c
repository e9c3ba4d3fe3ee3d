/* decimal.c - reads decimal numbers digit by digit. */
#include "engine/decimal.h"

#include <string.h>

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static void add_digit(struct decimal *decimal, unsigned digit) {
    decimal->units = decimal->units * 10 + digit;
    if (decimal->units > DECIMAL_MOST) {
        decimal->units = DECIMAL_MOST;
    }
}

size_t decimal_read(const char *text, size_t length, unsigned places, struct decimal *out) {
    *out = (struct decimal){0};
    size_t at = 0;
    while (at < length && is_digit(text[at])) {
        add_digit(out, (unsigned)(text[at++] - '0'));
    }
    unsigned place = 0;
    if (at + 1 < length && text[at] == '.' && is_digit(text[at + 1])) {
        at++;
        for (; at < length && is_digit(text[at]); at++) {
            unsigned digit = (unsigned)(text[at] - '0');
            if (place < places) {
                add_digit(out, digit);
                place++;
                continue;
            }
            if (place == places) {
                out->half = digit >= 5;
                place++;
            }
            out->more = out->more || digit > 0;
        }
    }
    for (; place < places; place++) {
        add_digit(out, 0);
    }
    return at;
}

bool decimal_at_most(const struct decimal *decimal, uint64_t limit) {
    return decimal->units < limit || (decimal->units == limit && !decimal->more);
}

bool decimal_read_time(const char *text, size_t length, struct decimal *out) {
    size_t number = decimal_read(text, length, 0, out);
    const char *unit = text + number;
    size_t unit_length = length - number;
    if (number > 0 && unit_length == 1 && *unit == 's') {
        decimal_read(text, length, 3, out);
        return true;
    }
    return number > 0 && unit_length == 2 && memcmp(unit, "ms", 2) == 0;
}
