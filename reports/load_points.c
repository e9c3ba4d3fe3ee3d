/* load_points.c - seconds put together. */
#include "reports/load_points.h"

#include <math.h>
#include <string.h>

static const double US_PER_S = 1e6;
/* A stretch shorter than this makes no point of its own, and has no rate. */
static const uint64_t SHORT_US = 300000;

static uint64_t began_at(const struct load_record *record, size_t second) {
    return second > 0 ? record->seconds[second - 1].until_us : 0;
}

/* The part of a stretch in which calls were offered, or started. */
struct rate_window {
    uint64_t from_us;
    uint64_t until_us;
};

/* Calls are counted from the end of the warm-up on, for @lasted_us. */
static struct rate_window window_of(const struct load_point *point, uint64_t warm_up_us,
                                    uint64_t lasted_us) {
    uint64_t end = warm_up_us + lasted_us;
    return (struct rate_window){
        .from_us = point->from_us > warm_up_us ? point->from_us : warm_up_us,
        .until_us = point->until_us < end ? point->until_us : end,
    };
}

static double rate(double calls, const struct rate_window *window) {
    if (window->until_us < window->from_us + SHORT_US) {
        return (double)NAN;
    }
    return calls * US_PER_S / (double)(window->until_us - window->from_us);
}

static void set_rates(struct load_point *point, const struct load_record *record) {
    uint64_t warm_up_us = record->subject.plan->warm_up_us;
    struct rate_window offered = window_of(point, warm_up_us, record->result->offered_us);
    struct rate_window achieved = window_of(point, warm_up_us, record->result->achieved_us);
    point->offered_rate =
        rate(load_record_offered(record, offered.from_us, offered.until_us), &offered);
    point->achieved_rate = rate((double)point->started, &achieved);
}

static void set_times(struct load_point *point, const struct load_record *record, size_t from,
                      size_t to, struct histogram *response) {
    const struct load_second *only = &record->seconds[from];
    if (to - from == 1) {
        point->p50_us = only->p50_us;
        point->p95_us = only->p95_us;
        point->p99_us = only->p99_us;
        point->max_us = only->max_us;
        return;
    }
    memset(response, 0, sizeof(*response));
    load_record_expand(record, from, to, response);
    point->p50_us = histogram_percentile(response, 50);
    point->p95_us = histogram_percentile(response, 95);
    point->p99_us = histogram_percentile(response, 99);
    point->max_us = response->max;
}

static struct load_point make(const struct load_record *record, size_t from, size_t to,
                              struct histogram *response) {
    uint64_t began = began_at(record, from);
    uint64_t until = record->seconds[to - 1].until_us;
    struct load_point point = {.from_us = began, .until_us = until > began ? until : began};
    for (size_t i = from; i < to; i++) {
        const struct load_second *second = &record->seconds[i];
        point.started += second->started;
        point.ended += second->ended;
        point.late += second->late;
        point.failed += second->verdicts[VERDICT_FAILED] + second->verdicts[VERDICT_ERRORED];
        point.responses += second->responses;
        point.in_flight = second->in_flight > point.in_flight ? second->in_flight : point.in_flight;
    }
    set_times(&point, record, from, to, response);
    set_rates(&point, record);
    return point;
}

/* How many seconds make a point: whole stretches of those that share slots. */
static size_t seconds_of(const struct load_record *record) {
    size_t stretch = (size_t)1 << record->doublings;
    size_t most = LOAD_POINTS_MAX * stretch;
    return (record->second_count + most - 1) / most * stretch;
}

/* Where the point that begins at @from ends. What is left of a second at the end of a load belongs
 * to the point before it. */
static size_t end_of(const struct load_record *record, size_t from, size_t seconds) {
    size_t to = from + seconds < record->second_count ? from + seconds : record->second_count;
    if (to + 1 == record->second_count &&
        record->seconds[to].until_us < record->seconds[to - 1].until_us + SHORT_US) {
        to++;
    }
    return to;
}

void load_points_make(struct load_points *points, const struct load_record *record) {
    struct histogram *response = memory_take(sizeof(*response));
    *points = (struct load_points){.seconds = seconds_of(record)};
    points->items = memory_take(LOAD_POINTS_MAX * sizeof(*points->items));
    for (size_t from = 0; from < record->second_count;) {
        size_t to = end_of(record, from, points->seconds);
        points->items[points->count++] = make(record, from, to, response);
        from = to;
    }
    memory_give_back(response, sizeof(*response));
}

void load_points_finish(struct load_points *points) {
    memory_give_back(points->items, LOAD_POINTS_MAX * sizeof(*points->items));
}
