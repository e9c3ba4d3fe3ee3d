/* conversation.h - one call, from connecting to its verdict (spec sections 3 and 4).
 *
 * It owns a machine's state, a transport and one alarm armed for its nearest deadline. It performs
 * the steps the machine answers with, in time, keeps every timer of spec 3.3, and tells a listener
 * everything that happens. It never reads a clock but its own interface's, so a ten-minute call can
 * be played in a millisecond. */
#ifndef PARLEY_RUNTIME_CONVERSATION_H
#define PARLEY_RUNTIME_CONVERSATION_H

#include "runtime/call.h"
#include "runtime/event.h"

enum conversation_side {
    SIDE_CALLER, /* Plays the scenario against an agent. */
    SIDE_AGENT, /* Is the agent: condition 0 is its greeting, its transport is already open (`parley
                   agent`). */
};

/* Times in milliseconds (spec 3.3). conversation_settings_default() fills them. */
struct conversation_settings {
    enum conversation_side side;
    uint32_t max_duration_ms; /* 0: the call's own. */
    uint32_t silence_timeout_ms;
    uint32_t stuck_timeout_ms;
    uint32_t connect_timeout_ms; /* Each attempt. */
    uint32_t ping_interval_ms;   /* 0: none are sent. */
    uint32_t pong_timeout_ms;
    uint32_t grace_ms;         /* 0: the caller closes behind its end_call. */
    uint32_t closing_ms;       /* For the closing handshake. */
    uint32_t turn_gap_ms;      /* 0: each message is a turn. */
    uint32_t latency_ms;       /* SIDE_AGENT: before each answer. */
    uint32_t connect_attempts; /* 4 in `run`, 1 in `bench`. */
    double time_scale;         /* Of scripted pauses. */
};

void conversation_settings_default(struct conversation_settings *settings);

/* What conversations of one thread share. Must outlive them. */
struct conversation_context {
    const struct conversation_settings *settings;
    struct clock *clock;
    struct machine_scratch *scratch;
    const struct memory *memory;
    struct event_listener listener;
};

struct conversation;

/* A call over @transport, which the conversation owns from here on. @ended is called once, last of
 * all, from the loop: then conversation_destroy() may be called, also from inside it. */
struct conversation *conversation_create(const struct conversation_context *context,
                                         const struct call *call, struct transport *transport,
                                         void (*ended)(void *user), void *user);

/* Connect and play. On SIDE_AGENT the transport is open and the greeting is said. */
void conversation_start(struct conversation *conversation);

/* End it in order: an end_call is sent if it is open, then closed without waiting for last words;
 * ENDING_CANCELLED. Allowed at any time but from inside the listener. `ended` follows, later. */
void conversation_cancel(struct conversation *conversation);

/* Tell the listener that @call was cancelled before it was ever started. */
void conversation_never_started(const struct conversation_context *context,
                                const struct call *call);

/* Only before start or after @ended. NULL is allowed. */
void conversation_destroy(struct conversation *conversation);

/* Bytes one call takes here, its machine's state included, its transport not: for figures. */
size_t conversation_size(const struct machine *machine);

#endif
