/* JSON laid out for people. */
#include "formats/json_layout.h"

#include "tests/lib/parsed.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

#define TEN "abcdefghij"
#define FIFTY TEN TEN TEN TEN TEN

static void assert_laid_out(const char *file, const char *text, const char *expected) {
    struct parsed parsed;
    struct buffer out;
    parsed_text(&parsed, file, text);
    assert_int_equal(parsed.diagnostics.error_count, 0);
    buffer_init(&out, NULL);
    json_lay_out(parsed.root, &out);
    assert_string_equal(buffer_terminate(&out), expected);
    buffer_finish(&out);
    parsed_end(&parsed);
}

/* What fits stands on one line; what does not has a line for each of its parts. */
static void lines(void **unused) {
    (void)unused;
    static const struct {
        const char *json;
        const char *laid_out;
    } cases[] = {
        {"1", "1\n"},
        {"\"a\"", "\"a\"\n"},
        {"[]", "[]\n"},
        {"{\"a\":{}}", "{\"a\": {}}\n"},
        {"{\"a\":[1,2,{\"b\":null}],\"c\":true}", "{\"a\": [1, 2, {\"b\": null}], \"c\": true}\n"},
        {"{\"a\":\"" FIFTY "\",\"b\":\"" FIFTY "\"}",
         "{\n  \"a\": \"" FIFTY "\",\n  \"b\": \"" FIFTY "\"\n}\n"},
        {"[[\"" FIFTY "\",\"" FIFTY "\"],[],[1,{}]]",
         "[\n  [\n    \"" FIFTY "\",\n    \"" FIFTY "\"\n  ],\n  [],\n  [1, {}]\n]\n"},
        {"\"" FIFTY FIFTY FIFTY "\"", "\"" FIFTY FIFTY FIFTY "\"\n"},
        {"[\"" FIFTY FIFTY FIFTY "\"]", "[\n  \"" FIFTY FIFTY FIFTY "\"\n]\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_laid_out("a.json", cases[i].json, cases[i].laid_out);
    }
}

/* Columns are code points; with the comma behind it a line has at most 100. */
static void width(void **unused) {
    (void)unused;
    static const char umlauts[] = "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü"; /* 48 */
    char json[512];
    char expected[512];
    snprintf(json, sizeof(json), "[\"%s\",\"%s%s\"]", umlauts, TEN TEN TEN TEN, "xyz");
    snprintf(expected, sizeof(expected), "[\"%s\", \"%s%s\"]\n", umlauts, TEN TEN TEN TEN, "xyz");
    assert_laid_out("a.json", json, expected);
    snprintf(json, sizeof(json), "[\"%s\",\"%s%s\"]", umlauts, TEN TEN TEN TEN, "xyzxyz");
    snprintf(expected, sizeof(expected), "[\n  \"%s\",\n  \"%s%s\"\n]\n", umlauts, TEN TEN TEN TEN,
             "xyzxyz");
    assert_laid_out("a.json", json, expected);
}

/* Numbers keep the spelling of their file where JSON has it. */
static void numbers(void **unused) {
    (void)unused;
    assert_laid_out("a.json", "[1.50,1e3,-0.0,12345678901234567890123]",
                    "[1.50, 1e3, -0.0, 12345678901234567890123]\n");
    assert_laid_out("a.yaml", "[0x1F, +1, .5]", "[31, 1, 0.5]\n");
}

/* The first number that JSON has not is found, however deep. */
static void not_held(void **unused) {
    (void)unused;
    static const struct {
        const char *yaml;
        const char *path; /* NULL: JSON can hold it. */
    } cases[] = {
        {"[1, 0x1F, '.inf', {a: 1e999}]", NULL},
        {"{a: [1, .inf], b: .nan}", "a[1]"},
        {"- {x: -.INF}", "[0].x"},
        {".nan", ""},
        {"0xFFFFFFFFFFFFFFFFF", ""},
        {"0xFFFFFFFFFFFFFFFF", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        const struct value *number = NULL;
        parsed_text(&parsed, "a.yaml", cases[i].yaml);
        assert_int_equal(json_can_hold(parsed.root, &number), cases[i].path == NULL);
        if (cases[i].path != NULL) {
            assert_string_equal(value_path(&parsed.arena, number), cases[i].path);
        }
        parsed_end(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(width),
        cmocka_unit_test(numbers),
        cmocka_unit_test(not_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
