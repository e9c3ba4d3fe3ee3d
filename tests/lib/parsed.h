/* parsed.h - a text parsed as a file, and its diagnostics as lines of text, for tests of
 * formats/. */
#ifndef PARLEY_TESTS_LIB_PARSED_H
#define PARLEY_TESTS_LIB_PARSED_H

#include "formats/document.h"

#include <string.h>

struct parsed {
    struct arena arena;
    struct diagnostics diagnostics;
    const struct value *root;
};

static inline void parsed_begin(struct parsed *parsed) {
    arena_init(&parsed->arena, NULL);
    diagnostics_init(&parsed->diagnostics, &parsed->arena);
    parsed->root = NULL;
}

static inline void parsed_text(struct parsed *parsed, const char *file, const char *text) {
    parsed_begin(parsed);
    parsed->root = document_parse(&parsed->arena, file, text, strlen(text), DOCUMENT_BY_NAME,
                                  &parsed->diagnostics);
}

static inline void parsed_end(struct parsed *parsed) {
    arena_finish(&parsed->arena);
}

/* "2:7 conditions[0].id error wrong-type: expected ...\n" for each; in the arena. */
static inline const char *parsed_diagnostics(struct parsed *parsed) {
    static const char *const severities[] = {"error", "warning", "note"};
    struct buffer lines;
    buffer_init(&lines, NULL);
    diagnostics_sort(&parsed->diagnostics);
    for (const struct diagnostic *each = parsed->diagnostics.first; each != NULL;
         each = each->next) {
        const char *path = each->place.path != NULL ? each->place.path : "";
        buffer_printf(&lines, "%u:%u %s%s%s %s: %s\n", (unsigned)each->place.line,
                      (unsigned)each->place.column, path, *path != '\0' ? " " : "",
                      severities[each->severity], diagnostic_name_text(each->name), each->message);
    }
    const char *copy = arena_copy(&parsed->arena, lines.data, lines.length);
    buffer_finish(&lines);
    return copy;
}

/* The root as compact JSON; "" when nothing was parsed. In the arena. */
static inline const char *parsed_print(struct parsed *parsed) {
    struct buffer json;
    buffer_init(&json, NULL);
    if (parsed->root != NULL) {
        value_print(parsed->root, &json);
    }
    const char *copy = arena_copy(&parsed->arena, json.data, json.length);
    buffer_finish(&json);
    return copy;
}

#endif
