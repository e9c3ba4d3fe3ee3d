/* json.c - parsing strictly, printing compactly. */
#include "transports/json.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ESCAPE_LENGTH = 6 /* \uXXXX */ };

/* The code unit of the \uXXXX at @text; -1 when it is none. */
static int32_t escaped_unit(const char *text, const char *end) {
    if (end - text < ESCAPE_LENGTH || text[0] != '\\' || text[1] != 'u') {
        return -1;
    }
    char digits[5] = {text[2], text[3], text[4], text[5], '\0'};
    for (int i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)digits[i])) {
            return -1;
        }
    }
    return (int32_t)strtol(digits, NULL, 16);
}

static bool is_high_surrogate(int32_t unit) {
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low_surrogate(int32_t unit) {
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Replace, in place, each \uXXXX that names no character by \uFFFD. Every backslash in JSON stands
 * in a string and takes the character behind it along. */
static void mend_escapes(char *text, const char *end) {
    char *at = text;
    while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        int32_t unit = escaped_unit(at, end);
        if (unit < 0) {
            at += end - at >= 2 ? 2 : 1;
            continue;
        }
        if (is_high_surrogate(unit) && is_low_surrogate(escaped_unit(at + ESCAPE_LENGTH, end))) {
            at += ESCAPE_LENGTH;
        } else if (unit == 0 || is_high_surrogate(unit) || is_low_surrogate(unit)) {
            static const char replacement[] = {'F', 'F', 'F', 'D'};
            memcpy(at + 2, replacement, sizeof(replacement));
        }
        at += ESCAPE_LENGTH;
    }
}

static cJSON *parse_whole(const char *text, size_t length) {
    return cJSON_ParseWithLengthOpts(text, length + 1, NULL, true);
}

cJSON *json_parse(const char *text, size_t length) {
    if (memchr(text, '\0', length) != NULL) {
        return NULL; /* cJSON would take it for white space or for the end. */
    }
    const char *escape = memchr(text, '\\', length);
    if (escape == NULL || memmem(escape, (size_t)(text + length - escape), "\\u", 2) == NULL) {
        return parse_whole(text, length);
    }
    struct buffer mended;
    buffer_init(&mended, NULL);
    buffer_append(&mended, text, length);
    buffer_terminate(&mended);
    mend_escapes(mended.data, mended.data + length);
    cJSON *value = parse_whole(mended.data, length);
    buffer_finish(&mended);
    return value;
}

bool json_is_valid(const char *text, size_t length) {
    cJSON *value = json_parse(text, length);
    cJSON_Delete(value);
    return value != NULL;
}

const cJSON *json_member(const cJSON *object, const char *key) {
    const cJSON *found = NULL;
    const cJSON *member = NULL;
    if (cJSON_IsObject(object)) {
        cJSON_ArrayForEach(member, object) {
            if (member->string[0] == key[0] && strcmp(member->string, key) == 0) {
                found = member;
            }
        }
    }
    return found;
}

/* cJSON nests at most 1,000 levels deep. */
bool json_holds(const cJSON *whole, const cJSON *part) {
    if (cJSON_IsObject(part) && cJSON_IsObject(whole)) {
        const cJSON *member = NULL;
        cJSON_ArrayForEach(member, part) {
            if (!json_holds(json_member(whole, member->string), member)) {
                return false;
            }
        }
        return true;
    }
    if (cJSON_IsArray(part) && cJSON_IsArray(whole)) {
        const cJSON *own = whole->child;
        const cJSON *item = part->child;
        for (; own != NULL && item != NULL && json_holds(own, item); own = own->next) {
            item = item->next;
        }
        return own == NULL && item == NULL;
    }
    return cJSON_Compare(whole, part, true);
}

char *json_print(const cJSON *value) {
    char *text = cJSON_PrintUnformatted(value);
    if (text == NULL) {
        abort(); /* Only when memory is out: cJSON prints whatever it parsed. */
    }
    return text;
}

void json_append(struct buffer *out, const cJSON *value) {
    char *text = json_print(value);
    buffer_append_text(out, text);
    cJSON_free(text);
}

void json_append_string(struct buffer *out, const char *text) {
    cJSON *reference = cJSON_CreateStringReference(text);
    json_append(out, reference);
    cJSON_Delete(reference);
}
