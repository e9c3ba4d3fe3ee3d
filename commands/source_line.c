/* source_line.c - the line of a file that a diagnostic is about, with a caret under its column. */
#include "commands/source_line.h"

#include "formats/document.h"
#include "reports/log_commands.h"
#include "reports/printable.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    GUTTER = 8,      /* "   12 | " */
    TAB_COLUMNS = 4, /* A tab is shown as so many spaces, wherever it stands. */
    WINDOW = 1024,   /* Bytes on either side of the column that are looked at. */
};

void source_lines_init(struct source_lines *lines) {
    *lines = (struct source_lines){0};
    arena_init(&lines->arena, NULL);
    buffer_init(&lines->text, NULL);
}

void source_lines_finish(struct source_lines *lines) {
    buffer_finish(&lines->text);
    arena_finish(&lines->arena);
}

/* A regular file only: what came through a pipe is gone. */
static void read_file(const char *file, struct buffer *out) {
    int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (descriptor < 0) {
        return;
    }
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size <= DOCUMENT_MAX_BYTES) {
        size_t size = (size_t)status.st_size;
        ssize_t length = read(descriptor, buffer_reserve(out, size + 1), size);
        out->length = length > 0 ? (size_t)length : 0;
    }
    close(descriptor);
}

static void turn_to(struct source_lines *lines, const char *file) {
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    const size_t mark_length = sizeof(byte_order_mark) - 1;
    if (lines->file == NULL || strcmp(lines->file, file) != 0) {
        lines->file = arena_copy(&lines->arena, file, strlen(file));
        lines->text.length = 0;
        lines->line = 0;
        read_file(file, &lines->text);
    }
    if (lines->line == 0) {
        lines->line = 1;
        lines->column = 0;
        lines->offset = lines->text.length >= mark_length &&
                                memcmp(lines->text.data, byte_order_mark, mark_length) == 0
                            ? mark_length
                            : 0;
    }
}

/* The line's text without its line break; false when the file has no such line. */
static bool find_line(struct source_lines *lines, uint32_t wanted, const char **line,
                      size_t *length) {
    if (wanted < lines->line) {
        lines->line = 0;
        turn_to(lines, lines->file);
    }
    const char *end = lines->text.data + lines->text.length;
    const char *at = lines->text.data + lines->offset;
    while (lines->line < wanted) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        if (next == NULL) {
            return false;
        }
        at = next + 1;
        lines->line++;
        lines->column = 0;
        lines->offset = (size_t)(at - lines->text.data);
    }
    const char *next = memchr(at, '\n', (size_t)(end - at));
    *line = at;
    *length = (size_t)((next != NULL ? next : end) - at);
    if (*length > 0 && at[*length - 1] == '\r') {
        (*length)--;
    }
    return true;
}

static bool begins_character(char byte) {
    return (byte & 0xC0) != 0x80;
}

/* Where the character at @column, from 1, begins in the line found last. Files may be one long
 * line, so the search goes on from the column asked for before. */
static size_t offset_of(struct source_lines *lines, const char *line, size_t length,
                        uint32_t column) {
    if (lines->column == 0 || column < lines->column) {
        lines->column = 1;
        lines->column_offset = 0;
    }
    while (lines->column_offset < length && lines->column < column) {
        lines->column++;
        lines->column_offset++;
        while (lines->column_offset < length && !begins_character(line[lines->column_offset])) {
            lines->column_offset++;
        }
    }
    return lines->column_offset;
}

/* A part of a line as it is shown, tabs as spaces. */
static void show(const char *text, size_t length, struct buffer *out) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\t') {
            printable_spaces(out, TAB_COLUMNS);
        } else {
            buffer_append(out, text + i, 1);
        }
    }
}

/* The last @room columns of what stands before the caret, with an ellipsis where something is cut
 * off. Returns the columns used. */
static size_t print_before(const char *line, size_t caret, size_t room, struct buffer *out) {
    size_t start = caret > WINDOW ? caret - WINDOW : 0;
    while (start < caret && !begins_character(line[start])) {
        start++;
    }
    struct buffer shown;
    buffer_init(&shown, NULL);
    show(line + start, caret - start, &shown);
    size_t from = shown.length;
    size_t columns = 0;
    while (from > 0) {
        size_t character = from - 1;
        while (character > 0 && !begins_character(shown.data[character])) {
            character--;
        }
        size_t more = printable_columns(shown.data + character, from - character);
        if (columns + more >= room) {
            break;
        }
        columns += more;
        from = character;
    }
    bool cut = start > 0 || from > 0;
    buffer_append_text(out, cut ? "…" : "");
    printable_append(out, shown.data + from, shown.length - from);
    buffer_finish(&shown);
    return columns + cut;
}

static void print_from(const char *text, size_t length, size_t room, struct buffer *out) {
    bool cut = length > WINDOW;
    length = cut ? WINDOW : length;
    while (cut && length > 0 && !begins_character(text[length])) {
        length--;
    }
    struct buffer shown;
    buffer_init(&shown, NULL);
    show(text, length, &shown);
    printable_cut(out, shown.data, shown.length, room);
    buffer_finish(&shown);
}

void source_line_print(struct source_lines *lines, const struct place *place, size_t width,
                       struct buffer *out) {
    const char *line = NULL;
    size_t length = 0;
    if (place->file == NULL || place->line == 0) {
        return;
    }
    turn_to(lines, place->file);
    if (lines->text.length == 0 || !find_line(lines, place->line, &line, &length)) {
        return;
    }
    size_t room = width > 3 * (size_t)GUTTER ? width - GUTTER : 2 * (size_t)GUTTER;
    size_t caret = offset_of(lines, line, length, place->column);
    size_t begin = out->length;
    buffer_printf(out, "%5u | ", place->line);
    size_t before = print_before(line, caret, room * 2 / 3, out);
    print_from(line + caret, length - caret, room - before, out);
    buffer_append_text(out, "\n");
    log_commands_disarm(out, begin, "\\x23", "\\x3a"); /* The caret may stand within one. */
    if (place->column > 0) {
        buffer_append_text(out, "      | ");
        printable_spaces(out, before);
        buffer_append_text(out, "^\n");
    }
}
