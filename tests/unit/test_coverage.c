/* Every predicate of a machine over what agents said. */
#include "engine/coverage.h"
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct scene_row rows[] = {
    {0, "FIRST_MESSAGE", "Hi", 0, false},
    {1, "contains \"yes\" OR contains \"sure\"", "A", 0, false},
    {2, "contains \"day\" AND NOT contains \"today\"", "B", 0, false},
    {3, "matches \"\\d\" OR NOT NOT contains \"yes\"", "C", 0, false},
    {4, NULL, "D <endcall />", 3, false},
};

enum { TERMS = 5, CONDITIONS = 5 };

struct listed {
    struct buffer text;
    const struct machine *machine;
    const uint64_t *terms;
};

static void list_term(void *user, size_t number, uint32_t condition,
                      const struct expression *predicate) {
    struct listed *listed = user;
    buffer_printf(&listed->text, "%zu: %d %s%s\n", number,
                  (int)machine_condition(listed->machine, condition)->id, predicate->text,
                  listed->terms != NULL && coverage_has(listed->terms, number) ? " met" : "");
}

/* Predicates are numbered in file order; those that must not hold do not count. */
static void test_terms(void **state) {
    (void)state;
    struct scene scene;
    scene_begin(&scene, rows, 5);
    scene_compile(&scene);
    struct listed listed = {.machine = scene.machine};
    buffer_init(&listed.text, NULL);
    coverage_each_term(scene.machine, list_term, &listed);
    assert_string_equal(buffer_terminate(&listed.text),
                        "0: 1 yes\n1: 1 sure\n2: 2 day\n3: 3 \\d\n4: 3 yes\n");
    assert_int_equal(coverage_term_count(scene.machine), TERMS);
    buffer_finish(&listed.text);
    scene_end(&scene);
}

/* What was met once stays met, over any number of utterances. */
static void test_hear(void **state) {
    (void)state;
    static const struct {
        const char *said;
        const char *terms; /* By number, so far. */
        const char *held;  /* By condition, so far. */
    } cases[] = {
        {"nothing", "00000", "00000"},
        {"today", "00100", "00000"},
        /* Also where the matter is settled before it is reached. */
        {"Yes, sure", "11101", "01010"},
        {"a day", "11101", "01110"},
        {"7", "11111", "01110"},
    };
    struct scene scene;
    scene_begin(&scene, rows, 5);
    scene_compile(&scene);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    uint64_t terms[COVERAGE_WORDS(TERMS)] = {0};
    uint64_t held[COVERAGE_WORDS(CONDITIONS)] = {0};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        coverage_hear(scene.machine, scratch, cases[i].said, strlen(cases[i].said), terms, held);
        for (size_t bit = 0; bit < TERMS; bit++) {
            assert_int_equal(coverage_has(terms, bit), cases[i].terms[bit] == '1');
            assert_int_equal(coverage_has(held, bit), cases[i].held[bit] == '1');
        }
    }
    machine_scratch_destroy(scratch);
    scene_end(&scene);
}

/* Bits beyond the first word are found where they were put. */
static void test_many_terms(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    const char *condition = "contains \"t0.\"";
    for (int i = 1; i < 130; i++) {
        condition = arena_printf(&arena, "%s OR contains \"t%d.\"", condition, i);
    }
    const struct scene_row many[] = {{0, "FIRST_MESSAGE", "Hi", 0, false},
                                     {1, condition, "A", 0, false}};
    struct scene scene;
    scene_begin(&scene, many, 2);
    scene_compile(&scene);
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    uint64_t terms[COVERAGE_WORDS(130)] = {0};
    uint64_t held[1] = {0};
    coverage_hear(scene.machine, scratch, "t64. t127. t129.", 16, terms, held);
    for (size_t i = 0; i < 130; i++) {
        assert_int_equal(coverage_has(terms, i), i == 64 || i == 127 || i == 129);
    }
    machine_scratch_destroy(scratch);
    scene_end(&scene);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_hear),
        cmocka_unit_test(test_many_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
