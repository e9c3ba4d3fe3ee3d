/* test_redraw.c - what takes lines away from a terminal that may have got another width. */
#include "reports/redraw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void note(struct redraw *redraw, const char *text) {
    struct buffer lines;
    buffer_init(&lines, NULL);
    buffer_append_text(&lines, text);
    redraw_note(redraw, &lines);
    buffer_finish(&lines);
}

/* The cursor goes up as many rows as the lines take now: a line too long for the terminal takes
 * several, colours take no column and a wide character takes two. */
static void test_as_many_rows_as_they_take_now(void **state) {
    (void)state;
    static const struct {
        const char *lines;
        unsigned width;
        const char *hidden;
    } cases[] = {
        {"one", 80, "\r\x1b[J"},
        {"one\ntwo", 80, "\x1b[1A\r\x1b[J"},
        {"one\ntwo\n", 80, "\x1b[2A\r\x1b[J"},
        {"one\n\nthree\n", 80, "\x1b[3A\r\x1b[J"},
        {"0123456789", 10, "\r\x1b[J"},
        {"0123456789\n", 9, "\x1b[2A\r\x1b[J"},
        {"0123456789\n0123456789", 4, "\x1b[5A\r\x1b[J"},
        {"0123456789\n0123456789", 20, "\x1b[1A\r\x1b[J"},
        {"\x1b[31m01234\x1b[0m56789\n", 10, "\x1b[1A\r\x1b[J"},
        {"\x1b[31m01234\x1b[0m56789\n", 5, "\x1b[2A\r\x1b[J"},
        {"\u2501\u2501\u2500\u2500\n", 4, "\x1b[1A\r\x1b[J"},
        {"\u4f60\u597d\n", 3, "\x1b[2A\r\x1b[J"},
        {"0123456789\n", 0, "\x1b[1A\r\x1b[J"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct redraw redraw;
        struct buffer out;
        redraw_init(&redraw, NULL);
        buffer_init(&out, NULL);
        note(&redraw, cases[i].lines);
        assert_true(redraw_hide(&redraw, cases[i].width, &out));
        assert_string_equal(buffer_terminate(&out), cases[i].hidden);
        buffer_finish(&out);
        redraw_finish(&redraw);
    }
}

/* What does not stand there is not taken away, nor is it twice. */
static void test_only_what_stands_there(void **state) {
    (void)state;
    struct redraw redraw;
    struct buffer out;
    redraw_init(&redraw, NULL);
    buffer_init(&out, NULL);
    assert_false(redraw_hide(&redraw, 80, &out));
    note(&redraw, "");
    assert_false(redraw_hide(&redraw, 80, &out));
    note(&redraw, "one");
    assert_true(redraw_hide(&redraw, 80, &out));
    assert_false(redraw_hide(&redraw, 80, &out));
    assert_string_equal(buffer_terminate(&out), "\r\x1b[J");
    buffer_finish(&out);
    redraw_finish(&redraw);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_many_rows_as_they_take_now),
        cmocka_unit_test(test_only_what_stands_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
