/* members.h - JSON members in the forms all reports share: seconds, texts, JSON within JSON. */
#ifndef PARLEY_REPORTS_MEMBERS_H
#define PARLEY_REPORTS_MEMBERS_H

#include "engine/memory.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* Add @microseconds as seconds, with all the digits they have. */
void member_add_seconds(cJSON *object, const char *key, uint64_t microseconds);

/* Add @text, or null when it is NULL. */
void member_add_text(cJSON *object, const char *key, const char *text);

/* Add @length bytes of @text, which need no NUL behind them. */
void member_add_bytes(cJSON *object, const char *key, const char *text, size_t length);

/* True when @json, a valid value, nests so deep that other programs may not be able to read it. */
enum { MEMBERS_DEPTH = 100 };
bool members_too_deep(const char *json);

/* Add @json, a valid value, as it stands; as a string when it nests too deep. */
void member_add_raw(cJSON *object, const char *key, const char *json);

/* Append @value to @out, in one line or laid out for people, and delete it. What a CI system would
 * take for a command in it is disarmed (log_commands.h). */
void members_print(cJSON *value, bool laid_out, struct buffer *out);

#endif
