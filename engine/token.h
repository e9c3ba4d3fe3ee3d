/* token.h - the words of a condition: what stands between its white space (spec 2.1).
 *
 * Bytes of a filled text that came from a value are never part of a word, a parenthesis or a quote:
 * outside of quotes they are a token of their own, which no condition has room for. */
#ifndef PARLEY_ENGINE_TOKEN_H
#define PARLEY_ENGINE_TOKEN_H

#include "engine/template.h"

enum token_kind {
    TOKEN_WORD,     /* Anything up to white space, a quote, a parenthesis or a value. */
    TOKEN_QUOTED,   /* A text in double or single quotes. */
    TOKEN_UNCLOSED, /* A quote that nothing closes: all the rest. */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_VALUE, /* A value outside of quotes. */
    TOKEN_END,
};

/* Bytes @start to @end of the filled text. */
struct token {
    enum token_kind kind;
    size_t start, end;
};

/* The token that begins at or behind the byte at @from. */
struct token token_read(const struct template_text *text, size_t from);

/* True when @token is @word, in any letter case. */
bool token_is_word(const struct template_text *text, const struct token *token, const char *word);

/* What a TOKEN_QUOTED holds, with its escapes resolved (`\"`, `\\`, in single quotes also `\'`),
 * NUL-terminated in @arena. */
const char *token_quoted(struct arena *arena, const struct template_text *text,
                         const struct token *token, size_t *length);

/* The same as a pattern for PCRE2, in which values stand for nothing but themselves. */
const char *token_pattern(struct arena *arena, const struct template_text *text,
                          const struct token *token, size_t *length);

#endif
