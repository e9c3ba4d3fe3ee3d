/* action.h - the language of actions: markup to steps (spec 2.2). */
#ifndef PARLEY_ENGINE_ACTION_H
#define PARLEY_ENGINE_ACTION_H

#include "engine/template.h"

enum step_kind {
    STEP_PAUSE,          /* Wait. */
    STEP_SAY,            /* Send a message. */
    STEP_DTMF,           /* Send digits. */
    STEP_CLIENT_MESSAGE, /* Send an RTVI client message. */
    STEP_SEND_SMS, /* Nothing is sent: an event. It does not split the text, so it stands before
                      the message it is written in. */
    STEP_END_CALL, /* Send the text (may be empty) with end_call; always the last step. */
};

/* What an utterance does that arrives during a pause. */
enum pause_mode {
    PAUSE_WAITS,         /* It waits its turn: <break>. */
    PAUSE_INTERRUPTIBLE, /* It drops the rest of the action and is matched: <silence>. */
    PAUSE_DEAF,          /* It is recorded and triggers nothing: <hold>, <ignore_interruptions>,
                            <interruption>. */
};

/* One thing to do. Never changes; its texts live as long as the action. All texts are
 * NUL-terminated. */
struct step {
    enum step_kind kind;
    union {
        struct {
            enum pause_mode mode;
            uint32_t ms;
            bool from_utterance; /* Counted from when the utterance that fired arrived:
                                    <interruption>. */
        } pause;
        struct {
            const char *text;
            size_t length;
        } say; /* STEP_SAY, STEP_SEND_SMS, STEP_END_CALL: the text; STEP_DTMF: the digits. */
        struct {
            const char *type; /* `t`. */
            const char *data; /* `d`: any text, JSON or not is for the wire to see; "" when there
                                 is none. */
        } client_message;
    };
};

struct action {
    const struct step *steps;
    size_t step_count;
    bool ends_call;     /* The last step is STEP_END_CALL. */
    bool has_tags;      /* Some known tag stands in it. */
    const char *source; /* As filled from its template: what transcripts show as `action`. */
    size_t source_length;
    const char *content; /* All that is said in it, in one text, without markup; for listings. */
    size_t content_length;
};

/* What an action may hold depends on where it stands. */
struct action_context {
    bool is_followup;         /* <interruption> may stand here. */
    bool fixed_message;       /* False: tags do not act, with a warning; the text is for a model. */
    uint32_t max_duration_ms; /* No pause may be longer. */
};

/* Parse @text. Mistakes are diagnostics about @place, each with its column in the source text; the
 * steps that could be read are in @out all the same. */
void action_parse(struct arena *arena, const struct template_text *text,
                  const struct action_context *context, const struct place *place,
                  struct diagnostics *diagnostics, struct action *out);

#endif
