/* test_html_text.c - text that may be hostile, on its way into HTML and Markdown. */
#include "reports/html_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

struct escape_case {
    const char *text;
    const char *expected;
};

/* Nothing in a text is markup, in an element or in an attribute; what cannot be seen is shown. */
static void test_html(void **state) {
    (void)state;
    static const struct escape_case cases[] = {
        {"plain, with ünïcode", "plain, with ünïcode"},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\" onload='x'", "&quot; onload=&#39;x&#39;"},
        {"&lt;", "&amp;lt;"},
        {"one\ntwo\n", "one\ntwo\n"},
        {"\n\n", "\n\n"},
        {"bell \a, escape \x1b[31m, tab\t", "bell \\x07, escape \\x1b[31m, tab\\t"},
        {"right-to-left \u202e gpj.exe", "right-to-left \\u202e gpj.exe"},
        {"bad \xff byte", "bad \xef\xbf\xbd byte"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        html_string(&out, cases[i].text);
        assert_string_equal(buffer_terminate(&out), cases[i].expected);
        buffer_finish(&out);
    }
}

/* In Markdown every sign is a reference, and a text is one line. */
static void test_markdown(void **state) {
    (void)state;
    static const struct escape_case cases[] = {
        {"plain words 42", "plain words 42"},
        {"*a* | [b](c)", "&#42;a&#42; &#124; &#91;b&#93;&#40;c&#41;"},
        {"<img>\n# x", "&#60;img&#62;&#92;n&#35; x"},
        {"Grüße", "Grüße"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        html_markdown(&out, cases[i].text);
        assert_string_equal(buffer_terminate(&out), cases[i].expected);
        buffer_finish(&out);
    }
}

/* A list has an item for each text, escaped; of nothing there is none. */
static void test_list(void **state) {
    (void)state;
    static const char *const items[] = {"<b>", "two"};
    static const struct {
        size_t count;
        const char *html;
    } cases[] = {
        {0, ""},
        {1, "<ul><li>&lt;b&gt;</li></ul>"},
        {2, "<ul><li>&lt;b&gt;</li><li>two</li></ul>"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        html_list(&out, items, cases[i].count);
        assert_string_equal(buffer_terminate(&out), cases[i].html);
        buffer_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
