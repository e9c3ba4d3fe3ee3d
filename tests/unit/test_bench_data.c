/* test_bench_data.c - rows of `--data`, read from CSV and JSON Lines. */
#include "commands/bench_data.h"

#include "tests/lib/libfyaml_leaks.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct arena arena;
    struct diagnostics diagnostics;
    struct bench_rows rows;
    struct buffer text;
};

static int begin(void **state) {
    struct fixture *fixture = memory_take(sizeof(*fixture));
    arena_init(&fixture->arena, NULL);
    diagnostics_init(&fixture->diagnostics, &fixture->arena);
    buffer_init(&fixture->text, NULL);
    *state = fixture;
    return 0;
}

static int end(void **state) {
    struct fixture *fixture = *state;
    buffer_finish(&fixture->text);
    arena_finish(&fixture->arena);
    memory_give_back(fixture, sizeof(*fixture));
    return 0;
}

static void parse(struct fixture *fixture, const char *file, const char *text, size_t length) {
    diagnostics_init(&fixture->diagnostics, &fixture->arena);
    bench_rows_parse(&fixture->arena, file, text, length, &fixture->rows, &fixture->diagnostics);
}

static void append_value(struct buffer *out, const struct value *value) {
    switch (value->kind) {
    case VALUE_STRING:
    case VALUE_NUMBER:
        buffer_append(out, value->text, value->length);
        break;
    default:
        buffer_append_text(out, value_kind_text(value));
        break;
    }
}

/* "name=Ann,city=Oslo;name=Bo,city=Rome" */
static const char *rows_text(struct fixture *fixture) {
    struct buffer *out = &fixture->text;
    out->length = 0;
    for (size_t i = 0; i < fixture->rows.count; i++) {
        const struct value *row = fixture->rows.items[i];
        buffer_append_text(out, i > 0 ? ";" : "");
        for (size_t j = 0; j < row->member_count; j++) {
            buffer_printf(out, "%s%s=", j > 0 ? "," : "", row->members[j].key);
            append_value(out, row->members[j].value);
        }
    }
    return buffer_terminate(out);
}

/* "12: what is wrong;what else is": with the line, where there is one. */
static const char *errors_text(struct fixture *fixture) {
    struct buffer *out = &fixture->text;
    out->length = 0;
    for (const struct diagnostic *each = fixture->diagnostics.first; each != NULL;
         each = each->next) {
        buffer_append_text(out, out->length > 0 ? ";" : "");
        if (each->place.line > 0) {
            buffer_printf(out, "%u: ", each->place.line);
        }
        buffer_append_text(out, each->message);
    }
    return buffer_terminate(out);
}

/* Rows as they stand in the file, whichever way its lines end and its fields are quoted. */
static void rows_are_read(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *file;
        const char *text;
        const char *rows;
    } cases[] = {
        {"a.csv", "name,city\nAnn,Oslo\nBo,Rome\n", "name=Ann,city=Oslo;name=Bo,city=Rome"},
        {"a.csv", "name,city\r\nAnn,Oslo\r\nBo,Rome", "name=Ann,city=Oslo;name=Bo,city=Rome"},
        {"a.csv", "name\n\"Bo \"\"B\"\"\"\n\"a,b\"\n\"two\nlines\"\n",
         "name=Bo \"B\";name=a,b;name=two\nlines"},
        {"a.csv", "name,city\n,\n\"\",x\n", "name=,city=;name=,city=x"},
        {"a.csv", "name , city\n Ann , \" Oslo \"\n", "name=Ann,city= Oslo "},
        {"a.csv", "name\n\nAnn\n\n\nBo\n", "name=Ann;name=Bo"},
        {"a.csv", "\xEF\xBB\xBFname\nAnn\n", "name=Ann"},
        {"a.csv", "{\"a\n1\n", NULL},
        {"a.csv", "\"{x\"\n1\n", "{x=1"},
        {"a.jsonl", "{\"name\": \"Ann\", \"age\": 7}\n{\"name\": \"Bo\"}\n",
         "name=Ann,age=7;name=Bo"},
        {"a.jsonl", "\n  \n{\"name\":\"Ann\"}\r\n\t\n", "name=Ann"},
        {"a.jsonl", "\xEF\xBB\xBF{\"name\":\"Ann\"}", "name=Ann"},
        {"a.ndjson", "{\"of\":{\"a\":[1]}}", "of=an object"},
        {"a.jsonl", "{}\n{}", ";"},
        {"data", "  {\"name\":\"Ann\"}\n", "name=Ann"},
        {"data", "name\nAnn\n", "name=Ann"},
        {"a.JSONL", "name\nAnn\n", "name=Ann"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        parse(fixture, cases[i].file, cases[i].text, strlen(cases[i].text));
        if (cases[i].rows == NULL) {
            assert_int_not_equal(fixture->diagnostics.error_count, 0);
        } else {
            assert_string_equal(errors_text(fixture), "");
            assert_string_equal(rows_text(fixture), cases[i].rows);
        }
    }
}

/* Every mistake of a file is told, at its line or record. */
static void mistakes_are_told(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *file;
        const char *text;
        const char *errors; /* How they begin. */
    } cases[] = {
        {"a.csv", "", "there is no row in it"},
        {"a.csv", "name,city\n", "there is no row in it"},
        {"a.jsonl", "\n\n", "there is no row in it"},
        {"a.csv", "name,city\nAnn\nBo,Rome\nCy,Bern,x\n",
         "record 2: 1 of 2 fields, which the first record names;"
         "record 4: 3 of 2 fields, which the first record names"},
        {"a.csv", "name,,name,name\nAnn,1,2,3\n",
         "1: field 2 has no name: the first record names the fields;"
         "1: two fields are called name;1: two fields are called name"},
        {"a.csv", "name\nAnn\n\"Bo\n", "record 3 is no CSV: "},
        {"a.csv", "name\nA\"nn\n", "record 2 is no CSV: "},
        {"a.csv", "name\n\xFF\n", "it is no text in UTF-8"},
        {"a.jsonl", "{\"a\":1}\n[1]\n7\n",
         "2: expected an object of values in each line, found an array;"
         "3: expected an object of values in each line, found a number"},
        {"a.jsonl", "{\"a\":1}\n{\"a\":\n", "2: "},
        {"a.jsonl", "{\"a\":1} {\"a\":2}\n", "1: "},
        {"a.jsonl", "{\"a\":1,\"a\":2}\n", "1: "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        parse(fixture, cases[i].file, cases[i].text, strlen(cases[i].text));
        const char *errors = errors_text(fixture);
        if (strncmp(errors, cases[i].errors, strlen(cases[i].errors)) != 0 || *errors == '\0') {
            fail_msg("%s\n-- expected: %s\n-- told: %s", cases[i].text, cases[i].errors, errors);
        }
    }
}

/* A NUL is no text, wherever it stands. */
static void a_nul_is_no_text(void **state) {
    struct fixture *fixture = *state;
    static const char text[] = "name\nAn\0n\n";
    parse(fixture, "a.csv", text, sizeof(text) - 1);
    assert_string_equal(errors_text(fixture), "it is no text in UTF-8");
}

/* As many rows and fields as are allowed, and one more. */
static void numbers_have_bounds(void **state) {
    struct fixture *fixture = *state;
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_append_text(&text, "n\n");
    for (unsigned i = 0; i < BENCH_ROWS_MAX; i++) {
        buffer_append_text(&text, "1\n");
    }
    parse(fixture, "a.csv", text.data, text.length);
    assert_string_equal(errors_text(fixture), "");
    assert_int_equal(fixture->rows.count, BENCH_ROWS_MAX);
    buffer_append_text(&text, "1,2\n1\n");
    parse(fixture, "a.csv", text.data, text.length);
    assert_string_equal(errors_text(fixture), "there are more than 100000 rows in it");

    text.length = 0;
    for (unsigned i = 0; i < BENCH_ROWS_MAX; i++) {
        buffer_append_text(&text, "\n");
    }
    buffer_append_text(&text, "{\"a\":1}");
    parse(fixture, "a.jsonl", text.data, text.length);
    assert_string_equal(errors_text(fixture), "there are more than 100000 rows in it");

    text.length = 0;
    for (unsigned i = 0; i < BENCH_FIELDS_MAX; i++) {
        buffer_printf(&text, "%sf%u", i > 0 ? "," : "", i);
    }
    size_t length = text.length;
    buffer_append_text(&text, "\n");
    parse(fixture, "a.csv", text.data, text.length);
    assert_string_equal(errors_text(fixture), "there is no row in it");
    text.length = length;
    buffer_append_text(&text, ",one,more\n1\n");
    parse(fixture, "a.csv", text.data, text.length);
    assert_non_null(strstr(errors_text(fixture), "1: 1002 fields: expected at most 1000"));
    buffer_finish(&text);
}

/* A file is read whole; one that is not there, or is a folder, is told. */
static void files_are_read(void **state) {
    struct fixture *fixture = *state;
    char name[] = "/tmp/parley-rows-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "name\nAnn\n", 9), 9);
    close(fd);
    bench_rows_read(&fixture->arena, name, &fixture->rows, &fixture->diagnostics);
    assert_string_equal(rows_text(fixture), "name=Ann");
    unlink(name);
    bench_rows_read(&fixture->arena, name, &fixture->rows, &fixture->diagnostics);
    bench_rows_read(&fixture->arena, "/", &fixture->rows, &fixture->diagnostics);
    assert_int_equal(fixture->rows.count, 0);
    assert_string_equal(errors_text(fixture), "No such file or directory;Is a directory");
}

static bool find_profile(void *user, enum template_namespace space, const struct template_key *keys,
                         size_t count, const char **text, size_t *length) {
    (void)space;
    (void)keys;
    (void)count;
    *text = user;
    *length = strlen(*text);
    return true;
}

/* What a row has stands over what is beneath; the rest, and other namespaces, shine through. */
static void a_row_stands_over_what_is_beneath(void **state) {
    struct fixture *fixture = *state;
    static char below[] = "below";
    const struct template_source beneath = {.find = find_profile, .user = below};
    static const char text[] = "{\"name\": \"Ann\", \"age\": 7}";
    parse(fixture, "a.jsonl", text, sizeof(text) - 1);
    struct template_source values =
        bench_row_values(&fixture->arena, fixture->rows.items[0], &beneath);
    static const struct {
        enum template_namespace space;
        const char *key;
        const char *expected;
    } cases[] = {
        {TEMPLATE_TEST_PROFILE, "name", "Ann"},
        {TEMPLATE_TEST_PROFILE, "age", "7"},
        {TEMPLATE_TEST_PROFILE, "city", "below"},
        {TEMPLATE_DYNAMIC_VARIABLES, "name", "below"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct template_key key = {.key = cases[i].key, .length = strlen(cases[i].key)};
        const char *found = NULL;
        size_t length = 0;
        assert_true(values.find(values.user, cases[i].space, &key, 1, &found, &length));
        assert_string_equal(arena_copy(&fixture->arena, found, length), cases[i].expected);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(rows_are_read),       TEST(mistakes_are_told), TEST(a_nul_is_no_text),
        TEST(numbers_have_bounds), TEST(files_are_read),    TEST(a_row_stands_over_what_is_beneath),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
