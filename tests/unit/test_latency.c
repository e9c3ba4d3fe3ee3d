/* test_latency.c - response times in a few figures. */
#include "engine/latency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Percentiles are times that did occur: the smallest that so many do not pass. */
static void test_nearest_rank(void **state) {
    (void)state;
    uint64_t times[100];
    for (size_t i = 0; i < 100; i++) {
        times[i] = (100 - i) * 1000; /* In no good order. */
    }
    struct latency latency = latency_of(times, 100);
    assert_int_equal(latency.count, 100);
    assert_true(latency.mean == 50.5);
    assert_true(latency.p50 == 50 && latency.p95 == 95 && latency.p99 == 99);
    assert_true(latency.max == 100);
    assert_true(latency_figure(&latency, LATENCY_p95) == 95);
    assert_true(latency_figure(&latency, LATENCY_mean) == 50.5);
    assert_string_equal(latency_figure_text(LATENCY_p99), "p99");
}

/* Of one time every figure is that time, to the microsecond. */
static void test_one(void **state) {
    (void)state;
    uint64_t times[] = {1234};
    struct latency latency = latency_of(times, 1);
    assert_true(latency.mean == 1.234 && latency.p50 == 1.234 && latency.p99 == 1.234);
    assert_true(latency.max == 1.234);
}

/* Of two the median is the smaller. */
static void test_two(void **state) {
    (void)state;
    uint64_t times[] = {3000, 1000};
    struct latency latency = latency_of(times, 2);
    assert_true(latency.mean == 2 && latency.p50 == 1 && latency.p95 == 3);
}

/* No times, no figures. */
static void test_none(void **state) {
    (void)state;
    assert_int_equal(latency_of(NULL, 0).count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nearest_rank),
        cmocka_unit_test(test_one),
        cmocka_unit_test(test_two),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
