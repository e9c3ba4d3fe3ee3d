/* load_bins.c - slots put together. */
#include "reports/load_bins.h"

#include <math.h>

static size_t bin_of(const struct load_bins *bins, double value, double from, double ratio) {
    double place = value > from ? log(value / from) / log(ratio) : 0;
    return place < (double)bins->count ? (size_t)place : bins->count - 1;
}

void load_bins_make(struct load_bins *bins, const struct histogram *times, double from, double to) {
    double most = log(to / from) / log(1 + 1 / from); /* At @from, slots are 1 us wide at least. */
    *bins = (struct load_bins){.count = most >= LOAD_BINS_MAX ? LOAD_BINS_MAX
                                        : most > 1            ? (size_t)most
                                                              : 1};
    double ratio = pow(to / from, 1 / (double)bins->count);
    for (size_t i = 0; i <= bins->count; i++) {
        bins->edges[i] = from * pow(ratio, (double)i);
    }
    for (uint32_t slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        if (times->slots[slot] > 0) {
            double middle =
                ((double)histogram_slot_lowest(slot) + (double)histogram_slot_highest(slot)) / 2;
            bins->counts[bin_of(bins, middle, from, ratio)] += times->slots[slot];
        }
    }
}
