/* load_points.h - the seconds of a load as points of charts: each second, or in a long load so many
 * of them together that there are few enough to be drawn. */
#ifndef PARLEY_REPORTS_LOAD_POINTS_H
#define PARLEY_REPORTS_LOAD_POINTS_H

#include "reports/load_record.h"

enum { LOAD_POINTS_MAX = 600 };

/* A stretch of time. Percentiles are exact: those of all its responses. */
struct load_point {
    uint64_t from_us; /* Since the load began. */
    uint64_t until_us;
    uint64_t started, ended, late;
    uint64_t failed; /* Or errored. */
    uint64_t responses;
    uint64_t p50_us, p95_us, p99_us, max_us; /* Of these responses. */
    uint32_t in_flight;                      /* The most at the end of any of its seconds. */
    /* Calls per second behind the warm-up; NAN while none are offered, or started. */
    double offered_rate;
    double achieved_rate;
};

struct load_points {
    struct load_point *items;
    size_t count;
    size_t seconds; /* That one point stands for; the last may stand for others. */
};

/* Make them of @record, which has its result. Free with load_points_finish(). */
void load_points_make(struct load_points *points, const struct load_record *record);
void load_points_finish(struct load_points *points);

#endif
