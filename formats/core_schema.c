/* core_schema.c - the tables and the two small grammars of YAML 1.2.2, section 10.3.2. */
#include "formats/core_schema.h"

#include <string.h>

static bool is_one_of(const char *text, size_t length, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0) {
            return true;
        }
    }
    return false;
}

#define IS_ONE_OF(text, length, words)                                                             \
    is_one_of(text, length, words, sizeof(words) / sizeof((words)[0]))

/* How many bytes at @text are among @set. */
static size_t span(const char *text, size_t length, const char *set) {
    size_t count = 0;
    while (count < length && text[count] != '\0' && strchr(set, text[count]) != NULL) {
        count++;
    }
    return count;
}

static const char digits[] = "0123456789";

/* [-+]? [0-9]+ | 0o [0-7]+ | 0x [0-9a-fA-F]+ */
bool core_schema_integer(const char *text, size_t length) {
    if (length > 2 && text[0] == '0' && (text[1] == 'o' || text[1] == 'x')) {
        const char *set = text[1] == 'o' ? "01234567" : "0123456789abcdefABCDEF";
        return span(text + 2, length - 2, set) == length - 2;
    }
    size_t sign = length > 0 && (text[0] == '-' || text[0] == '+');
    return length > sign && span(text + sign, length - sign, digits) == length - sign;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_float(const char *text, size_t length) {
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+');
    size_t whole = span(text + at, length - at, digits);
    at += whole;
    if (at < length && text[at] == '.') {
        at++;
        size_t fraction = span(text + at, length - at, digits);
        at += fraction;
        whole += fraction;
    }
    if (whole == 0) {
        return false;
    }
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        at += at < length && (text[at] == '-' || text[at] == '+');
        size_t exponent = span(text + at, length - at, digits);
        at += exponent;
        return exponent > 0 && at == length;
    }
    return at == length;
}

static bool is_infinite_or_nan(const char *text, size_t length) {
    static const char *const nan[] = {".nan", ".NaN", ".NAN"};
    static const char *const infinite[] = {".inf", ".Inf", ".INF"};
    if (IS_ONE_OF(text, length, nan)) {
        return true;
    }
    size_t sign = length > 0 && (text[0] == '-' || text[0] == '+');
    return IS_ONE_OF(text + sign, length - sign, infinite);
}

enum value_kind core_schema_kind(const char *text, size_t length) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    static const char *const booleans[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    if (IS_ONE_OF(text, length, nulls)) {
        return VALUE_NULL;
    }
    if (IS_ONE_OF(text, length, booleans)) {
        return VALUE_BOOLEAN;
    }
    if (core_schema_integer(text, length) || is_float(text, length) ||
        is_infinite_or_nan(text, length)) {
        return VALUE_NUMBER;
    }
    return VALUE_STRING;
}

bool core_schema_boolean(const char *text) {
    return text[0] == 't' || text[0] == 'T';
}
