/* normal.h - Unicode normal forms, a stretch of text at a time, with where everything came from.
 *
 * utf8proc normalizes whole strings and forgets what became of which character; explanations need
 * to point back at what the agent said. So a stretch is decomposed character by character, each
 * result remembering its origin, put into canonical order, and composed segment by segment. */
#ifndef PARLEY_ENGINE_NORMAL_H
#define PARLEY_ENGINE_NORMAL_H

#include "engine/memory.h"

#include <stdint.h>

enum normal_form {
    NORMAL_NFC,    /* Canonical composition. */
    NORMAL_FOLDED, /* Typographic quotes, primes and dashes made plain, then NFKC_Casefold. */
};

/* The memory to normalize in. Reuse it: after the first few texts it allocates nothing. */
struct normalizer {
    /* The stretch last normalized: code points, and for each the offset in the text where what it
     * was made of begins. Offsets never decrease. */
    const int32_t *code_points;
    const uint32_t *origins;
    size_t count;
    /* private */
    struct buffer code_point_bytes;
    struct buffer origin_bytes;
    struct buffer mark_bytes;
};

/* @memory as for buffer_init(). */
void normalizer_init(struct normalizer *normalizer, const struct memory *memory);
/* A zeroed normalizer is allowed. */
void normalizer_finish(struct normalizer *normalizer);

/* Normalize the stretch of @text (@length bytes, less than 4 GiB) that begins at @start and ends
 * before the next ASCII character that no combining character follows, or with the text. Returns
 * where it ends. @start must be such an end, or 0. Bad UTF-8 counts as U+FFFD, one for each bad
 * byte. */
size_t normalize_stretch(struct normalizer *normalizer, enum normal_form form, const char *text,
                         size_t length, size_t start);

#endif
