/* coverage_view.h - the coverage of a run, for a terminal.
 *
 *     Coverage: 3 of 4 conditions fired (75%)
 *        75%  3 of 4  appointment
 *             never fired: condition 4, waiting for contains "refund"
 *             never matched: contains "help" of condition 1
 */
#ifndef PARLEY_REPORTS_COVERAGE_VIEW_H
#define PARLEY_REPORTS_COVERAGE_VIEW_H

#include "reports/conversation_view.h"
#include "reports/run_coverage.h"

/* Append it. */
void coverage_view(const struct view_style *style, const struct run_coverage *coverage,
                   struct buffer *out);

/* Append a percentage, rounded down so that 100% is all: "75%", "66.6%". */
void coverage_view_percent(double percent, struct buffer *out);

#endif
