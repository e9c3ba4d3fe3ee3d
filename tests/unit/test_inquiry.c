/* One expression against one utterance: its terms, who is to blame, and how far it is. */
#include "engine/explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct inquiry_case {
    const char *condition;
    const char *said;
    const char *words; /* Why it falls short, or holds. */
    bool holds;
    uint32_t distance; /* When it does not hold. */
};

static const struct inquiry_case cases[] = {
    {"contains \"help\" OR contains \"HELLO\"", "Hello!",
     "contains \"HELLO\", said as \"Hello\" at 0", true, 0},
    {"contains \"yes\" AND NOT contains \"but\"", "yes",
     "contains \"yes\", said as \"yes\" at 0; not contains \"but\"", true, 0},
    {"contains \"confirm\"", "confrim it",
     "contains \"confirm\" is not in what the agent said, nearest is \"confrim\" at 0 (2 letters "
     "differ)",
     false, 2},
    {"contains \"zebra\"", "ok", "contains \"zebra\" is not in what the agent said", false,
     INQUIRY_FAR},
    /* Of alternatives the nearest counts. */
    {"contains \"zebra\" OR contains \"booked\"", "boked",
     "contains \"zebra\" is not in what the agent said; contains \"booked\" is not in it, nearest "
     "is \"boked\" at 0 (1 letter differs)",
     false, 1},
    /* Of what must all hold, each that does not. */
    {"contains \"zebra\" AND contains \"booked\" AND contains \"day\"", "boked day",
     "contains \"zebra\" is not in what the agent said; contains \"booked\" is not in it, nearest "
     "is \"boked\" at 0 (1 letter differs)",
     false, INQUIRY_FAR + 1},
    /* What is said elsewhere is as near as can be. */
    {"starts_with \"day\"", "a day",
     "starts_with \"day\" is not how the agent began, but \"day\" at 2", false, 1},
    {"NOT contains \"but\"", "but", "contains \"but\" must not hold, but does: \"but\" at 0", false,
     INQUIRY_FAR},
    {"NOT (contains \"a\" AND contains \"b\")", "a b",
     "contains \"a\" must not hold, but does: \"a\" at 0; contains \"b\" must not hold, but does: "
     "\"b\" at 2",
     false, INQUIRY_FAR},
    /* One letter that folds to two stands for both. */
    {"contains \"gros\"", "so groß", "contains \"gros\", said as \"groß\" at 3", true, 0},
    {"matches \"\\d\"", "none", "matches \"\\d\" finds nothing in what the agent said", false,
     INQUIRY_FAR},
};

/* The one expression of a matcher. */
struct asked {
    struct arena arena;
    struct matcher *matcher;
    struct matcher_scratch *scratch;
    struct inquiry_subject subject;
};

static void add_terms(const struct expression *expression, struct matcher_builder *builder,
                      struct diagnostics *diagnostics, matcher_term *terms, uint32_t *count) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        const struct place place = {0};
        terms[expression->term] = matcher_add(builder, expression->predicate, expression->text,
                                              expression->text_length, &place, diagnostics);
        (*count)++;
    }
    for (size_t i = 0; i < expression->child_count; i++) {
        add_terms(expression->children[i], builder, diagnostics, terms, count);
    }
}

static void begin(struct asked *asked, const char *condition) {
    static matcher_term terms[8];
    struct diagnostics diagnostics;
    const struct place place = {0};
    *asked = (struct asked){.scratch = matcher_scratch_create(NULL)};
    arena_init(&asked->arena, NULL);
    diagnostics_init(&diagnostics, &asked->arena);
    const struct template_text text = template_plain(condition, strlen(condition));
    assert_int_equal(
        condition_parse(&asked->arena, &text, &place, &diagnostics, &asked->subject.expression),
        CONDITION_EXPRESSION);
    struct matcher_builder *builder = matcher_builder_create(&asked->arena);
    asked->subject.terms = terms;
    add_terms(asked->subject.expression, builder, &diagnostics, terms, &asked->subject.term_count);
    asked->matcher = matcher_build(builder);
}

static void finish(struct asked *asked) {
    matcher_destroy(asked->matcher);
    matcher_scratch_destroy(asked->scratch);
    arena_finish(&asked->arena);
}

/* Each case has its words and its distance. */
static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct inquiry_case *each = &cases[i];
        struct asked asked;
        struct inquiry inquiry;
        struct buffer words;
        const struct explain_term *terms = NULL;
        size_t count = 0;
        begin(&asked, each->condition);
        buffer_init(&words, NULL);
        inquiry_init(&inquiry, &asked.arena, asked.matcher, asked.scratch);
        inquiry_hear(&inquiry, each->said, strlen(each->said));
        bool holds = inquiry_ask(&inquiry, &asked.subject, true, &terms, &count);
        if (holds) {
            explain_print_reasons(terms, count, each->said, &words);
        } else {
            explain_print_shortfalls(terms, count, each->said, &words);
            assert_int_equal(inquiry_distance(&inquiry, &asked.subject, terms, count),
                             each->distance);
        }
        assert_string_equal(buffer_terminate(&words), each->words);
        assert_int_equal(holds, each->holds);
        inquiry_finish(&inquiry);
        buffer_finish(&words);
        finish(&asked);
    }
}

/* One inquiry asks about many utterances, one after the other. */
static void test_many(void **state) {
    (void)state;
    static const char *const said[] = {"no", "a day", "no"};
    struct asked asked;
    struct inquiry inquiry;
    begin(&asked, "contains \"day\"");
    inquiry_init(&inquiry, &asked.arena, asked.matcher, asked.scratch);
    for (size_t i = 0; i < 3; i++) {
        const struct explain_term *terms = NULL;
        size_t count = 0;
        inquiry_hear(&inquiry, said[i], strlen(said[i]));
        assert_int_equal(inquiry_ask(&inquiry, &asked.subject, false, &terms, &count), i == 1);
        assert_int_equal(count, 1);
    }
    inquiry_finish(&inquiry);
    finish(&asked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
