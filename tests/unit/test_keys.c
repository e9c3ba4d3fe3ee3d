/* The tables of keys. */
#include "formats/keys.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static const struct key_set *const all[] = {
    &conditional_actions_keys,
    &condition_keys,
    &resource_keys,
    &case_keys,
    &list_keys,
    &suite_keys,
    &agent_keys,
    &suite_about_keys,
    &expectation_keys,
    &expected_call_keys,
    &expected_response_keys,
    &expected_turns_keys,
    &agent_keys,
};

/* A key is found by its whole name, in the set itself and in what it shares with others. */
static void found(void **unused) {
    (void)unused;
    assert_int_equal(key_find(&resource_keys, "max_duration")->least, DURATION_LEAST);
    assert_int_equal(key_find(&case_keys, "max_duration")->least, DURATION_LEAST_IN_SUITE);
    assert_ptr_equal(key_find(&resource_keys, "name"), key_find(&case_keys, "name"));
    assert_non_null(key_find(&case_keys, "frequency"));
    assert_null(key_find(&resource_keys, "frequency"));
    assert_null(key_find(&resource_keys, "nam"));
    assert_null(key_find(&resource_keys, ""));
    assert_null(key_find(NULL, "name"));
}

/* No set has a name twice, also not together with the keys that are ignored. */
static void unique(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        for (const struct key_set *set = all[i]; set != NULL; set = set->more) {
            for (size_t j = 0; j < set->count; j++) {
                assert_ptr_equal(key_find(all[i], set->keys[j].name), &set->keys[j]);
            }
        }
    }
    for (size_t i = 0; i < resource_ignored_keys.count; i++) {
        assert_null(key_find(&case_keys, resource_ignored_keys.keys[i].name));
    }
    for (size_t i = 0; i < agent_ignored_keys.count; i++) {
        assert_null(key_find(&agent_keys, agent_ignored_keys.keys[i].name));
    }
}

/* What acts is described in a sentence; what is required cannot be null. */
static void described(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        for (const struct key_set *set = all[i]; set != NULL; set = set->more) {
            for (size_t j = 0; j < set->count; j++) {
                const struct key *key = &set->keys[j];
                assert_non_null(key->about);
                assert_int_equal(key->about[strlen(key->about) - 1], '.');
                assert_false(key->required && (key->kinds & KEY_NULL) != 0);
                assert_true(key->words == NULL || (key->kinds & KEY_TEXT) != 0);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found),
        cmocka_unit_test(unique),
        cmocka_unit_test(described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
