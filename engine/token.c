/* token.c - reads the words and quoted texts of conditions. */
#include "engine/token.h"

#include "engine/text.h"

#include <string.h>
#include <utf8proc.h>

/* The byte at @offset if it may be syntax, else NUL (which is no syntax either). */
static char syntax_at(const struct template_text *text, size_t offset) {
    return offset < text->length && !template_is_value(text, offset) ? text->text[offset] : '\0';
}

/* The bytes of the white space at @offset; 0 when there is none. */
static size_t space_at(const struct template_text *text, size_t offset) {
    if (offset >= text->length || template_is_value(text, offset)) {
        return 0;
    }
    uint32_t code_point = 0;
    size_t bytes = text_read(text->text + offset, text->length - offset, &code_point);
    return text_is_space(code_point) ? bytes : 0;
}

static bool is_quote(char byte) {
    return byte == '"' || byte == '\'';
}

static bool is_punctuation(char byte) {
    return is_quote(byte) || byte == '(' || byte == ')';
}

/* True when a backslash at @offset, in quotes of the kind @quote, is an escape and no more. */
static bool is_escape(const struct template_text *text, size_t offset, char quote) {
    if (syntax_at(text, offset) != '\\') {
        return false;
    }
    char next = syntax_at(text, offset + 1);
    return next == '\\' || next == '"' || (next == '\'' && quote == '\'');
}

static void read_quoted(const struct template_text *text, struct token *token) {
    char quote = text->text[token->start];
    size_t at = token->start + 1;
    while (at < text->length && syntax_at(text, at) != quote) {
        at += is_escape(text, at, quote) ? 2 : 1;
    }
    bool closed = at < text->length;
    token->kind = closed ? TOKEN_QUOTED : TOKEN_UNCLOSED;
    token->end = closed ? at + 1 : at;
}

static void read_value(const struct template_text *text, struct token *token) {
    token->kind = TOKEN_VALUE;
    while (token->end < text->length && template_is_value(text, token->end)) {
        token->end++;
    }
}

static void read_word(const struct template_text *text, struct token *token) {
    token->kind = TOKEN_WORD;
    while (token->end < text->length && !template_is_value(text, token->end) &&
           !is_punctuation(text->text[token->end]) && space_at(text, token->end) == 0) {
        token->end++;
    }
}

struct token token_read(const struct template_text *text, size_t from) {
    size_t space = 0;
    while ((space = space_at(text, from)) > 0) {
        from += space;
    }
    struct token token = {.kind = TOKEN_END, .start = from, .end = from};
    char first = syntax_at(text, from);
    if (from == text->length) {
        return token;
    }
    if (first == '(' || first == ')') {
        token.kind = first == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
        token.end++;
    } else if (is_quote(first)) {
        read_quoted(text, &token);
    } else if (template_is_value(text, from)) {
        read_value(text, &token);
    } else {
        read_word(text, &token);
    }
    return token;
}

static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool token_is_word(const struct template_text *text, const struct token *token, const char *word) {
    size_t length = token->end - token->start;
    if (token->kind != TOKEN_WORD || strlen(word) != length) {
        return false;
    }
    size_t same = 0;
    while (same < length && lower(text->text[token->start + same]) == lower(word[same])) {
        same++;
    }
    return same == length;
}

const char *token_quoted(struct arena *arena, const struct template_text *text,
                         const struct token *token, size_t *length) {
    char quote = text->text[token->start];
    size_t end = token->end - 1;
    char *content = arena_alloc(arena, end - token->start);
    size_t written = 0;
    for (size_t at = token->start + 1; at < end; at++) {
        at += is_escape(text, at, quote);
        content[written++] = text->text[at];
    }
    *length = written;
    return content;
}

/* Append one character of a value so that it is nothing but itself wherever it stands in a pattern.
 * Letters, marks and digits mean nothing by themselves; the rest is written by its number, as a
 * backslash would not do in a comment of the pattern. */
static void append_literal(struct buffer *pattern, const char *bytes, size_t length,
                           uint32_t code_point) {
    switch (utf8proc_category((int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
        buffer_append(pattern, bytes, length);
        break;
    default:
        buffer_printf(pattern, "\\x{%x}", (unsigned)code_point);
        break;
    }
}

/* Append the value whose bytes begin at @at. An \E before it ends whatever the pattern was in the
 * middle of (\Q, an escape, a count in braces) and otherwise means nothing. Returns where the value
 * ends. */
static size_t append_value(struct buffer *pattern, const struct template_text *text, size_t at,
                           bool literally) {
    buffer_append_text(pattern, "\\E");
    while (at < text->length && template_is_value(text, at)) {
        uint32_t code_point = 0;
        size_t bytes = text_read(text->text + at, text->length - at, &code_point);
        append_literal(pattern, text->text + at, bytes, code_point);
        at += bytes;
    }
    if (literally) {
        buffer_append_text(pattern, "\\Q");
    }
    return at;
}

const char *token_pattern(struct arena *arena, const struct template_text *text,
                          const struct token *token, size_t *length) {
    char quote = text->text[token->start];
    size_t end = token->end - 1;
    struct buffer pattern;
    buffer_init(&pattern, arena_memory(arena));
    bool literally = false; /* Between \Q and \E. */
    bool escaped = false;   /* Behind a backslash of the pattern. */
    size_t at = token->start + 1;
    while (at < end) {
        if (template_is_value(text, at)) {
            if (escaped && !literally) { /* A backslash must not take the value's \E with it. */
                buffer_append_text(&pattern, "\\");
            }
            at = append_value(&pattern, text, at, literally);
            escaped = false;
            continue;
        }
        at += is_escape(text, at, quote);
        char byte = text->text[at++];
        buffer_append(&pattern, &byte, 1);
        if (escaped && byte == (literally ? 'E' : 'Q')) {
            literally = !literally;
        }
        escaped = byte == '\\' && (literally || !escaped);
    }
    *length = pattern.length;
    const char *copy = arena_copy(arena, pattern.data, pattern.length);
    buffer_finish(&pattern);
    return copy;
}
