/* redraw.h - the last lines of a terminal, drawn over again and again.
 *
 * A terminal that is made narrower wraps again what stands on it, so how many rows are to be taken
 * away shows only when they are. */
#ifndef PARLEY_REPORTS_REDRAW_H
#define PARLEY_REPORTS_REDRAW_H

#include "engine/memory.h"

#include <stdbool.h>

struct redraw {
    /* private */
    struct buffer shown; /* What stands there now. */
};

void redraw_init(struct redraw *redraw, const struct memory *memory);
void redraw_finish(struct redraw *redraw);

/* Append what takes the lines away from a terminal that is now @width columns wide, the cursor
 * being where they left it. False, and nothing, when none stand there. */
bool redraw_hide(struct redraw *redraw, unsigned width, struct buffer *out);

/* Remember @lines, with or without a line break at their end, which stand there from now on. They
 * hold no other escape sequences than those of paint.h. */
void redraw_note(struct redraw *redraw, const struct buffer *lines);

#endif
