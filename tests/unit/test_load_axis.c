/* test_load_axis.c - round ticks on axes of all kinds. */
#include "reports/load_axis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

/* "0 .. 25: 0 5 10 15 20 25": the ends, and how each tick is labelled. */
static void print(const struct load_axis *axis, struct buffer *out) {
    buffer_init(out, NULL);
    buffer_printf(out, "%g .. %g:", axis->from, axis->to);
    for (size_t i = 0; i < axis->tick_count; i++) {
        buffer_append_text(out, " ");
        axis->label(out, axis->ticks[i]);
    }
    buffer_terminate(out);
}

static void assert_axis(const struct load_axis *axis, const char *expected) {
    struct buffer text;
    print(axis, &text);
    assert_string_equal(text.data, expected);
    buffer_finish(&text);
}

/* Ticks are 1, 2 or 5 times a power of ten; the last is not below what is shown. */
static void test_ticks_are_round(void **state) {
    (void)state;
    static const struct {
        void (*make)(struct load_axis *axis, double most);
        double most;
        const char *expected;
    } cases[] = {
        {load_axis_count, 0, "0 .. 1: 0 1"},
        {load_axis_count, 1, "0 .. 1: 0 1"},
        {load_axis_count, 3, "0 .. 3: 0 1 2 3"},
        {load_axis_count, 23, "0 .. 25: 0 5 10 15 20 25"},
        {load_axis_count, 25, "0 .. 25: 0 5 10 15 20 25"},
        {load_axis_count, 259, "0 .. 300: 0 100 200 300"},
        {load_axis_count, 19000, "0 .. 20000: 0 5,000 10,000 15,000 20,000"},
        {load_axis_number, 0.3, "0 .. 0.3: 0 0.1 0.2 0.3"},
        {load_axis_number, 126, "0 .. 150: 0 50 100 150"},
        {load_axis_percent, 71.3, "0 .. 80: 0 % 20 % 40 % 60 % 80 %"},
        {load_axis_time, 45, "0 .. 50: 0 10 us 20 us 30 us 40 us 50 us"},
        {load_axis_time, 1764, "0 .. 2000: 0 500 us 1 ms 1.5 ms 2 ms"},
        {load_axis_time, 812000, "0 .. 1e+06: 0 200 ms 400 ms 600 ms 800 ms 1 s"},
        {load_axis_clock, 0.74, "0 .. 0.74: 0 s 0.2 s 0.4 s 0.6 s"},
        {load_axis_clock, 17.9, "0 .. 17.9: 0 s 5 s 10 s 15 s"},
        {load_axis_clock, 60, "0 .. 60: 0 s 10 s 20 s 30 s 40 s 50 s 60 s"},
        {load_axis_clock, 301, "0 .. 301: 0:00 1:00 2:00 3:00 4:00 5:00"},
        {load_axis_clock, 3605, "0 .. 3605: 0:00 15:00 30:00 45:00 1:00:00"},
        {load_axis_clock, 0, "0 .. 1: 0 s 0.2 s 0.4 s 0.6 s 0.8 s 1 s"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct load_axis axis;
        cases[i].make(&axis, cases[i].most);
        assert_axis(&axis, cases[i].expected);
    }
}

/* Times that are told apart by their ratio begin and end at round ones; of very many only the
 * powers of ten have ticks. */
static void test_ratios(void **state) {
    (void)state;
    static const struct {
        double least;
        double most;
        const char *expected;
    } cases[] = {
        {16300, 2020000, "10000 .. 5e+06: 10 ms 20 ms 50 ms 100 ms 200 ms 500 ms 1 s 2 s 5 s"},
        {1000, 1000, "1000 .. 2000: 1 ms 2 ms"},
        {0, 0, "1 .. 2: 1 us 2 us"},
        {300, 700, "200 .. 1000: 200 us 500 us 1 ms"},
        {3, 900000, "2 .. 1e+06: 10 us 100 us 1 ms 10 ms 100 ms 1 s"},
        {7000, 6000, "5000 .. 10000: 5 ms 10 ms"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct load_axis axis;
        load_axis_time_logarithmic(&axis, cases[i].least, cases[i].most);
        assert_axis(&axis, cases[i].expected);
    }
}

/* A value stands where its part of the axis is, and what lies beyond an end stands there. */
static void test_places(void **state) {
    (void)state;
    struct load_axis linear;
    struct load_axis ratios;
    load_axis_count(&linear, 20);
    load_axis_time_logarithmic(&ratios, 100, 10000);
    const struct {
        const struct load_axis *axis;
        double value;
        double place;
    } cases[] = {{&linear, 0, 0},     {&linear, 5, 0.25},  {&linear, 20, 1},
                 {&linear, 99, 1},    {&linear, -1, 0},    {&ratios, 100, 0},
                 {&ratios, 1000, .5}, {&ratios, 10000, 1}, {&ratios, 0, 0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double off = load_axis_place(cases[i].axis, cases[i].value) - cases[i].place;
        assert_true(fabs(off) < 1e-9);
    }
}

/* However odd the numbers, an axis has two ends and no more ticks than it has room for. */
static void test_any_number_makes_an_axis(void **state) {
    (void)state;
    static const double numbers[] = {-1, 0, 1e-12, 1, 1e15, 1e300, HUGE_VAL, (double)NAN};
    void (*const kinds[])(struct load_axis * axis, double most) = {
        load_axis_count, load_axis_number, load_axis_percent, load_axis_time, load_axis_clock};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
            struct load_axis axis;
            kinds[kind](&axis, numbers[i]);
            assert_true(axis.to > axis.from && axis.tick_count <= LOAD_AXIS_TICKS);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticks_are_round),
        cmocka_unit_test(test_ratios),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_any_number_makes_an_axis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
