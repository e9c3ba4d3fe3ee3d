/* test_quantity.c - durations, sizes, counts and factors, read and printed. */
#include "commands/quantity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct quantity_case {
    const char *text;
    enum quantity_result result;
    double value;
};

/* A duration is a number and a unit; only zero needs none. */
static void durations_have_a_unit(void **state) {
    (void)state;
    static const struct quantity_case cases[] = {
        {"300ms", QUANTITY_READ, 300},
        {"10s", QUANTITY_READ, 10000},
        {"1.5s", QUANTITY_READ, 1500},
        {".5s", QUANTITY_READ, 500},
        {"5m", QUANTITY_READ, 300000},
        {"1h", QUANTITY_READ, 3600000},
        {"0.0004s", QUANTITY_READ, 0},
        {"0.0005s", QUANTITY_READ, 1},
        {"1.0004999999999s", QUANTITY_READ, 1000},
        {"0", QUANTITY_READ, 0},
        {"0ms", QUANTITY_READ, 0},
        {"10", QUANTITY_NO_UNIT, 0},
        {"1.5", QUANTITY_NO_UNIT, 0},
        {"", QUANTITY_MALFORMED, 0},
        {"s", QUANTITY_MALFORMED, 0},
        {".", QUANTITY_MALFORMED, 0},
        {"5.s", QUANTITY_MALFORMED, 0},
        {"1.2.3s", QUANTITY_MALFORMED, 0},
        {"-1s", QUANTITY_MALFORMED, 0},
        {"+1s", QUANTITY_MALFORMED, 0},
        {" 1s", QUANTITY_MALFORMED, 0},
        {"1 s", QUANTITY_MALFORMED, 0},
        {"1S", QUANTITY_MALFORMED, 0},
        {"1sec", QUANTITY_MALFORMED, 0},
        {"1e3ms", QUANTITY_MALFORMED, 0},
        {"4294967295ms", QUANTITY_READ, 4294967295.0},
        {"4294967296ms", QUANTITY_TOO_LARGE, 0},
        {"99999999999999999h", QUANTITY_TOO_LARGE, 0},
        {"99999999999999999999999", QUANTITY_TOO_LARGE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t ms = 0;
        print_message("%s\n", cases[i].text);
        assert_int_equal(quantity_duration(cases[i].text, &ms), cases[i].result);
        if (cases[i].result == QUANTITY_READ) {
            assert_int_equal(ms, (uint32_t)cases[i].value);
        }
    }
}

/* Bytes are whole, and their units are powers of 1024. */
static void sizes_are_whole_bytes(void **state) {
    (void)state;
    static const struct quantity_case cases[] = {
        {"1", QUANTITY_READ, 1},
        {"65536", QUANTITY_READ, 65536},
        {"7B", QUANTITY_READ, 7},
        {"64KiB", QUANTITY_READ, 65536},
        {"1MiB", QUANTITY_READ, 1048576},
        {"1GiB", QUANTITY_READ, 1073741824},
        {"1MB", QUANTITY_MALFORMED, 0},
        {"1.5MiB", QUANTITY_MALFORMED, 0},
        {"", QUANTITY_MALFORMED, 0},
        {"MiB", QUANTITY_MALFORMED, 0},
        {"-1", QUANTITY_MALFORMED, 0},
        {"99999999999999999999GiB", QUANTITY_MALFORMED, 0},
        {"99999999999999999GiB", QUANTITY_TOO_LARGE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t bytes = 0;
        print_message("%s\n", cases[i].text);
        assert_int_equal(quantity_bytes(cases[i].text, &bytes), cases[i].result);
        if (cases[i].result == QUANTITY_READ) {
            assert_int_equal(bytes, (uint64_t)cases[i].value);
        }
    }
}

/* Counts are digits and nothing else. */
static void counts_are_digits(void **state) {
    (void)state;
    static const struct quantity_case cases[] = {
        {"0", QUANTITY_READ, 0},
        {"007", QUANTITY_READ, 7},
        {"4294967295", QUANTITY_READ, 4294967295.0},
        {"4294967296", QUANTITY_TOO_LARGE, 0},
        {"99999999999999999999999", QUANTITY_TOO_LARGE, 0},
        {"", QUANTITY_MALFORMED, 0},
        {"1.0", QUANTITY_MALFORMED, 0},
        {"-1", QUANTITY_MALFORMED, 0},
        {"4x", QUANTITY_MALFORMED, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t count = 0;
        print_message("%s\n", cases[i].text);
        assert_int_equal(quantity_count(cases[i].text, &count), cases[i].result);
        if (cases[i].result == QUANTITY_READ) {
            assert_int_equal(count, (uint32_t)cases[i].value);
        }
    }
}

/* Factors are decimal numbers that are not negative. */
static void factors_are_decimal(void **state) {
    (void)state;
    static const struct quantity_case cases[] = {
        {"0", QUANTITY_READ, 0},        {"0.1", QUANTITY_READ, 0.1},
        {"2", QUANTITY_READ, 2},        {".25", QUANTITY_READ, 0.25},
        {"-1", QUANTITY_MALFORMED, 0},  {"1e3", QUANTITY_MALFORMED, 0},
        {"nan", QUANTITY_MALFORMED, 0}, {"1,5", QUANTITY_MALFORMED, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double factor = 0;
        print_message("%s\n", cases[i].text);
        assert_int_equal(quantity_factor(cases[i].text, &factor), cases[i].result);
        if (cases[i].result == QUANTITY_READ) {
            assert_float_equal(factor, cases[i].value, 1e-12);
        }
    }
}

/* What is printed reads as the same, in the largest unit that is whole. */
static void printing_is_short_and_reads_back(void **state) {
    (void)state;
    static const struct {
        uint32_t ms;
        const char *text;
    } durations[] = {{0, "0s"},      {1, "1ms"},    {1500, "1500ms"}, {2000, "2s"},
                     {90000, "90s"}, {60000, "1m"}, {86400000, "24h"}};
    for (size_t i = 0; i < COUNT_OF(durations); i++) {
        struct buffer out;
        uint32_t again = 1;
        buffer_init(&out, NULL);
        quantity_duration_print(durations[i].ms, &out);
        assert_string_equal(buffer_terminate(&out), durations[i].text);
        assert_int_equal(quantity_duration(out.data, &again), QUANTITY_READ);
        assert_int_equal(again, durations[i].ms);
        buffer_finish(&out);
    }
    static const struct {
        uint64_t bytes;
        const char *text;
    } sizes[] = {{0, "0"}, {1000, "1000"}, {65536, "64KiB"}, {1048576, "1MiB"}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        quantity_bytes_print(sizes[i].bytes, &out);
        assert_string_equal(buffer_terminate(&out), sizes[i].text);
        buffer_finish(&out);
    }
}

/* A percentage may do without its sign; how large it may be is the option's affair. */
static void test_percent(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum quantity_result result;
        double percent;
    } cases[] = {
        {"90%", QUANTITY_READ, 90},      {"99.5%", QUANTITY_READ, 99.5},
        {"0", QUANTITY_READ, 0},         {"101", QUANTITY_READ, 101},
        {"90 %", QUANTITY_MALFORMED, 0}, {"90%%", QUANTITY_MALFORMED, 0},
        {"%", QUANTITY_MALFORMED, 0},    {"", QUANTITY_MALFORMED, 0},
        {"-1%", QUANTITY_MALFORMED, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double percent = 0;
        assert_int_equal(quantity_percent(cases[i].text, &percent), cases[i].result);
        assert_true(percent == cases[i].percent);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_percent),          cmocka_unit_test(durations_have_a_unit),
        cmocka_unit_test(sizes_are_whole_bytes), cmocka_unit_test(counts_are_digits),
        cmocka_unit_test(factors_are_decimal),   cmocka_unit_test(printing_is_short_and_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
