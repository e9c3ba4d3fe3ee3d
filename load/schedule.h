/* schedule.h - when calls should start: an open model's arrivals, from rates that change over time.
 *
 * A schedule is stages, each a ramp from one rate to another. The number of calls that should have
 * started by a time is the area under the ramps; the k-th call starts when that area reaches k.
 * Poisson arrivals replace "k" by the sum of k exponential steps, which is exact for changing rates
 * too. Shard i of n takes calls i, i+n, i+2n ... of the whole. */
#ifndef PARLEY_LOAD_SCHEDULE_H
#define PARLEY_LOAD_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A stage that lasts until all calls have been made. */
#define SCHEDULE_ENDLESS_US (UINT64_C(365) * 24 * 3600 * 1000000)

/* A ramp. Rates in calls per second, not negative. */
struct schedule_stage {
    uint64_t duration_us;
    double from_rate;
    double to_rate;
};

enum arrivals { ARRIVALS_FIXED, ARRIVALS_POISSON };

struct schedule_plan {
    const struct schedule_stage *stages; /* Must outlive the schedule. */
    size_t stage_count;
    enum arrivals arrivals;
    uint64_t seed;        /* Of Poisson's steps: the same seed gives the same times. */
    uint32_t shard;       /* From 0, below shard_count. */
    uint32_t shard_count; /* At least 1. */
};

/* Where a schedule stands. Embed it; nothing to free. */
struct schedule {
    struct schedule_plan plan;
    /* private */
    size_t stage;
    double started;       /* Calls (of all shards) due before the current stage. */
    uint64_t stage_start; /* us */
    double target;        /* Calls due by the next arrival. */
    uint64_t random;
};

void schedule_begin(struct schedule *schedule, const struct schedule_plan *plan);

/* When the next call should start, in us from the beginning. False when the stages are over. */
bool schedule_next(struct schedule *schedule, uint64_t *due_us);

/* The rate intended at @at_us, of all shards, in calls per second; 0 after the last stage. */
double schedule_rate(const struct schedule_plan *plan, uint64_t at_us);

/* How many calls, of all shards, should have started by @at_us at fixed arrivals. */
double schedule_calls(const struct schedule_plan *plan, uint64_t at_us);

/* How long all stages take, in us. */
uint64_t schedule_duration(const struct schedule_plan *plan);

#endif
