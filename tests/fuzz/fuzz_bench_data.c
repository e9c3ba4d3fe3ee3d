/* fuzz_bench_data.c - any text as rows of `--data`: its first byte says what the file is called.
 *
 * Beyond not crashing: what has no row has a mistake; rows are objects, at most as many as there
 * are lines; rows of CSV without a mistake all have the fields of the first record, and written
 * down again they are the same rows. */
#include "commands/bench_data.h"

#include "tests/lib/libfyaml_leaks.h"

#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static size_t lines_of(const char *text, size_t length) {
    size_t lines = 1;
    for (size_t i = 0; i < length; i++) {
        lines += text[i] == '\n' || text[i] == '\r';
    }
    return lines;
}

static void append_field(struct buffer *out, const char *text, size_t length) {
    buffer_append_text(out, "\"");
    for (size_t i = 0; i < length; i++) {
        buffer_append_text(out, text[i] == '"' ? "\"" : "");
        buffer_append(out, &text[i], 1);
    }
    buffer_append_text(out, "\"");
}

static void append_record(struct buffer *out, const struct value *row, bool names) {
    for (size_t i = 0; i < row->member_count; i++) {
        const struct member *member = &row->members[i];
        buffer_append_text(out, i > 0 ? "," : "");
        if (names) {
            append_field(out, member->key, member->key_length);
        } else {
            append_field(out, member->value->text, member->value->length);
        }
    }
    buffer_append_text(out, "\r\n");
}

static void check_csv(struct arena *arena, const struct bench_rows *rows) {
    struct diagnostics diagnostics;
    struct bench_rows again;
    struct buffer text;
    buffer_init(&text, NULL);
    diagnostics_init(&diagnostics, arena);
    append_record(&text, rows->items[0], true);
    for (size_t i = 0; i < rows->count; i++) {
        require(rows->items[i]->member_count == rows->items[0]->member_count);
        append_record(&text, rows->items[i], false);
    }
    bench_rows_parse(arena, "again.csv", text.data, text.length, &again, &diagnostics);
    require(diagnostics.error_count == 0 && again.count == rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        require(value_equal(again.items[i], rows->items[i]));
    }
    buffer_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const files[] = {"rows.csv", "rows.jsonl"};
    if (size == 0) {
        return 0;
    }
    const char *file = files[data[0] % 2];
    const char *text = (const char *)data + 1;
    size_t length = size - 1;
    struct arena arena;
    struct diagnostics diagnostics;
    struct bench_rows rows;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    bench_rows_parse(&arena, file, text, length, &rows, &diagnostics);
    require(rows.count > 0 || diagnostics.error_count > 0);
    require(rows.count <= lines_of(text, length));
    for (size_t i = 0; i < rows.count; i++) {
        require(rows.items[i]->kind == VALUE_OBJECT);
    }
    if (rows.count > 0 && diagnostics.error_count == 0 && file == files[0]) {
        check_csv(&arena, &rows);
    }
    arena_finish(&arena);
    return 0;
}
