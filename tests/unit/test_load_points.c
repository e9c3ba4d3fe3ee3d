/* test_load_points.c - seconds put together until they are few enough to be drawn. */
#include "reports/load_points.h"

#include "load_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

static int setup(void **state) {
    static struct load_fixture fixture;
    load_fixture_init(&fixture);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    load_fixture_finish(*state);
    return 0;
}

static bool is_about(double figure, double expected) {
    return fabs(figure - expected) < 1e-6;
}

/* Each second of a short load is a point, with what was noted of it. */
static void test_a_second_is_a_point(void **state) {
    struct load_fixture *fixture = *state;
    struct load_points points;
    for (uint64_t i = 0; i < 5; i++) {
        load_fixture_second(fixture, i, 1, 1000 * (i + 1));
    }
    load_fixture_end(fixture);
    load_points_make(&points, &fixture->record);
    assert_int_equal(points.count, 5);
    assert_int_equal(points.seconds, 1);
    for (size_t i = 0; i < points.count; i++) {
        const struct load_point *point = &points.items[i];
        const struct load_second *second = &fixture->record.seconds[i];
        assert_int_equal(point->from_us, i * 1000000);
        assert_int_equal(point->until_us, (i + 1) * 1000000);
        assert_int_equal(point->started, 10);
        assert_int_equal(point->ended, 10);
        assert_int_equal(point->failed, 1);
        assert_int_equal(point->late, i % 3);
        assert_int_equal(point->responses, 10);
        assert_int_equal(point->in_flight, 4);
        assert_int_equal(point->p50_us, second->p50_us);
        assert_int_equal(point->p99_us, second->p99_us);
        assert_int_equal(point->max_us, 10000 * (i + 1));
        assert_true(is_about(point->offered_rate, 10) && is_about(point->achieved_rate, 10));
    }
    load_points_finish(&points);
}

/* Of a long load there are few points; counts are sums, and percentiles those of all responses. */
static void test_long_loads_have_few_points(void **state) {
    struct load_fixture *fixture = *state;
    static const struct {
        uint64_t seconds;
        size_t points;
        size_t each;
    } cases[] = {{600, 600, 1},  {601, 301, 2},  {1199, 600, 2},
                 {1200, 600, 2}, {1201, 301, 4}, {2500, 313, 8}};
    uint64_t played = 0;
    struct histogram *expected = memory_take(sizeof(*expected));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct load_points points;
        for (; played < cases[i].seconds; played++) {
            load_fixture_second(fixture, played, 0, 1000 + played);
        }
        load_fixture_end(fixture);
        load_points_make(&points, &fixture->record);
        assert_int_equal(points.count, cases[i].points);
        assert_int_equal(points.seconds, cases[i].each);
        uint64_t started = 0;
        for (size_t point = 0; point < points.count; point++) {
            started += points.items[point].started;
        }
        assert_int_equal(started, 10 * played);
        memset(expected, 0, sizeof(*expected));
        for (uint64_t second = 0; second < cases[i].each; second++) {
            for (int answer = 1; answer < 10; answer++) {
                histogram_record(expected, 1000 + second);
            }
            histogram_record(expected, 10 * (1000 + second));
        }
        assert_int_equal(points.items[0].p50_us, histogram_percentile(expected, 50));
        assert_int_equal(points.items[0].p95_us, histogram_percentile(expected, 95));
        assert_int_equal(points.items[0].max_us, expected->max);
        load_points_finish(&points);
    }
    memory_give_back(expected, sizeof(*expected));
}

/* Rates are of the time in which calls were counted and made: neither the warm-up nor the wait for
 * the last calls brings them down; and what is left of a second is no point of its own. */
static void test_rates_at_the_ends(void **state) {
    struct load_fixture *fixture = *state;
    struct load_points points;
    fixture->plan.warm_up_us = 1500000;
    static const struct {
        uint64_t until_us;
        uint64_t started;
    } seconds[] = {{1000000, 0}, {2000000, 5}, {3000000, 9},
                   {4000000, 5}, {5000000, 0}, {5100000, 0}};
    for (size_t i = 0; i < sizeof(seconds) / sizeof(seconds[0]); i++) {
        fixture->interval->started = seconds[i].started;
        fixture->interval->in_flight = 1;
        load_fixture_note(fixture, seconds[i].until_us);
    }
    load_fixture_end(fixture);
    fixture->result.offered_us = 2000000; /* From 1.5 s to 3.5 s. */
    fixture->result.achieved_us = 2000000;
    load_points_make(&points, &fixture->record);
    assert_int_equal(points.count, 5);
    assert_int_equal(points.items[4].until_us, 5100000);
    assert_true(isnan(points.items[0].offered_rate) && isnan(points.items[0].achieved_rate));
    assert_true(is_about(points.items[1].offered_rate, 10));
    assert_true(is_about(points.items[1].achieved_rate, 10));
    assert_true(is_about(points.items[2].achieved_rate, 9));
    assert_true(is_about(points.items[3].offered_rate, 10));
    assert_true(is_about(points.items[3].achieved_rate, 10));
    assert_true(isnan(points.items[4].offered_rate) && isnan(points.items[4].achieved_rate));
    load_points_finish(&points);
}

/* A load that ended before its first second has no points, and that is no mistake. */
static void test_no_seconds(void **state) {
    struct load_fixture *fixture = *state;
    struct load_points points;
    load_fixture_end(fixture);
    load_points_make(&points, &fixture->record);
    assert_int_equal(points.count, 0);
    load_points_finish(&points);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_second_is_a_point, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_loads_have_few_points, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rates_at_the_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_seconds, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
