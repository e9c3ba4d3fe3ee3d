/* load_chart.h - charts as inline SVG, from plain arrays.
 *
 * Pure: nothing here knows what is drawn. Colours are classes of reports/html/style.css; lengths
 * are percents, so that a chart is as wide as its page and its words stay as large as they are.
 * Words are plain text and are escaped. */
#ifndef PARLEY_REPORTS_LOAD_CHART_H
#define PARLEY_REPORTS_LOAD_CHART_H

#include "reports/load_axis.h"

struct load_chart {
    const char *id;          /* Of the element; its title's and description's begin with it. */
    const char *title;       /* What it shows, for those who hear it. */
    const char *description; /* What there is to see in it. */
    struct load_axis x;
    struct load_axis y;
};

/* Values along a chart's x axis: value i belongs to the stretch from edge i to edge i+1. */
struct load_row {
    const double *edges;  /* count + 1, ascending. */
    const double *values; /* NAN: there is none, and a gap. */
    size_t count;
};

/* Append the beginning of @chart, with its axes; its parts; and its end. What comes later lies
 * above. */
void load_chart_begin(const struct load_chart *chart, struct buffer *out);
void load_chart_end(struct buffer *out);

/* A line through the middle of each stretch. */
void load_chart_line(const struct load_chart *chart, const struct load_row *row, const char *class,
                     struct buffer *out);
/* The same, and what is below it filled. */
void load_chart_area(const struct load_chart *chart, const struct load_row *row, const char *class,
                     struct buffer *out);
/* A bar over each stretch whose value is above 0. */
void load_chart_bars(const struct load_chart *chart, const struct load_row *row, const char *class,
                     struct buffer *out);

/* A part of the x axis, from top to bottom. */
void load_chart_band(const struct load_chart *chart, double from, double until, const char *class,
                     const char *words, struct buffer *out);

/* A line from top to bottom at @at with words beside it, in the @line-th line of words from the
 * top. */
void load_chart_mark(const struct load_chart *chart, double at, unsigned line, const char *words,
                     struct buffer *out);

/* What is told of each stretch of @row where the pointer stands: @words appends it. */
void load_chart_spots(const struct load_chart *chart, const struct load_row *row,
                      void (*words)(struct buffer *out, const void *user, size_t index),
                      const void *user, struct buffer *out);

/* A length in a table, lying: the parts of @most that @values are, each over the one before it, so
 * they descend. Classes are "part-1" and so on. */
void load_chart_lying(const double *values, size_t count, double most, struct buffer *out);

#endif
