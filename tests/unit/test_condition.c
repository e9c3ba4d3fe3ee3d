/* test_condition.c - conditions, from text to expression. */
#include "engine/condition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct arena arena;
    struct diagnostics diagnostics;
    struct buffer printed;
};

static int set_up(void **state) {
    struct fixture *fixture = test_malloc(sizeof(*fixture));
    arena_init(&fixture->arena, NULL);
    diagnostics_init(&fixture->diagnostics, &fixture->arena);
    buffer_init(&fixture->printed, NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    buffer_finish(&fixture->printed);
    arena_finish(&fixture->arena);
    test_free(fixture);
    return 0;
}

static enum condition_kind parse(struct fixture *fixture, const struct template_text *text,
                                 const struct expression **out) {
    static const struct place place = {.file = "test.json", .path = "conditions[1].condition"};
    diagnostics_init(&fixture->diagnostics, &fixture->arena);
    return condition_parse(&fixture->arena, text, &place, &fixture->diagnostics, out);
}

static enum condition_kind parse_text(struct fixture *fixture, const char *text,
                                      const struct expression **out) {
    struct template_text plain = template_plain(text, strlen(text));
    return parse(fixture, &plain, out);
}

/* The tree in full: every node in parentheses, so that nothing is left to precedence. */
static void draw(const struct expression *expression, struct buffer *out) {
    static const char *const names[] = {"OR", "AND", "NOT"};
    if (expression->kind == EXPRESSION_PREDICATE) {
        buffer_printf(out, "%s<%.*s>", predicate_text(expression->predicate),
                      (int)expression->text_length, expression->text);
        return;
    }
    buffer_printf(out, "(%s", names[expression->kind]);
    for (size_t i = 0; i < expression->child_count; i++) {
        buffer_append_text(out, " ");
        draw(expression->children[i], out);
    }
    buffer_append_text(out, ")");
}

static const char *drawn(struct fixture *fixture, const struct expression *expression) {
    fixture->printed.length = 0;
    draw(expression, &fixture->printed);
    return buffer_terminate(&fixture->printed);
}

/* What the grammar of spec 2.1 makes of a text. */
static void test_grammar(void **state) {
    static const struct {
        const char *text;
        const char *tree;
    } cases[] = {
        {"contains \"a\"", "contains<a>"},
        {"  contains\n\"a\"\t", "contains<a>"},
        {"CONTAINS\"a\"", "contains<a>"},
        {"equals 'a'", "equals<a>"},
        {"starts_with \"a\"", "starts_with<a>"},
        {"Ends_With \"a\"", "ends_with<a>"},
        {"matches \"a|b\"", "matches<a|b>"},
        {"contains\u00A0\"a\"\u3000or\u2003contains \"b\"", "(OR contains<a> contains<b>)"},
        {"contains \"a\" OR contains \"b\" OR contains \"c\"",
         "(OR contains<a> contains<b> contains<c>)"},
        {"contains \"a\" OR contains \"b\" AND contains \"c\"",
         "(OR contains<a> (AND contains<b> contains<c>))"},
        {"contains \"a\" AND contains \"b\" OR contains \"c\"",
         "(OR (AND contains<a> contains<b>) contains<c>)"},
        {"(contains \"a\" OR contains \"b\") AND contains \"c\"",
         "(AND (OR contains<a> contains<b>) contains<c>)"},
        {"not contains \"a\" and contains \"b\"", "(AND (NOT contains<a>) contains<b>)"},
        {"NOT (contains \"a\" AND contains \"b\")", "(NOT (AND contains<a> contains<b>))"},
        {"NOT NOT(NOT contains \"a\")", "(NOT (NOT (NOT contains<a>)))"},
        {"((contains \"a\"))", "contains<a>"},
        {"(contains \"a\" OR contains \"b\")", "(OR contains<a> contains<b>)"},
        {"contains \"a\" OR (contains \"b\" OR contains \"c\")",
         "(OR contains<a> contains<b> contains<c>)"},
        {"(contains \"a\" AND contains \"b\") AND contains \"c\"",
         "(AND contains<a> contains<b> contains<c>)"},
        {"contains \"a\"OR(contains\"b\")AND contains\"c\"",
         "(OR contains<a> (AND contains<b> contains<c>))"},
        {"contains \"a\\\"b\\\\c\\d\"", "contains<a\"b\\c\\d>"},
        {"contains \"don't\" OR contains 'say \"hi\"'",
         "(OR contains<don't> contains<say \"hi\">)"},
        {"contains 'don\\'t \\\"now\\\"'", "contains<don't \"now\">"},
        {"contains \"don\\'t\"", "contains<don\\'t>"},
        {"matches \"\\d+\\s\\\\.\"", "matches<\\d+\\s\\.>"},
        {"contains \" \"", "contains< >"},
        {"contains \"(\" AND contains \") OR\"", "(AND contains<(> contains<) OR>)"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct expression *expression = NULL;
        assert_int_equal(parse_text(*state, cases[i].text, &expression), CONDITION_EXPRESSION);
        assert_string_equal(drawn(*state, expression), cases[i].tree);
        assert_null(((struct fixture *)*state)->diagnostics.first);
    }
}

/* Everything that does not begin with a predicate word and a quote is natural language. What was
 * nearly an expression gets a warning, other sentences do not. */
static void test_natural_language(void **state) {
    static const struct {
        const char *text;
        const char *warning; /* NULL: none. */
    } cases[] = {
        {"", NULL},
        {"contains a phone number", NULL},
        {"The agent asks for the customer's name", NULL},
        {"(NOT contains a phone number)", NULL},
        {"not contains", NULL},
        {"FIRST_MESSAGE", NULL},
        {"\"appointment\"", NULL},
        {"asks \"contains \"a\"\"", NULL},
        {"NOT", NULL},
        {"(((", NULL},
        {"contains “appointment”",
         "column 10: only plain quotes (\") make a keyword (as it stands, this is natural "
         "language)"},
        {"NOTcontains \"a\"",
         "column 1: this is no predicate; did you mean contains? (as it stands, this is natural "
         "language)"},
        {"contain \"appointment\"",
         "column 1: this is no predicate; did you mean contains? (as it stands, this is natural "
         "language)"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture *fixture = *state;
        const struct expression *expression = NULL;
        assert_int_equal(parse_text(fixture, cases[i].text, &expression), CONDITION_NATURAL);
        assert_null(expression);
        assert_int_equal(fixture->diagnostics.error_count, 0);
        assert_int_equal(fixture->diagnostics.warning_count, cases[i].warning != NULL);
        if (cases[i].warning != NULL) {
            assert_string_equal(fixture->diagnostics.first->message, cases[i].warning);
        }
    }
}

/* What begins like an expression and is none is an error that says where and what was expected. */
static void test_errors(void **state) {
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"contains \"a\" contains \"b\"",
         "column 14: expected AND, OR or the end, found \"contains\""},
        {"contains \"ä\" adn contains \"b\"",
         "column 14: expected AND, OR or the end, found \"adn\"; did you mean AND?"},
        {"contains \"a\" OR \"b\"",
         "column 17: expected a predicate before \"b\", such as contains \"b\""},
        {"contains \"a\" OR",
         "column 16: expected contains, equals, starts_with, ends_with, matches, NOT or \"(\", "
         "found the end"},
        {"contains \"a\" OR contain \"b\"",
         "column 17: expected contains, equals, starts_with, ends_with, matches, NOT or \"(\", "
         "found \"contain\"; did you mean contains?"},
        {"contains \"a\" OR ()",
         "column 18: expected contains, equals, starts_with, ends_with, matches, NOT or \"(\", "
         "found \")\""},
        {"contains \"a", "column 10: this quote is never closed; a quote within the text is "
                         "written \\\""},
        {"contains \"a\\\"", "column 10: this quote is never closed; a quote within the text is "
                             "written \\\""},
        {"contains 'a\"", "column 10: this quote is never closed; a quote within the text is "
                          "written \\\""},
        {"contains \"a\" OR contains b",
         "column 26: expected a text in quotes after contains, found \"b\""},
        {"contains \"a\" OR contains “b”",
         "column 26: expected plain quotes (\") after contains, found typographic ones: \"“b”\""},
        {"(contains \"a\" OR contains \"b\"", "column 1: this parenthesis is never closed"},
        {"(contains \"a\" \"b\")", "column 15: expected AND, OR or \")\", found \"b\""},
        {"contains \"a\")", "column 13: this \")\" closes nothing"},
        {"contains \"a\" OR contains \"\"",
         "column 26: the keyword is empty; write what to look for in the quotes"},
        {"matches ''", "column 9: the keyword is empty; write what to look for in the quotes"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture *fixture = *state;
        const struct expression *expression = NULL;
        assert_int_equal(parse_text(fixture, cases[i].text, &expression), CONDITION_BROKEN);
        assert_null(expression);
        assert_int_equal(fixture->diagnostics.error_count, 1);
        const struct diagnostic *diagnostic = fixture->diagnostics.first;
        assert_string_equal(diagnostic->message, cases[i].message);
        assert_int_equal(diagnostic->name, DIAGNOSTIC_CONDITION_SYNTAX);
        assert_string_equal(diagnostic->place.path, "conditions[1].condition");
    }
}

/* Every empty keyword of a condition is reported, not only the first. */
static void test_all_empty_keywords(void **state) {
    struct fixture *fixture = *state;
    const struct expression *expression = NULL;
    parse_text(fixture, "contains \"\" OR equals \"\" OR contains \"a\"", &expression);
    assert_int_equal(fixture->diagnostics.error_count, 2);
}

static const char *nested(struct fixture *fixture, const char *open, int depth, const char *close) {
    fixture->printed.length = 0;
    for (int i = 0; i < depth; i++) {
        buffer_append_text(&fixture->printed, open);
    }
    buffer_append_text(&fixture->printed, "contains \"a\"");
    for (int i = 0; i < depth; i++) {
        buffer_append_text(&fixture->printed, close);
    }
    return buffer_terminate(&fixture->printed);
}

/* NOT and parentheses nest a hundred deep and no deeper, however deep a file goes. */
static void test_depth(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *open, *close, *message;
    } kinds[] = {
        {"(", ")", "column 101: NOT and parentheses nest deeper than 100"},
        {"not ", "", "column 401: NOT and parentheses nest deeper than 100"},
    };
    for (size_t i = 0; i < 2; i++) {
        const struct expression *expression = NULL;
        const char *text = nested(fixture, kinds[i].open, CONDITION_DEPTH, kinds[i].close);
        assert_int_equal(parse_text(fixture, text, &expression), CONDITION_EXPRESSION);
        text = nested(fixture, kinds[i].open, 100000, kinds[i].close);
        assert_int_equal(parse_text(fixture, text, &expression), CONDITION_BROKEN);
        assert_string_equal(fixture->diagnostics.first->message, kinds[i].message);
    }
}

/* Predicates are numbered in the order written, and every node knows where it stands. */
static void test_places(void **state) {
    static const char text[] = "contains \"a\" OR NOT (equals \"b\" AND contains \"c\")";
    const struct expression *root = NULL;
    assert_int_equal(parse_text(*state, text, &root), CONDITION_EXPRESSION);
    assert_int_equal(root->source_start, 0);
    assert_int_equal(root->source_length, strlen(text));
    assert_int_equal(root->children[0]->source_length, strlen("contains \"a\""));
    const struct expression *negation = root->children[1];
    assert_int_equal(negation->source_start, 16);
    assert_int_equal(negation->source_length, strlen(text) - 16);
    const struct expression *both = negation->children[0];
    assert_int_equal(root->children[0]->term, 0);
    assert_int_equal(both->children[0]->term, 1);
    assert_int_equal(both->children[1]->term, 2);
    assert_int_equal(both->children[1]->source_start, 36);
    assert_int_equal(both->children[1]->source_length, strlen("contains \"c\""));
}

/* Values by the name of their field. */
static bool find_value(void *user, enum template_namespace space, const struct template_key *keys,
                       size_t count, const char **text, size_t *length) {
    static const struct {
        const char *key, *value;
    } values[] = {
        {"name", "Ann"},
        {"quote", "a\" OR contains \"b"},
        {"slash", "\\"},
        {"whole", "contains \"a\""},
        {"or", "OR"},
        {"pattern", "a.b+ (c) \\E\\d)"},
        {"blank", " "},
        {"digits", "42"},
        {"accent", "\u00E9\u0301"},
    };
    (void)user;
    (void)space;
    (void)count;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        if (strcmp(keys[0].key, values[i].key) == 0) {
            *text = values[i].value;
            *length = strlen(values[i].value);
            return true;
        }
    }
    return false;
}

static enum condition_kind parse_filled(struct fixture *fixture, const char *source,
                                        const struct expression **out) {
    static const struct template_source values = {.find = find_value};
    struct template_text text;
    template_fill(&fixture->arena, source, strlen(source), &values, NULL, &fixture->diagnostics,
                  &text);
    return parse(fixture, &text, out);
}

/* A value is data: it opens and closes no quote, escapes nothing, joins nothing, and in a pattern
 * it is literal text wherever it stands. */
static void test_values(void **state) {
    static const struct {
        const char *source;
        const char *tree;
    } cases[] = {
        {"contains \"{{test_profile.name}}!\"", "contains<Ann!>"},
        {"contains \"{{test_profile.quote}}\"", "contains<a\" OR contains \"b>"},
        {"contains \"{{test_profile.slash}}\" OR contains \"\\{{test_profile.slash}}\\\\\"",
         "(OR contains<\\> contains<\\\\\\>)"},
        {"matches \"is {{test_profile.name}}$\"", "matches<is \\EAnn$>"},
        {"matches \"{{test_profile.pattern}}\"",
         "matches<\\Ea\\x{2e}b\\x{2b}\\x{20}\\x{28}c\\x{29}\\x{20}\\x{5c}E\\x{5c}d\\x{29}>"},
        {"matches \"\\{{test_profile.digits}}\"", "matches<\\\\\\E42>"},
        {"matches \"\\\\\\\\{{test_profile.digits}}\"", "matches<\\\\\\E42>"},
        {"matches \"\\Qa.{{test_profile.digits}}.\\E.\"", "matches<\\Qa.\\E42\\Q.\\E.>"},
        {"matches \"{{test_profile.accent}}\"", "matches<\\E\u00E9\u0301>"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct expression *expression = NULL;
        assert_int_equal(parse_filled(*state, cases[i].source, &expression), CONDITION_EXPRESSION);
        assert_string_equal(drawn(*state, expression), cases[i].tree);
    }
    const struct expression *expression = NULL;
    assert_int_equal(parse_filled(*state, "{{test_profile.whole}}", &expression),
                     CONDITION_NATURAL);
}

/* Errors around values have their column in what the user wrote. */
static void test_value_errors(void **state) {
    static const struct {
        const char *source;
        const char *message;
    } cases[] = {
        {"contains \"{{test_profile.none}}\"",
         "column 10: the keyword is empty because its value is missing or empty"},
        {"contains \"a\" OR contains \" {{test_profile.none}}\"",
         "column 26: the keyword is empty because its value is missing or empty"},
        {"contains \"{{test_profile.name}}\" {{test_profile.or}} contains \"b\"",
         "column 34: expected AND, OR or the end, found the value \"OR\", which is never syntax"},
        {"contains \"{{test_profile.quote}}\" x",
         "column 35: expected AND, OR or the end, found \"x\""},
        {"contains \"a\"{{test_profile.blank}}OR contains \"b\"",
         "column 13: expected AND, OR or the end, found the value \" \", which is never syntax"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture *fixture = *state;
        const struct expression *expression = NULL;
        assert_int_equal(parse_filled(fixture, cases[i].source, &expression), CONDITION_BROKEN);
        assert_string_equal(fixture->diagnostics.first->message, cases[i].message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_grammar, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_natural_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_all_empty_keywords, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_value_errors, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
