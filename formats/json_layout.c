/* json_layout.c - breaks lines where they would be too long. */
#include "formats/json_layout.h"

#include "engine/text.h"

#include <string.h>

enum {
    LINE_WIDTH = 100, /* Code points. */
    INDENT = 2,
};

static void print_line(const struct value *value, struct buffer *out);
static void print_within(const struct value *value, size_t column, size_t depth,
                         struct buffer *out);

static bool is_container(const struct value *value) {
    return value->kind == VALUE_ARRAY || value->kind == VALUE_OBJECT;
}

static size_t child_count(const struct value *container) {
    return container->kind == VALUE_ARRAY ? container->item_count : container->member_count;
}

static const struct value *child_at(const struct value *container, size_t index) {
    return container->kind == VALUE_ARRAY ? container->items[index]
                                          : container->members[index].value;
}

/* Its key, if it has one. */
static void print_key(const struct value *container, size_t index, struct buffer *out) {
    if (container->kind == VALUE_OBJECT) {
        const struct member *member = &container->members[index];
        value_print_text(member->key, member->key_length, out);
        buffer_append_text(out, ": ");
    }
}

static void print_open(const struct value *container, struct buffer *out) {
    buffer_append_text(out, container->kind == VALUE_ARRAY ? "[" : "{");
}

static void print_close(const struct value *container, struct buffer *out) {
    buffer_append_text(out, container->kind == VALUE_ARRAY ? "]" : "}");
}

/* All on one line; at most DOCUMENT_MAX_DEPTH deep. */
static void print_line(const struct value *value, struct buffer *out) {
    if (!is_container(value)) {
        value_print(value, out);
        return;
    }
    print_open(value, out);
    for (size_t i = 0; i < child_count(value); i++) {
        buffer_append_text(out, i > 0 ? ", " : "");
        print_key(value, i, out);
        print_line(child_at(value, i), out);
    }
    print_close(value, out);
}

/* The least number of columns that @value takes on one line; once it is more than @most, any number
 * above that. */
static size_t least_width(const struct value *value, size_t most) {
    if (!is_container(value)) {
        return value->kind == VALUE_STRING ? text_code_points(value->text, value->length) + 2 : 1;
    }
    size_t width = 2;
    for (size_t i = 0; i < child_count(value) && width <= most; i++) {
        width += i > 0 ? 2 : 0;
        width += value->kind == VALUE_OBJECT ? 4 : 0;
        width += least_width(child_at(value, i), most);
    }
    return width;
}

static void break_line(size_t depth, struct buffer *out) {
    buffer_append_text(out, "\n");
    for (size_t i = 0; i < depth * INDENT; i++) {
        buffer_append_text(out, " ");
    }
}

static void print_broken(const struct value *container, size_t depth, struct buffer *out) {
    print_open(container, out);
    for (size_t i = 0; i < child_count(container); i++) {
        buffer_append_text(out, i > 0 ? "," : "");
        break_line(depth + 1, out);
        size_t start = out->length;
        print_key(container, i, out);
        size_t column =
            (depth + 1) * INDENT + text_code_points(out->data + start, out->length - start);
        print_within(child_at(container, i), column, depth + 1, out);
    }
    break_line(depth, out);
    print_close(container, out);
}

/* @value, which begins at @column (from 0). One column is kept for the comma behind it. */
static void print_within(const struct value *value, size_t column, size_t depth,
                         struct buffer *out) {
    size_t start = out->length;
    bool may_fit = column + least_width(value, LINE_WIDTH) < LINE_WIDTH;
    if (may_fit || !is_container(value) || child_count(value) == 0) {
        print_line(value, out);
        size_t width = text_code_points(out->data + start, out->length - start);
        if (column + width < LINE_WIDTH || !is_container(value) || child_count(value) == 0) {
            return;
        }
        out->length = start;
    }
    print_broken(value, depth, out);
}

void json_lay_out(const struct value *value, struct buffer *out) {
    print_within(value, 0, 0, out);
    buffer_append_text(out, "\n");
}

bool json_can_hold(const struct value *value, const struct value **number) {
    if (value->kind == VALUE_NUMBER) {
        struct buffer printed;
        buffer_init(&printed, NULL);
        value_print(value, &printed);
        bool held = strcmp(buffer_terminate(&printed), "null") != 0;
        buffer_finish(&printed);
        *number = held ? *number : value;
        return held;
    }
    for (size_t i = 0; is_container(value) && i < child_count(value); i++) {
        if (!json_can_hold(child_at(value, i), number)) {
            return false;
        }
    }
    return true;
}
