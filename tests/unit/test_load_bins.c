/* test_load_bins.c - a histogram in few bars. */
#include "reports/load_bins.h"

#include "engine/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static uint64_t sum(const struct load_bins *bins) {
    uint64_t count = 0;
    for (size_t i = 0; i < bins->count; i++) {
        count += bins->counts[i];
    }
    return count;
}

/* Every value is in one bar, that whose edges lie around it. */
static void test_every_value_is_in_its_bar(void **state) {
    (void)state;
    static const uint64_t values[] = {1000, 1500, 15000, 15001, 200000, 999999};
    enum { VALUES = sizeof(values) / sizeof(values[0]) };
    struct histogram *times = memory_take(sizeof(*times));
    struct load_bins bins;
    for (size_t i = 0; i < VALUES; i++) {
        histogram_record(times, values[i]);
    }
    load_bins_make(&bins, times, 1000, 1000000);
    assert_int_equal(bins.count, LOAD_BINS_MAX);
    assert_int_equal(sum(&bins), VALUES);
    for (size_t i = 0; i < bins.count; i++) {
        uint64_t expected = 0;
        for (size_t j = 0; j < VALUES; j++) {
            double value = (double)values[j];
            expected += value >= bins.edges[i] && value < bins.edges[i + 1];
        }
        assert_int_equal(bins.counts[i], expected);
    }
    memory_give_back(times, sizeof(*times));
}

/* Bars grow by one ratio from end to end, and none is narrower than 1 us, for then many would be
 * empty between full ones. */
static void test_edges(void **state) {
    (void)state;
    static const struct {
        double from;
        double to;
        size_t most;
    } cases[] = {{1, 2, 1}, {1, 1000, 10}, {20, 50, 20}, {1000, 1000000, 60}, {5000, 10000, 60}};
    struct histogram *times = memory_take(sizeof(*times));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct load_bins bins;
        load_bins_make(&bins, times, cases[i].from, cases[i].to);
        assert_true(bins.count >= 1 && bins.count <= cases[i].most);
        assert_true(fabs(bins.edges[0] - cases[i].from) < 1e-6 * cases[i].from);
        assert_true(fabs(bins.edges[bins.count] - cases[i].to) < 1e-6 * cases[i].to);
        assert_true(bins.edges[1] - bins.edges[0] > 0.999999);
    }
    memory_give_back(times, sizeof(*times));
}

/* What lies beyond the ends is in the first bar or the last. */
static void test_beyond_the_ends(void **state) {
    (void)state;
    struct histogram *times = memory_take(sizeof(*times));
    struct load_bins bins;
    histogram_record(times, 0);
    histogram_record(times, HISTOGRAM_HIGHEST + 5);
    load_bins_make(&bins, times, 100, 1000);
    assert_int_equal(bins.counts[0], 1);
    assert_int_equal(bins.counts[bins.count - 1], 1);
    memory_give_back(times, sizeof(*times));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_value_is_in_its_bar),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_beyond_the_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
