/* What is JSON, to the letter of RFC 8259, and how its mistakes are told. */
#include "formats/json_syntax.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

/* Everything the RFC allows passes. */
static void accepted(void **unused) {
    (void)unused;
    static const char *const texts[] = {
        "{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "-0.0",
        "1.5e+10",
        "1E5",
        "true",
        "false",
        "null",
        " [ ] ",
        "\t{\"a\"\r\n:\n1}\n",
        "[1,2,[3,{\"a\":[]}]]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u00e4\\uD83d\\uDE00\"",
        "\"\x7f\xC2\x80\xE2\x80\xA8\"",
        "{\"\":{\"\":[[],{}]}}",
        "[true,false,null]",
        "{\"a\":1,\"a\":2}",
    };
    struct arena arena;
    arena_init(&arena, NULL);
    for (size_t i = 0; i < COUNT(texts); i++) {
        size_t offset = 0;
        const char *mistake = json_syntax_mistake(&arena, texts[i], strlen(texts[i]), &offset);
        if (mistake != NULL) {
            fail_msg("%s: %s", texts[i], mistake);
        }
    }
    arena_finish(&arena);
}

/* Everything else is refused, at the byte where it goes wrong, in words that say what to do. */
static void refused(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        size_t offset;
        const char *words; /* Part of the message. */
    } cases[] = {
        {"", 0, "empty"},
        {" \n", 0, "empty"},
        {"[1,]", 2, "a comma must not stand behind the last value"},
        {"{\"a\":1,}", 6, "a comma must not stand behind the last value"},
        {"{\"a\":1 \"b\":2}", 7, "expected ',' or '}' after the value, found '\"'"},
        {"[1 2]", 3, "expected ',' or ']' after the value, found '2'"},
        {"[1", 2, "found the end"},
        {"{\"a\" 1}", 5, "expected ':' after the key"},
        {"{a:1}", 1, "expected a key in double quotes, found 'a'"},
        {"{", 1, "expected a key in double quotes, found the end"},
        {"['a']", 1, "not in single ones"},
        {"[tru]", 1, "found 'tru'"},
        {"[trues]", 1, "found 'trues'"},
        {"[NaN]", 1, "found 'NaN'"},
        {"[1}", 2, "expected ',' or ']'"},
        {"{}x", 2, "expected nothing after the value"},
        {"[] // why", 3, "JSON has no comments"},
        {"# why\n[]", 0, "JSON has no comments"},
        {"[01]", 1, "must not begin with a zero"},
        {"[-]", 2, "a digit after '-'"},
        {"[1.]", 3, "a digit after the decimal point"},
        {"[1e]", 3, "a digit in the exponent"},
        {"[+1]", 1, "found '+'"},
        {"[.5]", 1, "found '.'"},
        {"\"a", 0, "never closed"},
        {"\"a\nb\"", 2, "a line break inside a text"},
        {"\"a\tb\"", 2, "write \\t"},
        {"\"a\x01\"", 2, "write \\u0001"},
        {"\"\\x41\"", 1, "no escape of JSON"},
        {"\"\\", 1, "no escape of JSON"},
        {"\"\\u12\"", 1, "four hexadecimal digits"},
        {"\"\\u0000\"", 1, "cannot stand in a text"},
        {"\"\\ud800\"", 1, "half of a surrogate pair"},
        {"\"\\ude00\\ud83d\"", 1, "half of a surrogate pair"},
        {"\"\\ud83d\\u0041\"", 1, "half of a surrogate pair"},
        {"[\xC2\xA0]", 1, "expected a value"},
    };
    struct arena arena;
    arena_init(&arena, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t offset = 99;
        const char *mistake =
            json_syntax_mistake(&arena, cases[i].text, strlen(cases[i].text), &offset);
        if (mistake == NULL || strstr(mistake, cases[i].words) == NULL ||
            offset != cases[i].offset) {
            fail_msg("%s: at %zu: %s", cases[i].text, offset, mistake != NULL ? mistake : "good");
        }
    }
    arena_finish(&arena);
}

/* A hundred levels pass, one more does not. */
static void depth_is_bounded(void **unused) {
    (void)unused;
    char text[202];
    size_t offset = 0;
    struct arena arena;
    arena_init(&arena, NULL);
    memset(text, '[', 101);
    memset(text + 101, ']', 101);
    assert_null(json_syntax_mistake(&arena, text + 1, 200, &offset));
    assert_string_equal(json_syntax_mistake(&arena, text, 202, &offset),
                        "nested deeper than 100 levels");
    assert_int_equal(offset, 100);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted),
        cmocka_unit_test(refused),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
