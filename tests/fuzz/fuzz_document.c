/* fuzz_document.c - any bytes as a file of either syntax.
 *
 * Beyond not crashing: what is not parsed has an error with a place; what is JSON to us is JSON to
 * cJSON, with the same value, and the same as YAML; what cJSON prints is JSON to us; and what we
 * print, parsed again, prints the same. */
#include "engine/text.h"
#include "formats/document.h"
#include "tests/lib/libfyaml_leaks.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

/* A text parsed, and what it prints; NULL when it does not parse or has a key twice. */
struct attempt {
    struct arena arena;
    struct diagnostics diagnostics;
    const struct value *root;
    struct buffer printed;
};

static void check_values(const struct attempt *attempt, const struct value *value, size_t depth) {
    require(depth <= DOCUMENT_MAX_DEPTH && value->line > 0 && value->column > 0);
    if (value->kind == VALUE_STRING || value->kind == VALUE_NUMBER) {
        require(strlen(value->text) == value->length);
        require(text_is_utf8(value->text, value->length, NULL));
    } else if (value->kind == VALUE_ARRAY) {
        for (size_t i = 0; i < value->item_count; i++) {
            check_values(attempt, value->items[i], depth + 1);
        }
    } else if (value->kind == VALUE_OBJECT) {
        for (size_t i = 0; i < value->member_count; i++) {
            require(value_member(value, value->members[i].key) == value->members[i].value);
            check_values(attempt, value->members[i].value, depth + 1);
        }
    }
}

static void try(struct attempt *attempt, const char *text, size_t length,
                enum document_syntax syntax) {
    arena_init(&attempt->arena, NULL);
    diagnostics_init(&attempt->diagnostics, &attempt->arena);
    buffer_init(&attempt->printed, NULL);
    attempt->root =
        document_parse(&attempt->arena, "f", text, length, syntax, &attempt->diagnostics);
    require(attempt->root != NULL || attempt->diagnostics.error_count > 0);
    for (const struct diagnostic *each = attempt->diagnostics.first; each != NULL;
         each = each->next) {
        require(each->place.line > 0 && each->place.column > 0 && *each->message != '\0');
    }
    if (attempt->root != NULL) {
        check_values(attempt, attempt->root, 0);
        value_print(attempt->root, &attempt->printed);
        buffer_terminate(&attempt->printed);
    }
}

static void finish(struct attempt *attempt) {
    buffer_finish(&attempt->printed);
    arena_finish(&attempt->arena);
}

static bool same_print(const struct attempt *a, const struct attempt *b) {
    return a->root != NULL && b->root != NULL && a->printed.length == b->printed.length &&
           memcmp(a->printed.data, b->printed.data, a->printed.length) == 0;
}

/* cJSON reads at most 63 characters of a number. */
static bool has_long_number(const char *text, size_t length) {
    size_t run = 0;
    for (size_t i = 0; i < length; i++) {
        run = text[i] != '\0' && strchr("0123456789+-.eE", text[i]) != NULL ? run + 1 : 0;
        if (run > 60) {
            return true;
        }
    }
    return false;
}

/* What cJSON makes of @text: how it prints it. NULL when it does not take it. A byte order mark it
 * takes only before longer texts. */
static char *printed_by_cjson(const char *text, size_t length) {
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    cJSON *json = cJSON_ParseWithLength(text, length);
    char *printed = json != NULL ? cJSON_PrintUnformatted(json) : NULL;
    cJSON_Delete(json);
    return printed;
}

/* What we print is read as the same again, in both syntaxes. */
static void check_round_trip(const struct attempt *first) {
    struct attempt json;
    struct attempt yaml;
    try(&json, first->printed.data, first->printed.length, DOCUMENT_JSON);
    try(&yaml, first->printed.data, first->printed.length, DOCUMENT_YAML);
    require(same_print(first, &json) && same_print(first, &yaml));
    finish(&json);
    finish(&yaml);
}

static void check_json(const char *text, size_t length, const struct attempt *yaml) {
    struct attempt json;
    try(&json, text, length, DOCUMENT_JSON);
    if (json.root != NULL && json.diagnostics.error_count == 0) {
        require(same_print(&json, yaml));
        check_round_trip(&json);
        if (!has_long_number(text, length)) {
            char *theirs = printed_by_cjson(text, length);
            char *ours = printed_by_cjson(json.printed.data, json.printed.length);
            require(theirs != NULL && ours != NULL && strcmp(theirs, ours) == 0);
            cJSON_free(theirs);
            cJSON_free(ours);
        }
    }
    finish(&json);
}

/* What cJSON takes, often loosely, it prints strictly; that we must take, with the same value. */
static void check_what_cjson_prints(const char *text, size_t length) {
    char *theirs = printed_by_cjson(text, length);
    if (theirs != NULL && text_is_utf8(theirs, strlen(theirs), NULL)) {
        struct attempt ours;
        try(&ours, theirs, strlen(theirs), DOCUMENT_JSON);
        const struct diagnostic *why = ours.diagnostics.first;
        require(ours.root != NULL || strstr(why->message, "deeper than 100") != NULL);
        if (ours.root != NULL && ours.diagnostics.error_count == 0) {
            char *again = printed_by_cjson(ours.printed.data, ours.printed.length);
            require(again != NULL && strcmp(theirs, again) == 0);
            cJSON_free(again);
        }
        finish(&ours);
    }
    cJSON_free(theirs);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    const char *text = (const char *)data;
    struct attempt yaml;
    try(&yaml, text, size, DOCUMENT_YAML);
    if (yaml.root != NULL && yaml.diagnostics.error_count == 0) {
        check_round_trip(&yaml);
    }
    check_json(text, size, &yaml);
    check_what_cjson_prints(text, size);
    finish(&yaml);
    return 0;
}
