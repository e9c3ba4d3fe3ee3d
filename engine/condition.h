/* condition.h - the language of conditions: a text to an expression, and what is wrong with it
 * (spec 2.1).
 *
 *     expression := term { OR term }          AND binds tighter than OR
 *     term       := factor { AND factor }
 *     factor     := NOT factor | ( expression ) | predicate
 *     predicate  := ( contains | equals | starts_with | ends_with | matches ) "text"
 */
#ifndef PARLEY_ENGINE_CONDITION_H
#define PARLEY_ENGINE_CONDITION_H

#include "engine/template.h"

enum predicate {
    PREDICATE_CONTAINS,
    PREDICATE_EQUALS,
    PREDICATE_STARTS_WITH,
    PREDICATE_ENDS_WITH,
    PREDICATE_MATCHES,
};

enum expression_kind { EXPRESSION_OR, EXPRESSION_AND, EXPRESSION_NOT, EXPRESSION_PREDICATE };

/* A node of a parsed condition. Never changes; lives in the arena it was parsed in. */
struct expression {
    enum expression_kind kind;
    /* OR and AND: two or more, in the order written, none of the same kind (`a OR (b OR c)` has
     * three); NOT: one. */
    const struct expression *const *children;
    size_t child_count;
    /* A predicate: which, and its text with escapes and values resolved, not folded (`matches`: a
     * pattern in which values are quoted). NUL-terminated. */
    enum predicate predicate;
    const char *text;
    size_t text_length;
    /* Where it stands in the source text, bytes. */
    size_t source_start, source_length;
    /* A predicate's number, from 0 in the order written; other nodes: 0. */
    uint32_t term;
};

enum condition_kind {
    CONDITION_EXPRESSION, /* Decided here. */
    CONDITION_NATURAL,    /* In natural language: only a model can decide it (spec section 5). */
    CONDITION_BROKEN,     /* Begins like an expression and is none: a diagnostic says where. */
};

/* How deep NOT and parentheses may nest; deeper is an error. */
enum { CONDITION_DEPTH = 100 };

/* Parse @text. On CONDITION_EXPRESSION *@out is the expression, in @arena; else NULL. An error's
 * message gives its column within the source text, in code points from 1. A text that is natural
 * language by a slip (a misspelt predicate, typographic quotes) gets a warning. */
enum condition_kind condition_parse(struct arena *arena, const struct template_text *text,
                                    const struct place *place, struct diagnostics *diagnostics,
                                    const struct expression **out);

/* The expression as text that parses to the same, with the fewest parentheses, appended to @out. */
void expression_print(const struct expression *expression, struct buffer *out);

/* "contains" and its like; never NULL. */
const char *predicate_text(enum predicate predicate);

#endif
