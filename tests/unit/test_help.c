/* test_help.c - usage and help, as they look. */
#include "commands/help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A paragraph is wrapped at 80 columns, behind what stands already and then at its indent. */
static void paragraphs_wrap_at_eighty(void **state) {
    (void)state;
    struct buffer out;
    buffer_init(&out, NULL);
    buffer_append_text(&out, "  -q");
    help_wrap("one two three four five six seven eight nine ten eleven twelve thirteen", 30, 4,
              &out);
    assert_string_equal(
        buffer_terminate(&out),
        "  -q                          one two three four five six seven eight nine "
        "ten\n"
        "                              eleven twelve thirteen\n");
    buffer_finish(&out);
}

/* No line of any help is longer than 80 columns, and none ends in a space. */
static void every_help_fits(void **state) {
    (void)state;
    for (size_t i = 0; i <= command_count; i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        if (i == command_count) {
            help_print_program(&out);
        } else {
            help_print_command(&command_table[i], &out);
        }
        char *line = buffer_terminate(&out);
        while (*line != '\0') {
            size_t length = strcspn(line, "\n");
            assert_in_range(length, 0, 80);
            assert_true(length == 0 || line[length - 1] != ' ');
            line += length + 1;
        }
        buffer_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_wrap_at_eighty),
        cmocka_unit_test(every_help_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
