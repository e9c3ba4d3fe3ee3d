/* paint.h - colours of a terminal, when they are wanted. */
#ifndef PARLEY_REPORTS_PAINT_H
#define PARLEY_REPORTS_PAINT_H

#include "engine/memory.h"

#include <stdbool.h>

enum paint {
    PAINT_PLAIN,
    PAINT_STRONG, /* Names and headings. */
    PAINT_FAINT,  /* What may be overlooked: times, pauses. */
    PAINT_CALLER,
    PAINT_AGENT,
    PAINT_GOOD,
    PAINT_BAD,
    PAINT_ODD, /* Worth a look: unmatched, cancelled. */
    PAINTS
};

/* Append what begins and what ends a stretch of text in @paint; nothing without @colour. */
void paint_begin(struct buffer *out, bool colour, enum paint paint);
void paint_end(struct buffer *out, bool colour, enum paint paint);

/* Append @text, which is ours and needs no escaping, in @paint. */
void paint_text(struct buffer *out, bool colour, enum paint paint, const char *text);

#endif
