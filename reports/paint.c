/* paint.c - colours of a terminal, when they are wanted. */
#include "reports/paint.h"

static const char *const codes[PAINTS] = {
    [PAINT_PLAIN] = "",          [PAINT_STRONG] = "\x1b[1m", [PAINT_FAINT] = "\x1b[2m",
    [PAINT_CALLER] = "\x1b[36m", [PAINT_AGENT] = "\x1b[35m", [PAINT_GOOD] = "\x1b[32m",
    [PAINT_BAD] = "\x1b[1;31m",  [PAINT_ODD] = "\x1b[33m",
};

void paint_begin(struct buffer *out, bool colour, enum paint paint) {
    if (colour) {
        buffer_append_text(out, codes[paint]);
    }
}

void paint_end(struct buffer *out, bool colour, enum paint paint) {
    if (colour && paint != PAINT_PLAIN) {
        buffer_append_text(out, "\x1b[0m");
    }
}

void paint_text(struct buffer *out, bool colour, enum paint paint, const char *text) {
    paint_begin(out, colour, paint);
    buffer_append_text(out, text);
    paint_end(out, colour, paint);
}
