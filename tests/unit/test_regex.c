/* test_regex.c - patterns, and the limits they are held to. */
#include "engine/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static enum regex_outcome run(const char *pattern, const char *text, size_t length) {
    struct regex_problem problem;
    struct regex *regex = regex_create(NULL, pattern, strlen(pattern), &problem);
    assert_non_null(regex);
    struct regex_runner *runner = regex_runner_create(NULL);
    enum regex_outcome outcome = regex_run(regex, runner, text, length);
    assert_int_equal(regex_run(regex, runner, text, length), outcome);
    regex_runner_destroy(runner);
    regex_destroy(regex);
    return outcome;
}

/* Patterns match anywhere, in any letter case, by Unicode's letters, digits and words. */
static void test_matching(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *text;
        enum regex_outcome outcome;
    } cases[] = {
        {"\\d{3}-\\d{4}", "call 555-1234 now", REGEX_MATCH},
        {"\\d{3}-\\d{4}", "call 55-1234 now", REGEX_NO_MATCH},
        {"^HELLO$", "hello", REGEX_MATCH},
        {"ÄRGER", "ärger", REGEX_MATCH},
        {"^\\w+$", "überfällig", REGEX_MATCH},
        {"^\\d+$", "٣٤", REGEX_MATCH},
        {"^.$", "한", REGEX_MATCH},
        {"a b", "a  b", REGEX_NO_MATCH},
        {"^$", "", REGEX_MATCH},
        {"(?-i)A", "a", REGEX_NO_MATCH},
        {"[\\Ea-\\Ez]", "q", REGEX_MATCH},    /* What values are kept apart with, */
        {"a{2,\\E3}", "aaa", REGEX_NO_MATCH}, /* so that they make no syntax. */
        {"a{2,\\E3}", "a{2,3}", REGEX_MATCH},
        {"\\Qa.\\E\\E\\x{2e}\\Q.\\E.", "a...x", REGEX_MATCH},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(run(cases[i].pattern, cases[i].text, strlen(cases[i].text)),
                         cases[i].outcome);
    }
}

/* What does not compile says where and why. */
static void test_problems(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        size_t offset;
        const char *message;
    } cases[] = {
        {"(a", 2, "missing closing parenthesis"},
        {"a[b", 3, "missing terminating ] for character class"},
        {"*", 0, "quantifier does not follow a repeatable item"},
        {"a\\C", 3, "using \\C is disabled by the application"},
    };
    struct regex_problem problem;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_null(regex_create(NULL, cases[i].pattern, strlen(cases[i].pattern), &problem));
        assert_int_equal(problem.offset, cases[i].offset);
        assert_string_equal(problem.message, cases[i].message);
    }
    static char longest[REGEX_LONGEST + 1];
    memset(longest, 'a', sizeof(longest));
    assert_null(regex_create(NULL, longest, sizeof(longest), &problem));
    assert_string_equal(problem.message, "it is longer than 32768 bytes");
    assert_null(regex_create(NULL, longest, REGEX_LONGEST, &problem));
    assert_string_equal(problem.message, "regular expression is too large");
    struct regex *regex = regex_create(NULL, longest, REGEX_LONGEST / 2, &problem);
    assert_true(regex_size(regex) > REGEX_LONGEST / 2);
    regex_destroy(regex);
    regex_destroy(NULL);
    regex_runner_destroy(NULL);
}

/* Run in @unit again and again, and @end. */
static enum regex_outcome run_repeated(const char *pattern, const char *unit, size_t times,
                                       const char *end) {
    struct buffer text;
    buffer_init(&text, NULL);
    for (size_t i = 0; i < times; i++) {
        buffer_append_text(&text, unit);
    }
    buffer_append_text(&text, end);
    enum regex_outcome outcome = run(pattern, text.data, text.length);
    buffer_finish(&text);
    return outcome;
}

/* A runaway pattern meets a limit, whether it runs away at one place of the text or a little at
 * each of very many; a harmless one does not, however long the text. */
static void test_limits(void **state) {
    (void)state;
    assert_int_equal(run_repeated("(a+)+$", "a", 40, "!"), REGEX_LIMIT);
    assert_int_equal(run_repeated("(a+)+$", "aaaaaaaaaaaaaaaa!", 60000, ""), REGEX_LIMIT);
    assert_int_equal(run_repeated("(?:(?:a|b)+c?)+\\d", "ab", 5000, ""), REGEX_LIMIT);
    assert_int_equal(run_repeated("hello.*[w]orld", "a", 1000000, "hello world"), REGEX_MATCH);
    assert_int_equal(run_repeated("^hello.*[w]orld", "hello there", 1, ""), REGEX_NO_MATCH);
    assert_int_equal(run_repeated("^x.*needle", "x", 1000000, ""), REGEX_NO_MATCH);
    assert_int_equal(run_repeated("(\\w+ )+needle$", "word ", 20, "needle"), REGEX_MATCH);
}

/* A back reference compares as much as its group holds, which no limit of PCRE2's counts: over a
 * long text it is paid for all the same. */
static void test_back_references(void **state) {
    (void)state;
    assert_int_equal(run_repeated("(\\w+) \\1", "hello ", 2, ""), REGEX_MATCH);
    assert_int_equal(run_repeated("(\\w+) and \\1!", "hello ", 200, "hello and hello!"),
                     REGEX_MATCH);
    assert_int_equal(run_repeated("(x*)\\1\\1[yz]", "x", 100000, ""), REGEX_LIMIT);
    assert_int_equal(run_repeated("(y)?(x*)\\2[yz]", "x", 100000, ""), REGEX_LIMIT);
}

static void *counting_resize(void *user, void *old, size_t old_size, size_t new_size) {
    *(size_t *)user += new_size - old_size;
    return memory_system.resize(memory_system.user, old, old_size, new_size);
}

/* All memory comes from where it is told to, and goes back there. */
static void test_memory(void **state) {
    (void)state;
    size_t held = 0;
    struct memory memory = {.resize = counting_resize, .user = &held};
    struct regex_problem problem;
    struct regex *regex = regex_create(&memory, "a+b", 3, &problem);
    struct regex_runner *runner = regex_runner_create(&memory);
    assert_int_equal(regex_run(regex, runner, "xaab", 4), REGEX_MATCH);
    assert_true(held > 0);
    regex_runner_destroy(runner);
    regex_destroy(regex);
    assert_null(regex_create(&memory, "(", 1, &problem));
    assert_int_equal(held, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matching), cmocka_unit_test(test_problems),
        cmocka_unit_test(test_limits),   cmocka_unit_test(test_back_references),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
