/* Where the values of placeholders come from. */
#include "formats/profile.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

/* The value at a path of keys that dots separate; "(missing)" when there is none. */
static const char *look_up(const struct template_source *source, enum template_namespace space,
                           const char *path) {
    static char copy[64];
    struct template_key keys[8];
    size_t count = 0;
    strncpy(copy, path, sizeof(copy) - 1);
    char *rest = copy;
    for (char *key = strsep(&rest, "."); key != NULL; key = strsep(&rest, ".")) {
        keys[count++] = (struct template_key){.key = key, .length = strlen(key)};
    }
    const char *text = NULL;
    size_t length = 0;
    if (!source->find(source->user, space, keys, count, &text, &length)) {
        return "(missing)";
    }
    assert_int_equal(strlen(text), length);
    return text;
}

/* A flat profile: every kind of value as text, nested ones by their path. */
static void flat(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_text(
        &parsed, "a.json",
        "{\"name\":\"Ana\",\"n\":1.50,\"yes\":true,\"none\":null,\"address\":{\"city\":\"Rome\"},"
        "\"list\":[1,{\"a\":\"b\"}],\"odd key\":\"odd\"}");
    const struct template_source source =
        profile_source(&parsed.arena, &(struct profile_values){.test_profile = parsed.root});
    static const struct {
        const char *path;
        const char *value;
    } cases[] = {
        {"name", "Ana"},
        {"n", "1.50"},
        {"yes", "true"},
        {"none", ""},
        {"address.city", "Rome"},
        {"address", "{\"city\":\"Rome\"}"},
        {"list", "[1,{\"a\":\"b\"}]"},
        {"list.1.a", "b"},
        {"odd key", "odd"},
        {"nobody", "(missing)"},
        {"name.first", "(missing)"},
        {"list.2", "(missing)"},
        {"list.x", "(missing)"},
        {"list.9999999999", "(missing)"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(look_up(&source, TEMPLATE_TEST_PROFILE, cases[i].path), cases[i].value);
    }
    assert_string_equal(look_up(&source, TEMPLATE_INFORMATION_FIELDS, "name"), "(missing)");
    parsed_end(&parsed);
}

/* A bare field is looked up in the caller's section, then the agent's, then flat. */
static void sections(void **unused) {
    (void)unused;
    static const char *const texts[] = {
        "{\"testing_agent_variables\":{\"a\":\"caller\"},\"main_agent_variables\":{\"a\":\"agent\","
        "\"b\":\"agent\"},\"a\":\"flat\",\"b\":\"flat\",\"c\":\"flat\"}",
        "{\"c\":\"flat\",\"b\":\"flat\",\"a\":\"flat\",\"agent_variables\":{\"b\":\"agent\",\"a\":"
        "\"agent\"},\"caller_variables\":{\"a\":\"caller\"}}",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct parsed parsed;
        parsed_text(&parsed, "a.json", texts[i]);
        const struct template_source source =
            profile_source(&parsed.arena, &(struct profile_values){.test_profile = parsed.root});
        assert_string_equal(look_up(&source, TEMPLATE_TEST_PROFILE, "a"), "caller");
        assert_string_equal(look_up(&source, TEMPLATE_TEST_PROFILE, "b"), "agent");
        assert_string_equal(look_up(&source, TEMPLATE_TEST_PROFILE, "c"), "flat");
        parsed_end(&parsed);
    }
}

/* Each namespace has values of its own. */
static void namespaces(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_text(&parsed, "a.json", "[{\"a\":1},{\"a\":2},{\"a\":3}]");
    const struct template_source source = profile_source(
        &parsed.arena, &(struct profile_values){.test_profile = parsed.root->items[0],
                                                .information_fields = parsed.root->items[1],
                                                .dynamic_variables = parsed.root->items[2]});
    assert_string_equal(look_up(&source, TEMPLATE_TEST_PROFILE, "a"), "1");
    assert_string_equal(look_up(&source, TEMPLATE_INFORMATION_FIELDS, "a"), "2");
    assert_string_equal(look_up(&source, TEMPLATE_DYNAMIC_VARIABLES, "a"), "3");
    parsed_end(&parsed);
}

/* The X- keys of the agent's section become headers, or those of a profile without sections. */
static void headers(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        size_t count;
        const char *name;
        const char *value;
    } cases[] = {
        {"{\"X-Tenant\":12,\"name\":\"x\"}", 1, "X-Tenant", "12"},
        {"{\"main_agent_variables\":{\"x-a\":{\"b\":1}},\"X-No\":1}", 1, "x-a", "{\"b\":1}"},
        {"{\"agent_variables\":{\"a\":1}}", 0, NULL, NULL},
        {"{\"testing_agent_variables\":{\"X-No\":1},\"X-No\":1}", 0, NULL, NULL},
        {"[]", 0, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        size_t count = 9;
        parsed_text(&parsed, "a.json", cases[i].text);
        const struct reader reader = {
            .arena = &parsed.arena, .diagnostics = &parsed.diagnostics, .file = "a.json"};
        const struct agent_header *found = profile_headers(&reader, parsed.root, &count);
        assert_int_equal(count, cases[i].count);
        if (count > 0) {
            assert_string_equal(found[0].name, cases[i].name);
            assert_string_equal(found[0].value, cases[i].value);
        }
        assert_null(profile_headers(&reader, NULL, &count));
        parsed_end(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flat),
        cmocka_unit_test(sections),
        cmocka_unit_test(namespaces),
        cmocka_unit_test(headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
