/* histogram.c - counting, adding and reading histograms. */
#include "load/histogram.h"

#include <string.h>

/* 2,048 sub-buckets are 11 bits. */
enum { SUB_BUCKET_BITS = 11 };

uint32_t histogram_slot(uint64_t microseconds) {
    if (microseconds < HISTOGRAM_SUB_BUCKETS) {
        return (uint32_t)microseconds;
    }
    uint32_t bits = 64 - (uint32_t)__builtin_clzll(microseconds);
    uint32_t bucket = bits - SUB_BUCKET_BITS;
    /* The upper half of the bucket: the lower one is covered, in finer parts, by the buckets before
     * it. */
    uint32_t part = (uint32_t)(microseconds >> bucket);
    return bucket * HISTOGRAM_HALF + part;
}

static uint32_t bucket_of(uint32_t slot) {
    return slot < HISTOGRAM_SUB_BUCKETS ? 0 : slot / HISTOGRAM_HALF - 1;
}

uint64_t histogram_slot_lowest(uint32_t slot) {
    uint32_t bucket = bucket_of(slot);
    return (uint64_t)(slot - bucket * HISTOGRAM_HALF) << bucket;
}

uint64_t histogram_slot_highest(uint32_t slot) {
    return histogram_slot_lowest(slot) + (UINT64_C(1) << bucket_of(slot)) - 1;
}

/* Where a value is counted. */
static uint32_t slot_for(uint64_t microseconds) {
    return histogram_slot(microseconds < HISTOGRAM_HIGHEST ? microseconds : HISTOGRAM_HIGHEST);
}

void histogram_record(struct histogram *histogram, uint64_t microseconds) {
    histogram->slots[slot_for(microseconds)]++;
    if (histogram->count == 0 || microseconds < histogram->min) {
        histogram->min = microseconds;
    }
    if (microseconds > histogram->max) {
        histogram->max = microseconds;
    }
    histogram->count++;
    histogram->sum += microseconds;
}

void histogram_add(struct histogram *histogram, const struct histogram *other) {
    if (other->count == 0) {
        return;
    }
    if (histogram->count == 0 || other->min < histogram->min) {
        histogram->min = other->min;
    }
    if (other->max > histogram->max) {
        histogram->max = other->max;
    }
    histogram->count += other->count;
    histogram->sum += other->sum;
    uint32_t last = slot_for(other->max);
    for (uint32_t slot = slot_for(other->min); slot <= last; slot++) {
        histogram->slots[slot] += other->slots[slot];
    }
}

void histogram_clear(struct histogram *histogram) {
    uint32_t first = slot_for(histogram->min);
    uint32_t end = slot_for(histogram->max) + 1;
    memset(&histogram->slots[first], 0, (end - first) * sizeof(histogram->slots[0]));
    histogram->count = histogram->sum = histogram->min = histogram->max = 0;
}

bool histogram_is_whole(const struct histogram *histogram) {
    uint64_t count = 0;
    uint32_t first = 0;
    uint32_t last = 0;
    for (uint32_t slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        if (histogram->slots[slot] > 0) {
            first = count == 0 ? slot : first;
            last = slot;
            count += histogram->slots[slot];
        }
    }
    return count == histogram->count && histogram->min <= histogram->max &&
           first == slot_for(histogram->min) && last == slot_for(histogram->max);
}

static uint64_t clamp(const struct histogram *histogram, uint64_t value) {
    if (value < histogram->min) {
        return histogram->min;
    }
    return value > histogram->max ? histogram->max : value;
}

uint64_t histogram_percentile(const struct histogram *histogram, double percentile) {
    if (histogram->count == 0) {
        return 0;
    }
    if (percentile <= 0) {
        return histogram->min;
    }
    /* How many values must lie at or below the answer: rounded up, so that p99 of ten values is the
     * tenth. The hair taken off first keeps 99.9 % of 1,000 at 999 despite binary fractions. */
    double exact = percentile / 100.0 * (double)histogram->count * (1.0 - 1e-12);
    uint64_t wanted = (uint64_t)exact;
    wanted += (double)wanted < exact || wanted == 0;
    uint64_t passed = 0;
    uint32_t last = slot_for(histogram->max);
    for (uint32_t slot = slot_for(histogram->min); slot < last; slot++) {
        passed += histogram->slots[slot];
        if (passed >= wanted) {
            return clamp(histogram, histogram_slot_highest(slot));
        }
    }
    return histogram->max;
}

double histogram_mean(const struct histogram *histogram) {
    return histogram->count == 0 ? 0.0 : (double)histogram->sum / (double)histogram->count;
}
