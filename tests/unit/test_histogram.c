/* test_histogram.c - counting in fixed memory. */
#include "load/histogram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static struct histogram first;
static struct histogram second;

static int empty(void **state) {
    (void)state;
    memset(&first, 0, sizeof(first));
    memset(&second, 0, sizeof(second));
    return 0;
}

/* Every slot's ends fall into it, its neighbours begin where it ends, and it is no wider than a
 * thousandth. */
static void slots_cover_all_values(void **state) {
    (void)state;
    for (uint32_t slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        uint64_t lowest = histogram_slot_lowest(slot);
        uint64_t highest = histogram_slot_highest(slot);
        assert_int_equal(histogram_slot(lowest), slot);
        assert_int_equal(histogram_slot(highest), slot);
        assert_true((highest - lowest) * 1000 <= lowest);
        if (slot > 0) {
            assert_int_equal(histogram_slot_highest(slot - 1) + 1, lowest);
        }
    }
    assert_true(histogram_slot(HISTOGRAM_HIGHEST) < HISTOGRAM_SLOTS);
}

/* Percentiles are the value that so many lie at or below, clamped to what was seen. */
static void percentiles_of_known_values(void **state) {
    (void)state;
    for (uint64_t value = 1; value <= 1000; value++) {
        histogram_record(&first, value);
    }
    static const struct {
        double percentile;
        uint64_t value;
    } cases[] = {{0, 1},    {0.1, 1},  {50, 500},   {90, 900},
                 {95, 950}, {99, 990}, {99.9, 999}, {100, 1000}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(histogram_percentile(&first, cases[i].percentile), cases[i].value);
    }
    assert_true(histogram_mean(&first) > 500.49 && histogram_mean(&first) < 500.51);
}

/* One large value: its slot is wider than one, but the answer is the true value. */
static void percentile_is_clamped_to_the_truth(void **state) {
    (void)state;
    histogram_record(&first, 1234567);
    assert_int_equal(histogram_percentile(&first, 50), 1234567);
    assert_int_equal(histogram_percentile(&first, 100), 1234567);
}

/* Above an hour is counted as an hour, and the maximum keeps the truth. */
static void longer_than_an_hour_is_kept(void **state) {
    (void)state;
    histogram_record(&first, HISTOGRAM_HIGHEST * 3);
    assert_int_equal(first.count, 1);
    assert_int_equal(first.max, HISTOGRAM_HIGHEST * 3);
    assert_int_equal(first.slots[histogram_slot(HISTOGRAM_HIGHEST)], 1);
}

/* Two parts added are the same, to the byte, as one whole, in either order. */
static void adding_is_exact(void **state) {
    (void)state;
    static struct histogram whole;
    static struct histogram other_way;
    memset(&whole, 0, sizeof(whole));
    for (uint64_t i = 0; i < 5000; i++) {
        uint64_t value = i * i * 37 % 5000000;
        histogram_record(&whole, value);
        histogram_record(i % 3 == 0 ? &first : &second, value);
    }
    other_way = second;
    histogram_add(&other_way, &first);
    histogram_add(&first, &second);
    assert_memory_equal(&first, &whole, sizeof(whole));
    assert_memory_equal(&other_way, &whole, sizeof(whole));
}

/* Nothing counted: every answer is 0. */
static void empty_has_no_values(void **state) {
    (void)state;
    assert_int_equal(histogram_percentile(&first, 99), 0);
    assert_true(histogram_mean(&first) == 0.0);
    histogram_add(&first, &second);
    assert_int_equal(first.count, 0);
}

/* Cleared is as zeroed, byte for byte, also of what is longer than an hour. */
static void cleared_is_empty(void **state) {
    (void)state;
    static const uint64_t values[] = {3, 4999, HISTOGRAM_HIGHEST * 2};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        histogram_record(&first, values[i]);
    }
    histogram_clear(&first);
    assert_memory_equal(&first, &second, sizeof(first));
    histogram_clear(&first);
    assert_memory_equal(&first, &second, sizeof(first));
}

/* One put together elsewhere must be one: values where it says that they lie, as many as it says. */
static void what_is_no_histogram_is_seen(void **state) {
    (void)state;
    static const struct {
        uint64_t count, min, max;
        uint32_t slots[2];
        bool is_whole;
    } cases[] = {
        {2, 10, 3000, {10, 2524}, true},  {2, 10, 3001, {10, 2524}, true},
        {3, 10, 3000, {10, 2524}, false}, {2, 9, 3000, {10, 2524}, false},
        {2, 10, 3002, {10, 2524}, false}, {2, 10, 2047, {10, 2524}, false},
        {2, 3000, 10, {10, 2524}, false}, {2, 10, 10, {10, 10}, true},
    };
    assert_true(histogram_is_whole(&first));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        memset(&first, 0, sizeof(first));
        first.count = cases[i].count;
        first.min = cases[i].min;
        first.max = cases[i].max;
        first.slots[cases[i].slots[0]]++;
        first.slots[cases[i].slots[1]]++;
        assert_int_equal(histogram_is_whole(&first), cases[i].is_whole);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(slots_cover_all_values, empty),
        cmocka_unit_test_setup(percentiles_of_known_values, empty),
        cmocka_unit_test_setup(percentile_is_clamped_to_the_truth, empty),
        cmocka_unit_test_setup(longer_than_an_hour_is_kept, empty),
        cmocka_unit_test_setup(adding_is_exact, empty),
        cmocka_unit_test_setup(empty_has_no_values, empty),
        cmocka_unit_test_setup(cleared_is_empty, empty),
        cmocka_unit_test_setup(what_is_no_histogram_is_seen, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
