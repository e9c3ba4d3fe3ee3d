/* Files of both syntaxes into one tree. */
#include "formats/document.h"

#include "tests/lib/parsed.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static void *allocate(size_t size) {
    void *memory = malloc(size);
    assert_non_null(memory);
    return memory;
}

/* The syntax is told by the name, else by the first character. */
static void syntax_by_name(void **unused) {
    (void)unused;
    static const struct {
        const char *file;
        const char *text;
        const char *json; /* "" when it is an error. */
    } cases[] = {
        {"a.json", "{\"a\":1}", "{\"a\":1}"},
        {"a.json", "a: 1", ""},
        {"a.yaml", "a: 1", "{\"a\":1}"},
        {"a.yml", "{a: 1}", "{\"a\":1}"},
        {"a.yaml", "[1,]", "[1]"},
        {"a.json", "[1,]", ""},
        {"-", "a: 1", "{\"a\":1}"},
        {"-", " {\"a\":1}", "{\"a\":1}"},
        {"-", "{a: 1}", ""},
        {"-", "\xEF\xBB\xBF[1,]", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        parsed_text(&parsed, cases[i].file, cases[i].text);
        assert_string_equal(parsed_print(&parsed), cases[i].json);
        assert_int_equal(parsed.diagnostics.error_count > 0, *cases[i].json == '\0');
        parsed_end(&parsed);
    }
}

/* The same data in JSON and in YAML gives the same values. */
static void one_meaning(void **unused) {
    (void)unused;
    struct parsed json;
    struct parsed yaml;
    parsed_text(&json, "a.json",
                "{\"role\":\"A caller\",\"conditions\":[{\"id\":0,\"action\":\"Hi \\ud83d\\ude00\","
                "\"fixed_message\":true},{\"id\":1,\"condition\":\"contains \\\"help\\\"\"}],"
                "\"note\":null,\"max\":1.5}");
    parsed_text(&yaml, "a.yaml",
                "role: A caller\n"
                "conditions:\n"
                "  - id: 0\n"
                "    action: Hi \xF0\x9F\x98\x80\n"
                "    fixed_message: true\n"
                "  - {id: 1, condition: contains \"help\"}\n"
                "note:\n"
                "max: 1.5 # a comment\n");
    assert_string_equal(parsed_print(&json), parsed_print(&yaml));
    assert_string_not_equal(parsed_print(&json), "");
    parsed_end(&json);
    parsed_end(&yaml);
}

/* A byte order mark is no part of the text; invalid UTF-8 is an error where it stands. */
static void encoding(void **unused) {
    (void)unused;
    static const struct {
        const char *file;
        const char *text;
        const char *expected;
    } cases[] = {
        {"a.yaml",
         "\xEF\xBB\xBF"
         "a: [",
         "1:5 error syntax: not valid YAML: flow sequence without a "
         "closing bracket\n"},
        {"a.yaml", "a: b\nc: \xC3\xA9\xFF\n",
         "2:5 error syntax: invalid UTF-8: files are written in UTF-8\n"},
        {"a.json", "\"\xED\xA0\x80\"",
         "1:2 error syntax: invalid UTF-8: files are written in UTF-8\n"},
        {"a.json", "\xFF\xFE{\x00}\x00",
         "1:1 error syntax: invalid UTF-8: files are written in UTF-8\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        parsed_text(&parsed, cases[i].file, cases[i].text);
        assert_null(parsed.root);
        assert_string_equal(parsed_diagnostics(&parsed), cases[i].expected);
        parsed_end(&parsed);
    }
}

/* JSON's mistakes have a line and a column in code points. */
static void json_mistakes(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_text(&parsed, "a.json", "{\n  \"\xC3\xA9\": 1\r\n  \"b\": 2\n}");
    assert_null(parsed.root);
    assert_string_equal(parsed_diagnostics(&parsed),
                        "3:3 error syntax: not valid JSON: expected ',' or '}' after the value, "
                        "found '\"'\n");
    parsed_end(&parsed);
}

/* A file of 16 MiB is read, one byte more is not. */
static void size_is_bounded(void **unused) {
    (void)unused;
    size_t size = DOCUMENT_MAX_BYTES + 1;
    char *text = allocate(size);
    memset(text, ' ', size);
    text[0] = '1';
    struct parsed parsed;
    parsed_begin(&parsed);
    assert_non_null(document_parse(&parsed.arena, "a.json", text, size - 1, DOCUMENT_BY_NAME,
                                   &parsed.diagnostics));
    assert_null(
        document_parse(&parsed.arena, "a.json", text, size, DOCUMENT_BY_NAME, &parsed.diagnostics));
    assert_string_equal(parsed_diagnostics(&parsed),
                        "0:0 error syntax: the file is larger than 16 MiB\n");
    parsed_end(&parsed);
    free(text);
}

/* What cannot be read says why. */
static void unreadable(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_begin(&parsed);
    assert_null(document_read(&parsed.arena, "/nonexistent/a.json", &parsed.diagnostics));
    assert_null(document_read(&parsed.arena, "/", &parsed.diagnostics));
    assert_string_equal(parsed_diagnostics(&parsed),
                        "0:0 error unreadable: cannot be read: No such file or directory\n"
                        "0:0 error unreadable: cannot be read: Is a directory\n");
    parsed_end(&parsed);
}

/* A file on disk is read whole. */
static void read_from_disk(void **unused) {
    (void)unused;
    char file[] = "/tmp/parley-document-XXXXXX";
    int descriptor = mkstemp(file);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "{\"a\": [1, 2]}\n", 14), 14);
    close(descriptor);
    struct parsed parsed;
    parsed_begin(&parsed);
    parsed.root = document_read(&parsed.arena, file, &parsed.diagnostics);
    unlink(file);
    assert_string_equal(parsed_print(&parsed), "{\"a\":[1,2]}");
    parsed_end(&parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syntax_by_name),  cmocka_unit_test(one_meaning),
        cmocka_unit_test(encoding),        cmocka_unit_test(json_mistakes),
        cmocka_unit_test(size_is_bounded), cmocka_unit_test(unreadable),
        cmocka_unit_test(read_from_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
