/* clock.h - time as an interface: the loop's (loop_clock.h) or a test's (test_clock.h). */
#ifndef PARLEY_RUNTIME_CLOCK_H
#define PARLEY_RUNTIME_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Microseconds on a clock that never goes back. Only differences mean something. */
typedef uint64_t instant;

enum { MS = 1000 /* Instants per millisecond. */ };
#define INSTANT_NEVER UINT64_MAX

/* Something to be woken at a time. Embed it; one pending time each. */
struct alarm {
    void (*ring)(struct alarm *alarm);
    /* private */
    instant when; /* INSTANT_NEVER: not armed. */
    uint32_t slot;
    struct clock *clock;
};

struct clock_operations {
    instant (*now)(struct clock *clock);
    /* Ring at @when or soon after, from the loop. Replaces the alarm's earlier time. */
    void (*arm)(struct clock *clock, struct alarm *alarm, instant when);
    /* A disarmed alarm never rings. Allowed when not armed. */
    void (*disarm)(struct clock *clock, struct alarm *alarm);
};

struct clock {
    const struct clock_operations *operations;
};

#endif
