/* test_message.c - text joined where markup was taken out. */
#include "engine/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* Append @pieces, in which each "|" stands for markup that is taken out. */
static void append(struct message *message, const char *pieces) {
    for (;;) {
        size_t length = strcspn(pieces, "|");
        message_append(message, pieces, length);
        if (pieces[length] == '\0') {
            return;
        }
        message_cut(message);
        pieces += length + 1;
    }
}

/* One space is left where markup stood in or beside white space, none before punctuation, none at
 * the ends. */
static void test_joins(void **state) {
    (void)state;
    static const struct {
        const char *pieces;
        const char *expected; /* NULL: nothing is left. */
    } cases[] = {
        {"", NULL},
        {" \t\n\u00A0", NULL},
        {"|", NULL},
        {" | | ", NULL},
        {"as it  is,\n all of it", "as it  is,\n all of it"},
        {"  trimmed\u3000", "trimmed"},
        {"a | b", "a b"},
        {"a| b", "a b"},
        {"a |b", "a b"},
        {"a|b", "ab"},
        {"a  |  b", "a b"},
        {"a |\n| | b", "a b"},
        {"a\u00A0| b", "a b"},
        {"a |, b", "a, b"},
        {"a | . b", "a. b"},
        {"a |;|:|!|?", "a;:!?"},
        {"a | (b", "a (b"},
        {"a |- b", "a - b"},
        {"| a |", "a"},
        {"|.", "."},
        {"é | ü", "é ü"},
    };
    struct arena arena;
    struct message message;
    arena_init(&arena, NULL);
    message_init(&message, NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t length = 99;
        append(&message, cases[i].pieces);
        const char *text = message_take(&message, &arena, &length);
        if (cases[i].expected == NULL) {
            assert_null(text);
            assert_int_equal(length, 0);
        } else {
            assert_string_equal(text, cases[i].expected);
            assert_int_equal(length, strlen(text));
        }
    }
    message_finish(&message);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_joins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
