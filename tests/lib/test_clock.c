/* test_clock.c - time that passes when a test says so. */
#include "tests/lib/test_clock.h"

#include <assert.h>

static instant test_now(struct clock *clock) {
    return ((struct test_clock *)clock)->now;
}

static void test_disarm(struct clock *base, struct alarm *alarm) {
    struct test_clock *clock = (struct test_clock *)base;
    size_t kept = 0;
    for (size_t i = 0; i < clock->count; i++) {
        if (clock->armed[i] != alarm) {
            clock->armed[kept++] = clock->armed[i];
        }
    }
    clock->count = kept;
    alarm->when = INSTANT_NEVER;
}

static void test_arm(struct clock *base, struct alarm *alarm, instant when) {
    struct test_clock *clock = (struct test_clock *)base;
    test_disarm(base, alarm);
    if (when != INSTANT_NEVER) {
        assert(clock->count < TEST_CLOCK_ALARMS);
        alarm->when = when;
        clock->armed[clock->count++] = alarm;
    }
}

static const struct clock_operations test_operations = {
    .now = test_now,
    .arm = test_arm,
    .disarm = test_disarm,
};

void test_clock_init(struct test_clock *clock) {
    *clock = (struct test_clock){.clock = {&test_operations}};
}

static struct alarm *first(const struct test_clock *clock) {
    struct alarm *found = NULL;
    for (size_t i = 0; i < clock->count; i++) {
        if (found == NULL || clock->armed[i]->when < found->when) {
            found = clock->armed[i];
        }
    }
    return found;
}

instant test_clock_next(const struct test_clock *clock) {
    const struct alarm *next = first(clock);
    return next != NULL ? next->when : INSTANT_NEVER;
}

void test_clock_pass(struct test_clock *clock, instant until) {
    for (struct alarm *next = first(clock); next != NULL && next->when <= until;
         next = first(clock)) {
        clock->now = next->when > clock->now ? next->when : clock->now;
        test_disarm(&clock->clock, next);
        next->ring(next);
    }
    clock->now = until;
}
