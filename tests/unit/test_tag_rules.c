/* test_tag_rules.c - the table of tags. */
#include "engine/tag_rules.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* Every tag is found by its name, has a rule, and says how it is written or why it is refused. */
static void test_table_is_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < TAGS; i++) {
        enum tag tag = (enum tag)i;
        const struct tag_rule *rule = tag_rule(tag);
        assert_non_null(rule->name);
        assert_int_equal(tag_find(rule->name), tag);
        assert_string_equal(tag_name(tag), rule->name);
        if (rule->form == FORM_REFUSED) {
            assert_non_null(rule->refusal);
        } else {
            assert_non_null(strstr(rule->example, rule->name));
        }
    }
}

/* A name is found in any case, so that a wrong case can be told from an unknown tag. */
static void test_finds_names(void **state) {
    (void)state;
    assert_int_equal(tag_find("EndCall"), TAG_ENDCALL);
    assert_int_equal(tag_find("end_call"), TAG_UNKNOWN);
    assert_int_equal(tag_find("b"), TAG_UNKNOWN);
    assert_int_equal(tag_find(""), TAG_UNKNOWN);
}

/* A misspelt tag or attribute is told what it resembles. */
static void test_suggests(void **state) {
    (void)state;
    assert_string_equal(tag_suggest("end_call"), "endcall");
    assert_string_equal(tag_suggest("brake"), "break");
    assert_null(tag_suggest("b"));
    assert_string_equal(tag_suggest_attribute(tag_rule(TAG_BREAK), "tiem"), "time");
    assert_null(tag_suggest_attribute(tag_rule(TAG_BREAK), "digits"));
    assert_null(tag_suggest_attribute(tag_rule(TAG_SPELL), "text"));
}

/* Attributes are found by their exact names. */
static void test_finds_attributes(void **state) {
    (void)state;
    const struct attribute_rule *ratio = tag_attribute(tag_rule(TAG_SPEED), "ratio");
    assert_int_equal(ratio->least, 800);
    assert_int_equal(ratio->most, 1200);
    assert_null(tag_attribute(tag_rule(TAG_SPEED), "Ratio"));
    assert_null(tag_attribute(tag_rule(TAG_ENDCALL), "time"));
    assert_non_null(tag_attribute(tag_rule(TAG_VOICE), "text"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_is_whole),
        cmocka_unit_test(test_finds_names),
        cmocka_unit_test(test_suggests),
        cmocka_unit_test(test_finds_attributes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
