/* schedule.c - the area under ramps, and its inverse. */
#include "load/schedule.h"

#include <math.h>

static const double US_PER_S = 1e6;

/* Uniform in (0, 1], from splitmix64: a fixed sequence for each seed. */
static double random_next(uint64_t *state) {
    uint64_t bits = (*state += UINT64_C(0x9e3779b97f4a7c15));
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    bits ^= bits >> 31;
    return (double)((bits >> 11) + 1) * 0x1p-53;
}

static double stage_calls(const struct schedule_stage *stage) {
    double seconds = (double)stage->duration_us / US_PER_S;
    return (stage->from_rate + stage->to_rate) / 2.0 * seconds;
}

/* How far into the ramp, in seconds, @calls have come due: the root of calls = from t + slope t^2 /
 * 2, written so that it loses no digits when the slope is small. */
static double ramp_time(const struct schedule_stage *stage, double calls) {
    double seconds = (double)stage->duration_us / US_PER_S;
    double slope = (stage->to_rate - stage->from_rate) / seconds;
    double inside = stage->from_rate * stage->from_rate + 2.0 * slope * calls;
    double divisor = stage->from_rate + sqrt(inside > 0 ? inside : 0);
    return divisor > 0 ? 2.0 * calls / divisor : 0.0;
}

static void step(struct schedule *schedule) {
    double calls = (double)schedule->plan.shard_count;
    if (schedule->plan.arrivals == ARRIVALS_POISSON) {
        calls *= -log(random_next(&schedule->random));
    }
    schedule->target += calls;
}

void schedule_begin(struct schedule *schedule, const struct schedule_plan *plan) {
    *schedule = (struct schedule){.plan = *plan};
    /* Shards must not draw the same steps. */
    schedule->random = plan->seed * plan->shard_count + plan->shard;
    if (plan->arrivals == ARRIVALS_POISSON) {
        step(schedule);
    } else {
        schedule->target = (double)plan->shard;
    }
}

bool schedule_next(struct schedule *schedule, uint64_t *due_us) {
    while (schedule->stage < schedule->plan.stage_count) {
        const struct schedule_stage *stage = &schedule->plan.stages[schedule->stage];
        double calls = schedule->target - schedule->started;
        double whole = stage_calls(stage);
        if (calls < whole) {
            double into = ramp_time(stage, calls) * US_PER_S;
            *due_us = schedule->stage_start + (uint64_t)into;
            step(schedule);
            return true;
        }
        schedule->started += whole;
        schedule->stage_start += stage->duration_us;
        schedule->stage++;
    }
    return false;
}

double schedule_rate(const struct schedule_plan *plan, uint64_t at_us) {
    for (size_t i = 0; i < plan->stage_count; i++) {
        const struct schedule_stage *stage = &plan->stages[i];
        if (at_us < stage->duration_us) {
            double part = (double)at_us / (double)stage->duration_us;
            return stage->from_rate + (stage->to_rate - stage->from_rate) * part;
        }
        at_us -= stage->duration_us;
    }
    return 0;
}

double schedule_calls(const struct schedule_plan *plan, uint64_t at_us) {
    double calls = 0;
    for (size_t i = 0; i < plan->stage_count && at_us > 0; i++) {
        struct schedule_stage stage = plan->stages[i];
        if (at_us < stage.duration_us) {
            double part = (double)at_us / (double)stage.duration_us;
            stage.to_rate = stage.from_rate + (stage.to_rate - stage.from_rate) * part;
            stage.duration_us = at_us;
        }
        calls += stage_calls(&stage);
        at_us -= stage.duration_us;
    }
    return calls;
}

uint64_t schedule_duration(const struct schedule_plan *plan) {
    uint64_t duration = 0;
    for (size_t i = 0; i < plan->stage_count; i++) {
        duration += plan->stages[i].duration_us;
    }
    return duration;
}
