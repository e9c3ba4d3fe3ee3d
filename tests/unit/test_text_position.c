/* Byte offsets as lines and columns. */
#include "formats/text_position.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

/* Columns count code points; a tab is one; CRLF, LF and CR each end a line. */
static void lines_and_columns(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        size_t offset;
        uint32_t line, column;
    } cases[] = {
        {"abc", 0, 1, 1},
        {"abc", 2, 1, 3},
        {"abc", 3, 1, 4},
        {"a\nb", 2, 2, 1},
        {"a\r\nb", 3, 2, 1},
        {"a\r\nb", 2, 1, 3},
        {"a\rb", 2, 2, 1},
        {"a\n\nb", 3, 3, 1},
        {"\tb", 1, 1, 2},
        {"\xC3\xA9x", 2, 1, 2},
        {"\xF0\x9F\x98\x80x", 4, 1, 2},
        {"e\xCC\x81x", 3, 1, 3},
        {"\xE2\x80\xA8x", 3, 1, 2},
        {"a\n\xC3\xA9x", 4, 2, 2},
        {"a\r", 2, 2, 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text_position position;
        text_position_init(&position, cases[i].text, strlen(cases[i].text));
        text_position_move(&position, cases[i].offset);
        assert_int_equal(position.line, cases[i].line);
        assert_int_equal(position.column, cases[i].column);
    }
}

/* A position can be moved back, and not past the end. */
static void moved_freely(void **unused) {
    (void)unused;
    struct text_position position;
    text_position_init(&position, "ab\ncd", 5);
    text_position_move(&position, 99);
    assert_int_equal(position.line, 2);
    assert_int_equal(position.column, 3);
    text_position_move(&position, 1);
    assert_int_equal(position.line, 1);
    assert_int_equal(position.column, 2);
}

/* A line and a column lead back to the offset; those not in the text to the nearest end. */
static void back_to_offsets(void **unused) {
    (void)unused;
    static const char text[] = "a\xC3\xA9"
                               "b\r\ncd\n";
    assert_int_equal(text_position_offset(text, 9, 1, 1), 0);
    assert_int_equal(text_position_offset(text, 9, 1, 3), 3);
    assert_int_equal(text_position_offset(text, 9, 2, 2), 7);
    assert_int_equal(text_position_offset(text, 9, 1, 99), 6);
    assert_int_equal(text_position_offset(text, 9, 7, 1), 9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_columns),
        cmocka_unit_test(moved_freely),
        cmocka_unit_test(back_to_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
