/* template.h - texts with placeholders, filled with values that stay data (spec 1.4).
 *
 * `{{test_profile.name}}` stands for a value. Whatever the value holds, it makes no tag, marker,
 * quote or placeholder: the filled text remembers which of its bytes came from a value, and the
 * parsers of conditions and actions ask before they take a byte for syntax. */
#ifndef PARLEY_ENGINE_TEMPLATE_H
#define PARLEY_ENGINE_TEMPLATE_H

#include "engine/diagnostic.h"

enum template_namespace {
    TEMPLATE_TEST_PROFILE,
    TEMPLATE_INFORMATION_FIELDS,
    TEMPLATE_DYNAMIC_VARIABLES,
};

/* One step of a path: `.city`, `['customer name']` or `[0]`. An index is also given as its digits
 * in `key`. */
struct template_key {
    const char *key; /* NUL-terminated. */
    size_t length;
};

/* Where values come from. Implemented over files by formats/profile.h, and by tests. */
struct template_source {
    /* Look @count >= 1 keys up. True when the field is there: *@text and *@length are its value as
     * text (a number as its file wrote it, an object or array as compact JSON, null as nothing),
     * valid as long as the source. */
    bool (*find)(void *user, enum template_namespace space, const struct template_key *keys,
                 size_t count, const char **text, size_t *length);
    void *user;
};

/* One value in a filled text. */
struct template_span {
    size_t start, length;               /* In the filled text, bytes; the length may be 0. */
    size_t source_start, source_length; /* Of its placeholder in the source, bytes. */
};

/* A text whose placeholders are replaced. Lives in the arena it was filled in. */
struct template_text {
    const char *text; /* NUL-terminated. */
    size_t length;
    const char *source; /* What it was filled from. */
    size_t source_length;
    const struct template_span *spans; /* In order. */
    size_t span_count;
};

/* Fill @source (UTF-8, @length bytes). @values may be NULL: then every field is missing. A missing
 * field is the empty string and a warning; an unknown namespace or an unclosed `{{` is text and a
 * warning; `{{function...}}` is an error. Diagnostics are about @place. @source must outlive @out.
 */
void template_fill(struct arena *arena, const char *source, size_t length,
                   const struct template_source *values, const struct place *place,
                   struct diagnostics *diagnostics, struct template_text *out);

/* A text without placeholders, as it is; for callers that have nothing to fill. Allocates nothing.
 */
struct template_text template_plain(const char *text, size_t length);

/* True when the byte at @offset came from a value and so is never syntax. */
bool template_is_value(const struct template_text *text, size_t offset);

/* Where in the source the byte at @offset (0 to the length) stands: of a value, where its
 * placeholder begins. */
size_t template_source_offset(const struct template_text *text, size_t offset);

#endif
