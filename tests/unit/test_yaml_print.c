/* Values as YAML, and back. */
#include "formats/yaml_print.h"

#include "tests/lib/parsed.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static void print(const char *file, const char *text, struct buffer *out) {
    struct parsed parsed;
    parsed_text(&parsed, file, text);
    assert_int_equal(parsed.diagnostics.error_count, 0);
    assert_true(yaml_print(parsed.root, out));
    buffer_terminate(out);
    parsed_end(&parsed);
}

/* Block style; what could be taken for something else is quoted, all else is not. */
static void written(void **unused) {
    (void)unused;
    static const struct {
        const char *json;
        const char *yaml;
    } cases[] = {
        {"{\"a\":1,\"b\":[true,null,\"x\"],\"c\":{\"d\":[]},\"e\":{}}",
         "a: 1\nb:\n- true\n- null\n- x\nc:\n  d: []\ne: {}\n"},
        {"[{\"a\":1,\"b\":2},[1,[2]]]", "- a: 1\n  b: 2\n- - 1\n  - - 2\n"},
        {"[\"contains \\\"help\\\" OR x\",\"<break time=\\\"1.5s\\\" /> Hi, [laughter] {{a}}\"]",
         "- contains \"help\" OR x\n- <break time=\"1.5s\" /> Hi, [laughter] {{a}}\n"},
        {"[\"\",\"12\",\"1e3\",\"0x1F\",\"true\",\"null\",\"~\",\".inf\"]",
         "- \"\"\n- \"12\"\n- \"1e3\"\n- \"0x1F\"\n- \"true\"\n- \"null\"\n- \"~\"\n- \".inf\"\n"},
        {"[\"yes\",\"No\",\"12:30\",\"2020-01-01\",\"1_000\",\"<<\",\"0b1\"]",
         "- \"yes\"\n- \"No\"\n- \"12:30\"\n- \"2020-01-01\"\n- \"1_000\"\n- \"<<\"\n- \"0b1\"\n"},
        {"[\"- a\",\"# a\",\"a #b\",\"a: b\",\"a:\",\" a\",\"a \",\"@a\",\"!a\",\"*a\",\"&a\"]",
         "- \"- a\"\n- \"# a\"\n- \"a #b\"\n- \"a: b\"\n- \"a:\"\n- \" a\"\n- \"a \"\n- \"@a\"\n"
         "- \"!a\"\n- \"*a\"\n- \"&a\"\n"},
        {"[\"it's\",\"a#b\",\"a:b\",\"5 people\",\"\\\\d+\"]",
         "- it's\n- a#b\n- a:b\n- 5 people\n- \\d+\n"},
        {"{\"12\":1,\"true\":2,\"a b\":3,\"\":4}", "\"12\": 1\n\"true\": 2\na b: 3\n\"\": 4\n"},
        {"[\"é\",\"日本語\",\"😀 hi\",\"Ünï: x\"]", "- é\n- 日本語\n- 😀 hi\n- \"Ünï: x\"\n"},
        {"{\"a\":\"one\\ntwo\\n\",\"b\":\"one\\ntwo\"}",
         "a: |\n  one\n  two\nb: |-\n  one\n  two\n"},
        {"[\"\\t\",\"\\u0001\\u007f\",\"\\u2028\",\"\\ufeff\"]",
         "- \"\\t\"\n- \"\\x01\\x7F\"\n- \"\\L\"\n- \"\\uFEFF\"\n"},
        {"[1.50,1e3,-0.0,12345678901234567890123]",
         "- 1.50\n- 1e3\n- -0.0\n- 12345678901234567890123\n"},
        {"\"alone\"", "--- alone\n"},
        {"12", "--- 12\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        print("a.json", cases[i].json, &out);
        assert_string_equal(out.data, cases[i].yaml);
        buffer_finish(&out);
    }
}

static void assert_comes_back(const char *file, const char *text) {
    struct parsed before;
    struct parsed after;
    struct buffer out;
    buffer_init(&out, NULL);
    parsed_text(&before, file, text);
    assert_non_null(before.root);
    assert_true(yaml_print(before.root, &out));
    parsed_text(&after, "b.yaml", buffer_terminate(&out));
    assert_string_equal(parsed_diagnostics(&after), "");
    assert_string_equal(parsed_print(&after), parsed_print(&before));
    buffer_finish(&out);
    parsed_end(&before);
    parsed_end(&after);
}

/* Every text comes back as it was: as a value, as a key, in an array, with others around it. */
static void texts_come_back(void **unused) {
    (void)unused;
    static const char *const texts[] = {
        "",          " ",          "  a",
        "a  ",       "\\n",        "\\n\\n",
        "a\\n",      "a\\n\\n",    "\\na",
        "a\\nb",     "a\\n b\\n",  " a\\nb",
        "a \\nb",    "a\\n \\n",   "\\ta\\nb",
        "a\\tb",     "a\\rb",      "a\\r\\nb",
        "\\r",       "\\u0085",    "a\\u2028\\nb",
        "\\ufeffa",  "\\ufffe",    "\\u007f",
        "---",       "...",        "--- a",
        "---\\na",   "...\\n",     "%YAML",
        "- ",        "-",          "?",
        "? a",       ":",          ": a",
        "a: b",      "a :b",       "a:",
        "#",         " #",         "a # b",
        "[",         "]",          "{",
        "}",         "a, b",       "[a]",
        "{a: b}",    "&a",         "*a",
        "!a",        "!!str",      "|",
        ">",         "|-\\na",     "'",
        "''",        "\\\"",       "'a'",
        "\\\"a\\\"", "it's",       "`",
        "@",         "\\\\",       "\\\\n",
        "a\\\\",     "null",       "~",
        "true",      "False",      "yes",
        "12",        "-1",         "+1",
        "0x1F",      "0o17",       "1e3",
        ".5",        ".inf",       "=",
        "<<",        "2020-01-01", "é",
        "😀",         "😀\\nb",      "a\\n😀",
        "\\u0000x",  "𝒳 ",         "\\ud83d\\ude00: ",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        char json[256];
        snprintf(json, sizeof(json),
                 "{\"a\":\"%s\",\"b\":[\"%s\",[\"%s\",1]],\"k%s\":{\"%s\":[]},\"z\":\"x\"}",
                 texts[i], texts[i], texts[i], texts[i], texts[i]);
        if (strstr(texts[i], "\\u0000") == NULL) { /* Which no file can hold. */
            assert_comes_back("a.json", json);
        }
    }
}

/* Whatever YAML can say comes back, too: numbers in their own spelling, aliases as what they mean.
 */
static void yaml_comes_back(void **unused) {
    (void)unused;
    static const char *const texts[] = {
        "[0x1F, +1, .5, 1., .inf, 007]",
        "{a: &x {b: [1]}, c: *x}",
        "? a b\n: - c\n",
        "a: |+\n  x\n\n",
        "1: 2\ntrue: no\n",
        "!!str 12",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_comes_back("a.yaml", texts[i]);
    }
}

/* A hundred levels and a key of two thousand letters are no difficulty. */
static void large(void **unused) {
    (void)unused;
    struct buffer json;
    buffer_init(&json, NULL);
    for (size_t i = 0; i < DOCUMENT_MAX_DEPTH / 2; i++) {
        buffer_append_text(&json, "[{\"a\":");
    }
    buffer_append_text(&json, "1");
    for (size_t i = 0; i < DOCUMENT_MAX_DEPTH / 2; i++) {
        buffer_append_text(&json, "}]");
    }
    assert_comes_back("a.json", buffer_terminate(&json));
    json.length = 0;
    buffer_append_text(&json, "{\"");
    for (size_t i = 0; i < 2000; i++) {
        buffer_append_text(&json, "k");
    }
    buffer_append_text(&json, "\":1}");
    assert_comes_back("a.json", buffer_terminate(&json));
    buffer_finish(&json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written),
        cmocka_unit_test(texts_come_back),
        cmocka_unit_test(yaml_comes_back),
        cmocka_unit_test(large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
