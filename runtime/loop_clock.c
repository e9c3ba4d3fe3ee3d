/* loop_clock.c - alarms in a binary heap over one uv_timer. */
#include "runtime/loop_clock.h"

enum { SMALLEST_HEAP = 16, NS_PER_US = 1000 };

static instant loop_now(struct clock *clock) {
    (void)clock;
    return uv_hrtime() / NS_PER_US;
}

static void put(struct loop_clock *clock, size_t slot, struct alarm *alarm) {
    clock->heap[slot] = alarm;
    alarm->slot = slot;
}

/* Move the alarm at @slot towards the root until its parent is not later. */
static void rise(struct loop_clock *clock, size_t slot) {
    struct alarm *alarm = clock->heap[slot];
    while (slot > 0 && clock->heap[(slot - 1) / 2]->when > alarm->when) {
        put(clock, slot, clock->heap[(slot - 1) / 2]);
        slot = (slot - 1) / 2;
    }
    put(clock, slot, alarm);
}

/* Move the alarm at @slot towards the leaves until no child is earlier. */
static void sink(struct loop_clock *clock, size_t slot) {
    struct alarm *alarm = clock->heap[slot];
    for (;;) {
        size_t child = 2 * slot + 1;
        if (child + 1 < clock->count && clock->heap[child + 1]->when < clock->heap[child]->when) {
            child++;
        }
        if (child >= clock->count || clock->heap[child]->when >= alarm->when) {
            break;
        }
        put(clock, slot, clock->heap[child]);
        slot = child;
    }
    put(clock, slot, alarm);
}

static void take_out(struct loop_clock *clock, struct alarm *alarm) {
    size_t slot = alarm->slot;
    struct alarm *last = clock->heap[--clock->count];
    alarm->when = INSTANT_NEVER;
    if (last != alarm) {
        put(clock, slot, last);
        rise(clock, slot);
        sink(clock, last->slot);
    }
}

static void timer_fired(uv_timer_t *timer);

/* Run the timer for the nearest alarm. A timer that runs for an earlier one is left alone: it finds
 * nothing to ring and comes back here. */
static void run_timer(struct loop_clock *clock) {
    if (clock->count == 0) {
        if (clock->timer_ms != 0) {
            uv_timer_stop(&clock->timer);
            clock->timer_ms = 0;
        }
        return;
    }
    /* uv_now() is the same clock as uv_hrtime(), in whole milliseconds: rounded up, the timer never
     * fires before the alarm is due. */
    instant when = clock->heap[0]->when;
    uint64_t due_ms = when / MS + (when % MS != 0);
    if (clock->timer_ms == 0 || due_ms < clock->timer_ms) {
        uint64_t now_ms = uv_now(clock->timer.loop);
        uv_timer_start(&clock->timer, timer_fired, due_ms > now_ms ? due_ms - now_ms : 0, 0);
        clock->timer_ms = due_ms != 0 ? due_ms : 1;
    }
}

static void timer_fired(uv_timer_t *timer) {
    struct loop_clock *clock = timer->data;
    clock->timer_ms = 0;
    instant now = loop_now(&clock->clock);
    /* Only what is due now: an alarm that is armed for at once again and again must not starve the
     * sockets. */
    while (clock->count > 0 && clock->heap[0]->when <= now) {
        struct alarm *alarm = clock->heap[0];
        take_out(clock, alarm);
        alarm->ring(alarm);
    }
    run_timer(clock);
}

static void loop_disarm(struct clock *base, struct alarm *alarm) {
    struct loop_clock *clock = (struct loop_clock *)base;
    if (alarm->when != INSTANT_NEVER) {
        take_out(clock, alarm);
        run_timer(clock);
    }
}

static void grow(struct loop_clock *clock) {
    size_t capacity = clock->capacity == 0 ? SMALLEST_HEAP : clock->capacity * 2;
    clock->heap = clock->memory->resize(clock->memory->user, (void *)clock->heap,
                                        clock->capacity * sizeof(struct alarm *),
                                        capacity * sizeof(struct alarm *));
    clock->capacity = capacity;
}

static void loop_arm(struct clock *base, struct alarm *alarm, instant when) {
    struct loop_clock *clock = (struct loop_clock *)base;
    if (alarm->when != INSTANT_NEVER) {
        take_out(clock, alarm);
    }
    if (when != INSTANT_NEVER) {
        if (clock->count == clock->capacity) {
            grow(clock);
        }
        alarm->when = when;
        put(clock, clock->count++, alarm);
        rise(clock, alarm->slot);
    }
    run_timer(clock);
}

static const struct clock_operations loop_operations = {
    .now = loop_now,
    .arm = loop_arm,
    .disarm = loop_disarm,
};

void loop_clock_init(struct loop_clock *clock, uv_loop_t *loop, const struct memory *memory) {
    *clock = (struct loop_clock){.clock = {&loop_operations}, .memory = memory};
    uv_timer_init(loop, &clock->timer);
    clock->timer.data = clock;
}

void loop_clock_finish(struct loop_clock *clock) {
    while (clock->count > 0) {
        take_out(clock, clock->heap[clock->count - 1]);
    }
    clock->memory->resize(clock->memory->user, (void *)clock->heap,
                          clock->capacity * sizeof(struct alarm *), 0);
    clock->heap = NULL;
    clock->capacity = 0;
    uv_close((uv_handle_t *)&clock->timer, NULL);
}
