/* threshold.h - limits on a load's figures, such as `response.p95<800ms` or `calls.failed<1%`. */
#ifndef PARLEY_LOAD_THRESHOLD_H
#define PARLEY_LOAD_THRESHOLD_H

#include "load/histogram.h"

#include <stdbool.h>
#include <stddef.h>

/* What a load came to: what thresholds are judged on. */
struct load_figures {
    const struct histogram
        *response; /* From the caller's last frame to the agent's next utterance. */
    const struct histogram *connect;  /* From the start of a call to its open connection. */
    const struct histogram *duration; /* Of whole calls. */
    const struct histogram *lateness; /* From when a call should have started to when it did. */
    uint64_t calls;                   /* Ended, after the warm-up. */
    uint64_t passed;
    uint64_t failed;
    uint64_t errored;
    double offered_rate;  /* Calls per second that should have started. */
    double achieved_rate; /* That did. */
};

enum threshold_comparison {
    THRESHOLD_LESS,
    THRESHOLD_LESS_EQUAL,
    THRESHOLD_GREATER,
    THRESHOLD_GREATER_EQUAL
};

enum threshold_unit {
    THRESHOLD_MICROSECONDS,
    THRESHOLD_PERCENT,
    THRESHOLD_COUNT,
    THRESHOLD_PER_SECOND
};

struct threshold {
    const char *text;  /* As the user wrote it; points at what was parsed. */
    uint32_t metric;   /* private */
    double percentile; /* For pNN metrics. */
    enum threshold_comparison comparison;
    enum threshold_unit unit;
    double limit; /* In `unit`. */
};

/* Parse one. False when it is none, with a line in words in @error that names what is allowed.
 * @text must outlive @out. */
bool threshold_parse(const char *text, struct threshold *out, char *error, size_t error_size);

/* The figure it is about, in its unit. False when there is nothing to judge yet (no call, no
 * response). */
bool threshold_figure(const struct threshold *threshold, const struct load_figures *figures,
                      double *figure);

/* True when the limit is kept. */
bool threshold_holds(const struct threshold *threshold, double figure);

/* "812 ms", "1.5 %" ...: the figure in its unit for people, into @out. */
void threshold_print(const struct threshold *threshold, double figure, char *out, size_t size);

#endif
