/* event.h - what happened in a call, as one stream. Reports listen to it; nothing else knows them.
 */
#ifndef PARLEY_RUNTIME_EVENT_H
#define PARLEY_RUNTIME_EVENT_H

#include "engine/machine.h"
#include "engine/verdict.h"
#include "runtime/clock.h"
#include "transports/transport.h"

/* Every kind, with its name in events.jsonl. */
#define EVENT_MAP(X)                                                                               \
    X(CONNECTING, "connecting") /* An attempt begins: connecting. */                               \
    X(RETRYING, "retrying")     /* It failed and another will follow: retrying. */                 \
    X(OPENED, "opened")         /* The connection is open: opened. */                              \
    X(HEARD, "heard")           /* The agent said something, told when it came: heard. */          \
    X(FIRED, "fired")           /* A condition fired, told at its turn: fired. */                  \
    X(UNMATCHED, "unmatched") /* A turn (utterances within the turn gap) fired nothing: heard. */  \
    X(IGNORED, "ignored")     /* An utterance came while nothing may fire: heard. */               \
    X(PAUSED, "paused")       /* A scripted pause begins: paused. */                               \
    X(INTERRUPTED,                                                                                 \
      "interrupted") /* The agent spoke in a silence; the action's rest is dropped: fired. */      \
    X(SAID, "said")  /* The caller sent a message: said. */                                        \
    X(SMS, "sms")    /* A <send_sms>, not sent: said. */                                           \
    X(FUNCTION_CALL, "function_call")               /* data. */                                    \
    X(FUNCTION_CALL_RESULT, "function_call_result") /* data. */                                    \
    X(METADATA, "metadata")                         /* data: an object to merge. */                \
    X(OTHER, "event")                               /* A JSON object of no known kind: data. */    \
    X(BINARY, "binary")                             /* A binary frame was ignored. */              \
    X(LIMIT, "limit")                               /* A regex met its match limit: fired. */      \
    X(ENDED, "ended")                               /* Last: ended. */

enum event_kind {
#define X(symbol, name) EVENT_##symbol,
    EVENT_MAP(X)
#undef X
        EVENTS
};

enum said_type { SAID_MESSAGE, SAID_DTMF, SAID_CLIENT_MESSAGE, SAID_END_CALL };

struct call; /* Who it happened to: call.h. */

/* One thing that happened. Its texts are valid during the listener's call only. */
struct event {
    enum event_kind kind;
    instant at;
    const struct call *call;
    union {
        struct {
            uint32_t attempt; /* From 1. */
            uint32_t attempts;
        } connecting;
        struct {
            const struct transport_end *end; /* NULL: it timed out. */
            uint32_t delay_ms;
        } retrying;
        struct {
            uint64_t connect_us; /* How long the attempt took. */
        } opened;
        struct {
            const char *text;
            size_t length;
            instant arrived;   /* When its frame came, which may be before it was its turn; of a
                                  turn, when its first frame came. */
            bool ends_call;    /* The agent ends the call with it; then the text may be empty. */
            bool has_response; /* It answers something the caller said: `response_us` after. HEARD
                                  only. */
            uint64_t response_us;
        } heard;
        struct {
            uint32_t condition; /* Index. */
        } fired;
        struct {
            uint32_t condition;
            enum pause_mode mode;
            uint32_t ms; /* As scaled. */
        } paused;
        struct {
            enum said_type type;
            const char *text; /* Of a client message: its whole frame, JSON. */
            size_t length;
            uint32_t condition; /* MACHINE_NONE: an end_call that no condition scripted. */
            instant started;    /* Where its pause began. */
        } said;
        struct {
            const char *json; /* NUL-terminated. */
        } data;
        struct {
            enum ending ending;
            enum verdict verdict;
            bool scenario_passed; /* Whatever its expectations: by its endcall, or without one. */
            const bool *expectations; /* Whether each of the call's holds, in order; NULL when it
                                         has none, and when they are not judged. */
            bool opened;
            const char *detail; /* What the ending's name does not say, in words; NULL when there is
                                   nothing to add. */
            const struct transport_end *end; /* How the connection, or the last attempt at one,
                                                ended; NULL when there was none. */
            instant opened_at;               /* Valid when opened. */
            const struct machine_state *state;
            const char *stuck_on; /* The last utterance that fired nothing; NULL when the last word
                                     fired. */
            size_t stuck_on_length;
            bool greeting_crossed; /* It looks as if the agent greeted while the caller opened,
                                      which takes up a turn: a hint for a person. */
        } ended;
    };
};

/* Something that listens. Called in the order things happened, on the worker's thread. */
struct event_listener {
    void (*event)(void *user, const struct event *event); /* NULL: nobody listens. */
    void *user;
};

/* "heard" and its like; never NULL. */
const char *event_kind_text(enum event_kind kind);

#endif
