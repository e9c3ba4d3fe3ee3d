/* source_line.h - the line of a file that a diagnostic is about, with a caret under its column. */
#ifndef PARLEY_COMMANDS_SOURCE_LINE_H
#define PARLEY_COMMANDS_SOURCE_LINE_H

#include "engine/diagnostic.h"

/* The file looked into last: diagnostics come sorted, so each file is read once. */
struct source_lines {
    /* private */
    struct arena arena;
    const char *file;
    struct buffer text; /* Empty when the file cannot be read again. */
    size_t offset;      /* Where `line` begins. */
    uint32_t line;
    size_t column_offset; /* Where, in that line, `column` begins. */
    uint32_t column;      /* 0: not looked for yet. */
};

void source_lines_init(struct source_lines *lines);
void source_lines_finish(struct source_lines *lines);

/* Append the line and the caret, at most @width columns wide: of a long line the part around the
 * column. Nothing when the place has no line, or the file cannot be read again. */
void source_line_print(struct source_lines *lines, const struct place *place, size_t width,
                       struct buffer *out);

#endif
