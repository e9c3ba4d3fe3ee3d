/* conversation_internal.h - what the files of a conversation share; nothing else includes it.
 *
 *     conversation.c   its life: connecting, opening, closing, ending
 *     attempts.c       which failures to connect are tried again, and what the last one means
 *     turns.c          what the agent says: recorded, queued, joined, heard
 *     performance.c    what the caller does: the steps of an action, in time
 *     deadlines.c      every timer of the call, on one alarm
 *
 * Whatever happens, whichever file it arrives in, ends with conversation_proceed(): it performs
 * what can be performed, hears what can be heard, and arms the alarm. */
#ifndef PARLEY_RUNTIME_CONVERSATION_INTERNAL_H
#define PARLEY_RUNTIME_CONVERSATION_INTERNAL_H

#include "runtime/conversation.h"
#include "runtime/utterance_queue.h"
#include "runtime/witness.h"
#include "transports/frame.h"

/* Where a call stands in its life. conversation.c draws the moves between them. */
enum life {
    LIFE_PLANNED,     /* Not started. */
    LIFE_CONNECTING,  /* An attempt is under way. */
    LIFE_BACKING_OFF, /* It failed; the next begins later. */
    LIFE_OPEN,        /* The call goes on. */
    LIFE_LAST_WORDS,  /* The caller sent its end_call; what the agent still says is recorded. */
    LIFE_CLOSING,     /* The closing handshake is under way. */
    LIFE_DROPPING,    /* The transport was told to abort; its closed() follows. */
    LIFE_OVER,        /* There is no connection; the alarm rings at once to say so from the loop. */
    LIFE_ENDED,       /* `ended` was told. */
    LIVES
};

/* What became of what was said last. */
enum last_word {
    LAST_WORD_ANSWERED,  /* The agent's fired a condition, the caller spoke, or nobody did yet. */
    LAST_WORD_UNMATCHED, /* The agent's fired nothing. */
    LAST_WORD_IGNORED,   /* The agent's came while nothing could fire. */
};

struct conversation {
    const struct conversation_context *context;
    const struct call *call;
    struct transport *transport;
    struct witness *witness; /* NULL when nothing is expected. */
    void (*ended)(void *user);
    void *user;
    struct alarm alarm;
    instant now;     /* When the callback that runs began, or last sent something. */
    bool proceeding; /* Inside conversation_proceed(). */

    /* Its life. */
    enum life life;
    instant life_since;
    uint32_t attempt;  /* To connect, from 1. */
    int open_error;    /* The transport would not even begin; told from the loop. */
    bool opened;       /* It was open once, at `opened_at`. */
    bool decided;      /* Its ending is known. */
    bool endcall_sent; /* A scripted one. */
    enum ending ending;
    const char *detail; /* Of the ending: static, or NULL. */
    instant opened_at;

    /* Signs of life. */
    bool pong_awaited;
    instant pinged_at; /* At first, when it opened. */

    /* What is being performed (performance.c). */
    const struct action *action; /* NULL: nothing is. */
    uint32_t condition;          /* Whose action it is. */
    uint32_t step;               /* The next one. */
    bool pausing;                /* Until `pause_until`, in this mode. */
    enum pause_mode pause_mode;
    instant pause_until;
    instant heard_at;        /* When the utterance that fired it arrived. */
    instant message_started; /* Where the pause before the next message began. */

    /* What was said (turns.c). */
    struct utterance_queue waiting;
    struct buffer turn; /* The last turn that was joined or fired nothing. */
    enum last_word last_word;
    bool all_fired;        /* Nothing is left to fire, and no condition has an endcall. */
    bool response_awaited; /* The caller spoke last, at `said_at`. */
    bool opened_by_caller; /* Condition 0 fired on open. */
    bool greeted_early;    /* The agent spoke within a second of the open. */
    bool greeting_crossed; /* It looks as if it greeted while the caller opened. */
    uint32_t said_count;   /* Messages of the caller, without end_calls. */
    uint32_t heard_count;  /* Utterances of the agent. */
    uint64_t kept;         /* Bytes of what the agent sent, as counted against a flood. */
    instant said_at;
    instant idle_since; /* Since when nothing was performed, said or called. */

    _Alignas(8) unsigned char state[]; /* struct machine_state */
};

/* Look at the clock: first of all in every callback. */
static inline void conversation_wake(struct conversation *conversation) {
    conversation->now = clock_now(conversation->context->clock);
}

static inline const struct machine *conversation_machine(const struct conversation *conversation) {
    return conversation->call->playbook->machine;
}

static inline struct machine_state *conversation_state(struct conversation *conversation) {
    return (struct machine_state *)(void *)conversation->state;
}

/* Tell the listener; `at` and `call` are filled in here. */
void conversation_tell(struct conversation *conversation, struct event *event);

/* -- conversation.c -- */

/* Do what can be done now and arm the alarm for the rest. */
void conversation_proceed(struct conversation *conversation);
void conversation_move(struct conversation *conversation, enum life life);
/* Begin an attempt to connect. */
void conversation_connect(struct conversation *conversation);
/* An attempt took too long: give it up. */
void conversation_attempt_late(struct conversation *conversation);
/* An attempt could not even begin. */
void conversation_attempt_refused(struct conversation *conversation);
/* The call ends as @ending unless that was decided before. @detail is static, or NULL. */
void conversation_decide(struct conversation *conversation, enum ending ending, const char *detail);
/* The caller ends the open call: it sends an end_call and waits for last words. */
void conversation_hang_up(struct conversation *conversation, enum ending ending,
                          const char *detail);
/* The same without waiting for last words. */
void conversation_hang_up_at_once(struct conversation *conversation, enum ending ending,
                                  const char *detail);
/* The caller's end_call is out: wait for last words. */
void conversation_await_last_words(struct conversation *conversation);
/* Begin the closing handshake. */
void conversation_close(struct conversation *conversation);
/* The other side does not answer it: drop the connection. */
void conversation_drop(struct conversation *conversation);
/* Tell how it ended. Frees nothing, but `ended` may: not to be touched afterwards. @end may be
 * NULL.
 */
void conversation_finish(struct conversation *conversation, const struct transport_end *end);

/* -- attempts.c -- (an @end of NULL: the attempt took too long) */

/* True when a failure to connect may pass by itself (spec 3.1). */
bool attempt_may_be_repeated(const struct transport_end *end);
/* How long to wait behind attempt @attempt. */
uint32_t attempt_backoff_ms(uint32_t attempt);
/* What it means for the call that its last attempt failed like this. */
enum ending attempt_ending(const struct transport_end *end);

/* -- turns.c -- */

/* The agent said something: record it, and let it wait for its turn. */
void turns_message(struct conversation *conversation, char *text, size_t length);
/* Hear the first turn that waits. False when there is none, or it is not complete, or something is
 * performed. */
bool turns_take(struct conversation *conversation);
/* When the first turn that waits is complete; INSTANT_NEVER when nothing waits for that. */
instant turns_complete_at(const struct conversation *conversation);
/* What waits and arrived until @until triggers nothing. */
void turns_ignore_waiting(struct conversation *conversation, instant until);

/* -- performance.c -- */

/* A condition fired: begin its action. @heard_at: when the utterance that fired it arrived. */
void performance_begin(struct conversation *conversation, const struct machine_answer *answer,
                       instant heard_at);
/* Wait so long before the first step: the latency of an agent. */
void performance_delay(struct conversation *conversation, uint32_t ms);
/* Perform as far as the next pause. False when there is nothing to perform now. */
bool performance_advance(struct conversation *conversation);
/* When the pause that goes on ends; INSTANT_NEVER when none does. */
instant performance_resumes_at(const struct conversation *conversation);
/* True when an utterance that comes now drops the rest, or triggers nothing. */
bool performance_in_pause(const struct conversation *conversation, enum pause_mode mode);
/* The agent spoke in a silence: drop the rest of the action (spec 2.2). */
void performance_interrupt(struct conversation *conversation);
/* Send an end_call that no condition scripts. */
void performance_send_end_call(struct conversation *conversation);

/* -- deadlines.c -- */

void deadlines_init(struct conversation *conversation);
/* Arm the alarm for the nearest deadline of all that run. */
void deadlines_arm(struct conversation *conversation);

#endif
