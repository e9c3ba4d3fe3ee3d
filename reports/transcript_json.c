/* transcript_json.c - a transcript as JSON. */
#include "reports/transcript_json.h"

#include "reports/members.h"
#include "transports/json.h"

#include <inttypes.h>
#include <stdio.h>

enum { MINUTES_SIZE = 32 };

/* mm:ss, counted on beyond the hour. */
static void add_minutes(cJSON *object, uint64_t microseconds) {
    char text[MINUTES_SIZE];
    uint64_t seconds = microseconds / 1000000;
    snprintf(text, sizeof(text), "%02" PRIu64 ":%02" PRIu64, seconds / 60, seconds % 60);
    cJSON_AddStringToObject(object, "time", text);
}

static cJSON *entry_json(const struct call_record *call, const struct transcript_entry *entry,
                         bool timeless) {
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "role", transcript_role_text(entry->role));
    cJSON_AddStringToObject(object, "content", entry->content);
    if (!timeless) {
        member_add_seconds(object, "start_time", record_since_open(call, entry->started));
        member_add_seconds(object, "end_time", record_since_open(call, entry->ended));
        add_minutes(object, record_since_open(call, entry->started));
    }
    if (entry->condition != MACHINE_NONE) {
        cJSON_AddNumberToObject(object, "condition",
                                record_condition_id(call->call, entry->condition));
    }
    if (entry->action != NULL) {
        cJSON_AddStringToObject(object, "action", entry->action);
    }
    if (entry->data != NULL) {
        member_add_raw(object, "data", entry->data);
    }
    if (entry->end_call) {
        cJSON_AddTrueToObject(object, "end_call");
    }
    return object;
}

static cJSON *entries_json(const struct call_record *call, bool timeless) {
    cJSON *array = cJSON_CreateArray();
    for (const struct transcript_entry *entry = call->transcript.first; entry != NULL;
         entry = entry->next) {
        cJSON_AddItemToArray(array, entry_json(call, entry, timeless));
    }
    return array;
}

cJSON *transcript_json(const struct call_record *call) {
    return entries_json(call, false);
}

void transcript_json_hash(const struct call_record *call, char hex[DIGEST_HEX_SIZE]) {
    struct buffer text;
    buffer_init(&text, NULL);
    cJSON *entries = entries_json(call, true);
    json_append(&text, entries);
    cJSON_Delete(entries);
    digest_hex(text.data, text.length, hex);
    buffer_finish(&text);
}
