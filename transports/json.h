/* json.h - the little JSON a message needs: check it, walk its members, strings both ways.
 *
 * A library that builds a tree would do, but for three things: a message from an agent must be
 * checked to the letter (RFC 8259: no trailing garbage, no 01, no bare control characters), its
 * numbers must come out as they came in (an id of 19 digits is not a double), and the path of a
 * message allocates nothing. So all of this works in place on the text. */
#ifndef PARLEY_TRANSPORTS_JSON_H
#define PARLEY_TRANSPORTS_JSON_H

#include "engine/memory.h"

#include <stdbool.h>

/* How deep objects and arrays may nest, as in files: what other tools read has such limits too. */
enum { JSON_DEPTH = 100 };

/* A part of a text: one JSON value, a string with its quotes. */
struct json_value {
    char *start;
    size_t length;
};

/* True when @text, valid UTF-8, is one JSON value with nothing but white space around it, nested at
 * most JSON_DEPTH deep. */
bool json_is_valid(const char *text, size_t length);

/* The members of an object, in order. json_members() starts with a text that json_is_valid(); false
 * when it is no object. json_next_member() is false when there are no more. The members point into
 * the text; a value may be changed in place once the walk has gone past it. */
struct json_members {
    /* private */
    char *at;
    const char *end;
};
bool json_members(struct json_members *members, char *text, size_t length);
bool json_next_member(struct json_members *members, struct json_value *key,
                      struct json_value *value);

bool json_is_string(struct json_value value);
bool json_is_object(struct json_value value);

/* About a string: its text is @word (ASCII); its text is empty or all white space. */
bool json_string_is(struct json_value string, const char *word);
bool json_string_is_blank(struct json_value string);

/* Turn a string into its text, in place, NUL-terminated; returns it and its length. \u0000 and lone
 * surrogates become U+FFFD. */
char *json_string_decode(struct json_value string, size_t *length);

/* Drop the white space between the tokens of a value, in place, and put a NUL behind it, over what
 * follows; returns it. \u0000 and lone surrogates become \uFFFD. */
char *json_compact(struct json_value value);

/* Append @text, NUL-terminated UTF-8, as a JSON string with its quotes. */
void json_append_string(struct buffer *out, const char *text);

#endif
