/* steps.h - gathers what an action says and does, piece by piece, into steps.
 *
 * Text is gathered into a message until something splits it; breaks pause before the message they
 * stand in, which is sent whole (spec 2.2). */
#ifndef PARLEY_ENGINE_STEPS_H
#define PARLEY_ENGINE_STEPS_H

#include "engine/action.h"
#include "engine/message.h"

struct steps {
    bool deaf; /* Within <ignore_interruptions>: every pause added is PAUSE_DEAF. */
    /* private */
    struct arena *arena;
    struct message message;
    struct buffer list;    /* Of struct step. */
    struct buffer content; /* All that is said. */
    size_t message_start;  /* Breaks of the gathered message stand from this step on. */
    bool ended;
};

/* The steps and their texts will be in @arena. */
void steps_init(struct steps *steps, struct arena *arena);
/* Whether steps_done() was called or not. */
void steps_finish(struct steps *steps);

/* Text as it stands. */
void steps_text(struct steps *steps, const char *text, size_t length);
/* Markup is taken out here. */
void steps_cut(struct steps *steps);
/* Wait before the gathered message; breaks of one message and mode are summed up. */
void steps_break(struct steps *steps, uint32_t ms);
/* Say what was gathered, then pause. */
void steps_pause(struct steps *steps, enum pause_mode mode, uint32_t ms);
/* Add @step, which is none of the above. STEP_SEND_SMS and a pause counted from an utterance come
 * before the gathered message, all others after it. @step is copied, its texts are kept. */
void steps_add(struct steps *steps, const struct step *step);
/* End the call with what was gathered. */
void steps_end_call(struct steps *steps);

/* Say what was gathered and put all steps into @out. */
void steps_done(struct steps *steps, struct action *out);

#endif
