/* transcript_json.h - a transcript as JSON, and what it comes to (spec section 6). */
#ifndef PARLEY_REPORTS_TRANSCRIPT_JSON_H
#define PARLEY_REPORTS_TRANSCRIPT_JSON_H

#include "reports/digest.h"
#include "reports/record.h"

#include <cjson/cJSON.h>

/* `transcript_object`: an array of entries. To be deleted by the caller. */
cJSON *transcript_json(const struct call_record *call);

/* The SHA-256 of the same array without `start_time`, `end_time` and `time`, printed without white
 * space: equal for calls in which the same was said and done in the same order. */
void transcript_json_hash(const struct call_record *call, char hex[DIGEST_HEX_SIZE]);

#endif
