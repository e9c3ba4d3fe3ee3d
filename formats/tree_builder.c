/* tree_builder.c - opens, fills and closes containers; shares what aliases repeat. */
#include "formats/tree_builder.h"

#include "formats/core_schema.h"

#include <stdlib.h>
#include <string.h>

enum { ANCHOR_BUCKETS = 4096 };
#define NO_ANCHOR UINT32_MAX

struct child {
    struct value *value;
    bool alias;            /* Stands elsewhere: not ours to place. */
    struct child *same_as; /* The earlier one with the same key. */
    uint32_t index;        /* Among the members. */
    const char *key;
    size_t key_length;
    uint32_t key_line, key_column;
};

/* What a name stands for. The weight is how many values and bytes of text it has once all aliases
 * in it are replaced by what they stand for; the height is how many levels. */
struct tree_anchor {
    const char *name;
    size_t name_length;
    struct value *value;
    size_t weight;
    uint32_t height;
    uint32_t next; /* The one defined before in the same bucket; NO_ANCHOR. */
    bool open;     /* A container that is not closed yet. */
};

/* A key that stands again; told when the whole tree stands, for only then has it a path. */
struct duplicate {
    const struct value *object;
    uint32_t first; /* Index of the member that has the key. */
    uint32_t line, column;
};

static struct tree_frame *top(struct tree_builder *builder) {
    return builder->depth > 0 ? &builder->frames[builder->depth - 1] : NULL;
}

void tree_begin(struct tree_builder *builder, struct arena *arena, const char *file,
                struct diagnostics *diagnostics) {
    *builder = (struct tree_builder){.arena = arena, .file = file, .diagnostics = diagnostics};
    buffer_init(&builder->children, NULL);
    buffer_init(&builder->anchors, NULL);
    buffer_init(&builder->duplicates, NULL);
    buffer_init(&builder->sorted, NULL);
}

void tree_end(struct tree_builder *builder) {
    buffer_finish(&builder->children);
    buffer_finish(&builder->anchors);
    buffer_finish(&builder->duplicates);
    buffer_finish(&builder->sorted);
}

bool tree_error(struct tree_builder *builder, uint32_t line, uint32_t column, const char *format,
                ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(builder->arena, format, arguments);
    va_end(arguments);
    struct place place = {.file = builder->file, .line = line, .column = column};
    diagnostic_add(builder->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_SYNTAX, &place, "%s", message);
    builder->failed = true;
    return false;
}

static uint32_t bucket_of(const char *name, size_t length) {
    uint32_t hash = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)name[i]) * 16777619U;
    }
    return hash % ANCHOR_BUCKETS;
}

static struct tree_anchor *anchor_at(struct tree_builder *builder, uint32_t number) {
    return (struct tree_anchor *)(void *)builder->anchors.data + number;
}

/* Name @value, which has @weight and @height. Returns the anchor's number. */
static uint32_t define_anchor(struct tree_builder *builder, const struct tree_piece *piece,
                              struct value *value, size_t weight, bool open) {
    if (piece->anchor == NULL) {
        return NO_ANCHOR;
    }
    if (builder->anchor_heads == NULL) {
        builder->anchor_heads =
            arena_alloc(builder->arena, ANCHOR_BUCKETS * sizeof(*builder->anchor_heads));
        memset(builder->anchor_heads, 0xFF, ANCHOR_BUCKETS * sizeof(*builder->anchor_heads));
    }
    uint32_t *head = &builder->anchor_heads[bucket_of(piece->anchor, piece->anchor_length)];
    uint32_t number = (uint32_t)(builder->anchors.length / sizeof(struct tree_anchor));
    struct tree_anchor anchor = {
        .name = arena_copy(builder->arena, piece->anchor, piece->anchor_length),
        .name_length = piece->anchor_length,
        .value = value,
        .weight = weight,
        .next = *head,
        .open = open,
    };
    buffer_append(&builder->anchors, (const char *)&anchor, sizeof(anchor));
    *head = number;
    return number;
}

static struct tree_anchor *find_anchor(struct tree_builder *builder, const char *name,
                                       size_t length) {
    if (builder->anchor_heads == NULL) {
        return NULL;
    }
    uint32_t number = builder->anchor_heads[bucket_of(name, length)];
    while (number != NO_ANCHOR) {
        struct tree_anchor *anchor = anchor_at(builder, number);
        if (anchor->name_length == length && memcmp(anchor->name, name, length) == 0) {
            return anchor;
        }
        number = anchor->next;
    }
    return NULL;
}

bool tree_wants_key(const struct tree_builder *builder) {
    if (builder->depth == 0) {
        return false;
    }
    const struct tree_frame *frame = &builder->frames[builder->depth - 1];
    return frame->container->kind == VALUE_OBJECT && !frame->has_key;
}

static struct value *make_value(struct tree_builder *builder, enum value_kind kind,
                                const struct tree_piece *piece) {
    struct value *value = arena_alloc(builder->arena, sizeof(*value));
    value->kind = kind;
    value->line = piece->line;
    value->column = piece->column;
    return value;
}

/* Put @value where the next one belongs: into the innermost container, or at the root. */
static void put(struct tree_builder *builder, struct value *value, bool alias, size_t weight,
                uint32_t height) {
    struct tree_frame *frame = top(builder);
    if (frame == NULL) {
        builder->root = value;
        return;
    }
    struct child child = {
        .value = value,
        .alias = alias,
        .key = frame->key,
        .key_length = frame->key_length,
        .key_line = frame->key_line,
        .key_column = frame->key_column,
    };
    buffer_append(&builder->children, (const char *)&child, sizeof(child));
    frame->weight += weight + (frame->has_key ? frame->key_length : 0);
    frame->height = frame->height > height + 1 ? frame->height : height + 1;
    frame->has_key = false;
    frame->key = NULL;
    frame->key_length = 0;
    if (!alias) {
        value->parent = frame->container;
    }
}

static void put_key(struct tree_builder *builder, const char *key, size_t length,
                    const struct tree_piece *piece) {
    struct tree_frame *frame = top(builder);
    frame->has_key = true;
    frame->key = key;
    frame->key_length = length;
    frame->key_line = piece->line;
    frame->key_column = piece->column;
}

bool tree_scalar(struct tree_builder *builder, enum value_kind kind, const char *text,
                 size_t length, const struct tree_piece *piece) {
    if (memchr(text, '\0', length) != NULL) {
        return tree_error(builder, piece->line, piece->column,
                          "a NUL character cannot stand in a text");
    }
    bool is_key = tree_wants_key(builder);
    struct value *value = NULL;
    if (!is_key || piece->anchor != NULL) {
        value = make_value(builder, is_key ? VALUE_STRING : kind, piece);
        define_anchor(builder, piece, value, length + 1, false);
    }
    if (is_key) {
        const char *key = arena_copy(builder->arena, text, length);
        if (value != NULL) {
            value->text = key;
            value->length = length;
        }
        put_key(builder, key, length, piece);
        return true;
    }
    if (kind == VALUE_BOOLEAN) {
        value->boolean = core_schema_boolean(text);
    } else if (kind != VALUE_NULL) {
        value->text = arena_copy(builder->arena, text, length);
        value->length = length;
    }
    put(builder, value, false, length + 1, 0);
    return true;
}

bool tree_open(struct tree_builder *builder, enum value_kind kind, const struct tree_piece *piece) {
    if (tree_wants_key(builder)) {
        return tree_error(builder, piece->line, piece->column, "a key must be a text, not %s",
                          kind == VALUE_OBJECT
                              ? "an object (a text that begins with {{ needs quotes)"
                              : "an array");
    }
    if (builder->depth == DOCUMENT_MAX_DEPTH) {
        return tree_error(builder, piece->line, piece->column, "nested deeper than %d levels",
                          DOCUMENT_MAX_DEPTH);
    }
    struct value *container = make_value(builder, kind, piece);
    container->parent = builder->depth > 0 ? top(builder)->container : NULL;
    builder->frames[builder->depth++] = (struct tree_frame){
        .container = container,
        .first_child = builder->children.length,
        .weight = 1,
        .height = 1,
        .anchor = define_anchor(builder, piece, container, 0, true),
    };
    return true;
}

bool tree_alias(struct tree_builder *builder, const char *name, size_t length,
                const struct tree_piece *piece) {
    const struct tree_anchor *anchor = find_anchor(builder, name, length);
    if (anchor == NULL) {
        return tree_error(builder, piece->line, piece->column,
                          "*%.*s: no &%.*s stands before it (a text that begins with * needs "
                          "quotes)",
                          (int)length, name, (int)length, name);
    }
    if (anchor->open) {
        return tree_error(builder, piece->line, piece->column, "*%.*s would contain itself",
                          (int)length, name);
    }
    if (tree_wants_key(builder)) {
        if (anchor->value->kind != VALUE_STRING && anchor->value->kind != VALUE_NUMBER) {
            return tree_error(builder, piece->line, piece->column,
                              "a key must be a text, not an alias of %s",
                              value_kind_text(anchor->value));
        }
        put_key(builder, anchor->value->text, anchor->value->length, piece);
        return true;
    }
    builder->repeated += anchor->weight;
    if (builder->repeated > DOCUMENT_MAX_BYTES) {
        return tree_error(builder, piece->line, piece->column,
                          "the aliases stand for more than 16 MiB in all");
    }
    if (builder->depth + anchor->height > DOCUMENT_MAX_DEPTH) {
        return tree_error(builder, piece->line, piece->column,
                          "with what *%.*s stands for, nested deeper than %d levels", (int)length,
                          name, DOCUMENT_MAX_DEPTH);
    }
    put(builder, anchor->value, true, anchor->weight, anchor->height);
    return true;
}

static struct child *children_of(const struct tree_builder *builder,
                                 const struct tree_frame *frame) {
    return (struct child *)(void *)(builder->children.data + frame->first_child);
}

static int by_key_then_order(const void *left, const void *right, void *user) {
    const struct child *children = user;
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    int order = strcmp(children[a].key, children[b].key);
    return order != 0 ? order : (a > b) - (a < b);
}

/* Tell every child whose key an earlier one has which that is. */
static void find_duplicates(struct tree_builder *builder, struct child *children, size_t count) {
    builder->sorted.length = 0;
    uint32_t *sorted =
        (uint32_t *)(void *)buffer_reserve(&builder->sorted, count * sizeof(*sorted));
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (uint32_t)i;
    }
    qsort_r(sorted, count, sizeof(*sorted), by_key_then_order, children);
    struct child *first = &children[sorted[0]];
    for (size_t i = 1; i < count; i++) {
        struct child *child = &children[sorted[i]];
        if (strcmp(first->key, child->key) == 0) {
            child->same_as = first;
        } else {
            first = child;
        }
    }
}

static void remember_duplicate(struct tree_builder *builder, const struct value *object,
                               const struct child *child) {
    struct duplicate duplicate = {.object = object,
                                  .first = child->same_as->index,
                                  .line = child->key_line,
                                  .column = child->key_column};
    buffer_append(&builder->duplicates, (const char *)&duplicate, sizeof(duplicate));
}

static void close_object(struct tree_builder *builder, struct value *object, struct child *children,
                         size_t count) {
    struct member *members = arena_alloc(builder->arena, count * sizeof(*members));
    size_t kept = 0;
    if (count > 1) {
        find_duplicates(builder, children, count);
    }
    for (size_t i = 0; i < count; i++) {
        struct child *child = &children[i];
        child->index = child->same_as != NULL ? child->same_as->index : (uint32_t)kept;
        if (!child->alias) {
            child->value->index = child->index;
        }
        if (child->same_as != NULL) {
            remember_duplicate(builder, object, child);
            continue;
        }
        members[kept++] = (struct member){.key = child->key,
                                          .key_length = child->key_length,
                                          .line = child->key_line,
                                          .column = child->key_column,
                                          .value = child->value};
    }
    object->members = members;
    object->member_count = kept;
}

static void close_array(struct tree_builder *builder, struct value *array,
                        const struct child *children, size_t count) {
    const struct value **items =
        (const struct value **)arena_alloc(builder->arena, count * sizeof(struct value *));
    for (size_t i = 0; i < count; i++) {
        items[i] = children[i].value;
        if (!children[i].alias) {
            children[i].value->index = (uint32_t)i;
        }
    }
    array->items = items;
    array->item_count = count;
}

bool tree_close(struct tree_builder *builder) {
    struct tree_frame frame = *top(builder);
    size_t count = (builder->children.length - frame.first_child) / sizeof(struct child);
    struct child *children = count > 0 ? children_of(builder, &frame) : NULL;
    if (frame.container->kind == VALUE_OBJECT) {
        close_object(builder, frame.container, children, count);
    } else {
        close_array(builder, frame.container, children, count);
    }
    builder->children.length = frame.first_child;
    builder->depth--;
    if (frame.anchor != NO_ANCHOR) {
        struct tree_anchor *anchor = anchor_at(builder, frame.anchor);
        anchor->weight = frame.weight;
        anchor->height = frame.height;
        anchor->open = false;
    }
    put(builder, frame.container, false, frame.weight, frame.height);
    return true;
}

const struct value *tree_finish(struct tree_builder *builder) {
    const struct duplicate *duplicates =
        (const struct duplicate *)(const void *)builder->duplicates.data;
    for (size_t i = 0; i < builder->duplicates.length / sizeof(*duplicates); i++) {
        const struct duplicate *duplicate = &duplicates[i];
        const struct member *first = &duplicate->object->members[duplicate->first];
        struct place place =
            value_key_place(builder->arena, builder->file, duplicate->object, first);
        place.line = duplicate->line;
        place.column = duplicate->column;
        diagnostic_add(builder->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_DUPLICATE_KEY, &place,
                       "this key stands twice in one object, first in line %u; remove one",
                       (unsigned)first->line);
    }
    return builder->root;
}
