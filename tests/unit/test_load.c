/* test_load.c - what a load's result says of itself. That a load is played is tested in
 * tests/cli/test_bench.py. */
#include "runtime/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Rates are of the calls that came due and that started, over the time in which they did. */
static void test_rates(void **state) {
    (void)state;
    static struct load_interval total;
    total.due = 300;
    total.started = 290;
    struct load_result result = {.total = &total};
    assert_float_equal(load_offered_rate(&result), 0, 0);
    assert_float_equal(load_achieved_rate(&result), 0, 0);
    result.offered_us = 3000 * 1000;
    result.achieved_us = 2900 * 1000;
    assert_float_equal(load_offered_rate(&result), 100, 1e-9);
    assert_float_equal(load_achieved_rate(&result), 100, 1e-9);
}

/* Figures are doubted when parley's own timers were late, and when a busy worker started calls
 * late for want of time: not for want of room, and not when it was merely busy. */
static void test_doubt(void **state) {
    (void)state;
    static const struct {
        uint64_t lags, lag_us; /* How often a timer was how late. */
        uint64_t cpu_us;       /* Of one worker, in a second. */
        uint64_t late, held_back;
        const char *doubt; /* NULL: none. */
    } cases[] = {
        {0, 0, 0, 0, 0, NULL},
        {99, 60000, 0, 0, 0, NULL}, /* Too few to say anything. */
        {100, 50000, 0, 0, 0, NULL},
        {100, 60000, 0, 0, 0,
         "parley's own timers were 60 ms late (99th percentile): it had too little of the CPU, and "
         "what it measured is partly its own waiting"},
        {0, 0, 990000, 0, 0, NULL},
        {0, 0, 990000, 10, 0, NULL}, /* One in a hundred. */
        {0, 0, 990000, 11, 0,
         "a worker of parley was busy 99 % of the time and 11 calls started late: the load is more "
         "than it can make here"},
        {0, 0, 990000, 500, 495, NULL},
        {0, 0, 900000, 500, 0, NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        static struct load_interval total;
        uint64_t cpu_us[] = {10, cases[i].cpu_us};
        char words[256];
        memset(&total, 0, sizeof(total));
        total.started = 1000;
        total.late = cases[i].late;
        total.held_back = cases[i].held_back;
        for (uint64_t lag = 0; lag < cases[i].lags; lag++) {
            histogram_record(&total.times[LOAD_LOOP_LAG], cases[i].lag_us);
        }
        const struct load_result result = {
            .total = &total, .elapsed_us = 1000000, .worker_cpu_us = cpu_us, .worker_count = 2};
        const char *doubt = load_doubt(&result, words, sizeof(words));
        if (cases[i].doubt == NULL) {
            assert_null(doubt);
        } else {
            assert_string_equal(doubt, cases[i].doubt);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rates), cmocka_unit_test(test_doubt)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
