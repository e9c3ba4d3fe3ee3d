/* load_html.h - a load as one HTML file that needs no network, no server and no script.
 *
 *     load_html.c           the page, and its head: what was asked for
 *     load_html_figures.c   what came of it: whether it is valid, limits, key figures, every clock
 *     load_html_time.c      charts over time, and a table of what they show
 *     load_html_spread.c    how response times are spread
 *     load_html_calls.c     calls by scenario; why they did not pass; response times by turn and by
 *                           condition
 *     load_chart.c          the SVG of charts, on axes of load_axis.c
 *     load_points.c         seconds, few enough to be drawn
 *     load_bins.c           a histogram, in so few bars
 *     html_page.c           head and foot, and the style that runs' reports have too
 *
 * All of it comes from a load's record and samples, so shards that were merged look like one load.
 * However long the load was, a chart has no more than LOAD_POINTS_MAX points. */
#ifndef PARLEY_REPORTS_LOAD_HTML_H
#define PARLEY_REPORTS_LOAD_HTML_H

#include "reports/load_points.h"
#include "reports/load_sample.h"

/* Append the whole page. @record has its result and its limits are judged; @samples may be NULL. */
void load_html_print(const struct load_record *record, const struct load_samples *samples,
                     struct buffer *out);

/* -- The parts -- */

/* Append what must be known before any figure: why they are not valid, or not the whole. */
void load_html_doubt(const struct load_record *record, struct buffer *out);
/* Append the figures that are asked for first. */
void load_html_overview(const struct load_record *record, struct buffer *out);
/* Append whether each limit holds; nothing when there are none. */
void load_html_limits(const struct load_record *record, struct buffer *out);
/* Append every time that was measured, with its clock, and parley's own part in it. */
void load_html_clocks(const struct load_record *record, struct buffer *out);

/* Append the charts over time; and the figures of each of their points. */
void load_html_time(const struct load_record *record, const struct load_points *points,
                    struct buffer *out);
void load_html_points(const struct load_record *record, const struct load_points *points,
                      struct buffer *out);

/* Append the distribution of response times; nothing when there are none. */
void load_html_spread(const struct load_record *record, struct buffer *out);

/* Append what the calls of each scenario came to; nothing when there is one. */
void load_html_scenarios(const struct load_record *record, struct buffer *out);
/* Append why calls did not pass, with an example of each reason; nothing when all did. */
void load_html_reasons(const struct load_record *record, const struct load_samples *samples,
                       struct buffer *out);
/* Append response times by turn, and by condition. */
void load_html_turns(const struct load_record *record, struct buffer *out);
void load_html_conditions(const struct load_record *record, struct buffer *out);

#endif
