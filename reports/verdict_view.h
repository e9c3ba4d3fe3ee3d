/* verdict_view.h - what came of calls, for a terminal: in a line, in full, and all in all. */
#ifndef PARLEY_REPORTS_VERDICT_VIEW_H
#define PARLEY_REPORTS_VERDICT_VIEW_H

#include "reports/conversation_view.h"

/* How many columns names get in verdict_view_line(): enough for the longest, but not more than
 * leaves room for a reason. */
size_t verdict_view_name_columns(const struct view_style *style,
                                 const struct record_subject *subject);

/* Append one line about a call that has ended: verdict, name, duration, and why. */
void verdict_view_line(const struct view_style *style, const struct call_record *call,
                       size_t name_columns, struct buffer *out);

/* Append the verdict below a conversation: for one that did not pass with its reason and all that
 * explains it. */
void verdict_view_full(const struct view_style *style, const struct call_record *call,
                       struct buffer *out);

/* Append how often each scenario passed, a line for each that was played more than once. */
void verdict_view_rates(const struct view_style *style, const struct record *record,
                        struct buffer *out);

/* Append the line that sums up the run. */
void verdict_view_summary(const struct view_style *style, const struct record *record,
                          struct buffer *out);

#endif
