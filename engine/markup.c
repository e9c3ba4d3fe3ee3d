/* markup.c - reads tags, attributes and markers.
 *
 * The text is read as a stream of bytes in which a value, empty or not, is one symbol of its own:
 * it fits nowhere in a tag or marker except between quotes, so it can neither make nor join one. */
#include "engine/markup.h"

#include "engine/text.h"

#include <string.h>
#include <utf8proc.h>

enum { AT_END = -1, AT_VALUE = -2 };

/* The byte at the reader, or one of the above. */
static int peek(const struct markup_reader *reader) {
    const struct template_text *text = reader->text;
    if (reader->span < text->span_count && text->spans[reader->span].start == reader->at) {
        return AT_VALUE;
    }
    return reader->at < text->length ? (unsigned char)text->text[reader->at] : AT_END;
}

static void advance(struct markup_reader *reader) {
    if (peek(reader) == AT_VALUE) {
        reader->at += reader->text->spans[reader->span].length;
        reader->span++;
    } else {
        reader->at++;
    }
}

static bool is_space(int symbol) {
    return symbol == ' ' || (symbol >= '\t' && symbol <= '\r');
}

static bool is_letter(int symbol) {
    return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z');
}

static bool is_name(int symbol) {
    return is_letter(symbol) || (symbol >= '0' && symbol <= '9') || symbol == '_' || symbol == '-';
}

static void skip_space(struct markup_reader *reader) {
    while (is_space(peek(reader))) {
        advance(reader);
    }
}

/* The bytes from @start to the reader. */
static const char *copy_since(const struct markup_reader *reader, size_t start) {
    return arena_copy(reader->arena, reader->text->text + start, reader->at - start);
}

/* Move behind @what if it stands here, unbroken by values. */
static bool take(struct markup_reader *reader, const char *what) {
    struct markup_reader ahead = *reader;
    for (; *what != '\0'; what++) {
        if (peek(&ahead) != (unsigned char)*what) {
            return false;
        }
        advance(&ahead);
    }
    *reader = ahead;
    return true;
}

/* The character of an entity that stands here, and move behind it; '\0' when there is none. */
static char take_entity(struct markup_reader *reader) {
    static const struct {
        const char *entity;
        char character;
    } entities[] = {
        {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''},
    };
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (take(reader, entities[i].entity)) {
            return entities[i].character;
        }
    }
    return '\0';
}

/* Move to the next @quote that is not part of a value. False when there is none. */
static bool find_quote(struct markup_reader *reader, int quote) {
    while (peek(reader) != quote) {
        if (peek(reader) == AT_END) {
            return false;
        }
        advance(reader);
    }
    return true;
}

/* Decode the quoted text from the reader to @end into @attribute. */
static void decode_value(struct markup_reader *reader, size_t end,
                         struct markup_attribute *attribute) {
    char *value = arena_alloc(reader->arena, end - reader->at + 1);
    size_t length = 0;
    while (reader->at < end) {
        char decoded = take_entity(reader);
        if (decoded != '\0') {
            value[length++] = decoded;
            continue;
        }
        size_t start = reader->at;
        advance(reader);
        memcpy(value + length, reader->text->text + start, reader->at - start);
        length += reader->at - start;
    }
    attribute->value = value;
    attribute->length = length;
}

/* `name="value"` here. Returns what is wrong with it, or NULL. */
static const char *read_attribute(struct markup_reader *reader, struct markup *out) {
    struct arena *arena = reader->arena;
    size_t start = reader->at;
    while (is_name(peek(reader))) {
        advance(reader);
    }
    if (reader->at == start) {
        return peek(reader) == AT_VALUE ? "a value may only stand within quotes"
                                        : "expected attributes such as name=\"value\", then \">\"";
    }
    const char *name = copy_since(reader, start);
    skip_space(reader);
    if (peek(reader) != '=') {
        return arena_printf(arena, "\"%s\" has no value; write %s=\"...\"", name, name);
    }
    advance(reader);
    skip_space(reader);
    int quote = peek(reader);
    if (quote != '"' && quote != '\'') {
        return arena_printf(arena, "the value of \"%s\" must stand in quotes: %s=\"...\"", name,
                            name);
    }
    advance(reader);
    struct markup_reader closing = *reader;
    if (!find_quote(&closing, quote)) {
        return arena_printf(arena, "the quotes of \"%s\" are not closed", name);
    }
    for (size_t i = 0; i < out->attribute_count; i++) {
        if (strcmp(out->attributes[i].name, name) == 0) {
            return arena_printf(arena, "\"%s\" stands there twice", name);
        }
    }
    if (out->attribute_count == MARKUP_ATTRIBUTES) {
        return "it has too many attributes";
    }
    struct markup_attribute *attribute = &out->attributes[out->attribute_count++];
    attribute->name = name;
    decode_value(reader, closing.at, attribute);
    *reader = closing;
    advance(reader);
    return NULL;
}

/* From behind the name to behind the ">". Returns what is wrong, or NULL. */
static const char *read_rest_of_tag(struct markup_reader *reader, struct markup *out) {
    for (;;) {
        skip_space(reader);
        if (take(reader, ">")) {
            return NULL;
        }
        if (take(reader, "/>")) {
            out->self_closing = true;
            return NULL;
        }
        int symbol = peek(reader);
        if (symbol == AT_END || symbol == '<') {
            return "it is not closed; expected \">\"";
        }
        const char *fault = read_attribute(reader, out);
        if (fault != NULL) {
            return fault;
        }
    }
}

/* Move behind the ">" that ends a faulty tag, if it comes before another tag; else stay. */
static void recover(struct markup_reader *reader) {
    struct markup_reader ahead = *reader;
    for (int symbol = peek(&ahead); symbol != AT_END && symbol != '<'; symbol = peek(&ahead)) {
        advance(&ahead);
        if (symbol == '>') {
            *reader = ahead;
            return;
        }
    }
}

/* Read the tag here. False, and nothing is moved, when there is none. */
static bool read_tag(struct markup_reader *reader, struct markup *out) {
    struct markup_reader ahead = *reader;
    *out = (struct markup){.kind = MARKUP_TAG, .start = reader->at};
    if (!take(&ahead, "<")) {
        return false;
    }
    out->closing = take(&ahead, "/");
    size_t name_start = ahead.at;
    if (!is_letter(peek(&ahead))) {
        return false;
    }
    while (is_name(peek(&ahead))) {
        advance(&ahead);
    }
    out->name = copy_since(&ahead, name_start);
    *reader = ahead;
    out->fault = read_rest_of_tag(&ahead, out);
    if (out->fault == NULL) {
        *reader = ahead;
    } else {
        recover(reader);
    }
    out->length = reader->at - out->start;
    return true;
}

/* Unicode's letters and the marks that belong to them. */
static bool is_letter_code_point(uint32_t code_point) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

/* Move behind a word of letters. False when none stands here. */
static bool take_word(struct markup_reader *reader) {
    bool found = false;
    const struct template_text *text = reader->text;
    size_t end = reader->span < text->span_count ? text->spans[reader->span].start : text->length;
    while (reader->at < end) {
        uint32_t code_point = 0;
        size_t length = text_read(text->text + reader->at, end - reader->at, &code_point);
        if (!is_letter_code_point(code_point)) {
            break;
        }
        reader->at += length;
        found = true;
    }
    return found;
}

/* Read the marker here. False, and nothing is moved, when there is none. */
static bool read_marker(struct markup_reader *reader, struct markup *out) {
    struct markup_reader ahead = *reader;
    if (!take(&ahead, "[") || !take_word(&ahead)) {
        return false;
    }
    if (is_space(peek(&ahead))) {
        skip_space(&ahead);
        if (!take_word(&ahead)) {
            return false;
        }
    }
    if (!take(&ahead, "]")) {
        return false;
    }
    *out = (struct markup){
        .kind = MARKUP_MARKER,
        .start = reader->at,
        .length = ahead.at - reader->at,
    };
    *reader = ahead;
    return true;
}

static bool read_markup(struct markup_reader *reader, struct markup *out) {
    return read_tag(reader, out) || read_marker(reader, out);
}

void markup_begin(struct markup_reader *reader, struct arena *arena,
                  const struct template_text *text) {
    *reader = (struct markup_reader){.arena = arena, .text = text};
}

bool markup_next(struct markup_reader *reader, struct markup *out) {
    size_t start = reader->at;
    for (int symbol = peek(reader); symbol != AT_END; symbol = peek(reader)) {
        struct markup_reader ahead = *reader;
        if ((symbol == '<' || symbol == '[') && read_markup(&ahead, out)) {
            break;
        }
        advance(reader);
    }
    *out = (struct markup){.kind = MARKUP_TEXT, .start = start, .length = reader->at - start};
    return out->length > 0 || read_markup(reader, out);
}

/* The column in the source of what stands at @start in the filled text. */
static size_t column_of(struct markup_reporter *reporter, size_t start) {
    size_t source_start = template_source_offset(reporter->text, start);
    if (source_start < reporter->counted_bytes) {
        reporter->counted_bytes = 0;
        reporter->counted_points = 0;
    }
    reporter->counted_points += text_code_points(reporter->text->source + reporter->counted_bytes,
                                                 source_start - reporter->counted_bytes);
    reporter->counted_bytes = source_start;
    return reporter->counted_points + 1;
}

void markup_report(struct markup_reporter *reporter, const struct markup *markup,
                   enum severity severity, enum diagnostic_name name, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *problem = arena_vprintf(reporter->arena, format, arguments);
    va_end(arguments);
    diagnostic_add(
        reporter->diagnostics, severity, name, reporter->place, "column %zu: %s: %s",
        column_of(reporter, markup->start),
        diagnostic_excerpt(reporter->arena, reporter->text->text + markup->start, markup->length),
        problem);
}
