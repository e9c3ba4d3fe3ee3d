/* test_shuffle.c - the order of calls that a seed gives. */
#include "commands/shuffle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

enum { COUNT = 100 };

/* Each number is there once; a seed always gives the same order, another one another. */
static void test_order(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    const uint32_t *order = shuffle_order(&arena, COUNT, 7);
    bool seen[COUNT] = {false};
    size_t in_place = 0;
    for (size_t i = 0; i < COUNT; i++) {
        assert_false(seen[order[i]]);
        seen[order[i]] = true;
        in_place += order[i] == i;
    }
    assert_true(in_place < COUNT / 2);
    assert_memory_equal(order, shuffle_order(&arena, COUNT, 7), COUNT * sizeof(*order));
    assert_memory_not_equal(order, shuffle_order(&arena, COUNT, 8), COUNT * sizeof(*order));
    arena_finish(&arena);
}

/* None and one are no special cases. */
static void test_few(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    assert_non_null(shuffle_order(&arena, 0, 1));
    assert_int_equal(shuffle_order(&arena, 1, 1)[0], 0);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
