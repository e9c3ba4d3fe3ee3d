/* template.c - finds placeholders, looks their values up, and keeps account of which bytes came
 * from where.
 *
 *     placeholder := "{{" namespace key { key } "}}"       white space may stand inside the braces
 *     key         := "." name | "['" text "']" | '["' text '"]' | "[" digits "]"
 *
 * Whatever begins with "{{" and is not of this form stays text. */
#include "engine/template.h"

#include "engine/text.h"

#include <string.h>

enum {
    MOST_KEYS = 32,         /* The keys of one path; a longer one stays text. */
    MOST_FILLED = 16 << 20, /* Bytes of all the values in one text. */
};

static const char *const namespaces[] = {
    [TEMPLATE_TEST_PROFILE] = "test_profile",
    [TEMPLATE_INFORMATION_FIELDS] = "information_fields",
    [TEMPLATE_DYNAMIC_VARIABLES] = "dynamic_variables",
};
enum { NAMESPACES = sizeof(namespaces) / sizeof(namespaces[0]) };

/* What stands at one "{{". */
enum shape {
    SHAPE_PATH,              /* A namespace and its keys. */
    SHAPE_FUNCTION,          /* {{function...}} */
    SHAPE_UNKNOWN_NAMESPACE, /* A name that is none of ours. */
    SHAPE_BAD_PATH,          /* A namespace of ours, and then no path. */
    SHAPE_UNCLOSED,          /* No "}}" before the next "{{" or the end. */
};

struct placeholder {
    enum shape shape;
    size_t start, end; /* In the source; SHAPE_UNCLOSED: the end is behind the braces. */
    const char *name;  /* What stands where the namespace should. */
    size_t name_length;
    enum template_namespace space;
    struct template_key keys[MOST_KEYS];
    size_t key_count;
};

/* A value that was found, until the length of the whole is known. */
struct filling {
    size_t source_start, source_length;
    const char *text;
    size_t length;
};

struct filler {
    struct arena *arena;
    const char *source;
    size_t length;
    const struct template_source *values;
    const struct place *place;
    struct diagnostics *diagnostics;
    size_t filled;                        /* Bytes of values so far. */
    size_t counted_bytes, counted_points; /* How far columns are counted already. */
};

static bool is_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_name(char byte) {
    return (unsigned char)byte > ' ' && byte != '\x7f' && strchr(".[]{}'\"", byte) == NULL;
}

static size_t skip_space(const struct filler *filler, size_t at) {
    while (at < filler->length && is_space(filler->source[at])) {
        at++;
    }
    return at;
}

static size_t skip_name(const struct filler *filler, size_t at) {
    while (at < filler->length && is_name(filler->source[at])) {
        at++;
    }
    return at;
}

static bool stands_at(const struct filler *filler, size_t at, const char *what) {
    size_t length = strlen(what);
    return filler->length - at >= length && memcmp(filler->source + at, what, length) == 0;
}

/* Keep the key that stands from @start to @end. False when there are too many. */
static bool add_key(const struct filler *filler, struct placeholder *found, size_t start,
                    size_t end) {
    if (found->key_count == MOST_KEYS) {
        return false;
    }
    found->keys[found->key_count++] = (struct template_key){
        .key = arena_copy(filler->arena, filler->source + start, end - start),
        .length = end - start,
    };
    return true;
}

/* `['text']`, `["text"]` or `[0]` at *@at, which is moved behind it. False when it is none. */
static bool read_bracket(const struct filler *filler, struct placeholder *found, size_t *at) {
    size_t start = *at + 1;
    size_t end = start;
    char quote = start < filler->length ? filler->source[start] : '\0';
    if (quote == '\'' || quote == '"') {
        start++;
        const char *close = memchr(filler->source + start, quote, filler->length - start);
        if (close == NULL) {
            return false;
        }
        end = (size_t)(close - filler->source);
        *at = end + 1;
    } else {
        while (end < filler->length && filler->source[end] >= '0' && filler->source[end] <= '9') {
            end++;
        }
        if (end == start) {
            return false;
        }
        *at = end;
    }
    if (!stands_at(filler, *at, "]")) {
        return false;
    }
    ++*at;
    return add_key(filler, found, start, end);
}

/* The keys behind the namespace, and the closing braces. False when they are not well formed. */
static bool read_keys(const struct filler *filler, struct placeholder *found, size_t at) {
    for (;;) {
        if (stands_at(filler, at, "[")) {
            if (!read_bracket(filler, found, &at)) {
                return false;
            }
        } else if (stands_at(filler, at, ".")) {
            size_t end = skip_name(filler, at + 1);
            if (end == at + 1 || !add_key(filler, found, at + 1, end)) {
                return false;
            }
            at = end;
        } else {
            break;
        }
    }
    at = skip_space(filler, at);
    found->end = at + 2;
    return found->key_count > 0 && stands_at(filler, at, "}}");
}

/* Where the "}}" ends that closes the braces at @start; 0 when the next "{{" or the end comes
 * first. */
static size_t find_close(const struct filler *filler, size_t start) {
    for (size_t at = start + 2; at + 2 <= filler->length; at++) {
        if (stands_at(filler, at, "}}")) {
            return at + 2;
        }
        if (stands_at(filler, at, "{{")) {
            return 0;
        }
    }
    return 0;
}

static bool find_namespace(struct placeholder *found) {
    for (size_t i = 0; i < NAMESPACES; i++) {
        if (strlen(namespaces[i]) == found->name_length &&
            memcmp(namespaces[i], found->name, found->name_length) == 0) {
            found->space = (enum template_namespace)i;
            return true;
        }
    }
    return false;
}

/* Tell what stands at the braces at @start. */
static void read_placeholder(const struct filler *filler, size_t start, struct placeholder *found) {
    static const char function[] = "function";
    size_t at = skip_space(filler, start + 2);
    size_t name_end = skip_name(filler, at);
    found->start = start;
    found->name = filler->source + at;
    found->name_length = name_end - at;
    found->key_count = 0;
    bool known = find_namespace(found);
    if (known && read_keys(filler, found, name_end)) {
        found->shape = SHAPE_PATH;
        return;
    }
    found->end = find_close(filler, start);
    if (found->end == 0) {
        found->shape = SHAPE_UNCLOSED;
        found->end = start + 2;
    } else if (known) {
        found->shape = SHAPE_BAD_PATH;
    } else if (stands_at(filler, at, function)) {
        found->shape = SHAPE_FUNCTION;
    } else {
        found->shape = SHAPE_UNKNOWN_NAMESPACE;
    }
}

/* The column of the byte at @at. Offsets that grow are counted once. */
static size_t column_of(struct filler *filler, size_t at) {
    filler->counted_points +=
        text_code_points(filler->source + filler->counted_bytes, at - filler->counted_bytes);
    filler->counted_bytes = at;
    return filler->counted_points + 1;
}

static void report(struct filler *filler, const struct placeholder *found, enum severity severity,
                   enum diagnostic_name name, const char *problem) {
    diagnostic_add(
        filler->diagnostics, severity, name, filler->place, "column %zu: %s: %s",
        column_of(filler, found->start),
        diagnostic_excerpt(filler->arena, filler->source + found->start, found->end - found->start),
        problem);
}

static void report_unknown_namespace(struct filler *filler, const struct placeholder *found) {
    const char *name = arena_copy(filler->arena, found->name, found->name_length);
    const char *near = diagnostic_suggest(name, namespaces, NAMESPACES);
    const char *problem =
        near != NULL
            ? arena_printf(filler->arena,
                           "an unknown placeholder, which stays text; did you mean \"%s\"?", near)
            : "an unknown placeholder, which stays text; known are test_profile, "
              "information_fields and dynamic_variables";
    report(filler, found, SEVERITY_WARNING, DIAGNOSTIC_TEMPLATE, problem);
}

/* Say what is wrong with a placeholder that is no path. */
static void report_shape(struct filler *filler, const struct placeholder *found) {
    switch (found->shape) {
    case SHAPE_PATH:
        break;
    case SHAPE_FUNCTION:
        report(filler, found, SEVERITY_ERROR, DIAGNOSTIC_UNSUPPORTED,
               "custom functions are not supported yet; write the value itself");
        break;
    case SHAPE_UNKNOWN_NAMESPACE:
        report_unknown_namespace(filler, found);
        break;
    case SHAPE_BAD_PATH:
        report(filler, found, SEVERITY_WARNING, DIAGNOSTIC_TEMPLATE,
               "no path to a field, so it stays text; expected a path such as "
               "{{test_profile.name}} or {{test_profile['first name']}}");
        break;
    case SHAPE_UNCLOSED:
        report(filler, found, SEVERITY_WARNING, DIAGNOSTIC_TEMPLATE,
               "a placeholder that is not closed, which stays text; close it with }}");
        break;
    }
}

/* Look the value up; a missing one is empty, with a warning. */
static struct filling find_value(struct filler *filler, const struct placeholder *found) {
    struct filling filling = {
        .source_start = found->start,
        .source_length = found->end - found->start,
        .text = "",
    };
    const struct template_source *values = filler->values;
    if (values == NULL || !values->find(values->user, found->space, found->keys, found->key_count,
                                        &filling.text, &filling.length)) {
        report(filler, found, SEVERITY_WARNING, DIAGNOSTIC_MISSING_VALUE,
               "there is no such field, so nothing is put here; give it a value in the test "
               "profile, information_fields or dynamic_variables");
        filling.length = 0;
    } else if (filling.length > MOST_FILLED - filler->filled) {
        report(filler, found, SEVERITY_ERROR, DIAGNOSTIC_WRONG_VALUE,
               "too much text: the values in one text may have at most 16 MiB together");
        filling.length = 0;
    }
    filler->filled += filling.length;
    return filling;
}

/* Find every placeholder of the source. @fillings has room for all of them. */
static size_t find_fillings(struct filler *filler, struct filling *fillings) {
    size_t count = 0;
    size_t at = 0;
    struct placeholder found;
    while (at + 2 <= filler->length) {
        const char *brace = memchr(filler->source + at, '{', filler->length - at);
        if (brace == NULL) {
            break;
        }
        at = (size_t)(brace - filler->source);
        /* Of "{{{" the last two open. */
        if (!stands_at(filler, at, "{{") || stands_at(filler, at, "{{{")) {
            at++;
            continue;
        }
        read_placeholder(filler, at, &found);
        if (found.shape == SHAPE_PATH) {
            fillings[count++] = find_value(filler, &found);
        } else {
            report_shape(filler, &found);
        }
        at = found.end;
    }
    return count;
}

/* Copy what may be nothing at no address; returns the offset behind it. */
static size_t put(char *text, size_t at, const char *from, size_t length) {
    if (length > 0) {
        memcpy(text + at, from, length);
    }
    return at + length;
}

/* Put the values into the text. */
static void assemble(struct arena *arena, const struct filling *fillings, size_t count,
                     struct template_text *out) {
    size_t length = out->source_length;
    for (size_t i = 0; i < count; i++) {
        length = length - fillings[i].source_length + fillings[i].length;
    }
    char *text = arena_alloc(arena, length + 1);
    struct template_span *spans = arena_alloc(arena, count * sizeof(*spans));
    size_t at = 0;
    size_t source_at = 0;
    for (size_t i = 0; i < count; i++) {
        const struct filling *filling = &fillings[i];
        at = put(text, at, out->source + source_at, filling->source_start - source_at);
        spans[i] = (struct template_span){
            .start = at,
            .length = filling->length,
            .source_start = filling->source_start,
            .source_length = filling->source_length,
        };
        at = put(text, at, filling->text, filling->length);
        source_at = filling->source_start + filling->source_length;
    }
    put(text, at, out->source + source_at, out->source_length - source_at);
    out->text = text;
    out->length = length;
    out->spans = spans;
    out->span_count = count;
}

/* No more placeholders than this can stand in the source. */
static size_t count_openings(const char *source, size_t length) {
    size_t count = 0;
    for (size_t at = 0; at + 2 <= length; at++) {
        count += source[at] == '{' && source[at + 1] == '{';
    }
    return count;
}

void template_fill(struct arena *arena, const char *source, size_t length,
                   const struct template_source *values, const struct place *place,
                   struct diagnostics *diagnostics, struct template_text *out) {
    *out = template_plain(source, length);
    struct filler filler = {
        .arena = arena,
        .source = source,
        .length = length,
        .values = values,
        .place = place,
        .diagnostics = diagnostics,
    };
    struct filling *fillings =
        arena_alloc(arena, count_openings(source, length) * sizeof(*fillings));
    size_t count = find_fillings(&filler, fillings);
    assemble(arena, fillings, count, out);
}

struct template_text template_plain(const char *text, size_t length) {
    return (struct template_text){
        .text = text,
        .length = length,
        .source = text,
        .source_length = length,
    };
}

/* The last value that begins at or before @offset; NULL when there is none. Of several that begin
 * at one byte only the last can be longer than nothing. */
static const struct template_span *span_before(const struct template_text *text, size_t offset) {
    size_t low = 0;
    size_t high = text->span_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text->spans[middle].start <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &text->spans[low - 1] : NULL;
}

bool template_is_value(const struct template_text *text, size_t offset) {
    const struct template_span *span = span_before(text, offset);
    return span != NULL && offset - span->start < span->length;
}

size_t template_source_offset(const struct template_text *text, size_t offset) {
    const struct template_span *span = span_before(text, offset);
    if (span == NULL) {
        return offset;
    }
    if (offset - span->start < span->length) {
        return span->source_start;
    }
    return span->source_start + span->source_length + (offset - span->start - span->length);
}
