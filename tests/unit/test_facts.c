/* What follows from what is said. */
#include "engine/facts.h"
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct follows_case {
    const char *assumed;
    const char *asked;
    enum truth truth;
    bool wanted;
};

static const struct follows_case follows[] = {
    {"contains \"help me\"", "contains \"help\"", TRUTH_YES, true},
    {"contains \"help\"", "contains \"help me\"", TRUTH_UNKNOWN, true},
    {"contains \"help\"", "contains \"help me\"", TRUTH_UNKNOWN, false},
    {"contains \"help\"", "contains \"HELP\"", TRUTH_NO, false},
    {"contains \"help me\"", "starts_with \"help\"", TRUTH_UNKNOWN, true},
    {"contains \"help me\"", "equals \"help me\"", TRUTH_UNKNOWN, true},
    {"starts_with \"help me\"", "starts_with \"help\"", TRUTH_YES, true},
    {"starts_with \"help me\"", "ends_with \"me\"", TRUTH_UNKNOWN, true},
    {"starts_with \"help me\"", "contains \"me\"", TRUTH_YES, true},
    {"ends_with \"help me\"", "ends_with \"me\"", TRUTH_YES, true},
    {"ends_with \"help me\"", "starts_with \"help\"", TRUTH_UNKNOWN, true},
    {"equals \"Help me\"", "starts_with \"help\" AND ends_with \"me\"", TRUTH_YES, true},
    {"equals \"Help me\"", "contains \"you\"", TRUTH_NO, true},
    {"equals \"Help me\"", "matches \"you\"", TRUTH_UNKNOWN, true},
    {"equals \"Help me\"", "equals \"help  me\"", TRUTH_YES, true},
    {"contains \"a\" AND contains \"b\"", "contains \"b\"", TRUTH_YES, true},
    {"contains \"a\" OR contains \"b\"", "contains \"b\"", TRUTH_UNKNOWN, true},
    {"contains \"a\" OR contains \"b\"", "contains \"b\"", TRUTH_NO, false},
    {"NOT (contains \"a\" OR contains \"b\")", "contains \"a\"", TRUTH_NO, true},
    {"NOT (contains \"a\" AND contains \"b\")", "contains \"a\"", TRUTH_UNKNOWN, true},
    {"contains \"a\"", "contains \"b\" AND NOT contains \"a\"", TRUTH_NO, true},
    {"contains \"a\"", "contains \"b\" OR NOT contains \"a\"", TRUTH_UNKNOWN, true},
    {"matches \"a\"", "matches \"a\"", TRUTH_YES, true},
    {"matches \"ab\"", "matches \"a\"", TRUTH_UNKNOWN, true},
    {"contains \"a\"", "matches \".+\"", TRUTH_YES, true},
    {"contains \"a\"", "equals \" b\"", TRUTH_NO, true},
    {"contains \"pull \"", "contains \"pull\"", TRUTH_YES, true},
    {"contains \"pull \"", "contains \"PULL \"", TRUTH_YES, true},
    {"contains \"pull\"", "contains \"pull \"", TRUTH_UNKNOWN, true},
    {"contains \"Straße\"", "contains \"STRASSE\"", TRUTH_YES, true},
};

/* A machine of two conditions, the assumed one and the one that is asked about. */
static struct facts *begin(struct scene *scene, const char *assumed, const char *asked) {
    const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE", "Hi", 0, false},
        {1, assumed, "A", 0, false},
        {2, asked, "B", 0, false},
    };
    scene_begin(scene, rows, 3);
    scene_compile(scene);
    assert_non_null(scene->machine);
    return facts_create(&scene->arena, scene->machine);
}

/* What is assumed tells what else holds, and never more than it can. */
static void facts_follow(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(follows) / sizeof(*follows); i++) {
        struct scene scene;
        struct facts *facts = begin(&scene, follows[i].assumed, follows[i].asked);
        assert_true(
            facts_assume(facts, 1, scene.machine->conditions[1].expression, follows[i].wanted));
        enum truth truth = facts_decide(facts, 2);
        if (truth != follows[i].truth) {
            fail_msg("%s (%d): %s is %d", follows[i].assumed, follows[i].wanted, follows[i].asked,
                     (int)truth);
        }
        facts_finish(facts);
        scene_end(&scene);
    }
}

static const struct {
    const char *assumed;
    bool wanted;
    bool possible;
} assumptions[] = {
    {"contains \"a\" AND NOT contains \"b\"", true, true},
    {"contains \"ab\" AND NOT contains \"b\"", true, false},
    {"equals \"a\" AND equals \"A\"", true, true},
    {"equals \"a\" AND equals \"ab\"", true, false},
    {"equals \"ab\" AND starts_with \"b\"", true, false},
    {"starts_with \"a\" AND starts_with \"ab\"", true, true},
    {"starts_with \"a\" AND starts_with \"b\"", true, false},
    {"starts_with \"a\" AND ends_with \"b\"", true, true},
    {"contains \"a\" AND contains \"b\"", true, true},
    {"equals \"a\" AND matches \"b\"", true, true},
    {"matches \"a\" AND NOT matches \"a\"", true, false},
    {"contains \"a\" OR NOT contains \"a\"", false, false},
    {"contains \"a\" AND NOT contains \"a\"", false, true},
    {"NOT matches \".*\"", true, false},
    {"ends_with \"a \"", true, false},
};

/* What no utterance can be like is found out. */
static void contradictions_are_found(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(assumptions) / sizeof(*assumptions); i++) {
        struct scene scene;
        struct facts *facts = begin(&scene, assumptions[i].assumed, "contains \"c\"");
        bool possible =
            facts_assume(facts, 1, scene.machine->conditions[1].expression, assumptions[i].wanted);
        if (possible != assumptions[i].possible) {
            fail_msg("%s (%d): %s", assumptions[i].assumed, assumptions[i].wanted,
                     possible ? "possible" : "impossible");
        }
        facts_finish(facts);
        scene_end(&scene);
    }
}

/* One assumption leaves nothing behind for the next. */
static void facts_are_forgotten(void **unused) {
    (void)unused;
    struct scene scene;
    struct facts *facts = begin(&scene, "equals \"yes\"", "contains \"no\"");
    assert_true(facts_assume(facts, 1, scene.machine->conditions[1].expression, true));
    assert_int_equal(facts_decide(facts, 2), TRUTH_NO);
    assert_true(facts_assume(facts, 2, scene.machine->conditions[2].expression, true));
    assert_int_equal(facts_decide(facts, 2), TRUTH_YES);
    assert_int_equal(facts_decide(facts, 1), TRUTH_UNKNOWN);
    uint32_t count = 0;
    const matcher_term *present = facts_present(facts, &count);
    assert_int_equal(count, 1);
    assert_int_equal(present[0], scene.machine->decisions[2].terms[0]);
    facts_finish(facts);
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_follow),
        cmocka_unit_test(contradictions_are_found),
        cmocka_unit_test(facts_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
