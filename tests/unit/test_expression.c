/* test_expression.c - expressions, back to text. */
#include "engine/condition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* Parse @text, which must be an expression. */
static const struct expression *parse(struct arena *arena, const char *text) {
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    struct template_text plain = template_plain(text, strlen(text));
    const struct expression *expression = NULL;
    assert_int_equal(condition_parse(arena, &plain, NULL, &diagnostics, &expression),
                     CONDITION_EXPRESSION);
    return expression;
}

/* Only the parentheses and escapes are printed that are needed. */
static void test_fewest(void **state) {
    (void)state;
    static const struct {
        const char *text, *printed;
    } cases[] = {
        {"((CONTAINS 'a'))", "contains \"a\""},
        {"(contains \"a\" and contains \"b\") or (not (contains \"c\"))",
         "contains \"a\" AND contains \"b\" OR NOT contains \"c\""},
        {"(contains \"a\" or contains \"b\") and contains \"c\"",
         "(contains \"a\" OR contains \"b\") AND contains \"c\""},
        {"not (not (contains \"a\" and contains \"b\"))",
         "NOT NOT (contains \"a\" AND contains \"b\")"},
        {"contains 'say \"hi\"' or contains \"it's\"",
         "contains \"say \\\"hi\\\"\" OR contains \"it's\""},
        {"matches \"\\d\\\\d\\\\\\\\d\"", "matches \"\\d\\d\\\\\\d\""},
        {"contains \"a\\\\\"", "contains \"a\\\\\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena arena;
        struct buffer printed;
        arena_init(&arena, NULL);
        buffer_init(&printed, NULL);
        expression_print(parse(&arena, cases[i].text), &printed);
        assert_string_equal(buffer_terminate(&printed), cases[i].printed);
        buffer_finish(&printed);
        arena_finish(&arena);
    }
}

static size_t below(unsigned *seed, size_t bound) {
    return (size_t)rand_r(seed) % bound;
}

static const struct expression *random_predicate(struct arena *arena, unsigned *seed) {
    static const char letters[] = "ab\"'\\ ()\xC3\xA9";
    struct expression *expression = arena_alloc(arena, sizeof(*expression));
    expression->kind = EXPRESSION_PREDICATE;
    expression->predicate = (enum predicate)below(seed, 5);
    size_t length = 1 + below(seed, 6);
    char *text = arena_alloc(arena, length + 1);
    for (size_t i = 0; i < length; i++) {
        text[i] = letters[below(seed, sizeof(letters) - 3)]; /* Without half of the last letter. */
    }
    expression->text = text;
    expression->text_length = length;
    return expression;
}

/* An expression as the parser would make it: no OR directly in an OR, no AND in an AND. */
static const struct expression *random_expression(struct arena *arena, unsigned *seed, int depth,
                                                  enum expression_kind within) {
    enum expression_kind kind = (enum expression_kind)below(seed, 4);
    bool row = kind == EXPRESSION_OR || kind == EXPRESSION_AND;
    if (depth == 0 || kind == EXPRESSION_PREDICATE || (row && kind == within)) {
        return random_predicate(arena, seed);
    }
    struct expression *expression = arena_alloc(arena, sizeof(*expression));
    expression->kind = kind;
    expression->child_count = row ? 2 + below(seed, 3) : 1;
    const struct expression **children =
        arena_alloc(arena, expression->child_count * sizeof(const struct expression *));
    for (size_t i = 0; i < expression->child_count; i++) {
        children[i] = random_expression(arena, seed, depth - 1, kind);
    }
    expression->children = children;
    return expression;
}

static void assert_same(const struct expression *a, const struct expression *b) {
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->child_count, b->child_count);
    if (a->kind == EXPRESSION_PREDICATE) {
        assert_int_equal(a->predicate, b->predicate);
        assert_string_equal(a->text, b->text);
        return;
    }
    for (size_t i = 0; i < a->child_count; i++) {
        assert_same(a->children[i], b->children[i]);
    }
}

/* What is printed parses to the same expression. */
static void test_parses_to_the_same(void **state) {
    (void)state;
    unsigned seed = 42;
    struct buffer printed;
    buffer_init(&printed, NULL);
    for (int round = 0; round < 5000; round++) {
        struct arena arena;
        arena_init(&arena, NULL);
        const struct expression *expression =
            random_expression(&arena, &seed, 5, EXPRESSION_PREDICATE);
        printed.length = 0;
        expression_print(expression, &printed);
        assert_same(parse(&arena, buffer_terminate(&printed)), expression);
        arena_finish(&arena);
    }
    buffer_finish(&printed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fewest),
        cmocka_unit_test(test_parses_to_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
