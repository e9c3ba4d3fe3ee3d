/* load_bins.h - a histogram in so few bars that they can be drawn. */
#ifndef PARLEY_REPORTS_LOAD_BINS_H
#define PARLEY_REPORTS_LOAD_BINS_H

#include "load/histogram.h"

#include <stddef.h>

enum { LOAD_BINS_MAX = 60 };

/* Bar i counts what lies from edge i to below edge i+1, in microseconds. Edges grow by one ratio;
 * no bar is narrower than the slots of the histogram. */
struct load_bins {
    size_t count;
    double edges[LOAD_BINS_MAX + 1];
    uint64_t counts[LOAD_BINS_MAX];
};

/* Every value of @times is in one of the bars from @from, at least 1, to @to, above it; those beyond
 * are in the first or the last. */
void load_bins_make(struct load_bins *bins, const struct histogram *times, double from, double to);

#endif
