/* conversation_model.h - what a call's events say, told once more to a machine of its own.
 *
 * The model hears nothing but the events. It keeps the agent's utterances in a plain list until the
 * events say what became of them, joins them by the rule of spec 4.4, and asks a fresh machine:
 * whatever fired must fire again, and the verdict must come out the same. */
#ifndef PARLEY_TESTS_FUZZ_CONVERSATION_MODEL_H
#define PARLEY_TESTS_FUZZ_CONVERSATION_MODEL_H

#include "runtime/conversation.h"

enum { MODEL_UTTERANCES = 2048 /* As many may be said. */ };

struct model_utterance {
    size_t start, length; /* In `texts`. */
    instant arrived;
};

struct conversation_model {
    const struct machine *machine;
    bool expects; /* The call has expectations. */
    instant turn_gap;
    struct machine_scratch *scratch;
    struct machine_state *state;
    struct buffer texts;
    struct model_utterance waiting[MODEL_UTTERANCES];
    size_t first, end; /* Of those that wait. */
    struct buffer turn;
    uint32_t performed; /* Whose action is performed or was last; MACHINE_NONE: dropped, or none. */
    bool fires_on_open; /* FIRED must follow. */
    bool endcall_sent;
    bool opened, ended;
    uint32_t attempt;
    instant at, opened_at;
    size_t counts[EVENTS];
};

/* @call must outlive it. */
void conversation_model_begin(struct conversation_model *model, const struct call *call,
                              const struct conversation_settings *settings, instant now);
void conversation_model_event(struct conversation_model *model, const struct event *event);
void conversation_model_end(struct conversation_model *model);

#endif
