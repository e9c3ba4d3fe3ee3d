/* text_position.h - from byte offsets to the lines and columns that people and editors count. */
#ifndef PARLEY_FORMATS_TEXT_POSITION_H
#define PARLEY_FORMATS_TEXT_POSITION_H

#include <stddef.h>
#include <stdint.h>

/* A place in a text. Lines end with LF, CRLF or CR; columns count code points from 1. */
struct text_position {
    uint32_t line, column;
    /* private */
    const char *text;
    size_t length;
    size_t offset;
};

/* At the beginning of @text, which must outlive the position. */
void text_position_init(struct text_position *position, const char *text, size_t length);

/* Move to the byte @offset, at most the length. Going on from where it stands costs what lies
 * between; going back costs the way from the beginning. */
void text_position_move(struct text_position *position, size_t offset);

/* The offset of @line and @column, both from 1; the text's end when they are not in it. */
size_t text_position_offset(const char *text, size_t length, uint32_t line, uint32_t column);

#endif
