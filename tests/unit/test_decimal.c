/* test_decimal.c - exact decimal numbers and times. */
#include "engine/decimal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* A number is read to the asked places, and what lies beyond them is not forgotten. */
static void test_reads_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        unsigned places;
        size_t read;
        struct decimal expected;
    } cases[] = {
        {"12", 0, 2, {12, false, false}},
        {"1.5", 3, 3, {1500, false, false}},
        {".5", 3, 2, {500, false, false}},
        {"0.0004", 3, 6, {0, true, false}},
        {"0.0005", 3, 6, {0, true, true}},
        {"1.2000", 3, 6, {1200, false, false}},
        {"1.20001", 3, 7, {1200, true, false}},
        {"7.", 1, 1, {70, false, false}},
        {"7.x", 1, 1, {70, false, false}},
        {"", 3, 0, {0, false, false}},
        {".", 3, 0, {0, false, false}},
        {"-1", 3, 0, {0, false, false}},
        {"99999999999999999999999999", 3, 26, {DECIMAL_MOST, false, false}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct decimal decimal;
        assert_int_equal(
            decimal_read(cases[i].text, strlen(cases[i].text), cases[i].places, &decimal),
            cases[i].read);
        assert_int_equal(decimal.units, cases[i].expected.units);
        assert_int_equal(decimal.more, cases[i].expected.more);
        assert_int_equal(decimal.half, cases[i].expected.half);
    }
}

/* A limit is exact: a little more is more. */
static void test_compares(void **state) {
    (void)state;
    assert_true(decimal_at_most(&(struct decimal){.units = 1200}, 1200));
    assert_false(decimal_at_most(&(struct decimal){.units = 1200, .more = true}, 1200));
    assert_true(decimal_at_most(&(struct decimal){.units = 1199, .more = true}, 1200));
    assert_false(decimal_at_most(&(struct decimal){.units = 1201}, 1200));
}

/* A time has a unit and nothing else. */
static void test_reads_times(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool good;
        uint64_t ms;
    } cases[] = {
        {"1.5s", true, 1500}, {"500ms", true, 500}, {"0s", true, 0},    {".25s", true, 250},
        {"2.0s", true, 2000}, {"1.5ms", true, 1},   {"", false, 0},     {"soon", false, 0},
        {"1", false, 0},      {"1.5", false, 0},    {"1 s", false, 0},  {" 1s", false, 0},
        {"1s ", false, 0},    {"1S", false, 0},     {"-1s", false, 0},  {"+1s", false, 0},
        {"1m", false, 0},     {"1sec", false, 0},   {"1,5s", false, 0}, {"s", false, 0},
        {"ms", false, 0},     {"1e3s", false, 0},   {"1.s", false, 0},  {"1..5s", false, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct decimal decimal;
        assert_int_equal(decimal_read_time(cases[i].text, strlen(cases[i].text), &decimal),
                         cases[i].good);
        if (cases[i].good) {
            assert_int_equal(decimal.units, cases[i].ms);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_numbers),
        cmocka_unit_test(test_compares),
        cmocka_unit_test(test_reads_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
