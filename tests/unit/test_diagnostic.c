/* test_diagnostic.c - lists of mistakes, and the nearest word to a misspelt one. */
#include "engine/diagnostic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
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

static void add(struct diagnostics *list, const char *file, uint32_t line, uint32_t column,
                const char *message) {
    struct place place = {.file = file, .line = line, .column = column};
    diagnostic_add(list, SEVERITY_ERROR, DIAGNOSTIC_TAG, &place, "%s", message);
}

/* The messages in order. */
static const char *messages(struct arena *arena, const struct diagnostics *list) {
    const char *text = "";
    for (const struct diagnostic *each = list->first; each != NULL; each = each->next) {
        text = arena_printf(arena, "%s%s ", text, each->message);
    }
    return text;
}

/* What is added stands in the list as it was found, counted by severity, with copies of all. */
static void test_add(void **state) {
    struct diagnostics list;
    diagnostics_init(&list, *state);
    assert_null(list.first);
    char file[] = "a.json";
    char path[] = "conditions[2].action";
    struct place place = {.file = file, .path = path, .line = 7, .column = 31};
    diagnostic_add(&list, SEVERITY_ERROR, DIAGNOSTIC_TAG, &place, "%s %d", "error", 1);
    diagnostic_add(&list, SEVERITY_WARNING, DIAGNOSTIC_UNKNOWN_KEY, NULL, "warning");
    diagnostic_add(&list, SEVERITY_NOTE, DIAGNOSTIC_SHAPE, NULL, "note");
    file[0] = path[0] = '?';

    assert_int_equal(list.error_count, 1);
    assert_int_equal(list.warning_count, 1);
    const struct diagnostic *first = list.first;
    assert_string_equal(first->message, "error 1");
    assert_string_equal(first->place.file, "a.json");
    assert_string_equal(first->place.path, "conditions[2].action");
    assert_int_equal(first->place.line, 7);
    assert_int_equal(first->place.column, 31);
    const struct diagnostic *second = first->next;
    assert_int_equal(second->name, DIAGNOSTIC_UNKNOWN_KEY);
    assert_null(second->place.file);
    assert_int_equal(second->next->severity, SEVERITY_NOTE);
    assert_null(second->next->next);
}

/* Files stay in the order first met; within one, line and column count, then what was first. */
static void test_sort(void **state) {
    struct diagnostics list;
    diagnostics_init(&list, *state);
    diagnostics_sort(&list);
    assert_null(list.first);
    add(&list, "b", 9, 1, "b9");
    add(&list, "a", 5, 2, "a5:2");
    add(&list, "b", 2, 1, "b2");
    add(&list, "a", 5, 1, "a5:1");
    add(&list, NULL, 0, 0, "none");
    add(&list, "b", 9, 1, "b9-again");
    add(&list, "a", 10, 1, "a10");
    diagnostics_sort(&list);
    assert_string_equal(messages(*state, &list), "b2 b9 b9-again a5:1 a5:2 a10 none ");
    add(&list, "a", 1, 1, "a1");
    add(&list, "c", 1, 1, "c1");
    diagnostics_sort(&list);
    assert_string_equal(messages(*state, &list), "b2 b9 b9-again a1 a5:1 a5:2 a10 none c1 ");
}

/* A hundred thousand mistakes in the worst order are no trouble. */
static void test_sort_many(void **state) {
    enum { MANY = 100000 };
    struct diagnostics list;
    diagnostics_init(&list, *state);
    for (uint32_t i = 0; i < MANY; i++) {
        add(&list, i % 2 == 0 ? "a" : "b", MANY - i, 1, "m");
    }
    diagnostics_sort(&list);
    uint32_t count = 1;
    for (const struct diagnostic *each = list.first; each->next != NULL; each = each->next) {
        assert_true(each->place.line < each->next->place.line || count == MANY / 2);
        count++;
    }
    assert_int_equal(count, MANY);
}

/* Warnings can be taken out by their name; errors of that name stay. */
static void test_silence(void **state) {
    struct diagnostics list;
    diagnostics_init(&list, *state);
    diagnostic_add(&list, SEVERITY_WARNING, DIAGNOSTIC_TAG, NULL, "tag");
    diagnostic_add(&list, SEVERITY_ERROR, DIAGNOSTIC_TAG, NULL, "tag-error");
    diagnostic_add(&list, SEVERITY_WARNING, DIAGNOSTIC_URL, NULL, "url");
    diagnostic_add(&list, SEVERITY_NOTE, DIAGNOSTIC_TAG, NULL, "tag-note");
    diagnostics_silence(&list, DIAGNOSTIC_TAG);
    add(&list, NULL, 0, 0, "more");
    assert_string_equal(messages(*state, &list), "tag-error url more ");
    assert_int_equal(list.error_count, 2);
    assert_int_equal(list.warning_count, 1);
}

/* Every name has a text of its own, by which it is found again, and says what it is about. */
static void test_names(void **state) {
    (void)state;
    for (int i = 0; i < DIAGNOSTIC_NAMES; i++) {
        enum diagnostic_name name = (enum diagnostic_name)i;
        enum diagnostic_name parsed = DIAGNOSTIC_NAMES;
        assert_true(diagnostic_name_parse(diagnostic_name_text(name), &parsed));
        assert_int_equal(parsed, name);
        assert_true(strlen(diagnostic_name_about(name)) > 0);
    }
    enum diagnostic_name name = DIAGNOSTIC_URL;
    assert_false(diagnostic_name_parse("no-such-name", &name));
    assert_int_equal(name, DIAGNOSTIC_URL);
    assert_string_equal(diagnostic_name_text(DIAGNOSTIC_UNKNOWN_TAG), "unknown-tag");
}

/* A text in a message is one line and not long. */
static void test_excerpt(void **state) {
    assert_string_equal(diagnostic_excerpt(*state, "a\tb\n", 4), "a b ");
    assert_string_equal(diagnostic_excerpt(*state, "", 0), "");
    struct buffer text;
    buffer_init(&text, NULL);
    for (int i = 0; i < 61; i++) {
        buffer_append_text(&text, "é");
    }
    assert_int_equal(strlen(diagnostic_excerpt(*state, text.data, 120)), 120);
    const char *cut = diagnostic_excerpt(*state, text.data, 122);
    assert_int_equal(strlen(cut), 123);
    assert_string_equal(cut + 118, "é...");
    buffer_finish(&text);
}

/* The nearest known word is suggested, unless none is near. */
static void test_suggest(void **state) {
    (void)state;
    static const char *const candidates[] = {"condition", "conditions", "action", "type"};
    static const struct {
        const char *word, *suggestion;
    } cases[] = {
        {"condtion", "condition"},
        {"Conditions", "conditions"},
        {"acton", "action"},
        {"aciton", "action"},
        {"tpye", "type"},
        {"typ", "type"},
        {"action_followup", NULL},
        {"x", NULL},
        {"", NULL},
        {"fixed_message", NULL},
        {"conditon", "condition"},
        {"conditionsconditionsconditionsconditionsx", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *suggestion = diagnostic_suggest(cases[i].word, candidates, 4);
        if (cases[i].suggestion == NULL) {
            assert_null(suggestion);
        } else {
            assert_string_equal(suggestion, cases[i].suggestion);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_add, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sort, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sort_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_silence, set_up, tear_down),
        cmocka_unit_test(test_names),
        cmocka_unit_test_setup_teardown(test_excerpt, set_up, tear_down),
        cmocka_unit_test(test_suggest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
