/* value.h - what a parsed file holds: a tree of values, each with its place (spec section 1). */
#ifndef PARLEY_FORMATS_VALUE_H
#define PARLEY_FORMATS_VALUE_H

#include "engine/diagnostic.h"

enum value_kind {
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_ARRAY,
    VALUE_OBJECT
};

struct value;

struct member {
    const char *key; /* UTF-8, NUL-terminated, without a NUL in it. */
    size_t key_length;
    uint32_t line, column; /* Of the key. */
    const struct value *value;
};

/* A value. Lives in the arena it was read in. The same one may stand in several places (a YAML
 * alias); its place is then where its anchor stands. */
struct value {
    enum value_kind kind;
    uint32_t line, column;      /* Where it begins; columns in code points from 1. */
    uint32_t index;             /* Among its parent's items or members. */
    const struct value *parent; /* NULL for the root. */
    union {
        bool boolean;
        struct { /* STRING: its value, UTF-8, NUL-terminated. NUMBER: as the file writes it. */
            const char *text;
            size_t length;
        };
        struct { /* ARRAY */
            const struct value *const *items;
            size_t item_count;
        };
        struct { /* OBJECT: in file order, no key twice. */
            const struct member *members;
            size_t member_count;
        };
    };
};

/* The member's value, or NULL when there is none or @object is no object. @object may be NULL. */
const struct value *value_member(const struct value *object, const char *key);

/* The same, but NULL also when the member is null: for keys where null means "not given". */
const struct value *value_given(const struct value *object, const char *key);

/* "an object", "a text" ... as a sentence says it; never NULL. NULL is "nothing". */
const char *value_kind_text(const struct value *value);

/* True when @value is a string that is exactly @text. @value may be NULL. */
bool value_is_text(const struct value *value, const char *text);

/* True when @value is a NUMBER that is an integer (also 1.0 and 1e2) in int64_t's range. */
bool value_integer(const struct value *value, int64_t *integer);
/* True when @value is a finite NUMBER. */
bool value_number(const struct value *value, double *number);

/* Append compact JSON. Numbers as the file wrote them where JSON allows that spelling, else as JSON
 * spells them; what JSON has no number for (.inf, .nan) is null. At most DOCUMENT_MAX_DEPTH deep.
 */
void value_print(const struct value *value, struct buffer *out);

/* Append @text as a JSON string, in quotes. */
void value_print_text(const char *text, size_t length, struct buffer *out);

/* True when both would print the same. */
bool value_equal(const struct value *a, const struct value *b);

/* "conditions[2].action"; a key that is no identifier as ['odd key']; "" for the root. In @arena.
 * Very long keys are cut short. */
const char *value_path(struct arena *arena, const struct value *value);

/* The place of a value in @file. */
struct place value_place(struct arena *arena, const char *file, const struct value *value);

/* The place of a member's key in @file; its path is that of the member. */
struct place value_key_place(struct arena *arena, const char *file, const struct value *object,
                             const struct member *member);

#endif
