/* test_printable.c - text made safe and laid out for a terminal. */
#include "reports/printable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Nothing a terminal would obey, and nothing that turns text around, comes out raw. */
static void test_escapes(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *shown;
        size_t columns;
    } cases[] = {
        {"Hi there", "Hi there", 8},
        {"a\nb\r\tc", "a\\nb\\r\\tc", 9},
        {"\x1b[31mred\x07", "\\x1b[31mred\\x07", 15},
        {"del\x7f", "del\\x7f", 7},
        {"c1 \xc2\x9b", "c1 \\u009b", 9},
        {"abc\xe2\x80\xaegpj.exe", "abc\\u202egpj.exe", 16},
        {"\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069", 13},
        {"line\xe2\x80\xa8two", "line\\u2028two", 13},
        {"bad \xff byte", "bad \xef\xbf\xbd byte", 10},
        {"日本", "日本", 4},
        {"e\xcc\x81", "e\xcc\x81", 1},
        /* What CI systems obey; elsewhere colons and hashes are ordinary. */
        {"::error::no", "\\x3a:error::no", 14},
        {"a ::error::no", "a \\x3a:error::no", 16},
        {"\xe3\x80\x80::error::", "\xe3\x80\x80\\x3a:error::", 14},
        {"std::string, [::1], ::1", "std::string, [::1], ::1", 23},
        {"a##vso[x]", "a\\x23#vso[x]", 12},
        {"## Heading ##", "## Heading ##", 13},
        {"", "", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        printable_append(&out, cases[i].text, strlen(cases[i].text));
        assert_string_equal(buffer_terminate(&out), cases[i].shown);
        assert_int_equal(printable_columns(cases[i].text, strlen(cases[i].text)), cases[i].columns);
        buffer_finish(&out);
    }
}

/* A NUL inside a text is shown like any other control character. */
static void test_escapes_nul(void **state) {
    (void)state;
    struct buffer out;
    buffer_init(&out, NULL);
    printable_append(&out, "a\0b", 3);
    assert_string_equal(buffer_terminate(&out), "a\\x00b");
    buffer_finish(&out);
}

/* Lines break at spaces, words wider than a line anywhere, and later lines stand under the first.
 */
static void test_wrap(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t indent, width;
        const char *wrapped;
    } cases[] = {
        {"short", 4, 20, "short"},
        {"one two three four", 4, 14, "one two\n    three four"},
        {"exactly ten", 0, 11, "exactly ten"},
        {"exactly tens", 0, 11, "exactly\ntens"},
        {"abcdefghijklmnop", 2, 12, "abcdefghij\n  klmnop"},
        {"ab abcdefghijklmnop", 2, 12, "ab abcdefg\n  hijklmnop"},
        {"two\nlines", 3, 40, "two\n   lines"},
        {"a\n\nb", 3, 40, "a\n\n   b"},
        {"keep   inner", 0, 40, "keep   inner"},
        {"日本語日本語", 2, 10, "日本語日\n  本語"},
        {"narrow enough", 30, 20, "narrow\n                              enough"},
        {"trailing ", 0, 20, "trailing"},
        {"one two ::error::x", 4, 20, "one two\n    \\x3a:error::x"},
        {"abcdefgh::error::x", 2, 10, "abcdefgh\n  \\x3a:err\n  or::x"},
        {"abcdefg::error::x", 2, 10, "abcdefg:\n  :error::\n  x"},
        {"", 5, 20, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        printable_wrap(&out, cases[i].text, strlen(cases[i].text), cases[i].indent, cases[i].width);
        assert_string_equal(buffer_terminate(&out), cases[i].wrapped);
        buffer_finish(&out);
    }
}

/* A text that is too wide for its place ends in an ellipsis inside it. */
static void test_cut(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t width;
        const char *cut;
        size_t columns;
    } cases[] = {
        {"fits", 4, "fits", 4},
        {"too long", 5, "too …", 5},
        {"日本語", 4, "日…", 3},
        {"a\x1b!", 4, "a…", 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        size_t columns = printable_cut(&out, cases[i].text, strlen(cases[i].text), cases[i].width);
        assert_string_equal(buffer_terminate(&out), cases[i].cut);
        assert_int_equal(columns, cases[i].columns);
        buffer_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_escapes_nul),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
