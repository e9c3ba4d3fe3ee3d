/* fuzz_template.c - any text as a template, with hostile values.
 *
 * Beyond not crashing: the same source gives the same text; the text is what the source has between
 * the placeholders with the values put in; and every byte knows where it came from. */
#include "engine/template.h"
#include "engine/text.h"

#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

/* A value that looks like everything that is syntax; every third field is missing. */
static bool find(void *user, enum template_namespace space, const struct template_key *keys,
                 size_t count, const char **text, size_t *length) {
    (void)user;
    (void)space;
    require(count >= 1 && count <= 32);
    for (size_t i = 0; i < count; i++) {
        require(strlen(keys[i].key) <= keys[i].length);
    }
    static const char hostile[] = "{{test_profile.a}}\"]}}<endcall />";
    size_t kind = keys[0].length % 3;
    *text = kind == 0 ? "" : hostile;
    *length = strlen(*text);
    return kind != 2;
}

/* The filled text, put together again from the spans. */
static void check_spans(const struct template_text *text) {
    size_t at = 0;
    size_t source_at = 0;
    for (size_t i = 0; i < text->span_count; i++) {
        const struct template_span *span = &text->spans[i];
        require(span->start >= at && span->source_start >= source_at);
        require(span->start - at == span->source_start - source_at);
        require(memcmp(text->text + at, text->source + source_at, span->start - at) == 0);
        require(memcmp(text->source + span->source_start, "{{", 2) == 0);
        at = span->start + span->length;
        source_at = span->source_start + span->source_length;
        require(memcmp(text->source + source_at - 2, "}}", 2) == 0);
    }
    require(text->length - at == text->source_length - source_at);
    require(memcmp(text->text + at, text->source + source_at, text->length - at) == 0);
    require(text->text[text->length] == '\0');
}

/* Literal bytes are those of the source; places never run backwards. */
static void check_origins(const struct template_text *text) {
    size_t before = 0;
    for (size_t i = 0; i <= text->length; i++) {
        size_t origin = template_source_offset(text, i);
        require(origin >= before && origin <= text->source_length);
        before = origin;
        if (!template_is_value(text, i) && i < text->length) {
            require(text->text[i] == text->source[origin]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *source = (const char *)data;
    if (!text_is_utf8(source, size, NULL)) {
        return 0; /* The file would have been refused. */
    }
    struct arena arena;
    struct diagnostics diagnostics;
    struct template_text text;
    struct template_text again;
    const struct template_source values = {.find = find};
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    template_fill(&arena, source, size, &values, NULL, &diagnostics, &text);
    check_spans(&text);
    check_origins(&text);
    template_fill(&arena, source, size, &values, NULL, &diagnostics, &again);
    require(again.length == text.length && memcmp(again.text, text.text, text.length) == 0);
    arena_finish(&arena);
    return 0;
}
