/* conversation_stage.h - where fuzz_conversation.c plays: a conversation, and an agent that does
 * what the lines of a script say. */
#ifndef PARLEY_TESTS_FUZZ_CONVERSATION_STAGE_H
#define PARLEY_TESTS_FUZZ_CONVERSATION_STAGE_H

#include "tests/fuzz/conversation_model.h"
#include "tests/lib/test_clock.h"
#include "transports/memory_transport.h"

enum { STAGE_MAX_DURATION_MS = 120 * 1000 /* Of the call. */ };

struct stage {
    struct transport_operations operations; /* The real ones; some fail when the script says so. */
    struct stage *self;                     /* For those, which are given only the above. */
    const struct transport_operations *real;
    struct memory_peer peer;
    struct transport *transport;
    struct conversation *conversation;
    struct test_clock clock;
    struct conversation_settings settings;
    struct conversation_model *model;
    instant began;
    uint64_t digest; /* Of all events. */
    size_t frames;   /* Sent by the conversation. */
    size_t said_bytes, said_count;
    size_t held; /* Bytes of its memory. */
    bool connecting, closing, aborting, pinged, overflowed;
    bool end_call_out, ended;
    bool cannot_begin, deaf, quiet;
};

/* The conversation's transport, whose peer the stage is; it comes from @memory. */
void stage_set(struct stage *stage, const struct memory *memory);
/* Of an agent we play, the connection is open before there is a conversation. */
void stage_open_beforehand(struct stage *stage);

/* Do what one line says; @line is NUL-terminated at @length > 0. */
void stage_perform(struct stage *stage, char *line, size_t length);
/* What comes back by itself, as soon as the loop runs again. */
void stage_settle(struct stage *stage);
/* The attempt to connect that is under way succeeds. */
void stage_accept(struct stage *stage);
/* Time passes. */
void stage_pass(struct stage *stage, instant until);

#endif
