/* quantity.c - durations, sizes, counts and factors out of text and back. */
#include "commands/quantity.h"

#include <string.h>

struct unit {
    const char *name;
    uint64_t size;
};

static const struct unit duration_units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
static const struct unit byte_units[] = {
    {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Digits with at most one point among or before them, as a number and how many of its digits are
 * behind the point. Returns what follows them, or NULL when there are none or they do not fit.
 * Digits beyond the ninth behind the point say nothing here and are dropped. */
static const char *read_decimal(const char *text, uint64_t *number, unsigned *places) {
    enum { MOST_PLACES = 9 };
    bool point = false;
    size_t digits = 0;
    *number = 0;
    *places = 0;
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        digits++;
        if (point && *places == MOST_PLACES) {
            continue;
        }
        if (__builtin_mul_overflow(*number, 10u, number) ||
            __builtin_add_overflow(*number, (uint64_t)(*text - '0'), number)) {
            return NULL;
        }
        *places += point;
    }
    return digits > 0 && text[-1] != '.' ? text : NULL;
}

static const struct unit *find_unit(const struct unit *units, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(units[i].name, name) == 0) {
            return &units[i];
        }
    }
    return NULL;
}

static uint64_t power_of_ten(unsigned exponent) {
    uint64_t power = 1;
    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

static bool only_digits(const char *text) {
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

enum quantity_result quantity_duration(const char *text, uint32_t *ms) {
    uint64_t number = 0;
    unsigned places = 0;
    const char *rest = read_decimal(text, &number, &places);
    if (rest == NULL) {
        return only_digits(text) ? QUANTITY_TOO_LARGE : QUANTITY_MALFORMED;
    }
    if (*rest == '\0') {
        *ms = 0;
        return number == 0 ? QUANTITY_READ : QUANTITY_NO_UNIT;
    }
    const struct unit *unit = find_unit(duration_units, COUNT_OF(duration_units), rest);
    if (unit == NULL) {
        return QUANTITY_MALFORMED;
    }
    uint64_t divisor = power_of_ten(places);
    if (__builtin_mul_overflow(number, unit->size, &number)) {
        return QUANTITY_TOO_LARGE;
    }
    number = number / divisor + (number % divisor >= (divisor + 1) / 2 ? 1 : 0);
    if (number > UINT32_MAX) {
        return QUANTITY_TOO_LARGE;
    }
    *ms = (uint32_t)number;
    return QUANTITY_READ;
}

enum quantity_result quantity_bytes(const char *text, uint64_t *bytes) {
    uint64_t number = 0;
    unsigned places = 0;
    const char *rest = read_decimal(text, &number, &places);
    if (rest == NULL) {
        return only_digits(text) ? QUANTITY_TOO_LARGE : QUANTITY_MALFORMED;
    }
    const struct unit *unit =
        find_unit(byte_units, COUNT_OF(byte_units), *rest == '\0' ? "B" : rest);
    if (unit == NULL || places > 0) {
        return QUANTITY_MALFORMED;
    }
    return __builtin_mul_overflow(number, unit->size, bytes) ? QUANTITY_TOO_LARGE : QUANTITY_READ;
}

enum quantity_result quantity_count(const char *text, uint32_t *count) {
    uint64_t number = 0;
    unsigned places = 0;
    if (!only_digits(text)) {
        return QUANTITY_MALFORMED;
    }
    if (read_decimal(text, &number, &places) == NULL || number > UINT32_MAX) {
        return QUANTITY_TOO_LARGE;
    }
    *count = (uint32_t)number;
    return QUANTITY_READ;
}

enum quantity_result quantity_factor(const char *text, double *factor) {
    uint64_t number = 0;
    unsigned places = 0;
    const char *rest = read_decimal(text, &number, &places);
    if (rest == NULL || *rest != '\0') {
        return only_digits(text) ? QUANTITY_TOO_LARGE : QUANTITY_MALFORMED;
    }
    *factor = (double)number / (double)power_of_ten(places);
    return QUANTITY_READ;
}

enum quantity_result quantity_percent(const char *text, double *percent) {
    uint64_t number = 0;
    unsigned places = 0;
    const char *rest = read_decimal(text, &number, &places);
    if (rest == NULL || (*rest != '\0' && strcmp(rest, "%") != 0)) {
        return QUANTITY_MALFORMED;
    }
    *percent = (double)number / (double)power_of_ten(places);
    return QUANTITY_READ;
}

enum quantity_result quantity_rate(const char *text, double *per_second) {
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"/s", 1}, {"/m", 60}, {"/h", 3600}};
    uint64_t number = 0;
    unsigned places = 0;
    const char *rest = read_decimal(text, &number, &places);
    if (rest == NULL) {
        return QUANTITY_MALFORMED;
    }
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (strcmp(rest, units[i].unit) == 0) {
            *per_second = (double)number / (double)power_of_ten(places) / units[i].seconds;
            return QUANTITY_READ;
        }
    }
    return *rest == '\0' ? QUANTITY_NO_UNIT : QUANTITY_MALFORMED;
}

void quantity_duration_print(uint32_t ms, struct buffer *out) {
    if (ms == 0) {
        buffer_append_text(out, "0s");
        return;
    }
    for (size_t i = COUNT_OF(duration_units); i-- > 0;) {
        uint64_t size = duration_units[i].size;
        if (ms % size == 0) {
            buffer_printf(out, "%u%s", (unsigned)(ms / size), duration_units[i].name);
            return;
        }
    }
}

void quantity_bytes_print(uint64_t bytes, struct buffer *out) {
    for (size_t i = COUNT_OF(byte_units); i-- > 1;) {
        if (bytes > 0 && bytes % byte_units[i].size == 0) {
            buffer_printf(out, "%llu%s", (unsigned long long)(bytes / byte_units[i].size),
                          byte_units[i].name);
            return;
        }
    }
    buffer_printf(out, "%llu", (unsigned long long)bytes);
}
