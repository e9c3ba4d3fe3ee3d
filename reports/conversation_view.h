/* conversation_view.h - a conversation as lines for a terminal, event by event.
 *
 *       00:00  caller    #0  Hi there, I need to check on my appointment
 *       00:01  agent         Which one?
 *                            ^ no condition matched
 *
 * The same lines whether they are shown as things happen or kept until the call has failed. */
#ifndef PARLEY_REPORTS_CONVERSATION_VIEW_H
#define PARLEY_REPORTS_CONVERSATION_VIEW_H

#include "reports/record.h"

struct view_style {
    bool colour;
    bool verbose;   /* All events, not only those of the conversation itself. */
    unsigned width; /* Columns. */
};

/* What a view remembers of one call. Zeroed at first. */
struct conversation_view {
    /* private */
    bool heard_last; /* The last line is the agent's, and came at `heard_at`. */
    instant heard_at;
};

/* Append the lines of @event, if it has any, to @out. @call is the record's, which has heard it. */
void conversation_view_event(struct conversation_view *view, const struct view_style *style,
                             const struct call_record *call, const struct event *event,
                             struct buffer *out);

/* Append the line above a conversation: the scenario's name and file. */
void conversation_view_title(const struct view_style *style, const struct call *call,
                             struct buffer *out);

#endif
