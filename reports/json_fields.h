/* json_fields.h - JSON members in the forms all reports share: seconds, texts, JSON within JSON. */
#ifndef PARLEY_REPORTS_JSON_FIELDS_H
#define PARLEY_REPORTS_JSON_FIELDS_H

#include "engine/memory.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* Add @microseconds as seconds, with all the digits they have. */
void json_add_seconds(cJSON *object, const char *key, uint64_t microseconds);

/* Add @text, or null when it is NULL. */
void json_add_text(cJSON *object, const char *key, const char *text);

/* Add @length bytes of @text, which need no NUL behind them. */
void json_add_bytes(cJSON *object, const char *key, const char *text, size_t length);

/* Add @json, a valid JSON value, as it stands: numbers keep all their digits. */
void json_add_raw(cJSON *object, const char *key, const char *json);

/* Append @value to @out, in one line or laid out for people, and delete it. */
void json_print(cJSON *value, bool laid_out, struct buffer *out);

#endif
