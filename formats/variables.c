/* variables.c - replaces variables, and names those that are not set. */
#include "formats/variables.h"

#include <stdlib.h>
#include <string.h>

static const char *from_process(const char *name) {
    return getenv(name);
}

/* How long the name at @text is: letters, digits and underscores, not a digit first. */
static size_t name_length(const char *text) {
    static const char characters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    return *text >= '0' && *text <= '9' ? 0 : strspn(text, characters);
}

/* The variable at @text, behind "${": its value goes to @out. Returns what follows it; NULL
 * after an error. */
static const char *expand_one(struct arena *arena, const char *text, environment_cb environment,
                              const struct place *place, struct diagnostics *diagnostics,
                              struct buffer *out) {
    size_t length = name_length(text);
    if (length == 0 || text[length] != '}') {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_VARIABLE, place,
                       "${ must be followed by a variable's name and }; a dollar is written $$");
        return NULL;
    }
    const char *name = arena_copy(arena, text, length);
    const char *value = environment(name);
    if (value == NULL) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_VARIABLE, place,
                       "the environment variable %s is not set", name);
    } else {
        buffer_append_text(out, value);
    }
    return text + length + 1;
}

const char *variables_expand(struct arena *arena, const char *text, environment_cb environment,
                             const struct place *place, struct diagnostics *diagnostics) {
    size_t errors = diagnostics->error_count;
    struct buffer out;
    buffer_init(&out, NULL);
    while (text != NULL && *text != '\0') {
        size_t plain = strcspn(text, "$");
        buffer_append(&out, text, plain);
        text += plain;
        if (text[0] == '$' && text[1] == '{') {
            text = expand_one(arena, text + 2, environment != NULL ? environment : from_process,
                              place, diagnostics, &out);
        } else if (*text == '$') {
            buffer_append_text(&out, "$");
            text += text[1] == '$' ? 2 : 1;
        }
    }
    const char *expanded = arena_copy(arena, out.data, out.length);
    buffer_finish(&out);
    return diagnostics->error_count == errors ? expanded : NULL;
}
