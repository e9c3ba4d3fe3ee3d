/* test_source_line.c - lines of files with a caret under a column. */
#include "commands/source_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A file that holds @text; its name is in @path, and the test removes it. */
static void write_file(char path[64], const char *text) {
    snprintf(path, 64, "/tmp/parley-source-line-XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
}

/* The caret stands under its column, whatever is before it: tabs, wide characters, a byte order
 * mark, control characters, which are escaped. */
static void the_caret_stands_under_its_column(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint32_t line, column;
        const char *expected;
    } cases[] = {
        {"one\ntwo\n", 2, 2, "    2 | two\n      |  ^\n"},
        {"one\ntwo", 1, 4, "    1 | one\n      |    ^\n"},
        {"one\r\ntwo\r\n", 1, 1, "    1 | one\n      | ^\n"},
        {"\t\"a\"", 1, 2, "    1 |     \"a\"\n      |     ^\n"},
        {"日本x", 1, 3, "    1 | 日本x\n      |     ^\n"},
        {"\xEF\xBB\xBF{}", 1, 2, "    1 | {}\n      |  ^\n"},
        {"\x1b[2Jx", 1, 2, "    1 | \\x1b[2Jx\n      |     ^\n"},
        {"one", 1, 0, "    1 | one\n"},
        {"one", 1, 99, "    1 | one\n      |    ^\n"},
        {"a ##[b]", 1, 4, "    1 | a \\x23#[b]\n      |    ^\n"},
        {"one", 7, 1, ""},
        {"one", 0, 0, ""},
        {"0123456789012345678901234567890123456789", 1, 40,
         "    1 | …0123456789\n      |           ^\n"},
        {"0123456789012345678901234567890123456789", 1, 1, "    1 | 012345678901234…\n      | ^\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char path[64];
        struct source_lines lines;
        struct buffer out;
        write_file(path, cases[i].text);
        source_lines_init(&lines);
        buffer_init(&out, NULL);
        const struct place place = {.file = path, .line = cases[i].line, .column = cases[i].column};
        source_line_print(&lines, &place, 24, &out);
        assert_string_equal(buffer_terminate(&out), cases[i].expected);
        buffer_finish(&out);
        source_lines_finish(&lines);
        unlink(path);
    }
}

/* Places may come in any order, in one file or in several, also in one that is gone. */
static void places_may_come_in_any_order(void **state) {
    (void)state;
    char one[64];
    char other[64];
    struct source_lines lines;
    struct buffer out;
    write_file(one, "aa\nbb\n");
    write_file(other, "cc\n");
    source_lines_init(&lines);
    buffer_init(&out, NULL);
    const struct place places[] = {
        {.file = one, .line = 2, .column = 2},
        {.file = one, .line = 2, .column = 1},
        {.file = one, .line = 1, .column = 2},
        {.file = other, .line = 1, .column = 1},
        {.file = "/no/such", .line = 1, .column = 1},
        {.file = one, .line = 2, .column = 1},
        {.line = 1, .column = 1},
    };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        source_line_print(&lines, &places[i], 80, &out);
    }
    assert_string_equal(buffer_terminate(&out), "    2 | bb\n      |  ^\n"
                                                "    2 | bb\n      | ^\n"
                                                "    1 | aa\n      |  ^\n"
                                                "    1 | cc\n      | ^\n"
                                                "    2 | bb\n      | ^\n");
    buffer_finish(&out);
    source_lines_finish(&lines);
    unlink(one);
    unlink(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caret_stands_under_its_column),
        cmocka_unit_test(places_may_come_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
