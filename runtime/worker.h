/* worker.h - one libuv loop that plays many calls: starts, caps and counts them. */
#ifndef PARLEY_RUNTIME_WORKER_H
#define PARLEY_RUNTIME_WORKER_H

#include "runtime/conversation.h"

struct worker_options {
    const struct conversation_settings *settings;
    struct websocket_options websocket;
    const struct call *calls;
    size_t call_count;
    uint32_t concurrency;  /* At most so many calls at once; at least 1. */
    uint32_t max_failures; /* After so many calls that failed or errored no more are started, and
                              those in flight are cancelled. 0: whatever happens. */
    const uint32_t *order; /* Indexes of calls as they are to be started; NULL: as they stand. */
    struct event_listener listener; /* Hears every event of every call. */
    /* Called from the loop about every 100 ms, for live views; NULL: never. */
    void (*tick)(void *user, instant now);
    void *tick_user;
};

enum worker_result { WORKER_DONE, WORKER_INTERRUPTED, WORKER_TERMINATED, WORKER_FAILED };

/* Play all calls and return when the last has ended. SIGINT and SIGTERM end all calls in order
 * (calls never started get their `ended` event too, as cancelled); a second signal ends the process
 * at once with status 130 or 143. On WORKER_FAILED a line in words is in @error and no event was
 * sent. */
enum worker_result worker_run(const struct worker_options *options, char *error, size_t error_size);

#endif
