/* values.h - values for placeholders in tests, and diagnostics as text to compare. */
#ifndef PARLEY_TESTS_LIB_VALUES_H
#define PARLEY_TESTS_LIB_VALUES_H

#include "engine/template.h"

#include <stdio.h>
#include <string.h>

/* A value by its path: the namespace's number and the keys, each behind a slash: "0/address/city".
 */
struct value {
    const char *path; /* NULL ends a list of them. */
    const char *text;
};

static inline bool values_find(void *user, enum template_namespace space,
                               const struct template_key *keys, size_t count, const char **text,
                               size_t *length) {
    char path[256];
    int at = snprintf(path, sizeof(path), "%d", (int)space);
    for (size_t i = 0; i < count && at < (int)sizeof(path); i++) {
        at += snprintf(path + at, sizeof(path) - (size_t)at, "/%s", keys[i].key);
    }
    for (const struct value *value = user; value->path != NULL; value++) {
        if (strcmp(value->path, path) == 0) {
            *text = value->text;
            *length = strlen(value->text);
            return true;
        }
    }
    return false;
}

/* @values must outlive the source. */
static inline struct template_source values_source(struct value *values) {
    return (struct template_source){.find = values_find, .user = values};
}

/* A line for each diagnostic: "error tag: column 3: ...". */
static inline void values_print_diagnostics(const struct diagnostics *diagnostics,
                                            struct buffer *out) {
    static const char *const severities[] = {"error", "warning", "note"};
    for (const struct diagnostic *each = diagnostics->first; each != NULL; each = each->next) {
        buffer_printf(out, "%s %s: %s\n", severities[each->severity],
                      diagnostic_name_text(each->name), each->message);
    }
}

#endif
