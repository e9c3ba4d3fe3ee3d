/* fuzz_convert.c - any file, as YAML, as laid out JSON, and in every other shape.
 *
 * Beyond not crashing: every value can be written as YAML, and as JSON where JSON has its numbers;
 * both are read as the same value again; what is refused has an error, what is not has none and is
 * of the shape that was asked for; and what came from a bare scenario or a resource comes back. */
#include "formats/convert.h"
#include "formats/document.h"
#include "formats/json_layout.h"
#include "formats/yaml_print.h"
#include "tests/lib/libfyaml_leaks.h"

#include <stdlib.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_reads_back(const struct value *value, const struct buffer *text,
                             enum document_syntax syntax) {
    struct arena arena;
    struct diagnostics diagnostics;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    const struct value *read =
        document_parse(&arena, "f", text->data, text->length, syntax, &diagnostics);
    require(read != NULL && diagnostics.error_count == 0 && value_equal(read, value));
    arena_finish(&arena);
}

static void check_printing(const struct value *value) {
    const struct value *number = NULL;
    struct buffer text;
    buffer_init(&text, NULL);
    require(yaml_print(value, &text));
    check_reads_back(value, &text, DOCUMENT_YAML);
    if (json_can_hold(value, &number)) {
        text.length = 0;
        json_lay_out(value, &text);
        check_reads_back(value, &text, DOCUMENT_JSON);
    }
    buffer_finish(&text);
}

/* Through @wanted and back. */
static void check_shape(struct arena *arena, const struct value *root, enum shape wanted) {
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    enum shape shape = shape_of(root);
    const struct value *converted = convert_shape(arena, "f", root, wanted, &diagnostics);
    require((converted == NULL) == (diagnostics.error_count > 0));
    if (converted == NULL) {
        return;
    }
    require(shape_of(converted) == wanted);
    const struct value *instructions = value_given(root, "instructions");
    bool unpacks = wanted == SHAPE_BARE && instructions != NULL;
    if ((shape == SHAPE_BARE || shape == SHAPE_RESOURCE) && !unpacks) {
        const struct value *back = convert_shape(arena, "f", converted, shape, &diagnostics);
        require(back != NULL && value_equal(back, root));
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    struct arena arena;
    struct diagnostics diagnostics;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    const struct value *root =
        document_parse(&arena, "f", (const char *)data, size, DOCUMENT_BY_NAME, &diagnostics);
    if (root != NULL && diagnostics.error_count == 0) {
        check_printing(root);
        check_shape(&arena, root, SHAPE_BARE);
        check_shape(&arena, root, SHAPE_RESOURCE);
        check_shape(&arena, root, SHAPE_SUITE);
    }
    arena_finish(&arena);
    return 0;
}
