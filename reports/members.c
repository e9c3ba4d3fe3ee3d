/* members.c - JSON members in the forms all reports share. */
#include "reports/members.h"

#include "reports/log_commands.h"

void member_add_seconds(cJSON *object, const char *key, uint64_t microseconds) {
    cJSON_AddNumberToObject(object, key, (double)microseconds / 1000000);
}

void member_add_text(cJSON *object, const char *key, const char *text) {
    if (text != NULL) {
        cJSON_AddStringToObject(object, key, text);
    } else {
        cJSON_AddNullToObject(object, key);
    }
}

void member_add_bytes(cJSON *object, const char *key, const char *text, size_t length) {
    struct arena arena;
    arena_init(&arena, NULL);
    cJSON_AddStringToObject(object, key, arena_copy(&arena, text, length));
    arena_finish(&arena);
}

bool members_too_deep(const char *json) {
    size_t depth = 0;
    bool in_string = false;
    for (const char *at = json; *at != '\0'; at++) {
        if (in_string && *at == '\\' && at[1] != '\0') {
            at++;
        } else if (*at == '"') {
            in_string = !in_string;
        } else if (!in_string && (*at == '[' || *at == '{')) {
            if (++depth > MEMBERS_DEPTH) {
                return true;
            }
        } else if (!in_string && (*at == ']' || *at == '}')) {
            depth--;
        }
    }
    return false;
}

void member_add_raw(cJSON *object, const char *key, const char *json) {
    if (members_too_deep(json)) {
        cJSON_AddStringToObject(object, key, json);
    } else {
        cJSON_AddRawToObject(object, key, json);
    }
}

void members_print(cJSON *value, bool laid_out, struct buffer *out) {
    char *text = laid_out ? cJSON_Print(value) : cJSON_PrintUnformatted(value);
    size_t before = out->length;
    if (text != NULL) {
        buffer_append_text(out, text);
        log_commands_disarm(out, before, "\\u0023", "\\u003a");
        cJSON_free(text);
    }
    cJSON_Delete(value);
}
