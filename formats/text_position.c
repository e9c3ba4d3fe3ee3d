/* text_position.c - counts line ends and the bytes that begin a code point. */
#include "formats/text_position.h"

#include <stdbool.h>

void text_position_init(struct text_position *position, const char *text, size_t length) {
    *position = (struct text_position){.line = 1, .column = 1, .text = text, .length = length};
}

static void step(struct text_position *position) {
    const char *text = position->text;
    size_t at = position->offset++;
    bool line_ends = text[at] == '\n' ||
                     (text[at] == '\r' && (at + 1 == position->length || text[at + 1] != '\n'));
    if (line_ends) {
        position->line++;
        position->column = 1;
        return;
    }
    bool next_begins_one =
        at + 1 == position->length || ((unsigned char)text[at + 1] & 0xC0) != 0x80;
    position->column += next_begins_one;
}

void text_position_move(struct text_position *position, size_t offset) {
    if (offset > position->length) {
        offset = position->length;
    }
    if (offset < position->offset) {
        text_position_init(position, position->text, position->length);
    }
    while (position->offset < offset) {
        step(position);
    }
}

size_t text_position_offset(const char *text, size_t length, uint32_t line, uint32_t column) {
    struct text_position position;
    text_position_init(&position, text, length);
    while (position.offset < length &&
           (position.line < line || (position.line == line && position.column < column))) {
        step(&position);
    }
    return position.offset;
}
