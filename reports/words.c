/* words.c - durations, numbers, quotes and counts in words. */
#include "reports/words.h"

#include "engine/text.h"

#include <inttypes.h>
#include <stdio.h>

/* @tenths of @unit, with a decimal where it is not nought. */
static void add_tenths(struct buffer *out, uint64_t tenths, const char *unit) {
    if (tenths % 10 == 0) {
        buffer_printf(out, "%" PRIu64 " %s", tenths / 10, unit);
    } else {
        buffer_printf(out, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10, unit);
    }
}

void words_duration(struct buffer *out, uint64_t microseconds) {
    if (microseconds > 0 && microseconds < 50) { /* A local agent may be as fast: never nought. */
        buffer_printf(out, "0.0%" PRIu64 " ms", microseconds < 15 ? 1 : (microseconds + 5) / 10);
    } else if (microseconds < 9950) {
        add_tenths(out, (microseconds + 50) / 100, "ms");
    } else if (microseconds < 999500) {
        buffer_printf(out, "%" PRIu64 " ms", (microseconds + 500) / 1000);
    } else {
        add_tenths(out, (microseconds + 50000) / 100000, "s");
    }
}

void words_time(struct buffer *out, uint64_t microseconds) {
    bool is_second = microseconds >= 999500;
    double value = (double)microseconds / (is_second ? 1e6 : 1e3);
    if (microseconds < 1000) {
        buffer_printf(out, "%" PRIu64 " us", microseconds);
    } else {
        buffer_printf(out, "%.*f %s",
                      value < 9.995   ? 2
                      : value < 99.95 ? 1
                                      : 0,
                      value, is_second ? "s" : "ms");
    }
}

void words_number(struct buffer *out, uint64_t number) {
    char digits[32];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);
    for (int i = 0; i < length; i++) {
        buffer_append(out, ",", i > 0 && (length - i) % 3 == 0);
        buffer_append(out, &digits[i], 1);
    }
}

void words_quote(struct buffer *out, const char *text, size_t length, size_t limit) {
    size_t written = 0;
    bool space = false;
    buffer_append_text(out, "\"");
    for (size_t i = 0; i < length;) {
        uint32_t code_point = 0;
        size_t bytes = text_read(text + i, length - i, &code_point);
        if (text_is_space(code_point)) {
            space = written > 0;
        } else if (written + space >= limit) {
            buffer_append_text(out, "…");
            break;
        } else {
            buffer_append(out, " ", space);
            buffer_append(out, text + i, bytes);
            written += 1U + space;
            space = false;
        }
        i += bytes;
    }
    buffer_append_text(out, "\"");
}

void words_count(struct buffer *out, size_t count, const char *noun) {
    buffer_printf(out, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}
