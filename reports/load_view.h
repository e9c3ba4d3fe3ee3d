/* load_view.h - a load for people: lines that are redrawn while it goes on, a line now and then
 * where nothing can be redrawn, and the table at its end. */
#ifndef PARLEY_REPORTS_LOAD_VIEW_H
#define PARLEY_REPORTS_LOAD_VIEW_H

#include "reports/load_record.h"
#include "reports/load_sample.h"

/* Append the live view: a few lines, their chart no wider than @width columns. */
void load_view_live(const struct load_record *record, const struct load_interval *total,
                    bool colour, unsigned width, struct buffer *out);

/* Append the line of a log: how the load stands, and the times of the last @seconds. */
void load_view_log(const struct load_record *record, const struct load_interval *total,
                   const struct load_interval *recent, struct buffer *out);

/* Append the summary, for the end. @samples may be NULL. */
void load_view_summary(const struct load_record *record, const struct load_samples *samples,
                       bool colour, struct buffer *out);

#endif
