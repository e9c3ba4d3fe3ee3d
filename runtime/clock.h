/* clock.h - time as an interface: the loop's (loop_clock.h) or a test's (test_clock.h). */
#ifndef PARLEY_RUNTIME_CLOCK_H
#define PARLEY_RUNTIME_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Microseconds on a clock that never goes back. Only differences mean something. */
typedef uint64_t instant;

enum { MS = 1000 /* Instants per millisecond. */ };
#define INSTANT_NEVER UINT64_MAX

/* Something to be woken at a time. Embed it; one pending time each. Begin with ALARM(ring). */
struct alarm {
    void (*ring)(struct alarm *alarm); /* It is no longer armed then; it may be armed anew. */
    instant when; /* What it is armed for; INSTANT_NEVER: not armed. Written by the clock only. */
    /* private */
    size_t slot; /* Where the clock keeps it. */
};

/* An alarm that is not armed. */
#define ALARM(callback) ((struct alarm){.ring = (callback), .when = INSTANT_NEVER})

struct clock;

struct clock;

struct clock_operations {
    instant (*now)(struct clock *clock);
    /* Ring at @when or soon after, from the loop. Replaces the alarm's earlier time. */
    void (*arm)(struct clock *clock, struct alarm *alarm, instant when);
    /* A disarmed alarm never rings. Allowed when not armed. */
    void (*disarm)(struct clock *clock, struct alarm *alarm);
};

/* Implementations begin with this. */
struct clock {
    const struct clock_operations *operations;
};

static inline instant clock_now(struct clock *clock) {
    return clock->operations->now(clock);
}

static inline void clock_arm(struct clock *clock, struct alarm *alarm, instant when) {
    clock->operations->arm(clock, alarm, when);
}

static inline void clock_disarm(struct clock *clock, struct alarm *alarm) {
    clock->operations->disarm(clock, alarm);
}

#endif
