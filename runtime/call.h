/* call.h - what one call is about: fixed before it starts, never changed. */
#ifndef PARLEY_RUNTIME_CALL_H
#define PARLEY_RUNTIME_CALL_H

#include "runtime/playbook.h"
#include "transports/websocket.h"

struct expectations; /* engine/expectation.h */

/* One planned call. Lives as long as the run. */
struct call {
    uint32_t number;         /* From 0 in input order. */
    const char *run_id;      /* Unique in the result; also in the file name of its transcript. */
    const char *name;        /* The scenario's, with "#2" behind a repeat. */
    const char *scenario_id; /* or NULL */
    const char *file;        /* Where the scenario stands. */
    uint32_t line;           /* Of the scenario in its file; 0: unknown. */
    const char *suite;       /* or NULL */
    uint32_t scenario;       /* Which of the run's scenarios, from 0; its calls stand together. */
    const char *const *tags; /* The scenario's. */
    size_t tag_count;
    const struct playbook *playbook;
    const struct websocket_target *target; /* NULL over the memory transport. */
    bool agent_speaks_first;
    uint32_t max_duration_ms;
    const struct expectations *expectations; /* NULL when nothing is expected. */
};

#endif
