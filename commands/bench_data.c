/* bench_data.c - rows out of CSV and JSON Lines. */
#include "commands/bench_data.h"

#include "engine/text.h"
#include "formats/document.h"
#include "formats/profile.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct reading {
    struct arena *arena;
    const char *file;
    struct bench_rows *rows;
    size_t capacity;
    struct diagnostics *diagnostics;
    /* CSV: the record that is being read. */
    const char **names; /* Of the fields; NULL before the first record. */
    size_t name_count;
    struct member *members;
    size_t member_count;
    size_t member_capacity;
    size_t extra; /* Fields without a name. */
    uint32_t record;
    bool too_many; /* Records or lines. */
};

/* Add an error about @line of the file, or with 0 about all of it. */
static void mistake(struct reading *reading, uint32_t line, enum diagnostic_name name,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

static void mistake(struct reading *reading, uint32_t line, enum diagnostic_name name,
                    const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(reading->arena, format, arguments);
    va_end(arguments);
    diagnostic_add(reading->diagnostics, SEVERITY_ERROR, name,
                   &(struct place){.file = reading->file, .line = line}, "%s", message);
}

static void add_row(struct reading *reading, const struct value *row) {
    struct bench_rows *rows = reading->rows;
    if (rows->count == reading->capacity) {
        size_t capacity = reading->capacity == 0 ? 64 : reading->capacity * 2;
        const struct value **items = arena_alloc(reading->arena, capacity * sizeof(*items));
        for (size_t i = 0; i < rows->count; i++) {
            items[i] = rows->items[i];
        }
        rows->items = items;
        reading->capacity = capacity;
    }
    rows->items[rows->count++] = row;
}

/* -- CSV -- */

/* A field of the first record names a column; a later one is the value of its column. */
static void on_field(void *text, size_t length, void *user) {
    struct reading *reading = user;
    size_t most = reading->names != NULL ? reading->name_count : BENCH_FIELDS_MAX;
    if (reading->member_count == most || reading->record > BENCH_ROWS_MAX) {
        reading->extra++;
        return;
    }
    const char *copy = arena_copy(reading->arena, text, length);
    if (reading->member_count == reading->member_capacity) {
        size_t capacity = reading->member_capacity == 0 ? 16 : reading->member_capacity * 2;
        struct member *members = arena_alloc(reading->arena, capacity * sizeof(*members));
        for (size_t i = 0; i < reading->member_count; i++) {
            members[i] = reading->members[i];
        }
        reading->members = members;
        reading->member_capacity = capacity;
    }
    struct value *value = arena_alloc(reading->arena, sizeof(*value));
    value->kind = VALUE_STRING;
    value->line = reading->record + 1;
    value->text = copy;
    value->length = length;
    struct member *member = &reading->members[reading->member_count];
    *member = (struct member){.line = reading->record + 1, .value = value};
    if (reading->names != NULL) {
        member->key = reading->names[reading->member_count];
        member->key_length = strlen(member->key);
    }
    reading->member_count++;
}

/* One of the first @count fields is called @name. */
static bool is_named(const struct reading *reading, const char *name, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(reading->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void take_names(struct reading *reading) {
    reading->name_count = reading->member_count;
    reading->names = arena_alloc(reading->arena, (reading->name_count + 1) * sizeof(char *));
    for (size_t i = 0; i < reading->name_count; i++) {
        const char *name = reading->members[i].value->text;
        reading->names[i] = name;
        if (*name == '\0') {
            mistake(reading, 1, DIAGNOSTIC_MISSING_KEY,
                    "field %zu has no name: the first record names the fields", i + 1);
        } else if (is_named(reading, name, i)) {
            mistake(reading, 1, DIAGNOSTIC_DUPLICATE_KEY, "two fields are called %s", name);
        }
    }
    if (reading->extra > 0) {
        mistake(reading, 1, DIAGNOSTIC_SHAPE, "%zu fields: expected at most %d",
                reading->name_count + reading->extra, BENCH_FIELDS_MAX);
    }
}

static void on_record(int end, void *user) {
    (void)end;
    struct reading *reading = user;
    if (reading->names == NULL) {
        take_names(reading);
    } else if (reading->record > BENCH_ROWS_MAX) {
        reading->too_many = true;
    } else if (reading->member_count + reading->extra != reading->name_count) {
        mistake(reading, 0, DIAGNOSTIC_SHAPE,
                "record %u: %zu of %zu fields, which the first record names", reading->record + 1,
                reading->member_count + reading->extra, reading->name_count);
    } else {
        struct value *row = arena_alloc(reading->arena, sizeof(*row));
        row->kind = VALUE_OBJECT;
        row->line = reading->record + 1;
        row->members = reading->members;
        row->member_count = reading->member_count;
        add_row(reading, row);
    }
    reading->record++;
    reading->members = NULL;
    reading->member_capacity = 0;
    reading->member_count = 0;
    reading->extra = 0;
}

static void read_csv(struct reading *reading, const char *text, size_t length) {
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0 ||
        csv_parse(&parser, text, length, on_field, on_record, reading) != length ||
        csv_fini(&parser, on_field, on_record, reading) != 0) {
        mistake(reading, 0, DIAGNOSTIC_SYNTAX,
                "record %u is no CSV: %s (RFC 4180: a quote stands doubled within quotes)",
                reading->record + 1, csv_strerror(csv_error(&parser)));
    }
    csv_free(&parser);
}

/* -- JSON Lines -- */

static void read_line(struct reading *reading, const char *text, size_t length, uint32_t line) {
    struct diagnostics found;
    diagnostics_init(&found, reading->arena);
    const struct value *row =
        document_parse(reading->arena, reading->file, text, length, DOCUMENT_JSON, &found);
    for (const struct diagnostic *each = found.first; each != NULL; each = each->next) {
        struct place place = each->place;
        place.line = line;
        diagnostic_add(reading->diagnostics, each->severity, each->name, &place, "%s",
                       each->message);
    }
    if (row != NULL && row->kind != VALUE_OBJECT) {
        mistake(reading, line, DIAGNOSTIC_WRONG_TYPE,
                "expected an object of values in each line, found %s", value_kind_text(row));
    } else if (row != NULL) {
        add_row(reading, row);
    }
}

static void read_lines(struct reading *reading, const char *text, size_t length) {
    uint32_t line = 1;
    while (length > 0 && !reading->too_many) {
        const char *end = memchr(text, '\n', length);
        size_t line_length = end != NULL ? (size_t)(end - text) : length;
        if (!text_is_blank(text, line_length)) {
            read_line(reading, text, line_length, line);
        }
        size_t used = line_length + (end != NULL);
        text += used;
        length -= used;
        reading->too_many = line == BENCH_ROWS_MAX && length > 0;
        line++;
    }
}

/* -- Both -- */

static bool ends_with(const char *file, const char *ending) {
    size_t length = strlen(file);
    size_t ending_length = strlen(ending);
    return length >= ending_length && strcmp(file + length - ending_length, ending) == 0;
}

static bool is_json(const char *file, const char *text, size_t length) {
    if (ends_with(file, ".csv")) {
        return false;
    }
    size_t at = 0;
    while (at < length && strchr(" \t\r\n", text[at]) != NULL) {
        at++;
    }
    return ends_with(file, ".jsonl") || ends_with(file, ".ndjson") || ends_with(file, ".json") ||
           (at < length && text[at] == '{');
}

/* False when it cannot be read, with an error. */
static bool read_whole(struct reading *reading, struct buffer *out) {
    enum { PIECE = 65536 };
    FILE *file = fopen(reading->file, "rbe");
    size_t got = 1;
    while (file != NULL && got > 0 && out->length <= DOCUMENT_MAX_BYTES) {
        got = fread(buffer_reserve(out, PIECE), 1, PIECE, file);
        out->length += got;
    }
    bool failed = file == NULL || ferror(file) != 0;
    if (failed) {
        mistake(reading, 0, DIAGNOSTIC_UNREADABLE, "%s", strerror(errno));
    }
    if (file != NULL) {
        fclose(file);
    }
    return !failed;
}

/* False with an error when it is no text to be looked at. */
static bool is_text(struct reading *reading, const char *text, size_t length) {
    if (length > DOCUMENT_MAX_BYTES) {
        mistake(reading, 0, DIAGNOSTIC_UNREADABLE, "it is longer than 16 MiB");
        return false;
    }
    if (!text_is_utf8(text, length, NULL) || (length > 0 && memchr(text, '\0', length) != NULL)) {
        mistake(reading, 0, DIAGNOSTIC_SYNTAX, "it is no text in UTF-8");
        return false;
    }
    return true;
}

static void read_text(struct reading *reading, const char *text, size_t length) {
    static const char mark[] = "\xEF\xBB\xBF";
    const size_t mark_length = sizeof(mark) - 1;
    size_t errors = reading->diagnostics->error_count;
    if (length >= mark_length && memcmp(text, mark, mark_length) == 0) {
        text += mark_length;
        length -= mark_length;
    }
    if (is_json(reading->file, text, length)) {
        read_lines(reading, text, length);
    } else {
        read_csv(reading, text, length);
    }
    if (reading->too_many) {
        mistake(reading, 0, DIAGNOSTIC_SHAPE, "there are more than %d rows in it", BENCH_ROWS_MAX);
    } else if (reading->rows->count == 0 && reading->diagnostics->error_count == errors) {
        mistake(reading, 0, DIAGNOSTIC_EMPTY, "there is no row in it");
    }
}

void bench_rows_parse(struct arena *arena, const char *file, const char *text, size_t length,
                      struct bench_rows *out, struct diagnostics *diagnostics) {
    struct reading reading = {
        .arena = arena, .file = file, .rows = out, .diagnostics = diagnostics};
    *out = (struct bench_rows){0};
    if (is_text(&reading, text, length)) {
        read_text(&reading, text, length);
    }
}

void bench_rows_read(struct arena *arena, const char *file, struct bench_rows *out,
                     struct diagnostics *diagnostics) {
    struct reading reading = {.arena = arena, .file = file, .diagnostics = diagnostics};
    struct buffer whole;
    buffer_init(&whole, NULL);
    *out = (struct bench_rows){0};
    if (read_whole(&reading, &whole)) {
        bench_rows_parse(arena, file, whole.data, whole.length, out, diagnostics);
    }
    buffer_finish(&whole);
}

/* -- Values of a row -- */

struct layered {
    struct template_source row;
    struct template_source beneath;
};

static bool find(void *user, enum template_namespace space, const struct template_key *keys,
                 size_t count, const char **text, size_t *length) {
    const struct layered *layered = user;
    const struct template_source *row = &layered->row;
    const struct template_source *beneath = &layered->beneath;
    return (space == TEMPLATE_TEST_PROFILE &&
            row->find(row->user, space, keys, count, text, length)) ||
           (beneath->find != NULL &&
            beneath->find(beneath->user, space, keys, count, text, length));
}

struct template_source bench_row_values(struct arena *arena, const struct value *row,
                                        const struct template_source *beneath) {
    struct layered *layered = arena_alloc(arena, sizeof(*layered));
    *layered = (struct layered){
        .row = profile_source(arena, &(struct profile_values){.test_profile = row}),
        .beneath = *beneath,
    };
    return (struct template_source){.find = find, .user = layered};
}
