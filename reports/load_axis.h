/* load_axis.h - an axis of a chart: which stretch of numbers it shows, and where its ticks stand.
 *
 * Pure: numbers in, numbers out. Ticks are round: 1, 2 or 5 times a power of ten, or round times. */
#ifndef PARLEY_REPORTS_LOAD_AXIS_H
#define PARLEY_REPORTS_LOAD_AXIS_H

#include "engine/memory.h"

#include <stdbool.h>

enum { LOAD_AXIS_TICKS = 16 };

/* Embed it. */
struct load_axis {
    double from;
    double to; /* Above `from`. */
    bool is_logarithmic;
    size_t tick_count;
    double ticks[LOAD_AXIS_TICKS]; /* Ascending, within the axis. */
    /* Append a value as it stands at a tick. */
    void (*label)(struct buffer *out, double value);
};

/* From 0 to the first tick that is not below @most. Ticks are whole numbers. */
void load_axis_count(struct load_axis *axis, double most);
/* The same for any numbers. */
void load_axis_number(struct load_axis *axis, double most);
/* The same for percents. */
void load_axis_percent(struct load_axis *axis, double most);
/* The same for microseconds. */
void load_axis_time(struct load_axis *axis, double most);

/* Microseconds from @least to @most, both moved outwards to round numbers, and told apart by their
 * ratio. What is below 1 us is 1 us. */
void load_axis_time_logarithmic(struct load_axis *axis, double least, double most);

/* Seconds from 0 to exactly @most, for what happened when. */
void load_axis_clock(struct load_axis *axis, double most);

/* Where @value stands: from 0 to 1, where the ends of the axis are. */
double load_axis_place(const struct load_axis *axis, double value);

#endif
