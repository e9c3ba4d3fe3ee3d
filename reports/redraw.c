/* redraw.c - lines that are taken away and put back. */
#include "reports/redraw.h"

#include "reports/printable.h"

#include <string.h>

void redraw_init(struct redraw *redraw, const struct memory *memory) {
    buffer_init(&redraw->shown, memory);
}

void redraw_finish(struct redraw *redraw) {
    buffer_finish(&redraw->shown);
}

/* How many columns a line takes; what changes colours takes none. */
static size_t columns_of(const char *line, size_t length) {
    const char *end = line + length;
    size_t columns = 0;
    while (line < end) {
        const char *escape = memchr(line, '\x1b', (size_t)(end - line));
        const char *until = escape != NULL ? escape : end;
        columns += printable_columns(line, (size_t)(until - line));
        const char *last = escape != NULL ? memchr(escape, 'm', (size_t)(end - escape)) : NULL;
        line = last != NULL ? last + 1 : end;
    }
    return columns;
}

static size_t rows_of(const char *line, size_t length, unsigned width) {
    size_t columns = columns_of(line, length);
    return width == 0 || columns <= width ? 1 : (columns + width - 1) / width;
}

/* In which row of what stands there the cursor is, from 0. */
static size_t cursor_row(const struct buffer *shown, unsigned width) {
    const char *line = shown->data;
    const char *end = line + shown->length;
    const char *line_end = NULL;
    size_t row = 0;
    while ((line_end = memchr(line, '\n', (size_t)(end - line))) != NULL) {
        row += rows_of(line, (size_t)(line_end - line), width);
        line = line_end + 1;
    }
    return row + rows_of(line, (size_t)(end - line), width) - 1;
}

bool redraw_hide(struct redraw *redraw, unsigned width, struct buffer *out) {
    if (redraw->shown.length == 0) {
        return false;
    }
    size_t row = cursor_row(&redraw->shown, width);
    if (row > 0) {
        buffer_printf(out, "\x1b[%zuA", row);
    }
    buffer_append_text(out, "\r\x1b[J");
    redraw->shown.length = 0;
    return true;
}

void redraw_note(struct redraw *redraw, const struct buffer *lines) {
    redraw->shown.length = 0;
    buffer_append(&redraw->shown, lines->data, lines->length);
}
