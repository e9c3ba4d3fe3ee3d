/* value.c - looking into a tree of values, and printing it. */
#include "formats/value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_KEY_IN_PATH = 64 /* Bytes: paths are for people. */ };

const struct value *value_member(const struct value *object, const char *key) {
    if (object == NULL || object->kind != VALUE_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->member_count; i++) {
        if (strcmp(object->members[i].key, key) == 0) {
            return object->members[i].value;
        }
    }
    return NULL;
}

const struct value *value_given(const struct value *object, const char *key) {
    const struct value *value = value_member(object, key);
    return value != NULL && value->kind != VALUE_NULL ? value : NULL;
}

const char *value_kind_text(const struct value *value) {
    static const char *const texts[] = {
        [VALUE_NULL] = "null",     [VALUE_BOOLEAN] = "a boolean", [VALUE_NUMBER] = "a number",
        [VALUE_STRING] = "a text", [VALUE_ARRAY] = "an array",    [VALUE_OBJECT] = "an object",
    };
    return value == NULL ? "nothing" : texts[value->kind];
}

bool value_is_text(const struct value *value, const char *text) {
    return value != NULL && value->kind == VALUE_STRING && strcmp(value->text, text) == 0;
}

/* YAML's 0x1F and 0o17. */
static bool has_base(const char *text) {
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'o');
}

static bool based_integer(const char *text, uint64_t *integer) {
    errno = 0;
    *integer = strtoull(text + 2, NULL, text[1] == 'x' ? 16 : 8);
    return errno == 0;
}

bool value_integer(const struct value *value, int64_t *integer) {
    if (value == NULL || value->kind != VALUE_NUMBER) {
        return false;
    }
    if (has_base(value->text)) {
        uint64_t magnitude = 0;
        if (!based_integer(value->text, &magnitude) || magnitude > INT64_MAX) {
            return false;
        }
        *integer = (int64_t)magnitude;
        return true;
    }
    if (strpbrk(value->text, ".eE") == NULL) {
        errno = 0;
        *integer = strtoll(value->text, NULL, 10);
        return errno == 0;
    }
    double number = 0;
    if (!value_number(value, &number) || number != floor(number) || number < -0x1p63 ||
        number >= 0x1p63) {
        return false;
    }
    *integer = (int64_t)number;
    return true;
}

bool value_number(const struct value *value, double *number) {
    if (value == NULL || value->kind != VALUE_NUMBER) {
        return false;
    }
    const char *text = value->text;
    if (has_base(text)) {
        uint64_t magnitude = 0;
        bool fits = based_integer(text, &magnitude);
        *number = (double)magnitude;
        return fits;
    }
    if (strpbrk(text, "nN") != NULL) { /* .inf and .nan; the core schema has no other letters. */
        return false;
    }
    *number = strtod(text, NULL);
    return isfinite(*number);
}

/* A number in JSON's spelling: no sign "+", no base, digits on both sides of a point, no leading
 * zeros. */
static void print_number(const char *text, struct buffer *out) {
    uint64_t magnitude = 0;
    if (has_base(text)) {
        if (based_integer(text, &magnitude)) {
            buffer_printf(out, "%llu", (unsigned long long)magnitude);
        } else {
            buffer_append_text(out, "null");
        }
        return;
    }
    if (strpbrk(text, "nN") != NULL) {
        buffer_append_text(out, "null");
        return;
    }
    if (*text == '-') {
        buffer_append_text(out, "-");
    }
    text += *text == '-' || *text == '+';
    while (*text == '0' && text[1] >= '0' && text[1] <= '9') {
        text++;
    }
    if (*text == '.') {
        buffer_append_text(out, "0");
    }
    const char *point = strchr(text, '.');
    if (point == NULL || (point[1] >= '0' && point[1] <= '9')) {
        buffer_append_text(out, text);
        return;
    }
    buffer_append(out, text, (size_t)(point - text));
    buffer_append_text(out, ".0");
    buffer_append_text(out, point + 1);
}

static const char *escape_of(char byte) {
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

void value_print_text(const char *text, size_t length, struct buffer *out) {
    buffer_append_text(out, "\"");
    size_t plain = 0; /* Where the bytes that need no escape begin. */
    for (size_t i = 0; i < length; i++) {
        const char *escape = escape_of(text[i]);
        if (escape == NULL && (unsigned char)text[i] >= 0x20) {
            continue;
        }
        buffer_append(out, text + plain, i - plain);
        plain = i + 1;
        if (escape != NULL) {
            buffer_append_text(out, escape);
        } else {
            buffer_printf(out, "\\u%04x", (unsigned)(unsigned char)text[i]);
        }
    }
    buffer_append(out, text + plain, length - plain);
    buffer_append_text(out, "\"");
}

static void print_members(const struct value *object, struct buffer *out) {
    buffer_append_text(out, "{");
    for (size_t i = 0; i < object->member_count; i++) {
        buffer_append_text(out, i > 0 ? "," : "");
        value_print_text(object->members[i].key, object->members[i].key_length, out);
        buffer_append_text(out, ":");
        value_print(object->members[i].value, out);
    }
    buffer_append_text(out, "}");
}

static void print_items(const struct value *array, struct buffer *out) {
    buffer_append_text(out, "[");
    for (size_t i = 0; i < array->item_count; i++) {
        buffer_append_text(out, i > 0 ? "," : "");
        value_print(array->items[i], out);
    }
    buffer_append_text(out, "]");
}

void value_print(const struct value *value, struct buffer *out) {
    switch (value->kind) {
    case VALUE_NULL:
        buffer_append_text(out, "null");
        break;
    case VALUE_BOOLEAN:
        buffer_append_text(out, value->boolean ? "true" : "false");
        break;
    case VALUE_NUMBER:
        print_number(value->text, out);
        break;
    case VALUE_STRING:
        value_print_text(value->text, value->length, out);
        break;
    case VALUE_ARRAY:
        print_items(value, out);
        break;
    case VALUE_OBJECT:
        print_members(value, out);
        break;
    }
}

bool value_equal(const struct value *a, const struct value *b) {
    struct buffer left;
    struct buffer right;
    buffer_init(&left, NULL);
    buffer_init(&right, NULL);
    value_print(a, &left);
    value_print(b, &right);
    bool equal = left.length == right.length && memcmp(left.data, right.data, left.length) == 0;
    buffer_finish(&left);
    buffer_finish(&right);
    return equal;
}

static bool is_identifier(const char *key) {
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    return *key != '\0' && strchr(first, *key) != NULL && key[strspn(key, others)] == '\0';
}

/* Where @length bytes may be cut to at most @most without splitting a code point. */
static size_t cut_at(const char *text, size_t length, size_t most) {
    if (length <= most) {
        return length;
    }
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80) {
        most--;
    }
    return most;
}

static void print_key(const struct member *member, struct buffer *out) {
    size_t length = cut_at(member->key, member->key_length, LONGEST_KEY_IN_PATH);
    if (length == member->key_length && is_identifier(member->key)) {
        buffer_append_text(out, out->length > 0 ? "." : "");
        buffer_append(out, member->key, length);
        return;
    }
    buffer_append_text(out, "['");
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)member->key[i];
        if (byte < 0x20 || byte == 0x7F) {
            buffer_printf(out, "\\u%04x", (unsigned)byte);
        } else {
            buffer_append_text(out, byte == '\'' || byte == '\\' ? "\\" : "");
            buffer_append(out, member->key + i, 1);
        }
    }
    buffer_append_text(out, length < member->key_length ? "...']" : "']");
}

static void print_path(const struct value *value, struct buffer *out) {
    const struct value *parent = value->parent;
    if (parent == NULL) {
        return;
    }
    print_path(parent, out); /* At most DOCUMENT_MAX_DEPTH deep. */
    if (parent->kind == VALUE_OBJECT) {
        print_key(&parent->members[value->index], out);
    } else {
        buffer_printf(out, "[%u]", (unsigned)value->index);
    }
}

/* The path of @value, or of its @member unless that is NULL. */
static const char *make_path(struct arena *arena, const struct value *value,
                             const struct member *member) {
    struct buffer path;
    buffer_init(&path, NULL);
    print_path(value, &path);
    if (member != NULL) {
        print_key(member, &path);
    }
    const char *copy = arena_copy(arena, path.data, path.length);
    buffer_finish(&path);
    return copy;
}

const char *value_path(struct arena *arena, const struct value *value) {
    return make_path(arena, value, NULL);
}

struct place value_place(struct arena *arena, const char *file, const struct value *value) {
    return (struct place){.file = file,
                          .path = value_path(arena, value),
                          .line = value->line,
                          .column = value->column};
}

struct place value_key_place(struct arena *arena, const char *file, const struct value *object,
                             const struct member *member) {
    return (struct place){.file = file,
                          .path = make_path(arena, object, member),
                          .line = member->line,
                          .column = member->column};
}
