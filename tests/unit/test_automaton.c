/* test_automaton.c - many keywords in one pass. */
#include "engine/automaton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_KEYWORDS = 4000, LONGEST_TEXT = 400 };

static int compare(const void *a, const void *b) {
    const struct automaton_keyword *left = a;
    const struct automaton_keyword *right = b;
    size_t shared = left->length < right->length ? left->length : right->length;
    int order = memcmp(left->bytes, right->bytes, shared);
    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

static bool ends_with(const char *text, size_t length, const struct automaton_keyword *keyword) {
    return keyword->length <= length &&
           memcmp(text + length - keyword->length, keyword->bytes, keyword->length) == 0;
}

/* After each byte of @text the automaton must name exactly the keywords that end there, from the
 * longest to the shortest. */
static void check_text(const struct automaton *automaton, const struct automaton_keyword *keywords,
                       uint32_t count, const char *text, size_t length) {
    uint32_t state = AUTOMATON_START;
    for (size_t end = 1; end <= length; end++) {
        state = automaton_read(automaton, state, (unsigned char)text[end - 1]);
        uint32_t named = 0;
        size_t longer = SIZE_MAX;
        for (uint32_t keyword = automaton_longest(automaton, state); keyword != AUTOMATON_NONE;
             keyword = automaton_shorter(automaton, keyword)) {
            assert_true(ends_with(text, end, &keywords[keyword]));
            assert_true(keywords[keyword].length < longer);
            longer = keywords[keyword].length;
            named++;
        }
        for (uint32_t keyword = 0; keyword < count; keyword++) {
            named -= ends_with(text, end, &keywords[keyword]);
        }
        assert_int_equal(named, 0);
    }
}

static uint32_t sort_unique(struct automaton_keyword *keywords, uint32_t count) {
    qsort(keywords, count, sizeof(*keywords), compare);
    uint32_t unique = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (unique == 0 || compare(&keywords[unique - 1], &keywords[i]) != 0) {
            keywords[unique++] = keywords[i];
        }
    }
    return unique;
}

static void fill(unsigned *seed, char *bytes, size_t length, int first, int letters) {
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (char)(first + rand_r(seed) % letters);
    }
}

/* Random keywords over an alphabet of @letters in random texts, against a plain comparison. */
static void check_random(unsigned seed, uint32_t keyword_count, size_t longest, int first,
                         int letters) {
    struct arena arena;
    arena_init(&arena, NULL);
    struct automaton_keyword *keywords =
        arena_alloc(&arena, keyword_count * sizeof(struct automaton_keyword));
    for (uint32_t i = 0; i < keyword_count; i++) {
        size_t length = 1 + (size_t)rand_r(&seed) % longest;
        char *bytes = arena_alloc(&arena, length);
        fill(&seed, bytes, length, first, letters);
        keywords[i] = (struct automaton_keyword){bytes, length};
    }
    keyword_count = sort_unique(keywords, keyword_count);
    const struct automaton *automaton = automaton_build(&arena, keywords, keyword_count);
    for (int round = 0; round < 3; round++) {
        char text[LONGEST_TEXT];
        fill(&seed, text, sizeof(text), first, letters);
        check_text(automaton, keywords, keyword_count, text, sizeof(text));
    }
    arena_finish(&arena);
}

/* Few letters make keywords overlap in every way; many keywords have states without a row in the
 * table; all 256 bytes may be used. */
static void test_same_as_comparing(void **state) {
    (void)state;
    for (unsigned seed = 1; seed <= 200; seed++) {
        check_random(seed, 1 + seed % 30, 1 + seed % 7, 'a', 2 + (int)(seed % 3));
    }
    check_random(1, MOST_KEYWORDS, 12, 'a', 3);
    check_random(2, MOST_KEYWORDS, 6, 'a', 26);
    check_random(3, MOST_KEYWORDS, 3, 0, 256);
}

/* Without keywords nothing is ever found. */
static void test_none(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    const struct automaton *automaton = automaton_build(&arena, NULL, 0);
    check_text(automaton, NULL, 0, "abc", 3);
    arena_finish(&arena);
}

/* Memory grows with the bytes of the keywords by a small factor, once the table is full. */
static void test_memory(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    size_t length = 1000 * (size_t)1000;
    char *bytes = arena_alloc(&arena, length);
    unsigned seed = 7;
    fill(&seed, bytes, length, 'a', 26);
    struct automaton_keyword keyword = {bytes, length};
    size_t held = arena_held(&arena);
    const struct automaton *automaton = automaton_build(&arena, &keyword, 1);
    assert_true(arena_held(&arena) - held < 14 * length);
    check_text(automaton, &keyword, 1, bytes, 100);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_comparing),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
