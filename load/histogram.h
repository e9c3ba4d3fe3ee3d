/* histogram.h - how long things took, in fixed memory and to three significant digits.
 *
 * The layout is HdrHistogram's, for values of 1 us to 1 h: buckets whose width doubles, each of
 * 2,048 parts of which the upper half counts. Two histograms add up exactly, whatever the order.
 * Never a list of samples. */
#ifndef PARLEY_LOAD_HISTOGRAM_H
#define PARLEY_LOAD_HISTOGRAM_H

#include <stdbool.h>
#include <stdint.h>

enum {
    HISTOGRAM_SUB_BUCKETS = 2048, /* The power of two above 2 x 10^3: three significant digits. */
    HISTOGRAM_HALF = HISTOGRAM_SUB_BUCKETS / 2,
    HISTOGRAM_BUCKETS = 22, /* 2,048 us doubled 21 times is the first range above 1 h. */
    HISTOGRAM_SLOTS = (HISTOGRAM_BUCKETS + 1) * HISTOGRAM_HALF,
};

#define HISTOGRAM_HIGHEST                                                                          \
    UINT64_C(3600000000) /* 1 h in us: longer is counted as this, `max` keeps the truth. */

/* Embed it, or take one from wherever memory comes; some 190 KB. Zeroed is empty. Values are
 * microseconds. No value lies outside of min and max: what is added, read or cleared is only what
 * lies between their slots, a small part of the whole. */
struct histogram {
    uint64_t count;
    uint64_t sum; /* Of the true values. */
    uint64_t min; /* The true ones; 0 when count is 0. */
    uint64_t max;
    uint64_t slots[HISTOGRAM_SLOTS];
};

/* Count one value. 0 is counted as what it is. */
void histogram_record(struct histogram *histogram, uint64_t microseconds);

/* Add all of @other to @histogram. */
void histogram_add(struct histogram *histogram, const struct histogram *other);

/* Make it empty. */
void histogram_clear(struct histogram *histogram);

/* Whether a histogram that was put together elsewhere is one: as many values in its slots as it
 * counts, the lowest of them in the slot of min, the highest in that of max. */
bool histogram_is_whole(const struct histogram *histogram);

/* The value at or below which @percentile (0 to 100) of all values lie: the upper end of its slot,
 * clamped to the true minimum and maximum. 0 when there are none. */
uint64_t histogram_percentile(const struct histogram *histogram, double percentile);

/* The mean of the true values; 0 when there are none. */
double histogram_mean(const struct histogram *histogram);

/* The slot a value falls into, and the lowest and highest value of a slot. */
uint32_t histogram_slot(uint64_t microseconds);
uint64_t histogram_slot_lowest(uint32_t slot);
uint64_t histogram_slot_highest(uint32_t slot);

#endif
