/* host.h - a scripted agent that listens and takes any number of calls at once (spec section 6). */
#ifndef PARLEY_COMMANDS_HOST_H
#define PARLEY_COMMANDS_HOST_H

#include "runtime/conversation.h"
#include "transports/misbehave.h"
#include "transports/server.h"

struct host;

struct host_options {
    /* Where to listen; `accepted` and `user` are the host's own. Its strings must outlive the host.
     */
    struct server_options server;
    const struct misbehaviour_choice *misbehaves; /* In which way it breaks the rules; NULL. */
    const struct conversation_settings *settings; /* Of SIDE_AGENT. */
    const char *name;                             /* The scenario's. */
    const struct machine *machine;
    uint32_t max_duration_ms; /* The longest a call may take. */
    /* Hears of all calls; their `number` counts from 0 as they come. `event` may be NULL. */
    struct event_listener listener;
};

/* Begin to listen. NULL on failure, with a line in words in @error. What @options points to must
 * outlive the host. */
struct host *host_create(uv_loop_t *loop, const struct host_options *options, char *error,
                         size_t error_size);

/* What its calls came to so far. */
struct host_count {
    uint64_t calls;
    uint64_t heard; /* Messages of callers, an end_call being one. */
    uint64_t said;
};

struct host_count host_count(const struct host *host);

/* The port it listens on. */
uint16_t host_port(const struct host *host);

/* End all calls in order, then stop listening; the loop then has nothing more to do for it. Once.
 */
void host_stop(struct host *host);

/* Only when it was stopped and its loop has run until it had nothing to do. NULL is allowed. */
void host_destroy(struct host *host);

#endif
