/* test_token.c - the words of conditions. */
#include "engine/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

/* A text falls into words, quoted texts and parentheses; only these and white space end a word. */
static void test_kinds(void **state) {
    (void)state;
    static const char text[] = " NOT(contains:\"a b\"\u2003x'y\\'z'é,) \"open";
    static const struct token tokens[] = {
        {TOKEN_WORD, 1, 4},     {TOKEN_OPEN, 4, 5},    {TOKEN_WORD, 5, 14},
        {TOKEN_QUOTED, 14, 19}, {TOKEN_WORD, 22, 23},  {TOKEN_QUOTED, 23, 29},
        {TOKEN_WORD, 29, 32},   {TOKEN_CLOSE, 32, 33}, {TOKEN_UNCLOSED, 34, 39},
        {TOKEN_END, 39, 39},    {TOKEN_END, 39, 39},
    };
    struct template_text plain = template_plain(text, strlen(text));
    size_t at = 0;
    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        struct token token = token_read(&plain, at);
        assert_int_equal(token.kind, tokens[i].kind);
        assert_int_equal(token.start, tokens[i].start);
        assert_int_equal(token.end, tokens[i].end);
        at = token.end;
    }
}

/* Words are compared whole and in any letter case. */
static void test_is_word(void **state) {
    (void)state;
    struct template_text plain = template_plain("Contains", 8);
    struct token token = token_read(&plain, 0);
    assert_true(token_is_word(&plain, &token, "contains"));
    assert_false(token_is_word(&plain, &token, "contain"));
    assert_false(token_is_word(&plain, &token, "contains_"));
    plain = template_plain("\"not\"", 5);
    token = token_read(&plain, 0);
    assert_false(token_is_word(&plain, &token, "not"));
}

/* A value outside of quotes is a token of its own, whatever it holds; within quotes it is text. */
static void test_values(void **state) {
    (void)state;
    /* Filled: a"b c "d"e" where `"b c` and `"e` came from values. */
    static const struct template_span spans[] = {{1, 4, 1, 5}, {8, 2, 10, 5}};
    struct template_text text = template_plain("a\"b c \"d\"e\"", 11);
    text.spans = spans;
    text.span_count = 2;
    struct token token = token_read(&text, 0);
    assert_int_equal(token.kind, TOKEN_WORD);
    assert_int_equal(token.end, 1);
    token = token_read(&text, token.end);
    assert_int_equal(token.kind, TOKEN_VALUE);
    assert_int_equal(token.end, 5);
    token = token_read(&text, token.end);
    assert_int_equal(token.kind, TOKEN_QUOTED);
    assert_int_equal(token.end, 11);

    struct arena arena;
    arena_init(&arena, NULL);
    size_t length = 0;
    assert_string_equal(token_quoted(&arena, &text, &token, &length), "d\"e");
    assert_int_equal(length, 3);
    assert_string_equal(token_pattern(&arena, &text, &token, &length), "d\\E\\x{22}e");
    assert_int_equal(length, 10);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_is_word),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
