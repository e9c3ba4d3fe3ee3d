/* live.h - what goes on right now, as the last lines of a terminal, redrawn again and again.
 *
 *     ━━━━━━━━━─────────────── 15 of 40 done, 10 under way, 1 failed, 12 s
 *       Books a table     3 s  waits for an answer, 297 s left, to "For two, please"
 *       Cancels           1 s  pauses, 1.2 s left
 */
#ifndef PARLEY_REPORTS_LIVE_H
#define PARLEY_REPORTS_LIVE_H

#include "reports/conversation_view.h"

struct live;

/* @record and @style must outlive it; @style is asked each time for the width. @record must have
 * heard an event first. */
struct live *live_create(const struct memory *memory, const struct view_style *style,
                         const struct record *record);
/* NULL is allowed. */
void live_destroy(struct live *live);

void live_hear(struct live *live, const struct event *event);

/* Append what goes on at @now: lines with line breaks between them, none as wide as the terminal.
 * Nothing when nothing is under way. */
void live_print(const struct live *live, instant now, struct buffer *out);

#endif
