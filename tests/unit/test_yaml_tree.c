/* YAML through the library's events: places, tags, mistakes. */
#include "formats/yaml_tree.h"

#include "tests/lib/libfyaml_leaks.h"
#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static void list_places(struct parsed *parsed, const struct value *value, struct buffer *out) {
    buffer_printf(out, "%u:%u %s\n", (unsigned)value->line, (unsigned)value->column,
                  value_path(&parsed->arena, value));
    if (value->kind == VALUE_ARRAY) {
        for (size_t i = 0; i < value->item_count; i++) {
            list_places(parsed, value->items[i], out);
        }
    } else if (value->kind == VALUE_OBJECT) {
        for (size_t i = 0; i < value->member_count; i++) {
            buffer_printf(out, "%u:%u key ", (unsigned)value->members[i].line,
                          (unsigned)value->members[i].column);
            list_places(parsed, value->members[i].value, out);
        }
    }
}

static const char *places(struct parsed *parsed) {
    struct buffer out;
    buffer_init(&out, NULL);
    list_places(parsed, parsed->root, &out);
    const char *copy = arena_copy(&parsed->arena, out.data, out.length);
    buffer_finish(&out);
    return copy;
}

/* Every value and key stands where an editor shows it: at its quote, its bracket, its indicator. */
static void where_values_stand(void **unused) {
    (void)unused;
    static const struct {
        const char *file;
        const char *text;
        const char *places;
    } cases[] = {
        {"a.json", "\xEF\xBB\xBF{\"\xC3\xA9\":\t\"x\",\r\n \"b\": [true, {}]}",
         "1:1 \n1:2 key 1:7 ['\xC3\xA9']\n2:2 key 2:7 b\n2:8 b[0]\n2:14 b[1]\n"},
        {"a.yaml",
         "\xC3\xA9\xC3\xA9: 'x'\nb:\n  - 12\n  - c: |\n\n      text\n    d: >- # e | f\n      g\n",
         "1:1 \n1:1 key 1:5 ['\xC3\xA9\xC3\xA9']\n2:1 key 3:3 b\n3:5 b[0]\n4:5 b[1]\n"
         "4:5 key 4:8 b[1].c\n7:5 key 7:8 b[1].d\n"},
        {"a.yaml", "a: &x !!str 5\nb: [*x]\nc: # | here\n  |\n  text\n",
         "1:1 \n1:1 key 1:13 a\n2:1 key 2:4 b\n1:13 a\n3:1 key 4:3 c\n"},
        {"a.yaml", "a:\nb: ~\n", "1:1 \n1:1 key 1:2 a\n2:1 key 2:4 b\n"},
        {"a.yaml", "---\n- \"x\"\n", "2:1 \n2:3 [0]\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        parsed_text(&parsed, cases[i].file, cases[i].text);
        assert_non_null(parsed.root);
        assert_string_equal(places(&parsed), cases[i].places);
        parsed_end(&parsed);
    }
}

/* Texts in every style, plain words by the core schema, no merge keys, tags where they agree. */
static void meanings(void **unused) {
    (void)unused;
    static const struct {
        const char *yaml;
        const char *json;
    } cases[] = {
        {"yes", "\"yes\""},
        {"'true'", "\"true\""},
        {"\"12\"", "\"12\""},
        {"!!str 12", "\"12\""},
        {"! 12", "\"12\""},
        {"!!int '12'", "12"},
        {"!!float 1", "1"},
        {"!!bool 'true'", "true"},
        {"!!null ''", "null"},
        {"!!seq [1]", "[1]"},
        {"!!map {a: 1}", "{\"a\":1}"},
        {"%YAML 1.2\n--- !!str\n", "\"\""},
        {"%YAML 1.1\n---\nyes", "\"yes\""},
        {"---\n", "null"},
        {"a: |\n  x\n  y\n", "{\"a\":\"x\\ny\\n\"}"},
        {"a: >-\n  x\n  y\n", "{\"a\":\"x y\"}"},
        {"a: it's # why\n", "{\"a\":\"it's\"}"},
        {"a: 'it''s'", "{\"a\":\"it's\"}"},
        {"a: contains \"x\" OR contains \"y\"",
         "{\"a\":\"contains \\\"x\\\" OR contains \\\"y\\\"\"}"},
        {"\"\\ud83d\\ude00\\x41\\_\"", "\"\xF0\x9F\x98\x80"
                                       "A\xC2\xA0\""},
        {"<<: {a: 1}\nb: 2", "{\"<<\":{\"a\":1},\"b\":2}"},
        {"1: a\ntrue: b\n~: c", "{\"1\":\"a\",\"true\":\"b\",\"~\":\"c\"}"},
        {"? a\n: b\n", "{\"a\":\"b\"}"},
        {"&k a: 1\nb: *k", "{\"a\":1,\"b\":\"a\"}"},
        {"a: &k x\n*k : 1", "{\"a\":\"x\",\"x\":1}"},
        {"a: &x [1]\nb: *x\nc: &x 2\nd: *x", "{\"a\":[1],\"b\":[1],\"c\":2,\"d\":2}"},
        {"a: 1\n...\n", "{\"a\":1}"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        parsed_text(&parsed, "a.yaml", cases[i].yaml);
        if (strcmp(parsed_print(&parsed), cases[i].json) != 0) {
            fail_msg("%s: %s %s", cases[i].yaml, parsed_print(&parsed),
                     parsed_diagnostics(&parsed));
        }
        parsed_end(&parsed);
    }
}

/* Mistakes are told once, where they stand, with what helps. */
static void mistakes(void **unused) {
    (void)unused;
    static const struct {
        const char *yaml;
        const char *expected;
    } cases[] = {
        {"", "1:1 error syntax: empty: a file holds one document\n"},
        {"# only\n", "1:1 error syntax: empty: a file holds one document\n"},
        {"a: 1\n---\nb: 2\n", "2:4 error syntax: a second document begins: a file holds one\n"},
        {"a: \"x\" OR \"y\"\n",
         "1:8 error syntax: not valid YAML: invalid trailing content after double-quoted scalar: "
         "put the whole text in single quotes, or none of it in quotes\n"},
        {"a: b: c\n", "1:5 error syntax: not valid YAML: invalid nested block mapping on the same "
                      "line: a text with ': ' in it needs quotes\n"},
        {"\xC3\xA9: @x",
         "1:4 error syntax: not valid YAML: plain scalar cannot start with '@': put "
         "the text in quotes\n"},
        {"a:\n\t- b", "2:1 error syntax: not valid YAML: tab character may not be used as "
                      "indentation: indent with spaces\n"},
        {"? c:\t:", "1:5 error syntax: not valid YAML: cannot use tab for indentation of block "
                    "entry: indent with spaces\n"},
        {"a: *x", "1:4 error syntax: *x: no &x stands before it (a text that begins with * needs "
                  "quotes)\n"},
        {"a: &x [*x]", "1:8 error syntax: *x would contain itself\n"},
        {"a: {{b}} c",
         "1:5 error syntax: a key must be a text, not an object (a text that begins with {{ needs "
         "quotes)\n"},
        {"a: [b] c",
         "1:8 error syntax: not valid YAML: invalid value after mapping: is a ': ' missing "
         "or the indentation wrong? (A text that begins with [ or { needs quotes.)\n"},
        {"? [a]\n: b", "1:3 error syntax: a key must be a text, not an array\n"},
        {"a: &x [1]\n*x : b", "2:1 error syntax: a key must be a text, not an alias of an array\n"},
        {"a: !foo 1", "1:9 error syntax: the tag !foo is not known (known are !!str, !!int, "
                      "!!float, !!bool, !!null, !!seq and !!map)\n"},
        {"!!set {a}", "1:7 error syntax: the tag !!set is not known (known are !!str, !!int, "
                      "!!float, !!bool, !!null, !!seq and !!map)\n"},
        {"a: !!int x", "1:10 error syntax: what stands here is no !!int\n"},
        {"a: !!int 1.5", "1:10 error syntax: what stands here is no !!int\n"},
        {"!!str [a]", "1:7 error syntax: what stands here is no !!str\n"},
        {"a: \"\\0\"", "1:4 error syntax: a NUL character cannot stand in a text\n"},
        {"a: \x01",
         "1:4 error syntax: a control character; in double quotes, write it as an escape "
         "such as \"\\x1b\"\n"},
        {"%YAML 2.0\n---\na", "1:1 error syntax: not valid YAML: unsupport version number "
                              "2.0\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        parsed_text(&parsed, "a.yaml", cases[i].yaml);
        assert_null(parsed.root);
        assert_string_equal(parsed_diagnostics(&parsed), cases[i].expected);
        parsed_end(&parsed);
    }
}

/* Millions of open brackets are refused before the library reads ahead over them. */
static void brackets_are_bounded(void **unused) {
    (void)unused;
    static char text[20001];
    memset(text, '[', sizeof(text) - 1);
    struct parsed parsed;
    parsed_text(&parsed, "a.yaml", text);
    assert_string_equal(parsed_diagnostics(&parsed),
                        "1:10001 error syntax: nested deeper than 100 levels\n");
    parsed_end(&parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_values_stand),
        cmocka_unit_test(meanings),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(brackets_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
