/* latency.h - how long an agent took to answer, in a few figures (spec section 6). */
#ifndef PARLEY_ENGINE_LATENCY_H
#define PARLEY_ENGINE_LATENCY_H

#include <stddef.h>
#include <stdint.h>

/* In milliseconds. All but the count mean nothing when it is 0. */
struct latency {
    size_t count;
    double mean, p50, p95, p99, max; /* Percentiles by the nearest rank: times that did occur. */
};

#define LATENCY_FIGURE_MAP(X) X(mean) X(p50) X(p95) X(p99) X(max)

enum latency_figure {
#define X(name) LATENCY_##name,
    LATENCY_FIGURE_MAP(X)
#undef X
        LATENCY_FIGURES
};

/* Of @count times in microseconds, which are sorted in place. */
struct latency latency_of(uint64_t *microseconds, size_t count);

double latency_figure(const struct latency *latency, enum latency_figure figure);
/* "mean", "p50", "p95", "p99", "max". */
const char *latency_figure_text(enum latency_figure figure);

#endif
