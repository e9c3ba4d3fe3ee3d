/* Which utterance met an expectation, or came nearest to it. */
#include "tests/lib/expecting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MOST_SAID = 4 };

struct words_case {
    const char *expression;
    const char *said[MOST_SAID];
    size_t index; /* EXPECTATION_NONE: none. */
    const char *words;
};

typedef size_t search(const struct expectations *expectations, size_t index,
                      struct machine_scratch *scratch,
                      const struct expectation_utterance *utterances, size_t count,
                      struct buffer *words);

static void check(const struct words_case *each, search *look) {
    struct expecting expecting;
    const struct expectation expected = expect_words(EXPECTATION_AGENT, each->expression);
    struct expectation_utterance utterances[MOST_SAID];
    size_t count = 0;
    for (; count < MOST_SAID && each->said[count] != NULL; count++) {
        utterances[count] =
            (struct expectation_utterance){each->said[count], strlen(each->said[count])};
    }
    struct buffer words;
    buffer_init(&words, NULL);
    expecting_begin(&expecting, &expected, 1);
    size_t index = look(expecting.expectations, 0, expecting.scratch, utterances, count, &words);
    assert_string_equal(buffer_terminate(&words), each->words);
    assert_true(index == each->index);
    buffer_finish(&words);
    expecting_end(&expecting);
}

/* The first that satisfies it, and what in it does. */
static void test_found(void **state) {
    (void)state;
    static const struct words_case cases[] = {
        {"contains \"refund\"",
         {"Hi", "A Refund?", "refund"},
         1,
         "contains \"refund\", said as \"Refund\" at 2"},
        {"contains \"refund\"", {"Hi"}, EXPECTATION_NONE, ""},
        {"contains \"refund\"", {NULL}, EXPECTATION_NONE, ""},
        {"NOT contains \"a\"", {"a", "b"}, 1, "not contains \"a\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        check(&cases[i], expectations_find);
    }
}

/* The one that comes nearest, and how it falls short. */
static void test_nearest(void **state) {
    (void)state;
    static const struct words_case cases[] = {
        {"contains \"confirmed\"",
         {"Hello", "confrmd", "confirmd", "Confrmed"},
         2,
         "contains \"confirmed\" is not in what the agent said, nearest is \"confirmd\" at 0 (1 "
         "letter differs)"},
        /* Two near misses of what must both hold are farther than one. */
        {"contains \"booked\" AND contains \"friday\"",
         {"boked, fryday", "booked, fryday"},
         1,
         "contains \"friday\" is not in what the agent said, nearest is \"fryday\" at 8 (1 letter "
         "differs)"},
        {"contains \"confirmed\"", {"Hello", "Bye"}, EXPECTATION_NONE, ""},
        {"contains \"confirmed\"", {NULL}, EXPECTATION_NONE, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        check(&cases[i], expectations_nearest);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
