/* message.h - the text of one message, joined from what is left of an action without its markup.
 *
 * Where markup is taken out at most one space is left, none before , . ; : ! ? and none at the ends
 * (spec 2.2). */
#ifndef PARLEY_ENGINE_MESSAGE_H
#define PARLEY_ENGINE_MESSAGE_H

#include "engine/memory.h"

#include <stdbool.h>

struct message {
    /* private */
    struct buffer text;
    bool cut;   /* Markup was taken out behind the text. */
    bool space; /* White space stood beside it. */
};

/* @memory as for buffer_init(). */
void message_init(struct message *message, const struct memory *memory);
void message_finish(struct message *message);

void message_append(struct message *message, const char *text, size_t length);

/* Markup is taken out here. */
void message_cut(struct message *message);

/* The whole text, trimmed, NUL-terminated, in @arena; *@length is its length. NULL when nothing is
 * left. The message is empty afterwards. */
const char *message_take(struct message *message, struct arena *arena, size_t *length);

#endif
