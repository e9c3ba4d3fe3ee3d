/* test_schedule.c - when calls should start. */
#include "load/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

static size_t collect(const struct schedule_plan *plan, uint64_t *times, size_t most) {
    struct schedule schedule;
    schedule_begin(&schedule, plan);
    size_t count = 0;
    while (count < most && schedule_next(&schedule, &times[count])) {
        count++;
    }
    return count;
}

static struct schedule_plan plan_of(const struct schedule_stage *stages, size_t count) {
    return (struct schedule_plan){.stages = stages, .stage_count = count, .shard_count = 1};
}

/* Ten calls a second for a second: one every 100 ms, the first at once. */
static void a_steady_rate_is_evenly_spaced(void **state) {
    (void)state;
    const struct schedule_stage stages[] = {{1000000, 10, 10}};
    struct schedule_plan plan = plan_of(stages, 1);
    uint64_t times[20];
    assert_int_equal(collect(&plan, times, 20), 10);
    for (size_t i = 0; i < 10; i++) {
        assert_in_range(times[i], i * 100000 - (i > 0), i * 100000 + 1);
    }
}

/* A ramp from 0 to 20 in 10 s starts 100 calls; a quarter of them in the first half. */
static void a_ramp_starts_slowly(void **state) {
    (void)state;
    const struct schedule_stage stages[] = {{10000000, 0, 20}};
    struct schedule_plan plan = plan_of(stages, 1);
    uint64_t times[200];
    size_t count = collect(&plan, times, 200);
    assert_int_equal(count, 100);
    size_t early = 0;
    for (size_t i = 0; i < count; i++) {
        early += times[i] < 5000000;
        assert_true(i == 0 || times[i] > times[i - 1]);
    }
    assert_int_equal(early, 25);
}

/* Stages follow one another; one without calls only passes time. */
static void stages_follow_one_another(void **state) {
    (void)state;
    const struct schedule_stage stages[] = {{1000000, 5, 5}, {2000000, 0, 0}, {1000000, 2, 2}};
    struct schedule_plan plan = plan_of(stages, 3);
    uint64_t times[20];
    assert_int_equal(collect(&plan, times, 20), 7);
    assert_in_range(times[5], 3000000, 3000001);
    assert_int_equal(schedule_duration(&plan), 4000000);
    assert_true(fabs(schedule_rate(&plan, 500000) - 5.0) < 1e-9);
    assert_true(fabs(schedule_rate(&plan, 3500000) - 2.0) < 1e-9);
    assert_true(schedule_rate(&plan, 4000000) == 0.0);
}

static int by_time(const void *a, const void *b) {
    const uint64_t *left = a;
    const uint64_t *right = b;
    return (*left > *right) - (*left < *right);
}

/* The shards' calls together are the whole's, to the microsecond. */
static void shards_add_up_to_the_whole(void **state) {
    (void)state;
    const struct schedule_stage stages[] = {{3000000, 0, 30}, {2000000, 30, 30}};
    struct schedule_plan plan = plan_of(stages, 2);
    uint64_t whole[200];
    uint64_t parts[200];
    size_t count = collect(&plan, whole, 200);
    size_t sum = 0;
    plan.shard_count = 4;
    for (plan.shard = 0; plan.shard < 4; plan.shard++) {
        sum += collect(&plan, parts + sum, 200 - sum);
    }
    assert_int_equal(sum, count);
    qsort(parts, sum, sizeof(parts[0]), by_time);
    assert_memory_equal(parts, whole, count * sizeof(whole[0]));
}

/* Poisson arrivals: the same seed gives the same times, another seed others; gaps have the mean and
 * the spread of an exponential. */
static void poisson_arrivals_are_random_and_repeatable(void **state) {
    (void)state;
    enum { MOST = 20000 };
    static uint64_t times[MOST];
    static uint64_t again[MOST];
    const struct schedule_stage stages[] = {{100000000, 100, 100}};
    struct schedule_plan plan = plan_of(stages, 1);
    plan.arrivals = ARRIVALS_POISSON;
    plan.seed = 7;
    size_t count = collect(&plan, times, MOST);
    assert_int_equal(collect(&plan, again, MOST), count);
    assert_memory_equal(times, again, count * sizeof(times[0]));
    plan.seed = 8;
    collect(&plan, again, MOST);
    assert_true(again[0] != times[0]);

    assert_in_range(count, 9600, 10400);
    double sum = 0;
    double squares = 0;
    for (size_t i = 1; i < count; i++) {
        double gap = (double)(times[i] - times[i - 1]);
        sum += gap;
        squares += gap * gap;
    }
    double mean = sum / (double)(count - 1);
    double deviation = sqrt(squares / (double)(count - 1) - mean * mean);
    assert_true(fabs(deviation / mean - 1.0) < 0.05);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_rate_is_evenly_spaced),
        cmocka_unit_test(a_ramp_starts_slowly),
        cmocka_unit_test(stages_follow_one_another),
        cmocka_unit_test(shards_add_up_to_the_whole),
        cmocka_unit_test(poisson_arrivals_are_random_and_repeatable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
