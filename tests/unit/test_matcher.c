/* test_matcher.c - all terms of a scenario in one utterance. */
#include "engine/matcher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TERMS = 64 };

struct fixture {
    struct arena arena;
    struct diagnostics diagnostics;
    struct matcher_builder *builder;
    struct matcher *matcher;
    struct matcher_scratch *scratch;
    unsigned found[MOST_TERMS]; /* How often each term was reported. */
};

static int set_up(void **state) {
    struct fixture *fixture = test_malloc(sizeof(*fixture));
    *fixture = (struct fixture){0};
    arena_init(&fixture->arena, NULL);
    diagnostics_init(&fixture->diagnostics, &fixture->arena);
    fixture->builder = matcher_builder_create(&fixture->arena);
    fixture->scratch = matcher_scratch_create(NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    matcher_destroy(fixture->matcher);
    matcher_scratch_destroy(fixture->scratch);
    arena_finish(&fixture->arena);
    test_free(fixture);
    return 0;
}

static matcher_term add(struct fixture *fixture, enum predicate predicate, const char *text) {
    static const struct place place = {.file = "test.json", .path = "conditions[1].condition"};
    return matcher_add(fixture->builder, predicate, text, strlen(text), &place,
                       &fixture->diagnostics);
}

static void count_found(void *user, matcher_term term) {
    struct fixture *fixture = user;
    fixture->found[term]++;
}

static void scan(struct fixture *fixture, const char *text) {
    memset(fixture->found, 0, sizeof(fixture->found));
    matcher_scan(fixture->matcher, fixture->scratch, text, strlen(text), count_found, fixture);
}

static enum term_result result(struct fixture *fixture, matcher_term term) {
    return matcher_term_result(fixture->matcher, fixture->scratch, term);
}

/* Each predicate against an utterance, both sides folded, the utterance trimmed (spec 2.1). */
static void test_predicates(void **state) {
    static const struct {
        const char *keyword, *utterance;
        enum predicate predicate;
        enum term_result expected;
    } cases[] = {
        {"Appointment", "Your APPOINTMENT is booked", PREDICATE_CONTAINS, TERM_PRESENT},
        {"point", "Your appointment", PREDICATE_CONTAINS, TERM_PRESENT},
        {"pull ", "Please pull.", PREDICATE_CONTAINS, TERM_ABSENT},
        {"pull ", "Please pull it", PREDICATE_CONTAINS, TERM_PRESENT},
        {"pull ", "Please pull ", PREDICATE_CONTAINS, TERM_ABSENT},
        {"a  b", "a\n\tb", PREDICATE_CONTAINS, TERM_PRESENT},
        {"don't", "I don’t know", PREDICATE_CONTAINS, TERM_PRESENT},
        {"straße", "HAUPTSTRASSE 5", PREDICATE_CONTAINS, TERM_PRESENT},
        {"x", "", PREDICATE_CONTAINS, TERM_ABSENT},
        {"Yes, please", " yes,  please\n", PREDICATE_EQUALS, TERM_PRESENT},
        {"yes", "yes.", PREDICATE_EQUALS, TERM_ABSENT},
        {"yes", "oh yes", PREDICATE_EQUALS, TERM_ABSENT},
        {"yes ", "yes", PREDICATE_EQUALS, TERM_ABSENT},
        {"Hello", "  hello there", PREDICATE_STARTS_WITH, TERM_PRESENT},
        {"hello", "hello", PREDICATE_STARTS_WITH, TERM_PRESENT},
        {"hello", "oh hello", PREDICATE_STARTS_WITH, TERM_ABSENT},
        {"Bye!", "Thanks, bye! ", PREDICATE_ENDS_WITH, TERM_PRESENT},
        {"bye", "bye now", PREDICATE_ENDS_WITH, TERM_ABSENT},
        {"bye", "bye bye", PREDICATE_ENDS_WITH, TERM_PRESENT},
        {"\\d{3}", "Dial 911!", PREDICATE_MATCHES, TERM_PRESENT},
        {"^Dial", " dial", PREDICATE_MATCHES, TERM_ABSENT}, /* As it was said: not trimmed, */
        {"don't", "don’t", PREDICATE_MATCHES, TERM_ABSENT}, /* not folded, */
        {"caf\u00E9", "Cafe\u0301", PREDICATE_MATCHES, TERM_PRESENT}, /* but composed, */
        {"cafe\u0301", "Caf\u00E9", PREDICATE_MATCHES, TERM_PRESENT}, /* as is the pattern. */
        {"(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", PREDICATE_MATCHES, TERM_LIMIT},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture *fixture = *state;
        matcher_destroy(fixture->matcher);
        fixture->builder = matcher_builder_create(&fixture->arena);
        matcher_term term = add(fixture, cases[i].predicate, cases[i].keyword);
        fixture->matcher = matcher_build(fixture->builder);
        scan(fixture, cases[i].utterance);
        assert_int_equal(result(fixture, term), cases[i].expected);
        assert_int_equal(result(fixture, term), cases[i].expected);
        bool literal = cases[i].predicate != PREDICATE_MATCHES;
        assert_int_equal(matcher_term_is_regex(fixture->matcher, term), !literal);
        assert_int_equal(fixture->found[term], literal && cases[i].expected == TERM_PRESENT);
    }
}

/* The same text under one predicate is one term, also if it only folds to the same; under another
 * predicate it is another. */
static void test_shared_terms(void **state) {
    struct fixture *fixture = *state;
    matcher_term term = add(fixture, PREDICATE_CONTAINS, "Help");
    assert_int_equal(add(fixture, PREDICATE_CONTAINS, "ＨＥＬＰ"), term);
    assert_int_not_equal(add(fixture, PREDICATE_EQUALS, "help"), term);
    matcher_term regex = add(fixture, PREDICATE_MATCHES, "help");
    assert_int_equal(add(fixture, PREDICATE_MATCHES, "help"), regex);
    assert_int_not_equal(add(fixture, PREDICATE_MATCHES, "Help"), regex);
    fixture->matcher = matcher_build(fixture->builder);
    assert_int_equal(matcher_term_count(fixture->matcher), 4);
    scan(fixture, "help");
    for (matcher_term each = 0; each < 4; each++) {
        assert_int_equal(result(fixture, each), TERM_PRESENT);
        assert_int_equal(fixture->found[each], each != regex && each < 3);
    }
}

/* Keywords within keywords are all found, each reported once however often it occurs. */
static void test_nested(void **state) {
    struct fixture *fixture = *state;
    char text[] = "aaaaaaaaaaaaaaaaaaaa";
    for (size_t length = 1; length <= 20; length++) {
        add(fixture, PREDICATE_CONTAINS, text + 20 - length);
        add(fixture, PREDICATE_ENDS_WITH, text + 20 - length);
        add(fixture, PREDICATE_STARTS_WITH, text + 20 - length);
    }
    fixture->matcher = matcher_build(fixture->builder);
    scan(fixture, "aaaaabaaaaaaaaaa");
    for (matcher_term term = 0; term < 60; term++) {
        size_t length = term / 3 + 1;
        size_t longest = term % 3 == 2 ? 5 : 10;
        assert_int_equal(fixture->found[term], length <= longest);
    }
}

/* One scan knows nothing of the one before, also with another matcher. */
static void test_scans_are_apart(void **state) {
    struct fixture *fixture = *state;
    matcher_term yes = add(fixture, PREDICATE_CONTAINS, "yes");
    matcher_term digit = add(fixture, PREDICATE_MATCHES, "\\d");
    fixture->matcher = matcher_build(fixture->builder);
    scan(fixture, "yes 1");
    assert_int_equal(result(fixture, yes), TERM_PRESENT);
    assert_int_equal(result(fixture, digit), TERM_PRESENT);
    scan(fixture, "no");
    assert_int_equal(result(fixture, yes), TERM_ABSENT);
    assert_int_equal(result(fixture, digit), TERM_ABSENT);

    struct matcher_builder *builder = matcher_builder_create(&fixture->arena);
    matcher_term term = 0;
    for (char letter[] = "a"; letter[0] <= 'z'; letter[0]++) {
        term = matcher_add(builder, PREDICATE_CONTAINS, letter, 1, NULL, &fixture->diagnostics);
    }
    struct matcher *other = matcher_build(builder);
    scan(fixture, "yes");
    matcher_scan(other, fixture->scratch, "zzz", 3, NULL, NULL);
    assert_int_equal(matcher_term_result(other, fixture->scratch, term), TERM_PRESENT);
    assert_int_equal(matcher_term_result(other, fixture->scratch, term - 1), TERM_ABSENT);
    matcher_destroy(other);
}

/* The folded utterance is there to be looked at, with its origins. */
static void test_folded(void **state) {
    struct fixture *fixture = *state;
    add(fixture, PREDICATE_CONTAINS, "b");
    fixture->matcher = matcher_build(fixture->builder);
    scan(fixture, "  Ab ");
    const struct text_fold *fold = matcher_folded(fixture->scratch);
    assert_int_equal(fold->length, 2);
    assert_memory_equal(fold->bytes, "ab", 2);
    assert_int_equal(fold->origins[1], 3);
}

/* Mistakes are named, each at its place, also the same one twice. */
static void test_mistakes(void **state) {
    static const struct {
        const char *text, *message;
        enum predicate predicate;
        enum diagnostic_name name;
    } cases[] = {
        {"äö(", "matches \"äö(\": column 4 of the pattern: missing closing parenthesis",
         PREDICATE_MATCHES, DIAGNOSTIC_REGEX},
        {"äö(", "matches \"äö(\": column 4 of the pattern: missing closing parenthesis",
         PREDICATE_MATCHES, DIAGNOSTIC_REGEX},
        {"",
         "contains \"\": nothing is left of the keyword when it is folded, so it would be found in "
         "everything; write what to look for",
         PREDICATE_CONTAINS, DIAGNOSTIC_CONDITION_SYNTAX},
        {"\u200B",
         "equals \"\u200B\": nothing is left of the keyword when it is folded, so it would be "
         "found "
         "in everything; write what to look for",
         PREDICATE_EQUALS, DIAGNOSTIC_CONDITION_SYNTAX},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        diagnostics_init(&fixture->diagnostics, &fixture->arena);
        add(fixture, cases[i].predicate, cases[i].text);
        assert_int_equal(fixture->diagnostics.error_count, 1);
        assert_int_equal(fixture->diagnostics.first->name, cases[i].name);
        assert_string_equal(fixture->diagnostics.first->message, cases[i].message);
        assert_string_equal(fixture->diagnostics.first->place.path, "conditions[1].condition");
    }
    fixture->matcher = matcher_build(fixture->builder);
    scan(fixture, "anything");
}

static void *counting_resize(void *user, void *old, size_t old_size, size_t new_size) {
    ++*(size_t *)user;
    return memory_system.resize(memory_system.user, old, old_size, new_size);
}

/* Once its memory has grown, a scan allocates nothing, regexes included. */
static void test_no_allocation(void **state) {
    struct fixture *fixture = *state;
    size_t calls = 0;
    struct memory memory = {.resize = counting_resize, .user = &calls};
    struct matcher_scratch *scratch = matcher_scratch_create(&memory);
    add(fixture, PREDICATE_CONTAINS, "yes");
    matcher_term digit = add(fixture, PREDICATE_MATCHES, "(\\d)+\\d");
    fixture->matcher = matcher_build(fixture->builder);
    assert_true(matcher_regex_size(fixture->matcher) > 0);
    size_t first = 0;
    for (int i = 0; i < 3; i++) {
        static const char text[] = "“Yes”, it is 4711";
        matcher_scan(fixture->matcher, scratch, text, strlen(text), NULL, NULL);
        assert_int_equal(matcher_term_result(fixture->matcher, scratch, digit), TERM_PRESENT);
        first = i == 0 ? calls : first;
    }
    assert_int_equal(calls, first);
    matcher_scratch_destroy(scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_predicates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shared_terms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nested, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scans_are_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mistakes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_allocation, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
