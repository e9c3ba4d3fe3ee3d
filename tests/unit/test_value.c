/* Looking into values, and printing them. */
#include "formats/value.h"

#include "tests/lib/parsed.h"

#include <float.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

/* Numbers print as the file wrote them where JSON can; texts get JSON's escapes. */
static void printed_as_json(void **unused) {
    (void)unused;
    static const struct {
        const char *yaml;
        const char *json;
    } cases[] = {
        {"[1, -2, 1.50, 1e2, 0.1]", "[1,-2,1.50,1e2,0.1]"},
        {"[+1, 007, -007, 0x1F, 0o17, .5, -.5, 1., 1.e2]", "[1,7,-7,31,15,0.5,-0.5,1.0,1.0e2]"},
        {"[.inf, -.inf, .nan]", "[null,null,null]"},
        {"123456789012345678901234567890", "123456789012345678901234567890"},
        {"0xFFFFFFFFFFFFFFFFF", "null"},
        {"{a: [true, ~, {}], 'b\"': []}", "{\"a\":[true,null,{}],\"b\\\"\":[]}"},
        {"\"\\\"\\\\\\n\\r\\t\\x01/\xC3\xA9\"", "\"\\\"\\\\\\n\\r\\t\\u0001/\xC3\xA9\""},
        {"&a [x, *a2]", NULL},
        {"[&a {k: v}, *a]", "[{\"k\":\"v\"},{\"k\":\"v\"}]"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        parsed_text(&parsed, "a.yaml", cases[i].yaml);
        assert_string_equal(parsed_print(&parsed), cases[i].json != NULL ? cases[i].json : "");
        parsed_end(&parsed);
    }
}

/* An integer is one however it is spelled, as long as it fits. */
static void integers(void **unused) {
    (void)unused;
    static const struct {
        const char *yaml;
        bool is;
        int64_t integer;
    } cases[] = {
        {"0", true, 0},
        {"-12", true, -12},
        {"+12", true, 12},
        {"1.0", true, 1},
        {"1e2", true, 100},
        {"0x10", true, 16},
        {"0o10", true, 8},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"0xFFFFFFFFFFFFFFFF", false, 0},
        {"1e300", false, 0},
        {"1e999", false, 0},
        {"1.5", false, 0},
        {".inf", false, 0},
        {".nan", false, 0},
        {"'1'", false, 0},
        {"true", false, 0},
        {"[1]", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        int64_t integer = 0;
        parsed_text(&parsed, "a.yaml", cases[i].yaml);
        assert_int_equal(value_integer(parsed.root, &integer), cases[i].is);
        assert_true(!cases[i].is || integer == cases[i].integer);
        parsed_end(&parsed);
    }
    int64_t integer = 0;
    assert_false(value_integer(NULL, &integer));
}

/* A number is one in any base; what is no finite one is none. */
static void numbers(void **unused) {
    (void)unused;
    static const struct {
        const char *yaml;
        bool is;
        double number;
    } cases[] = {
        {"-1.5e3", true, -1500}, {"0x10", true, 16},
        {"0o17", true, 15},      {"0xFFFFFFFFFFFFFFFFF", false, 0},
        {".inf", false, 0},      {"-.inf", false, 0},
        {".nan", false, 0},      {"1e999", false, 0},
        {"'1'", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        double number = 0;
        parsed_text(&parsed, "a.yaml", cases[i].yaml);
        assert_int_equal(value_number(parsed.root, &number), cases[i].is);
        assert_true(!cases[i].is || !(number < cases[i].number || number > cases[i].number));
        parsed_end(&parsed);
    }
    double number = 0;
    assert_false(value_number(NULL, &number));
}

/* A path names each step; keys that are no identifiers stand in brackets, long ones are cut. */
static void paths(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_text(&parsed, "a.json",
                "{\"conditions\":[0,{\"action\":1}],\"odd key\":{\"it's\":[[2]]},\"\":3,"
                "\"X-Id\":4,\"a\\nb\":5,"
                "\"0123456789012345678901234567890123456789012345678901234567890123456789\":6,"
                "\"012345678901234567890123456789012345678901234567890123456789012€6789\":7}");
    const struct value *root = parsed.root;
    const struct {
        const struct value *value;
        const char *path;
    } cases[] = {
        {root, ""},
        {value_member(root->members[0].value->items[1], "action"), "conditions[1].action"},
        {root->members[1].value->members[0].value->items[0]->items[0],
         "['odd key']['it\\'s'][0][0]"},
        {root->members[2].value, "['']"},
        {root->members[3].value, "['X-Id']"},
        {root->members[4].value, "['a\\u000ab']"},
        {root->members[5].value,
         "['0123456789012345678901234567890123456789012345678901234567890123...']"},
        {root->members[6].value, /* Not within a character. */
         "['012345678901234567890123456789012345678901234567890123456789012...']"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(value_path(&parsed.arena, cases[i].value), cases[i].path);
    }
    parsed_end(&parsed);
}

/* Members are found by name; null counts as not given where that is asked. */
static void members(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_text(&parsed, "a.json", "{\"a\":null,\"b\":\"x\"}");
    assert_non_null(value_member(parsed.root, "a"));
    assert_null(value_given(parsed.root, "a"));
    assert_true(value_is_text(value_given(parsed.root, "b"), "x"));
    assert_false(value_is_text(NULL, "x"));
    assert_null(value_member(parsed.root, "c"));
    assert_null(value_member(NULL, "a"));
    assert_null(value_member(value_member(parsed.root, "b"), "a"));
    assert_string_equal(value_kind_text(NULL), "nothing");
    assert_string_equal(value_kind_text(parsed.root), "an object");
    parsed_end(&parsed);
}

/* Two values are equal when they print the same. */
static void equality(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_text(&parsed, "a.json", "[{\"a\":[1]},{\"a\":[1]},{\"a\":[2]}]");
    assert_true(value_equal(parsed.root->items[0], parsed.root->items[1]));
    assert_false(value_equal(parsed.root->items[0], parsed.root->items[2]));
    parsed_end(&parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_as_json), cmocka_unit_test(integers), cmocka_unit_test(numbers),
        cmocka_unit_test(paths),           cmocka_unit_test(members),  cmocka_unit_test(equality),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
