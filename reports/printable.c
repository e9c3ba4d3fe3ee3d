/* printable.c - escaping and laying out text for a terminal. */
#include "reports/printable.h"

#include "engine/text.h"
#include "reports/log_commands.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { ESCAPE_SIZE = 16, NARROWEST = 8 /* Text is never squeezed into fewer columns. */ };

static bool is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f);
}

/* Separators, embeddings, overrides and isolates: what moves other text about. */
static bool moves_text(uint32_t code_point) {
    return (code_point >= 0x2028 && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

/* How one character is shown. */
struct shown {
    char bytes[ESCAPE_SIZE];
    size_t length;
    size_t columns;
};

static void show_escaped(uint32_t code_point, struct shown *out) {
    int length = 0;
    switch (code_point) {
    case '\n':
        length = snprintf(out->bytes, ESCAPE_SIZE, "\\n");
        break;
    case '\r':
        length = snprintf(out->bytes, ESCAPE_SIZE, "\\r");
        break;
    case '\t':
        length = snprintf(out->bytes, ESCAPE_SIZE, "\\t");
        break;
    default:
        length = snprintf(out->bytes, ESCAPE_SIZE, code_point < 0x80 ? "\\x%02x" : "\\u%04x",
                          (unsigned)code_point);
    }
    out->length = out->columns = (size_t)length;
}

static void show_raw(uint32_t code_point, struct shown *out) {
    int columns = utf8proc_charwidth((utf8proc_int32_t)code_point);
    out->columns = columns > 0 ? (size_t)columns : 0;
    out->length =
        (size_t)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out->bytes);
}

/* A text that is read character by character. */
struct reading {
    const char *text;
    size_t length;
    size_t at;
    bool in_word; /* Something but white space stands before it: no line can begin here. */
};

static struct reading read_text(const char *text, size_t length) {
    return (struct reading){.text = text, .length = length};
}

/* Say how the next character is shown; false at the end. */
static bool show(struct reading *reading, struct shown *out) {
    const char *text = reading->text + reading->at;
    size_t left = reading->length - reading->at;
    uint32_t code_point = 0;
    if (left == 0) {
        return false;
    }
    reading->at += text_read(text, left, &code_point);
    if (is_control(code_point) || moves_text(code_point) || log_command_anywhere(text, left) ||
        (!reading->in_word && log_command_in_front(text, left))) {
        show_escaped(code_point, out);
    } else {
        show_raw(code_point, out);
    }
    reading->in_word = !text_is_space(code_point);
    return true;
}

void printable_append(struct buffer *out, const char *text, size_t length) {
    struct reading reading = read_text(text, length);
    struct shown shown;
    while (show(&reading, &shown)) {
        buffer_append(out, shown.bytes, shown.length);
    }
}

size_t printable_columns(const char *text, size_t length) {
    struct reading reading = read_text(text, length);
    struct shown shown;
    size_t columns = 0;
    while (show(&reading, &shown)) {
        columns += shown.columns;
    }
    return columns;
}

void printable_spaces(struct buffer *out, size_t count) {
    memset(buffer_reserve(out, count), ' ', count);
    out->length += count;
}

size_t printable_cut(struct buffer *out, const char *text, size_t length, size_t width) {
    if (printable_columns(text, length) <= width) {
        printable_append(out, text, length);
        return printable_columns(text, length);
    }
    struct reading reading = read_text(text, length);
    struct shown shown;
    size_t column = 0;
    while (show(&reading, &shown) && column + shown.columns + 1 <= width) {
        buffer_append(out, shown.bytes, shown.length);
        column += shown.columns;
    }
    buffer_append_text(out, "…");
    return column + 1;
}

/* Where a line of wrapped text stands. */
struct wrap {
    struct buffer *out;
    size_t indent;
    size_t room;   /* Columns of a line behind the indent. */
    size_t column; /* Used of them. */
    bool fresh;    /* The line's indent is not written yet: an empty one needs none. */
};

static void wrap_break(struct wrap *wrap) {
    buffer_append_text(wrap->out, "\n");
    wrap->fresh = true;
    wrap->column = 0;
}

static void wrap_put(struct wrap *wrap, const struct shown *shown) {
    if (wrap->fresh) {
        printable_spaces(wrap->out, wrap->indent);
        wrap->fresh = false;
    }
    buffer_append(wrap->out, shown->bytes, shown->length);
    wrap->column += shown->columns;
}

/* A word; one that is wider than a line is broken where the line ends. */
static void wrap_letters(struct wrap *wrap, const char *word, size_t length) {
    struct reading reading = read_text(word, length);
    struct shown shown;
    size_t before = 0;
    while (show(&reading, &shown)) {
        if (wrap->column + shown.columns > wrap->room) {
            wrap_break(wrap);
            reading.at = before; /* In front of a line it may have to be shown differently. */
            reading.in_word = false;
            show(&reading, &shown);
        }
        wrap_put(wrap, &shown);
        before = reading.at;
    }
}

static void wrap_word(struct wrap *wrap, size_t spaces, const char *word, size_t length) {
    size_t columns = printable_columns(word, length);
    bool fits = wrap->column + spaces + columns <= wrap->room;
    if (!fits && (columns <= wrap->room || wrap->column + spaces >= wrap->room)) {
        if (wrap->column > 0) {
            wrap_break(wrap);
        }
    } else {
        const struct shown space = {.bytes = " ", .length = 1, .columns = 1};
        for (size_t i = 0; i < spaces; i++) {
            wrap_put(wrap, &space);
        }
    }
    wrap_letters(wrap, word, length);
}

/* One line of the text itself. */
static void wrap_line(struct wrap *wrap, const char *line, size_t length) {
    size_t i = 0;
    while (i < length) {
        size_t start = i;
        while (i < length && line[i] == ' ') {
            i++;
        }
        size_t word = i;
        while (i < length && line[i] != ' ') {
            i++;
        }
        if (i > word) {
            wrap_word(wrap, word - start, line + word, i - word);
        }
    }
}

void printable_wrap(struct buffer *out, const char *text, size_t length, size_t indent,
                    size_t width) {
    size_t room = width > indent + NARROWEST ? width - indent : NARROWEST;
    struct wrap wrap = {.out = out, .indent = indent, .room = room};
    const char *end = text + length;
    for (;;) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        wrap_line(&wrap, text, (size_t)((newline != NULL ? newline : end) - text));
        if (newline == NULL) {
            return;
        }
        wrap_break(&wrap);
        text = newline + 1;
    }
}
