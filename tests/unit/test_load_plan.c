/* test_load_plan.c - which call plays what. */
#include "runtime/load_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Each scenario stands in the cycle as often as its weight says, and not all in a row. */
static void test_mix(void **state) {
    (void)state;
    static const struct {
        uint32_t weights[3];
        const char *expected;
    } cases[] = {
        {{1, 0, 0}, "0"},
        {{1, 1, 1}, "012"},
        {{3, 1, 0}, "0010"},
        {{5, 1, 1}, "0010200"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena arena;
        arena_init(&arena, NULL);
        uint32_t length = 0;
        const uint16_t *mix = load_mix(&arena, cases[i].weights, 3, &length);
        char found[16] = "";
        for (uint32_t place = 0; place < length; place++) {
            found[place] = (char)('0' + mix[place]);
        }
        assert_string_equal(found, cases[i].expected);
        arena_finish(&arena);
    }
}

/* Rows are taken in turn, whatever scenario plays them; and a worker that is dealt every second
 * call comes by all scenarios. */
static void test_plays(void **state) {
    (void)state;
    enum { SCENARIOS = 2, ROWS = 3 };
    static const uint16_t mix[] = {0, 1};
    struct load_play plays[SCENARIOS * ROWS] = {0};
    const struct load_plan plan = {.plays = plays,
                                   .scenario_count = SCENARIOS,
                                   .row_count = ROWS,
                                   .mix = mix,
                                   .mix_length = 2};
    unsigned even[SCENARIOS] = {0};
    unsigned all[SCENARIOS] = {0};
    for (uint32_t number = 0; number < 12; number++) {
        size_t index = (size_t)(load_plan_play(&plan, number) - plays);
        assert_int_equal(index % ROWS, number % ROWS);
        all[index / ROWS]++;
        even[index / ROWS] += number % 2 == 0;
    }
    assert_int_equal(all[0], 6);
    assert_int_equal(all[1], 6);
    assert_int_equal(even[0], 3);
    assert_int_equal(even[1], 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mix),
        cmocka_unit_test(test_plays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
