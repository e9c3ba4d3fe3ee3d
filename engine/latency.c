/* latency.c - mean and percentiles of a list of times. */
#include "engine/latency.h"

#include <stdlib.h>

static int compare(const void *left, const void *right) {
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static double milliseconds(uint64_t microseconds) {
    return (double)microseconds / 1000;
}

/* The smallest time that @percent of them do not pass. */
static double nearest_rank(const uint64_t *sorted, size_t count, size_t percent) {
    size_t rank = (count * percent + 99) / 100;
    return milliseconds(sorted[rank - 1]);
}

struct latency latency_of(uint64_t *microseconds, size_t count) {
    struct latency latency = {.count = count};
    if (count == 0) {
        return latency;
    }
    qsort(microseconds, count, sizeof(*microseconds), compare);
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += microseconds[i];
    }
    latency.mean = milliseconds(sum / count);
    latency.p50 = nearest_rank(microseconds, count, 50);
    latency.p95 = nearest_rank(microseconds, count, 95);
    latency.p99 = nearest_rank(microseconds, count, 99);
    latency.max = milliseconds(microseconds[count - 1]);
    return latency;
}

double latency_figure(const struct latency *latency, enum latency_figure figure) {
    const double figures[LATENCY_FIGURES] = {
#define X(name) [LATENCY_##name] = latency->name,
        LATENCY_FIGURE_MAP(X)
#undef X
    };
    return figures[figure];
}

const char *latency_figure_text(enum latency_figure figure) {
    static const char *const names[LATENCY_FIGURES] = {
#define X(name) [LATENCY_##name] = #name,
        LATENCY_FIGURE_MAP(X)
#undef X
    };
    return names[figure];
}
