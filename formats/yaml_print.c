/* yaml_print.c - builds libfyaml's tree from a tree of values, and has it emitted.
 *
 * The library keeps a scalar in the style in which it was parsed, but trims the spaces of one that
 * is made by hand. So each scalar is made by parsing its source: the bare word, or a text in double
 * quotes. The pretty mode then turns the texts of several lines into block scalars; it does so also
 * to a few that come back different, which is why the result is read again. */
#include "formats/yaml_print.h"

#include "engine/text.h"
#include "formats/core_schema.h"
#include "formats/yaml_tree.h"

#include <libfyaml.h>
#include <string.h>

struct yaml_printer {
    struct arena arena; /* Of the sources, which must live as long as the library's tree. */
    struct fy_document *document;
};

static struct fy_node *build(struct yaml_printer *printer, const struct value *value);

/* What a text may begin with and not be mistaken for markup, beside letters, digits and all that
 * is not ASCII. */
static bool may_begin_plain(unsigned char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte >= 0x80 || strchr("<(/$+_\\", byte) != NULL;
}

/* Code points that stand in a file as they are; others only as escapes. Line breaks of Unicode and
 * the byte order mark are printable, but readers of YAML do not agree on them. */
static bool is_printable(uint32_t code_point) {
    return (code_point >= 0x20 && code_point <= 0x7E) ||
           (code_point >= 0xA0 && code_point != 0x2028 && code_point != 0x2029 &&
            code_point != 0xFEFF && code_point != 0xFFFE && code_point != 0xFFFF);
}

/* The other booleans, dates and numbers (0b1, 1_000, 12:30) of YAML 1.1, which many readers
 * know. */
static bool is_special_in_yaml_1_1(const char *text) {
    static const char *const words[] = {"y",  "Y",  "yes", "Yes", "YES", "n",   "N",   "no", "No",
                                        "NO", "on", "On",  "ON",  "off", "Off", "OFF", "<<"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return strchr("+0123456789", text[0]) != NULL &&
           text[strspn(text, "0123456789abcdefABCDEFxXoO_.:+-tTzZ ")] == '\0';
}

/* True when @text, not empty, means itself without quotes. */
static bool is_plain(const char *text, size_t length) {
    if (length == 0 || !may_begin_plain((unsigned char)text[0]) || text[length - 1] == ' ' ||
        text[length - 1] == ':' || strstr(text, ": ") != NULL || strstr(text, " #") != NULL ||
        core_schema_kind(text, length) != VALUE_STRING || is_special_in_yaml_1_1(text)) {
        return false;
    }
    for (size_t at = 0; at < length;) {
        uint32_t code_point = 0;
        at += text_read(text + at, length - at, &code_point);
        if (!is_printable(code_point)) {
            return false;
        }
    }
    return true;
}

/* @text in double quotes, where JSON's escapes are YAML's too. */
static const char *quote(struct arena *arena, const char *text, size_t length) {
    struct buffer json;
    struct buffer quoted;
    buffer_init(&json, NULL);
    buffer_init(&quoted, NULL);
    value_print_text(text, length, &json);
    for (size_t at = 0; at < json.length;) {
        uint32_t code_point = 0;
        size_t bytes = text_read(json.data + at, json.length - at, &code_point);
        if (is_printable(code_point)) {
            buffer_append(&quoted, json.data + at, bytes);
        } else {
            buffer_printf(&quoted, "\\u%04X", (unsigned)code_point);
        }
        at += bytes;
    }
    const char *copy = arena_copy(arena, quoted.data, quoted.length);
    buffer_finish(&json);
    buffer_finish(&quoted);
    return copy;
}

static struct fy_node *build_text(struct yaml_printer *printer, const char *text, size_t length) {
    const char *source = is_plain(text, length) ? text : quote(&printer->arena, text, length);
    return fy_node_build_from_string(printer->document, source, FY_NT);
}

static struct fy_node *build_object(struct yaml_printer *printer, const struct value *object) {
    struct fy_node *mapping = fy_node_create_mapping(printer->document);
    for (size_t i = 0; mapping != NULL && i < object->member_count; i++) {
        const struct member *member = &object->members[i];
        struct fy_node *key = build_text(printer, member->key, member->key_length);
        struct fy_node *value = build(printer, member->value);
        if (key == NULL || value == NULL || fy_node_mapping_append(mapping, key, value) != 0) {
            return NULL;
        }
    }
    return mapping;
}

static struct fy_node *build_array(struct yaml_printer *printer, const struct value *array) {
    struct fy_node *sequence = fy_node_create_sequence(printer->document);
    for (size_t i = 0; sequence != NULL && i < array->item_count; i++) {
        struct fy_node *item = build(printer, array->items[i]);
        if (item == NULL || fy_node_sequence_append(sequence, item) != 0) {
            return NULL;
        }
    }
    return sequence;
}

/* The library's node of @value, at most DOCUMENT_MAX_DEPTH deep; NULL when it refuses one. */
static struct fy_node *build(struct yaml_printer *printer, const struct value *value) {
    switch (value->kind) {
    case VALUE_NULL:
        return fy_node_build_from_string(printer->document, "null", FY_NT);
    case VALUE_BOOLEAN:
        return fy_node_build_from_string(printer->document, value->boolean ? "true" : "false",
                                         FY_NT);
    case VALUE_NUMBER:
        return fy_node_build_from_string(printer->document, value->text, value->length);
    case VALUE_STRING:
        return build_text(printer, value->text, value->length);
    case VALUE_ARRAY:
        return build_array(printer, value);
    case VALUE_OBJECT:
        return build_object(printer, value);
    }
    return NULL;
}

static int collect(struct fy_emitter *emitter, enum fy_emitter_write_type type, const char *text,
                   int length, void *user) {
    (void)emitter;
    (void)type;
    struct buffer *out = user;
    buffer_append(out, text, (size_t)length);
    return length;
}

/* Append the whole document in one of the library's modes. */
static bool emit(struct fy_document *document, unsigned mode, struct buffer *out) {
    const struct fy_emitter_cfg config = {
        .flags = (enum fy_emitter_cfg_flags)(mode | FYECF_WIDTH_INF | FYECF_INDENT_2 |
                                             (unsigned)FYECF_DOC_START_MARK_OFF |
                                             (unsigned)FYECF_DOC_END_MARK_OFF),
        .output = collect,
        .userdata = out,
    };
    struct fy_emitter *emitter = fy_emitter_create(&config);
    bool good = emitter != NULL && fy_emit_document(emitter, document) == 0;
    fy_emitter_destroy(emitter);
    return good;
}

static bool reads_back(const struct value *value, const char *text, size_t length) {
    struct arena arena;
    struct diagnostics diagnostics;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    const struct value *read = yaml_tree_parse(&arena, "", text, length, &diagnostics);
    bool same = read != NULL && diagnostics.error_count == 0 && value_equal(read, value);
    arena_finish(&arena);
    return same;
}

static bool print_document(const struct value *value, struct fy_document *document,
                           struct buffer *out) {
    static const unsigned modes[] = {FYECF_MODE_PRETTY, FYECF_MODE_BLOCK};
    size_t start = out->length;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        out->length = start;
        if (emit(document, modes[i], out) &&
            reads_back(value, out->data + start, out->length - start)) {
            return true;
        }
    }
    out->length = start;
    return false;
}

bool yaml_print(const struct value *value, struct buffer *out) {
    /* Values have no key twice; without the flag the library compares each key with all others. */
    const struct fy_parse_cfg config = {
        .flags = FYPCF_QUIET | FYPCF_DISABLE_DEPTH_LIMIT | FYPCF_ALLOW_DUPLICATE_KEYS |
                 FYPCF_DEFAULT_VERSION_1_2,
    };
    struct yaml_printer printer = {.document = fy_document_create(&config)};
    arena_init(&printer.arena, NULL);
    struct fy_node *root = printer.document != NULL ? build(&printer, value) : NULL;
    bool good = root != NULL && fy_document_set_root(printer.document, root) == 0 &&
                print_document(value, printer.document, out);
    fy_document_destroy(printer.document);
    arena_finish(&printer.arena);
    return good;
}
