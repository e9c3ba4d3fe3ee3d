/* text.h - folding: the form in which an utterance and a keyword are compared (spec 2.1).
 *
 * Folding turns typographic quotes, primes and dashes into plain ones, then applies NFKC case
 * folding (Unicode's toNFKC_Casefold), then makes each run of Unicode white space one space. */
#ifndef PARLEY_ENGINE_TEXT_H
#define PARLEY_ENGINE_TEXT_H

#include "engine/normal.h"

#include <stdbool.h>
#include <stdint.h>

enum text_fold_flags {
    TEXT_TRIM = 1,    /* Drop white space at both ends: for utterances, not for keywords. */
    TEXT_ORIGINS = 2, /* Also fill `origins`. */
};

/* The folded text, and the memory that folding works in. Reuse it: after the first few texts it
 * allocates nothing. The result is valid until the next text_fold() on it. */
struct text_fold {
    const char *bytes; /* UTF-8, `length` bytes, not NUL-terminated; never NULL. */
    size_t length;
    /* With TEXT_ORIGINS: origins[i] is the offset in the original text where what became folded
     * byte i begins, for 0 <= i <= length (origins[length] is where the last one ends). Otherwise
     * NULL. */
    const uint32_t *origins;
    /* private */
    struct buffer folded;
    struct buffer origin_bytes;
    struct normalizer normalizer;
};

/* @memory as for buffer_init(). */
void text_fold_init(struct text_fold *fold, const struct memory *memory);
/* A zeroed fold is allowed. */
void text_fold_finish(struct text_fold *fold);

/* Fold @length bytes (less than 4 GiB) of @text, which is read during the call only. Invalid UTF-8
 * is folded as U+FFFD, one for each bad byte. @flags are of enum text_fold_flags. */
void text_fold(struct text_fold *fold, const char *text, size_t length, unsigned flags);

/* NFC of @length bytes (less than 4 GiB) of @text into @out (replaced): what `matches` looks at.
 * Allocates only to grow @out and the fold's own buffers. ASCII text comes out as it went in. */
void text_compose(struct text_fold *fold, const char *text, size_t length, struct buffer *out);

/* True when @text is well-formed UTF-8 (no surrogates, nothing above U+10FFFF). Otherwise *@bad,
 * unless NULL, is the offset of the first bad byte. */
bool text_is_utf8(const char *text, size_t length, size_t *bad);

/* True when @text is empty or all Unicode white space. */
bool text_is_blank(const char *text, size_t length);

/* How many code points @length bytes of UTF-8 hold (bytes that begin none are not counted). */
size_t text_code_points(const char *text, size_t length);

/* Unicode's White_Space property. */
bool text_is_space(uint32_t code_point);

/* Read one code point at @text (at most @length > 0 bytes). Returns its bytes; *@code_point is
 * U+FFFD and the result 1 where the UTF-8 is bad. */
size_t text_read(const char *text, size_t length, uint32_t *code_point);

#endif
