/* Lists of numbers in rows. */
#include "engine/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Each row holds its items in the order given, and rows without any are empty. */
static void rows_hold_their_items(void **unused) {
    (void)unused;
    static const struct row_item given[] = {{3, 30}, {0, 5}, {3, 10}, {1, 7}, {3, 20}, {0, 6}};
    static const uint32_t starts[] = {0, 2, 3, 3, 6, 6};
    static const uint32_t items[] = {5, 6, 7, 30, 10, 20};
    struct arena arena;
    arena_init(&arena, NULL);
    struct rows rows = rows_build(&arena, 5, given, 6);
    assert_memory_equal(rows.start, starts, sizeof(starts));
    assert_memory_equal(rows.items, items, sizeof(items));
    arena_finish(&arena);
}

/* There may be no items, and no rows. */
static void nothing_in_nothing(void **unused) {
    (void)unused;
    struct arena arena;
    arena_init(&arena, NULL);
    struct rows rows = rows_build(&arena, 1, NULL, 0);
    assert_int_equal(rows.start[0], rows.start[1]);
    rows = rows_build(&arena, 0, NULL, 0);
    assert_int_equal(rows.start[0], 0);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_hold_their_items),
        cmocka_unit_test(nothing_in_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
