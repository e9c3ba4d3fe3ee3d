/* load_plan.h - what a load is made of: which calls, when, and how many at once. */
#ifndef PARLEY_RUNTIME_LOAD_PLAN_H
#define PARLEY_RUNTIME_LOAD_PLAN_H

#include "load/schedule.h"
#include "runtime/conversation.h"

/* One scenario, with one row of data where there are such, against its agent. Any number of calls
 * are made from it. */
struct load_play {
    /* As a call of it will be, but for its number and its own run id. A header whose value is this
     * very `run_id` is sent with the call's own. */
    struct call call;
    uint32_t scenario;        /* Which of all scenarios it is of. */
    uint32_t first_condition; /* Where its conditions begin among those of all scenarios. */
};

/* Fixed before the first call; read by all workers. What it points to must outlive the load. */
struct load_plan {
    const struct conversation_settings *settings;
    struct websocket_options websocket;
    const char *id; /* Of the result: run ids begin with it. */

    const struct load_play *plays; /* scenario_count times row_count, the rows of the first scenario
                                      before those of the second. */
    uint32_t scenario_count;
    uint32_t row_count;       /* 1 without data. */
    const uint16_t *mix;      /* Which scenario each call of a cycle plays. */
    uint32_t mix_length;      /* At least 1. */
    uint32_t condition_count; /* Of all scenarios. */

    bool is_open;                       /* Arrivals by `schedule`; else so many calls `at_once`. */
    struct schedule_plan schedule;      /* Of this process: its shard of all. */
    uint32_t at_once;                   /* Closed: over all shards. */
    uint64_t duration_us;               /* Closed: no call starts after it; 0: no such limit. */
    uint32_t calls;                     /* So many over all shards; 0: no such limit. */
    uint64_t warm_up_us;                /* Calls that should start before it are not counted. */
    uint32_t max_in_flight;             /* Over all workers of this process. */
    const char *const *local_addresses; /* To connect from, by turns. */
    size_t local_address_count;         /* 0: the system chooses. */
    uint32_t workers;
};

/* A cycle in which each scenario stands as often as its weight says, spread as evenly as can be: as
 * many places as all weights together, in @arena. There are at most 65,536 scenarios. */
const uint16_t *load_mix(struct arena *arena, const uint32_t *weights, uint32_t scenario_count,
                         uint32_t *length);

/* What call @number plays: its scenario by the mix, its row in turn. */
const struct load_play *load_plan_play(const struct load_plan *plan, uint32_t number);

#endif
