/* test_file_limit.c - the limit of open files, raised and asked. */
#include "runtime/file_limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>

#include <cmocka.h>

static void limit_to(rlim_t soft, rlim_t hard) {
    const struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* A soft limit is raised as far as the hard one lets it; what is then too low is told. The hard
 * one cannot be raised again, so the cases go downwards. */
static void test_it_is_raised_and_told(void **state) {
    (void)state;
    static const struct {
        rlim_t soft, hard;
        bool suffices;
        uint64_t limit;
        uint32_t calls;   /* Asked for, */
        uint32_t allowed; /* and allowed. */
    } cases[] = {
        {8, 400, true, 400, 300, 300}, {350, 350, true, 350, 300, 286}, {64, 64, true, 64, 10, 1},
        {8, 32, true, 32, 10, 1},      {31, 31, false, 31, 10, 1},      {5, 9, false, 9, 10, 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint64_t limit = 0;
        limit_to(cases[i].soft, cases[i].hard);
        assert_int_equal(file_limit_suffices(&limit), cases[i].suffices);
        assert_int_equal(limit, cases[i].limit);
        assert_int_equal(file_limit_fit(cases[i].calls), cases[i].allowed);
    }
}

/* More than the calls need makes every closing slow: it is lowered to that. */
static void test_it_is_lowered_to_what_is_needed(void **state) {
    (void)state;
    struct rlimit limit;
    limit_to(4000, 4000);
    assert_int_equal(file_limit_fit(100), 100);
    getrlimit(RLIMIT_NOFILE, &limit);
    assert_int_equal(limit.rlim_cur, 1124);
    assert_int_equal(file_limit_fit(1000), 1000); /* It suffices as it is. */
    getrlimit(RLIMIT_NOFILE, &limit);
    assert_int_equal(limit.rlim_cur, 1124);
    assert_int_equal(file_limit_fit(2000), 2000);
    getrlimit(RLIMIT_NOFILE, &limit);
    assert_int_equal(limit.rlim_cur, 3024);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_lowered_to_what_is_needed),
        cmocka_unit_test(test_it_is_raised_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
