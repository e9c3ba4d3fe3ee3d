/* yaml_tree.c - libfyaml's events, one by one, into a tree builder.
 *
 * What the library leaves to its caller is done here: positions in code points, the core schema,
 * the few tags there are, that a file holds one document. What it reports is turned into our
 * diagnostics; it prints nothing itself. */
#include "formats/yaml_tree.h"

#include "engine/text.h"
#include "formats/core_schema.h"
#include "formats/text_position.h"
#include "formats/tree_builder.h"

#include <libfyaml.h>
#include <string.h>

enum {
    /* The library reads ahead over all open brackets before it tells of the first: millions of them
     * would take gigabytes. No file of at most 100 levels has so many that are not closed. */
    MOST_OPEN_BRACKETS = 10000,
};

struct yaml_reader {
    struct tree_builder builder;
    const char *text;
    size_t length;
    struct text_position position;
    size_t last;        /* Offset where the latest token began or ended. */
    struct buffer said; /* What the library would have printed. */
    bool in_document;
    bool had_document;
};

static void collect_output(struct fy_diag *diag, void *user, const char *text, size_t length) {
    (void)diag;
    struct yaml_reader *reader = user;
    buffer_append(&reader->said, text, length);
}

static struct fy_diag *create_diag(struct yaml_reader *reader) {
    struct fy_diag_cfg config;
    fy_diag_cfg_default(&config);
    config.fp = NULL;
    config.output_fn = collect_output;
    config.user = reader;
    config.level = FYET_ERROR;
    config.show_position = false;
    config.show_type = false;
    struct fy_diag *diag = fy_diag_create(&config);
    if (diag != NULL) {
        fy_diag_set_collect_errors(diag, true);
    }
    return diag;
}

static bool error_at(struct yaml_reader *reader, size_t offset, const char *message) {
    struct text_position position;
    text_position_init(&position, reader->text, reader->length);
    text_position_move(&position, offset);
    return tree_error(&reader->builder, position.line, position.column, "%s", message);
}

/* Raw control characters (YAML 1.2.2, section 5.1) and runs of brackets, which the library takes.
 */
static bool check_bytes(struct yaml_reader *reader) {
    size_t open = 0;
    for (size_t i = 0; i < reader->length; i++) {
        unsigned char byte = (unsigned char)reader->text[i];
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
            return error_at(reader, i,
                            "a control character; in double quotes, write it as an "
                            "escape such as \"\\x1b\"");
        }
        if (byte == '[' || byte == '{') {
            open++;
        } else if ((byte == ']' || byte == '}') && open > 0) {
            open--;
        }
        if (open > MOST_OPEN_BRACKETS) {
            return error_at(reader, i, "nested deeper than 100 levels");
        }
    }
    return true;
}

/* What helps with the library's commonest complaints. */
static const char *hint_for(const char *complaint) {
    static const struct {
        const char *part;
        const char *hint;
    } hints[] = {
        {"invalid multiline plain key", ": is the line above indented as it should be?"},
        {"trailing content after",
         ": put the whole text in single quotes, or none of it in quotes"},
        {"nested block mapping on the same line", ": a text with ': ' in it needs quotes"},
        {"plain scalar cannot start with", ": put the text in quotes"},
        {"tab character", ": indent with spaces"},
        {"tab as indendation", ": indent with spaces"},
        {"cannot use tab for indentation", ": indent with spaces"},
        {"block sequence on the same line", ": begin the list on a line of its own, or quote the "
                                            "text"},
        {"invalid value after mapping",
         ": is a ': ' missing or the indentation wrong? (A text that "
         "begins with [ or { needs quotes.)"},
        {"did not find expected '-' indicator", ": is the line indented as the one above?"},
        {"invalid UTF8 escape", ": \\ud800 to \\udfff stand only in pairs"},
    };
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
        if (strstr(complaint, hints[i].part) != NULL) {
            return hints[i].hint;
        }
    }
    return "";
}

/* Report what the library found wrong. */
static void report_complaints(struct yaml_reader *reader, struct fy_diag *diag) {
    void *previous = NULL;
    struct fy_diag_error *error = NULL;
    while ((error = fy_diag_errors_iterate(diag, &previous)) != NULL) {
        if (error->type < FYET_ERROR || error->msg == NULL) {
            continue;
        }
        size_t offset = reader->last;
        if (error->line > 0 && error->column > 0) {
            offset = text_position_offset(reader->text, reader->length, (uint32_t)error->line,
                                          (uint32_t)error->column);
        }
        error_at(reader, offset,
                 arena_printf(reader->builder.arena, "not valid YAML: %s%s", error->msg,
                              hint_for(error->msg)));
        return; /* What follows the first is its consequence. */
    }
    const char *said = buffer_terminate(&reader->said);
    error_at(reader, reader->last,
             arena_printf(reader->builder.arena, "not valid YAML: %.*s", (int)strcspn(said, "\n"),
                          *said != '\0' ? said : "it cannot be parsed"));
}

/* Where a quoted text's quote or a block text's indicator stands: the library's mark is behind it.
 */
static size_t scalar_start(const struct yaml_reader *reader, size_t mark,
                           enum fy_scalar_style style) {
    if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) {
        return mark > 0 ? mark - 1 : 0;
    }
    if (style != FYSS_LITERAL && style != FYSS_FOLDED) {
        return mark;
    }
    size_t at = reader->last;
    while (at < mark && reader->text[at] != '|' && reader->text[at] != '>') {
        if (reader->text[at] == '#') { /* A comment before the indicator. */
            at += strcspn(reader->text + at, "\r\n");
        } else {
            at++;
        }
    }
    return at < mark ? at : mark;
}

static void pass_token(struct yaml_reader *reader, struct fy_token *token) {
    const struct fy_mark *end = token != NULL ? fy_token_end_mark(token) : NULL;
    if (end != NULL && end->input_pos > reader->last) {
        reader->last = end->input_pos;
    }
}

/* The piece that @event begins: its place and its anchor. */
static struct tree_piece piece_of(struct yaml_reader *reader, struct fy_event *event,
                                  struct fy_token *token) {
    struct tree_piece piece = {0};
    struct fy_token *anchor = fy_event_get_anchor_token(event);
    if (anchor != NULL) {
        piece.anchor = fy_token_get_text(anchor, &piece.anchor_length);
        pass_token(reader, anchor);
    }
    pass_token(reader, fy_event_get_tag_token(event));
    const struct fy_mark *mark = token != NULL ? fy_token_start_mark(token) : NULL;
    size_t offset = reader->last; /* Of a value that is not written, as in "key:". */
    if (mark != NULL) {
        offset = mark->input_pos;
        if (event->type == FYET_SCALAR) {
            offset = scalar_start(reader, offset, fy_token_scalar_style(token));
        } else if (event->type == FYET_ALIAS && offset > 0) {
            offset--; /* The "*". */
        }
        reader->last = offset > reader->last ? offset : reader->last;
    }
    text_position_move(&reader->position, offset);
    piece.line = reader->position.line;
    piece.column = reader->position.column;
    pass_token(reader, event->type == FYET_SCALAR ? token : NULL);
    return piece;
}

/* "tag:yaml.org,2002:str" -> "str"; "!" (not resolved at all) is a text too; NULL without a tag. */
static const char *tag_of(struct yaml_reader *reader, struct fy_event *event) {
    static const char standard[] = "tag:yaml.org,2002:";
    struct fy_token *token = fy_event_get_tag_token(event);
    if (token == NULL) {
        return NULL;
    }
    size_t length = 0;
    const char *text = fy_token_get_text(token, &length);
    const char *tag = arena_copy(reader->builder.arena, text, text != NULL ? length : 0);
    if (strncmp(tag, standard, sizeof(standard) - 1) == 0) {
        return tag + sizeof(standard) - 1;
    }
    return strcmp(tag, "!") == 0 ? "str" : tag;
}

static bool unknown_tag(struct yaml_reader *reader, const struct tree_piece *piece,
                        const char *tag) {
    return tree_error(&reader->builder, piece->line, piece->column,
                      "the tag %s%s is not known (known are !!str, !!int, !!float, !!bool, !!null, "
                      "!!seq and !!map)",
                      tag[0] == '!' ? "" : "!!", tag);
}

static bool tag_disagrees(struct yaml_reader *reader, const struct tree_piece *piece,
                          const char *tag) {
    return tree_error(&reader->builder, piece->line, piece->column, "what stands here is no !!%s",
                      tag);
}

/* The kind of a scalar with an explicit tag. */
static bool tagged_kind(struct yaml_reader *reader, const struct tree_piece *piece, const char *tag,
                        const char *text, size_t length, enum value_kind *kind) {
    enum value_kind plain = core_schema_kind(text, length);
    static const struct {
        const char *tag;
        enum value_kind kind;
    } tags[] = {{"str", VALUE_STRING},   {"int", VALUE_NUMBER}, {"float", VALUE_NUMBER},
                {"bool", VALUE_BOOLEAN}, {"null", VALUE_NULL},  {"seq", VALUE_ARRAY},
                {"map", VALUE_OBJECT}};
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
        if (strcmp(tags[i].tag, tag) != 0) {
            continue;
        }
        *kind = tags[i].kind;
        bool holds = *kind == VALUE_STRING || *kind == plain;
        if (strcmp(tag, "int") == 0) {
            holds = core_schema_integer(text, length);
        }
        return holds || tag_disagrees(reader, piece, tag);
    }
    return unknown_tag(reader, piece, tag);
}

static bool read_scalar(struct yaml_reader *reader, struct fy_event *event) {
    struct fy_token *token = event->scalar.value;
    struct tree_piece piece = piece_of(reader, event, token);
    size_t length = 0;
    const char *text = token != NULL ? fy_token_get_text(token, &length) : NULL;
    if (text == NULL) {
        text = "";
        length = 0;
    }
    if (!text_is_utf8(text, length, NULL)) {
        return tree_error(&reader->builder, piece.line, piece.column,
                          "an escape in this text stands for no Unicode character");
    }
    enum value_kind kind = VALUE_STRING;
    if (token == NULL || fy_token_scalar_style(token) == FYSS_PLAIN) {
        kind = core_schema_kind(text, length);
    }
    const char *tag = tag_of(reader, event);
    if (tag != NULL && !tagged_kind(reader, &piece, tag, text, length, &kind)) {
        return false;
    }
    return tree_scalar(&reader->builder, kind, text, length, &piece);
}

static bool read_container(struct yaml_reader *reader, struct fy_event *event, enum value_kind kind,
                           struct fy_token *token) {
    struct tree_piece piece = piece_of(reader, event, token);
    const char *tag = tag_of(reader, event);
    const char *expected = kind == VALUE_OBJECT ? "map" : "seq";
    if (tag != NULL && strcmp(tag, expected) != 0) {
        static const char *const known[] = {"str", "int", "float", "bool", "null", "seq", "map"};
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            if (strcmp(tag, known[i]) == 0) {
                return tag_disagrees(reader, &piece, tag);
            }
        }
        return unknown_tag(reader, &piece, tag);
    }
    return tree_open(&reader->builder, kind, &piece);
}

static bool read_alias(struct yaml_reader *reader, struct fy_event *event) {
    struct tree_piece piece = piece_of(reader, event, event->alias.anchor);
    size_t length = 0;
    const char *name = fy_token_get_text(event->alias.anchor, &length);
    pass_token(reader, event->alias.anchor);
    return tree_alias(&reader->builder, name != NULL ? name : "", name != NULL ? length : 0,
                      &piece);
}

static bool begin_document(struct yaml_reader *reader, struct fy_event *event) {
    pass_token(reader, event->document_start.document_start);
    if (reader->had_document) {
        return error_at(reader, reader->last, "a second document begins: a file holds one");
    }
    reader->in_document = reader->had_document = true;
    return true;
}

static bool read_event(struct yaml_reader *reader, struct fy_event *event) {
    switch (event->type) {
    case FYET_DOCUMENT_START:
        return begin_document(reader, event);
    case FYET_DOCUMENT_END:
        pass_token(reader, event->document_end.document_end);
        reader->in_document = false;
        return true;
    case FYET_MAPPING_START:
        return read_container(reader, event, VALUE_OBJECT, event->mapping_start.mapping_start);
    case FYET_SEQUENCE_START:
        return read_container(reader, event, VALUE_ARRAY, event->sequence_start.sequence_start);
    case FYET_MAPPING_END:
        pass_token(reader, event->mapping_end.mapping_end);
        return tree_close(&reader->builder);
    case FYET_SEQUENCE_END:
        pass_token(reader, event->sequence_end.sequence_end);
        return tree_close(&reader->builder);
    case FYET_SCALAR:
        return read_scalar(reader, event);
    case FYET_ALIAS:
        return read_alias(reader, event);
    default:
        return true;
    }
}

/* All events, until the end or the first mistake. */
static void read_events(struct yaml_reader *reader, struct fy_parser *parser,
                        struct fy_diag *diag) {
    struct fy_event *event = NULL;
    bool good = true;
    while (good && (event = fy_parser_parse(parser)) != NULL) {
        good = read_event(reader, event);
        fy_parser_event_free(parser, event);
    }
    if (good && fy_parser_get_stream_error(parser)) {
        report_complaints(reader, diag);
    } else if (good && !reader->had_document) {
        error_at(reader, 0, "empty: a file holds one document");
    }
}

/* After this complaint, about a tab behind an explicit key ("? a:"), libfyaml 0.7.12 holds one
 * of its keys twice, and freeing the parser would free that twice too. It is left alone: a few
 * kilobytes. */
static bool is_damaged(struct fy_diag *diag) {
    void *previous = NULL;
    const struct fy_diag_error *error = NULL;
    while ((error = fy_diag_errors_iterate(diag, &previous)) != NULL) {
        if (error->msg != NULL && strstr(error->msg, "cannot use tab for indentation") != NULL) {
            return true;
        }
    }
    return false;
}

static void parse(struct yaml_reader *reader) {
    struct fy_diag *diag = create_diag(reader);
    const struct fy_parse_cfg config = {
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DISABLE_DEPTH_LIMIT | FYPCF_JSON_NONE |
                 FYPCF_DEFAULT_VERSION_1_2,
        .diag = diag,
    };
    struct fy_parser *parser = diag != NULL ? fy_parser_create(&config) : NULL;
    if (parser != NULL && fy_parser_set_string(parser, reader->text, reader->length) == 0) {
        read_events(reader, parser, diag);
    } else {
        error_at(reader, 0, "the YAML library cannot start");
    }
    if (!is_damaged(diag)) {
        fy_parser_destroy(parser);
    }
    fy_diag_destroy(diag);
}

const struct value *yaml_tree_parse(struct arena *arena, const char *file, const char *text,
                                    size_t length, struct diagnostics *diagnostics) {
    struct yaml_reader reader = {.text = text, .length = length};
    tree_begin(&reader.builder, arena, file, diagnostics);
    text_position_init(&reader.position, text, length);
    buffer_init(&reader.said, NULL);
    const struct value *root = NULL;
    if (check_bytes(&reader)) {
        parse(&reader);
        root = reader.builder.failed ? NULL : tree_finish(&reader.builder);
    }
    buffer_finish(&reader.said);
    tree_end(&reader.builder);
    return root;
}
