/* A set of small numbers. */
#include "engine/marks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

/* What is added is walked in rising order, each once, across words and words of words. */
static void walked_in_order(void **unused) {
    (void)unused;
    static const uint32_t added[] = {4096, 63, 0, 199999, 64, 63, 8191, 4095};
    static const uint32_t walked[] = {0, 63, 64, 4095, 4096, 8191, 199999, MARKS_NONE};
    struct marks marks;
    marks_init(&marks, NULL);
    marks_reserve(&marks, 200000);
    for (size_t i = 0; i < sizeof(added) / sizeof(*added); i++) {
        marks_add(&marks, added[i]);
    }
    uint32_t from = 0;
    for (size_t i = 0; i < sizeof(walked) / sizeof(*walked); i++) {
        uint32_t next = marks_next(&marks, from);
        assert_int_equal(next, walked[i]);
        from = next + 1;
    }
    marks_finish(&marks);
}

/* Every number of a small set is found, wherever the walk begins. */
static void found_from_anywhere(void **unused) {
    (void)unused;
    enum { COUNT = 300 };
    struct marks marks;
    marks_init(&marks, NULL);
    marks_reserve(&marks, COUNT);
    for (uint32_t number = 0; number < COUNT; number++) {
        marks_add(&marks, number);
        for (uint32_t from = 0; from < COUNT; from++) {
            assert_int_equal(marks_next(&marks, from), from <= number ? number : MARKS_NONE);
        }
        marks_clear(&marks);
    }
    marks_finish(&marks);
}

/* A set without room, or whose end is reached, has no next number. */
static void nothing_to_find(void **unused) {
    (void)unused;
    struct marks marks;
    marks_init(&marks, NULL);
    marks_clear(&marks);
    assert_int_equal(marks_next(&marks, 0), MARKS_NONE);
    marks_reserve(&marks, 64);
    assert_int_equal(marks_next(&marks, 0), MARKS_NONE);
    assert_int_equal(marks_next(&marks, 64), MARKS_NONE);
    assert_int_equal(marks_next(&marks, UINT32_MAX), MARKS_NONE);
    marks_finish(&marks);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walked_in_order),
        cmocka_unit_test(found_from_anywhere),
        cmocka_unit_test(nothing_to_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
