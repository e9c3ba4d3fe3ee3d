/* test_clock.h - time that passes when a test says so. */
#ifndef PARLEY_TESTS_LIB_TEST_CLOCK_H
#define PARLEY_TESTS_LIB_TEST_CLOCK_H

#include "runtime/clock.h"

enum { TEST_CLOCK_ALARMS = 64 /* As many may be armed at once. */ };

/* It starts at 0. Zeroed is not enough: test_clock_init(). */
struct test_clock {
    struct clock clock;
    instant now;
    /* private */
    struct alarm *armed[TEST_CLOCK_ALARMS]; /* In the order they were armed. */
    size_t count;
};

void test_clock_init(struct test_clock *clock);

/* When the next alarm rings; INSTANT_NEVER when none is armed. */
instant test_clock_next(const struct test_clock *clock);

/* Let time pass until @until, ringing what is due on the way: earliest first, and of two at one
 * instant the one that was armed first. */
void test_clock_pass(struct test_clock *clock, instant until);

#endif
