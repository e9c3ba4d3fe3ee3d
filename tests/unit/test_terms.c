/* test_terms.c - predicates with their texts, numbered. */
#include "engine/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* The same text under the same predicate has one number; anything else another. */
static void test_numbers(void **state) {
    (void)state;
    struct terms terms;
    terms_init(&terms, NULL);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "a", 1), 0);
    assert_int_equal(terms_add(&terms, PREDICATE_EQUALS, "a", 1), 1);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "", 0), 2);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "ab", 2), 3);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "a", 1), 0);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "a\0b", 3), 4);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "", 0), 2);
    assert_int_equal(terms_count(&terms), 5);
    size_t length = 0;
    assert_string_equal(terms_text(&terms, 2, &length), "");
    assert_memory_equal(terms_text(&terms, 4, &length), "a\0b", 3);
    assert_int_equal(length, 3);
    assert_int_equal(terms_predicate(&terms, 1), PREDICATE_EQUALS);
    terms_finish(&terms);
}

/* An empty text is one like any other, also when it comes first. */
static void test_empty(void **state) {
    (void)state;
    struct terms terms;
    terms_init(&terms, NULL);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "", 0), 0);
    assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, "", 0), 0);
    assert_int_equal(terms_add(&terms, PREDICATE_EQUALS, "", 0), 1);
    terms_finish(&terms);
}

/* Numbers stay when the table grows. */
static void test_many(void **state) {
    (void)state;
    struct terms terms;
    terms_init(&terms, NULL);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 5000; i++) {
            char text[16];
            int length = snprintf(text, sizeof(text), "word %u", (unsigned)i);
            assert_int_equal(terms_add(&terms, PREDICATE_CONTAINS, text, (size_t)length), i);
        }
    }
    terms_finish(&terms);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
