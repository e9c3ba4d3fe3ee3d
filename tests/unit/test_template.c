/* test_template.c - placeholders and the values that replace them. */
#include "tests/lib/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

static struct value profile[] = {
    {"0/name", "Ann"},
    {"0/address/city", "Łódź"},
    {"0/customer name", "Bo Li"},
    {"0/it's", "quoted"},
    {"0/list/0/x", "first"},
    {"0/empty", ""},
    {"0/hostile", "{{test_profile.name}} <endcall />"},
    {"0/größe", "XL"},
    {"1/phone", "555"},
    {"2/day", "Monday"},
    {NULL, NULL},
};

struct fixture {
    struct arena arena;
    struct diagnostics diagnostics;
    struct template_source source;
    struct buffer printed;
};

static int set_up(void **state) {
    struct fixture *fixture = test_malloc(sizeof(*fixture));
    arena_init(&fixture->arena, NULL);
    buffer_init(&fixture->printed, NULL);
    fixture->source = values_source(profile);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    arena_finish(&fixture->arena);
    buffer_finish(&fixture->printed);
    test_free(fixture);
    return 0;
}

static struct template_text fill(struct fixture *fixture, const char *source) {
    struct template_text text;
    diagnostics_init(&fixture->diagnostics, &fixture->arena);
    template_fill(&fixture->arena, source, strlen(source), &fixture->source, NULL,
                  &fixture->diagnostics, &text);
    return text;
}

struct fill_case {
    const char *source;
    const char *filled;
    const char *diagnostics;
};

static void check_fills(struct fixture *fixture, const struct fill_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct template_text text = fill(fixture, cases[i].source);
        assert_string_equal(text.text, cases[i].filled);
        assert_int_equal(text.length, strlen(cases[i].filled));
        fixture->printed.length = 0;
        values_print_diagnostics(&fixture->diagnostics, &fixture->printed);
        assert_string_equal(buffer_terminate(&fixture->printed), cases[i].diagnostics);
    }
}

#define CHECK_FILLS(state, cases) check_fills(*(state), cases, sizeof(cases) / sizeof((cases)[0]))

/* A placeholder of any namespace and any form of path is replaced by its value. */
static void test_fills(void **state) {
    static const struct fill_case cases[] = {
        {"", "", ""},
        {"No placeholder { } {x}", "No placeholder { } {x}", ""},
        {"I am {{test_profile.name}}.", "I am Ann.", ""},
        {"{{ test_profile.name }}{{\ttest_profile.name\n}}", "AnnAnn", ""},
        {"in {{test_profile.address.city}}", "in Łódź", ""},
        {"{{test_profile['address'][\"city\"]}}", "Łódź", ""},
        {"{{test_profile['customer name']}}", "Bo Li", ""},
        {"{{test_profile[\"it's\"]}}", "quoted", ""},
        {"{{test_profile.list[0].x}}", "first", ""},
        {"{{test_profile.größe}}", "XL", ""},
        {"{{information_fields.phone}} {{dynamic_variables.day}}", "555 Monday", ""},
        {"a{{test_profile.empty}}b", "ab", ""},
        {"{{{test_profile.name}}}", "{Ann}", ""},
    };
    CHECK_FILLS(state, cases);
}

/* A value is not looked at again. */
static void test_values_are_data(void **state) {
    static const struct fill_case cases[] = {
        {"{{test_profile.hostile}}", "{{test_profile.name}} <endcall />", ""},
        {"{{{{test_profile.name}}}}", "{{Ann}}", ""},
    };
    CHECK_FILLS(state, cases);
}

/* A missing field is nothing, with a warning that names it and its column in code points. */
static void test_missing(void **state) {
    static const struct fill_case cases[] = {
        {"Łódź {{test_profile.nme}}!", "Łódź !",
         "warning missing-value: column 6: {{test_profile.nme}}: there is no such field, so "
         "nothing "
         "is put here; give it a value in the test profile, information_fields or "
         "dynamic_variables\n"},
        {"{{information_fields.name}}", "",
         "warning missing-value: column 1: {{information_fields.name}}: there is no such field, so "
         "nothing is put here; give it a value in the test profile, information_fields or "
         "dynamic_variables\n"},
    };
    CHECK_FILLS(state, cases);
}

/* What is no placeholder of ours is text, with a warning. */
static void test_stays_text(void **state) {
    static const struct fill_case cases[] = {
        {"{{user.name}}", "{{user.name}}",
         "warning template: column 1: {{user.name}}: an unknown placeholder, which stays text; "
         "known are test_profile, information_fields and dynamic_variables\n"},
        {"a {{test_profil.name}}", "a {{test_profil.name}}",
         "warning template: column 3: {{test_profil.name}}: an unknown placeholder, which stays "
         "text; did you mean \"test_profile\"?\n"},
        {"Hi {{test_profile.name", "Hi {{test_profile.name",
         "warning template: column 4: {{: a placeholder that is not closed, which stays text; "
         "close it with }}\n"},
        {"{{ x {{test_profile.name}}", "{{ x Ann",
         "warning template: column 1: {{: a placeholder that is not closed, which stays text; "
         "close it with }}\n"},
        {"{{test_profile}}", "{{test_profile}}",
         "warning template: column 1: {{test_profile}}: no path to a field, so it stays text; "
         "expected a path such as {{test_profile.name}} or {{test_profile['first name']}}\n"},
        {"{{test_profile.}}", "{{test_profile.}}",
         "warning template: column 1: {{test_profile.}}: no path to a field, so it stays text; "
         "expected a path such as {{test_profile.name}} or {{test_profile['first name']}}\n"},
        {"{{test_profile['x]}}", "{{test_profile['x]}}",
         "warning template: column 1: {{test_profile['x]}}: no path to a field, so it stays text; "
         "expected a path such as {{test_profile.name}} or {{test_profile['first name']}}\n"},
    };
    CHECK_FILLS(state, cases);
}

/* A custom function is an error: saying its placeholder aloud would be a silently wrong test. */
static void test_functions_are_refused(void **state) {
    static const struct fill_case cases[] = {
        {"{{function.lookup.status}} {{ functions.x }}",
         "{{function.lookup.status}} {{ functions.x }}",
         "error unsupported: column 1: {{function.lookup.status}}: custom functions are not "
         "supported yet; write the value itself\n"
         "error unsupported: column 28: {{ functions.x }}: custom functions are not supported yet; "
         "write the value itself\n"},
    };
    CHECK_FILLS(state, cases);
}

/* A path has at most 32 keys. */
static void test_deep_paths(void **state) {
    struct buffer source;
    buffer_init(&source, NULL);
    for (int keys = 32; keys <= 33; keys++) {
        source.length = 0;
        buffer_append_text(&source, "{{test_profile");
        for (int i = 0; i < keys; i++) {
            buffer_append_text(&source, ".a");
        }
        buffer_append_text(&source, "}}");
        fill(*state, buffer_terminate(&source));
        struct fixture *fixture = *state;
        assert_int_equal(fixture->diagnostics.first->name,
                         keys == 32 ? DIAGNOSTIC_MISSING_VALUE : DIAGNOSTIC_TEMPLATE);
    }
    buffer_finish(&source);
}

/* Every byte of the filled text knows whether it is a value, and where it stood in the source. */
static void test_origins(void **state) {
    struct template_text text =
        fill(*state, "a{{test_profile.name}}b{{test_profile.empty}}{{information_fields.phone}}c");
    assert_string_equal(text.text, "aAnnb555c");
    static const struct {
        bool is_value;
        size_t source;
    } expected[] = {
        {false, 0}, {true, 1},  {true, 1},  {true, 1},   {false, 22},
        {true, 45}, {true, 45}, {true, 45}, {false, 73}, {false, 74},
    };
    for (size_t i = 0; i <= text.length; i++) {
        assert_int_equal(template_is_value(&text, i), expected[i].is_value);
        assert_int_equal(template_source_offset(&text, i), expected[i].source);
    }
}

/* A plain text is its own source and has no values. */
static void test_plain(void **state) {
    (void)state;
    struct template_text text = template_plain("{{test_profile.name}}", 21);
    assert_string_equal(text.text, "{{test_profile.name}}");
    assert_false(template_is_value(&text, 3));
    assert_int_equal(template_source_offset(&text, 21), 21);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fills, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values_are_data, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stays_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_functions_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_deep_paths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_origins, set_up, tear_down),
        cmocka_unit_test(test_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
