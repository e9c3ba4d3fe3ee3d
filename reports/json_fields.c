/* json_fields.c - JSON members in the forms all reports share. */
#include "reports/json_fields.h"

void json_add_seconds(cJSON *object, const char *key, uint64_t microseconds) {
    cJSON_AddNumberToObject(object, key, (double)microseconds / 1000000);
}

void json_add_text(cJSON *object, const char *key, const char *text) {
    if (text != NULL) {
        cJSON_AddStringToObject(object, key, text);
    } else {
        cJSON_AddNullToObject(object, key);
    }
}

void json_add_bytes(cJSON *object, const char *key, const char *text, size_t length) {
    struct arena arena;
    arena_init(&arena, NULL);
    cJSON_AddStringToObject(object, key, arena_copy(&arena, text, length));
    arena_finish(&arena);
}

void json_add_raw(cJSON *object, const char *key, const char *json) {
    cJSON_AddRawToObject(object, key, json);
}

void json_print(cJSON *value, bool laid_out, struct buffer *out) {
    char *text = laid_out ? cJSON_Print(value) : cJSON_PrintUnformatted(value);
    if (text != NULL) {
        buffer_append_text(out, text);
        cJSON_free(text);
    }
    cJSON_Delete(value);
}
