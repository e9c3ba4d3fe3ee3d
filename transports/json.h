/* json.h - cJSON with the manners the wire asks for (spec 3.2): whole texts only, escapes that name
 * no character mended, the last of two equal keys counting. */
#ifndef PARLEY_TRANSPORTS_JSON_H
#define PARLEY_TRANSPORTS_JSON_H

#include "engine/memory.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Parse @text[@length], which must be NUL and stand behind valid UTF-8. NULL when it is not one
 * JSON value with nothing but white space around it, or nests deeper than cJSON's 1,000 levels. A
 * lone surrogate escape and \u0000 become U+FFFD. The caller frees it with cJSON_Delete(). */
cJSON *json_parse(const char *text, size_t length);

/* True when json_parse() would not be NULL. */
bool json_is_valid(const char *text, size_t length);

/* The member of @object called @key, the last of several as in JavaScript; NULL when there is none
 * or @object is no object. */
const cJSON *json_member(const cJSON *object, const char *key);

/* True when @whole holds all of @part: an object each member of @part, and more maybe; an array as
 * many items, each holding its own; any other value an equal one. NULL holds nothing. */
bool json_holds(const cJSON *whole, const cJSON *part);

/* A value as compact JSON on one line, NUL-terminated; the caller frees it with cJSON_free().
 * Numbers of more than 15 digits are rounded. */
char *json_print(const cJSON *value);

/* Append json_print() of a value. */
void json_append(struct buffer *out, const cJSON *value);

/* Append @text, NUL-terminated UTF-8, as a JSON string with its quotes. */
void json_append_string(struct buffer *out, const char *text);

#endif
