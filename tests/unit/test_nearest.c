/* test_nearest.c - the nearest miss of a keyword. */
#include "engine/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

/* The part with the fewest edits is found, if they are at most a third of the keyword. */
static void test_find(void **state) {
    (void)state;
    static const struct {
        const char *keyword, *text;
        const char *near; /* NULL: nothing is. */
        uint32_t edits;
    } cases[] = {
        {"confirm", "could you confrim that", "confrim", 2},
        {"appointment", "your apointment is booked", "apointment", 1},
        {"schedule", "it is re-scheduled", "schedule", 0},
        {"pull ", "please pull.", "pull.", 1},
        {"größer", "welche größe?", "größe?", 1},
        {"anything else", "is there anything else?", "anything else", 0},
        {"anything else", "anythin elze", "anythin elze", 2},
        {"cat", "a bat and a cot", "bat", 1},
        {"no", "na", NULL, 0},
        {"confirm", "goodbye", NULL, 0},
        {"confirm", "", NULL, 0},
        {"", "text", NULL, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *text = cases[i].text;
        struct nearest nearest;
        bool found =
            nearest_find(cases[i].keyword, strlen(cases[i].keyword), text, strlen(text), &nearest);
        assert_int_equal(found, cases[i].near != NULL);
        if (found) {
            assert_int_equal(nearest.edits, cases[i].edits);
            assert_int_equal(nearest.length, strlen(cases[i].near));
            assert_memory_equal(text + nearest.start, cases[i].near, nearest.length);
        }
    }
}

/* What is too long is not looked for, or not looked at. */
static void test_bounds(void **state) {
    (void)state;
    char keyword[NEAREST_KEYWORD + 1];
    memset(keyword, 'k', sizeof(keyword));
    struct nearest nearest;
    assert_true(nearest_find(keyword, NEAREST_KEYWORD, keyword, NEAREST_KEYWORD, &nearest));
    assert_false(nearest_find(keyword, sizeof(keyword), keyword, sizeof(keyword), &nearest));

    static char text[NEAREST_TEXT + 8];
    memset(text, ' ', NEAREST_TEXT);
    memset(text + NEAREST_TEXT, 'm', 8);
    assert_false(nearest_find("mmmmmmm", 7, text, sizeof(text), &nearest));
    assert_true(nearest_find("mmmmmmm", 7, text + 8, sizeof(text) - 8, &nearest));
    assert_int_equal(nearest.start, NEAREST_TEXT - 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
