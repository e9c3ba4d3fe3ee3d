/* loop_clock.h - a libuv loop as a clock: any number of alarms on one uv_timer. */
#ifndef PARLEY_RUNTIME_LOOP_CLOCK_H
#define PARLEY_RUNTIME_LOOP_CLOCK_H

#include "engine/memory.h"
#include "runtime/clock.h"

#include <uv.h>

/* Alarms wait in a heap; the timer runs for the nearest one. Arming costs the logarithm of how many
 * wait, and no system call. Alarms ring at their time or up to a millisecond later, earliest first.
 */
struct loop_clock {
    struct clock clock;
    /* private */
    uv_timer_t timer;
    struct alarm **heap; /* heap[0] is the nearest; a parent is never later than its children. */
    size_t count;
    size_t capacity;
    uint64_t timer_ms; /* On the loop's own count of time: when the timer fires; 0: stopped. */
    const struct memory *memory;
};

/* On the caller's memory, which must stay where it is. @loop and @memory must outlive it. An armed
 * alarm keeps the loop alive. */
void loop_clock_init(struct loop_clock *clock, uv_loop_t *loop, const struct memory *memory);

/* Alarms that are still armed never ring. The loop must run once more before @clock's memory goes,
 * for the timer to close. */
void loop_clock_finish(struct loop_clock *clock);

#endif
