/* test_exit_status.c - which exit status counts when there are several. */
#include "commands/exit_status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* 130 and 143, 70, 5, 3, 6, 1, 99 in that order, whichever comes first; 0 loses to all. */
static void the_heavier_counts(void **state) {
    (void)state;
    static const enum exit_status order[] = {143, 70, 5, 3, 6, 1, 99, 0};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        for (size_t j = i; j < sizeof(order) / sizeof(order[0]); j++) {
            assert_int_equal(exit_status_worse(order[i], order[j]), order[i]);
            assert_int_equal(exit_status_worse(order[j], order[i]), order[i]);
        }
    }
    assert_int_equal(exit_status_worse(STATUS_INTERNAL, STATUS_INTERRUPTED), 130);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_heavier_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
