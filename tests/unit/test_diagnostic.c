/* test_diagnostic.c - lists of mistakes, and the words they are told in. */
#include "engine/diagnostic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static int set_up(void **state) {
    struct arena *arena = test_malloc(sizeof(*arena));
    arena_init(arena, NULL);
    *state = arena;
    return 0;
}

static int tear_down(void **state) {
    arena_finish(*state);
    test_free(*state);
    return 0;
}

static void assert_messages(const struct diagnostics *list, const char *const *expected) {
    const struct diagnostic *each = list->first;
    for (; *expected != NULL; expected++, each = each->next) {
        assert_non_null(each);
        assert_string_equal(each->message, *expected);
    }
    assert_null(each);
}

/* A list keeps copies in the order they came, and counts errors and warnings. */
static void test_adds(void **state) {
    struct diagnostics list;
    diagnostics_init(&list, *state);
    char file[] = "a.json";
    struct place place = {.file = file, .path = "role", .line = 3, .column = 4};
    diagnostic_add(&list, SEVERITY_ERROR, DIAGNOSTIC_TAG, &place, "one %d", 1);
    diagnostic_add(&list, SEVERITY_WARNING, DIAGNOSTIC_TEMPLATE, NULL, "two");
    diagnostic_add(&list, SEVERITY_NOTE, DIAGNOSTIC_EMPTY, NULL, "three");
    file[0] = 'x';
    static const char *const expected[] = {"one 1", "two", "three", NULL};
    assert_messages(&list, expected);
    assert_string_equal(list.first->place.file, "a.json");
    assert_string_equal(list.first->place.path, "role");
    assert_int_equal(list.first->place.column, 4);
    assert_null(list.first->next->place.file);
    assert_int_equal(list.error_count, 1);
    assert_int_equal(list.warning_count, 1);
}

/* Sorting goes by file as first met, then line, then column, and keeps the rest in order; what is
 * added afterwards stands last. */
static void test_sorts(void **state) {
    struct diagnostics list;
    diagnostics_init(&list, *state);
    static const struct {
        const char *message;
        struct place place;
    } cases[] = {
        {"b 2:1", {"b", NULL, 2, 1}}, {"a 5:1", {"a", NULL, 5, 1}},
        {"b 1:9", {"b", NULL, 1, 9}}, {"b 1:2", {"b", NULL, 1, 2}},
        {"a 1:1", {"a", NULL, 1, 1}}, {"b 1:9 again", {"b", NULL, 1, 9}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        diagnostic_add(&list, SEVERITY_ERROR, DIAGNOSTIC_TAG, &cases[i].place, "%s",
                       cases[i].message);
    }
    diagnostics_sort(&list);
    diagnostic_add(&list, SEVERITY_ERROR, DIAGNOSTIC_TAG, NULL, "last");
    static const char *const expected[] = {"b 1:2", "b 1:9", "b 1:9 again", "b 2:1",
                                           "a 1:1", "a 5:1", "last",        NULL};
    assert_messages(&list, expected);
}

/* Every name is found by its text, and says what it is about. */
static void test_names(void **state) {
    (void)state;
    for (size_t i = 0; i < DIAGNOSTIC_NAMES; i++) {
        enum diagnostic_name name = (enum diagnostic_name)i;
        enum diagnostic_name found = DIAGNOSTIC_NAMES;
        assert_true(diagnostic_name_parse(diagnostic_name_text(name), &found));
        assert_int_equal(found, name);
        assert_true(strlen(diagnostic_name_about(name)) > 0);
    }
    enum diagnostic_name unchanged = DIAGNOSTIC_TAG;
    assert_false(diagnostic_name_parse("Tag", &unchanged));
    assert_int_equal(unchanged, DIAGNOSTIC_TAG);
}

/* The nearest word is meant, if it is within a third of the length; letter case is no difference.
 */
static void test_suggests(void **state) {
    (void)state;
    static const char *const words[] = {"break", "endcall", "fixed_message", "id"};
    static const struct {
        const char *word;
        const char *meant;
    } cases[] = {
        {"brake", "break"},
        {"braek", "break"},
        {"BREAK", "break"},
        {"end_call", "endcall"},
        {"fixedMessage", "fixed_message"},
        {"di", "id"},
        {"broken", NULL},
        {"x", NULL},
        {"", NULL},
        {"a word that is far too long to be meant as any of them", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *meant = diagnostic_suggest(cases[i].word, words, 4);
        if (cases[i].meant == NULL) {
            assert_null(meant);
        } else {
            assert_string_equal(meant, cases[i].meant);
        }
    }
    assert_null(diagnostic_suggest("break", words, 0));
}

/* A quoted text is one line of at most 60 code points. */
static void test_excerpts(void **state) {
    char sixty[121];
    for (size_t i = 0; i < 60; i++) {
        memcpy(sixty + 2 * i, "é", 2);
    }
    sixty[120] = '\0';
    assert_string_equal(diagnostic_excerpt(*state, "one", 3), "one");
    assert_string_equal(diagnostic_excerpt(*state, "one two", 3), "one");
    assert_string_equal(diagnostic_excerpt(*state, "", 0), "");
    assert_string_equal(diagnostic_excerpt(*state, "a\nb\tc\x1b[0m", 9), "a b c [0m");
    assert_string_equal(diagnostic_excerpt(*state, sixty, 120), sixty);
    char longer[124];
    memcpy(longer, sixty, 120);
    memcpy(longer + 120, "é", 3);
    const char *cut = diagnostic_excerpt(*state, longer, 122);
    assert_int_equal(strlen(cut), 123);
    assert_memory_equal(cut, sixty, 120);
    assert_string_equal(cut + 120, "...");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_adds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sorts, set_up, tear_down),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_suggests),
        cmocka_unit_test_setup_teardown(test_excerpts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
