/* fields.c - typed reading of members. */
#include "formats/fields.h"

#include "engine/text.h"

#include <string.h>

enum {
    MOST_CANDIDATES = 256, /* Known keys that an unknown one is compared with. */
};

/* "a.b" and "c" -> "a.b.c"; "a" and "[0]" -> "a[0]". */
static const char *join_paths(struct arena *arena, const char *outer, const char *inner) {
    const char *dot = *inner == '\0' || *inner == '[' || *outer == '\0' ? "" : ".";
    return arena_printf(arena, "%s%s%s", outer, dot, inner);
}

static struct place within(const struct reader *reader, struct place place) {
    if (reader->inside != NULL) {
        place.path =
            join_paths(reader->arena, value_path(reader->arena, reader->inside), place.path);
        place.line = reader->inside->line;
        place.column = reader->inside->column;
    }
    return place;
}

struct place reader_place(const struct reader *reader, const struct value *value) {
    return within(reader, value_place(reader->arena, reader->file, value));
}

struct place reader_key_place(const struct reader *reader, const struct value *object,
                              const struct member *member) {
    return within(reader, value_key_place(reader->arena, reader->file, object, member));
}

__attribute__((format(printf, 5, 0))) static void
add(const struct reader *reader, enum severity severity, enum diagnostic_name name,
    const struct value *value, const char *format, va_list arguments) {
    struct place place = reader_place(reader, value);
    diagnostic_add(reader->diagnostics, severity, name, &place, "%s",
                   arena_vprintf(reader->arena, format, arguments));
}

void reader_error(const struct reader *reader, enum diagnostic_name name, const struct value *value,
                  const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(reader, SEVERITY_ERROR, name, value, format, arguments);
    va_end(arguments);
}

void reader_warning(const struct reader *reader, enum diagnostic_name name,
                    const struct value *value, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(reader, SEVERITY_WARNING, name, value, format, arguments);
    va_end(arguments);
}

const char *reader_found(const struct reader *reader, const struct value *value) {
    switch (value->kind) {
    case VALUE_STRING:
        return arena_printf(reader->arena, "the text \"%s\"",
                            diagnostic_excerpt(reader->arena, value->text, value->length));
    case VALUE_NUMBER:
        return arena_printf(reader->arena, "the number %s",
                            diagnostic_excerpt(reader->arena, value->text, value->length));
    case VALUE_BOOLEAN:
        return value->boolean ? "true" : "false";
    default:
        return value_kind_text(value);
    }
}

/* The member if it is given and of @kind; an error if it is given and of another. */
static const struct value *field_of_kind(const struct reader *reader, const struct value *object,
                                         const char *key, enum value_kind kind,
                                         const char *expected) {
    const struct value *value = value_given(object, key);
    if (value == NULL || value->kind == kind) {
        return value;
    }
    reader_error(reader, DIAGNOSTIC_WRONG_TYPE, value, "expected %s, found %s", expected,
                 reader_found(reader, value));
    return NULL;
}

const char *field_text(const struct reader *reader, const struct value *object, const char *key) {
    const struct value *value = field_of_kind(reader, object, key, VALUE_STRING, "a text");
    return value != NULL ? value->text : NULL;
}

const struct value *field_object(const struct reader *reader, const struct value *object,
                                 const char *key) {
    return field_of_kind(reader, object, key, VALUE_OBJECT, "an object");
}

const struct value *field_array(const struct reader *reader, const struct value *object,
                                const char *key) {
    return field_of_kind(reader, object, key, VALUE_ARRAY, "an array");
}

static bool is_printable(const struct value *text) {
    for (size_t i = 0; i < text->length; i++) {
        if (text->text[i] < ' ' || text->text[i] > '~') {
            return false;
        }
    }
    return true;
}

const char *field_id(const struct reader *reader, const struct value *object, const char *key) {
    const struct value *value = value_given(object, key);
    if (value == NULL) {
        return NULL;
    }
    if (value->kind != VALUE_NUMBER && value->kind != VALUE_STRING) {
        reader_error(reader, DIAGNOSTIC_WRONG_TYPE, value, "expected a number or a text, found %s",
                     reader_found(reader, value));
        return NULL;
    }
    if (value->kind == VALUE_STRING && !is_printable(value)) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, value,
                     "an id goes out in a header and has printable ASCII only, found %s",
                     reader_found(reader, value));
        return NULL;
    }
    return value->text;
}

uint32_t field_integer(const struct reader *reader, const struct value *object, const char *key,
                       uint32_t least, uint32_t most, const char *unit) {
    const struct value *value = value_given(object, key);
    int64_t integer = 0;
    if (value == NULL) {
        return 0;
    }
    if (value_integer(value, &integer) && integer >= least && integer <= most) {
        return (uint32_t)integer;
    }
    enum diagnostic_name name =
        value->kind == VALUE_NUMBER ? DIAGNOSTIC_WRONG_VALUE : DIAGNOSTIC_WRONG_TYPE;
    reader_error(reader, name, value, "expected an integer from %u to %u%s%s, found %s",
                 (unsigned)least, (unsigned)most, *unit != '\0' ? " " : "", unit,
                 reader_found(reader, value));
    return 0;
}

const char *const *field_texts(const struct reader *reader, const struct value *object,
                               const char *key, size_t *count) {
    *count = 0;
    const struct value *array = field_array(reader, object, key);
    if (array == NULL) {
        return NULL;
    }
    const char **texts =
        (const char **)arena_alloc(reader->arena, array->item_count * sizeof(const char *));
    for (size_t i = 0; i < array->item_count; i++) {
        const struct value *item = array->items[i];
        if (item->kind == VALUE_STRING && !text_is_blank(item->text, item->length)) {
            texts[(*count)++] = item->text;
        } else {
            reader_error(reader, DIAGNOSTIC_WRONG_TYPE, item,
                         "expected a text that is not blank, found %s", reader_found(reader, item));
        }
    }
    return texts;
}

static size_t add_candidates(const struct key_set *set, const char **candidates, size_t count) {
    for (; set != NULL; set = set->more) {
        for (size_t i = 0; i < set->count && count < MOST_CANDIDATES; i++) {
            candidates[count++] = set->keys[i].name;
        }
    }
    return count;
}

static const char *suggest(const char *key, const struct key_set *known,
                           const struct key_set *others) {
    const char *candidates[MOST_CANDIDATES];
    size_t count = add_candidates(known, candidates, 0);
    count = add_candidates(others, candidates, count);
    return diagnostic_suggest(key, candidates, count);
}

const char *fields_names(const struct reader *reader, const struct key_set *known) {
    const char *list = "";
    for (size_t i = 0; i < known->count; i++) {
        list = arena_printf(reader->arena, "%s%s%s", list, i == 0 ? "" : ", ", known->keys[i].name);
    }
    return list;
}

static size_t tell_unknown(const struct reader *reader, enum severity severity,
                           const struct value *object, const struct key_set *known,
                           const struct key_set *others) {
    size_t count = 0;
    for (size_t i = 0; i < object->member_count; i++) {
        const struct member *member = &object->members[i];
        if (key_find(known, member->key) != NULL || key_find(others, member->key) != NULL) {
            continue;
        }
        const char *meant = suggest(member->key, known, others);
        const char *behind =
            meant != NULL ? arena_printf(reader->arena, ": did you mean \"%s\"?", meant)
            : severity == SEVERITY_WARNING
                ? ", which is ignored"
                : arena_printf(reader->arena, ": expected %s", fields_names(reader, known));
        struct place place = reader_key_place(reader, object, member);
        diagnostic_add(reader->diagnostics, severity, DIAGNOSTIC_UNKNOWN_KEY, &place,
                       "unknown key \"%s\"%s",
                       diagnostic_excerpt(reader->arena, member->key, member->key_length), behind);
        count++;
    }
    return count;
}

void fields_warn_unknown(const struct reader *reader, const struct value *object,
                         const struct key_set *known, const struct key_set *others) {
    tell_unknown(reader, SEVERITY_WARNING, object, known, others);
}

size_t fields_refuse_unknown(const struct reader *reader, const struct value *object,
                             const struct key_set *known) {
    return tell_unknown(reader, SEVERITY_ERROR, object, known, NULL);
}
