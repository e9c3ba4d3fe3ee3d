/* secrets.h - what must never be shown: a list of texts and the masking of them (spec 1.3). */
#ifndef PARLEY_FORMATS_SECRETS_H
#define PARLEY_FORMATS_SECRETS_H

#include "engine/memory.h"

#include <stdbool.h>

enum {
    SECRET_MINIMUM = 8 /* Bytes: shorter ones are too common in ordinary text to be masked in it. */
};

/* Texts to mask. Zeroed is empty. They live in the arena; longest first. */
struct secrets {
    struct arena *arena;
    const char **texts;
    size_t count;
    /* private */
    size_t capacity;
};

void secrets_init(struct secrets *secrets, struct arena *arena);

/* Add a header value, a secret or user info: itself if it has SECRET_MINIMUM bytes, and what
 * follows "Bearer " or "Basic " in it; each also in the form it has inside JSON strings. @text is
 * copied. */
void secrets_add(struct secrets *secrets, const char *text);

/* True when @text holds one. */
bool secrets_found(const struct secrets *secrets, const char *text, size_t length);

/* Append @text to @out with each secret as ***, where several overlap or touch as one. */
void secrets_mask(const struct secrets *secrets, const char *text, size_t length,
                  struct buffer *out);

#endif
