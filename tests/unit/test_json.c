/* test_json.c - cJSON with the manners the wire asks for. */
#include "transports/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* One value and nothing around it but white space; NULL for all else. Printed back, escapes that
 * name no character are U+FFFD. */
static void test_parses_whole_texts_only(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *expected; /* NULL: no JSON. */
    } cases[] = {
        {"{}", "{}"},
        {" \t\r\n{ } \n", "{}"},
        {"[1, 2 ,3]", "[1,2,3]"},
        {"{\"a\":1,\"b\":[true,false,null]}", "{\"a\":1,\"b\":[true,false,null]}"},
        {"\"x\"", "\"x\""},
        {"-12.50e+1", "-125"},
        {"\"\\u00e9\\/\"", "\"\xc3\xa9/\""},
        {"\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\""},
        {"\"\\ud800\"", "\"\xef\xbf\xbd\""},
        {"\"\\ud800x\"", "\"\xef\xbf\xbdx\""},
        {"\"\\udc00\\ud800\"", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\"\\ud800\\ud83d\\ude00\"", "\"\xef\xbf\xbd\xf0\x9f\x98\x80\""},
        {"\"a\\u0000b\"", "\"a\xef\xbf\xbd"
                          "b\""},
        {"\"\\\\ud800\"", "\"\\\\ud800\""},
        {"{\"\\ud800\":1}", "{\"\xef\xbf\xbd\":1}"},
        {"", NULL},
        {" ", NULL},
        {"{", NULL},
        {"{}}", NULL},
        {"{} x", NULL},
        {"{\"a\"}", NULL},
        {"{\"a\":1,}", NULL},
        {"{a:1}", NULL},
        {"{'a':1}", NULL},
        {"[1,]", NULL},
        {"nul", NULL},
        {"\"\\ud8\"", NULL},
        {"\"\\", NULL},
        {"// no\n{}", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cJSON *value = json_parse(cases[i].text, strlen(cases[i].text));
        assert_int_equal(json_is_valid(cases[i].text, strlen(cases[i].text)), value != NULL);
        if (cases[i].expected == NULL || value == NULL) {
            if (value != NULL || cases[i].expected != NULL) {
                fail_msg("%s: %s", cases[i].text, value != NULL ? "parsed" : "did not parse");
            }
        } else {
            char *printed = json_print(value);
            assert_string_equal(printed, cases[i].expected);
            cJSON_free(printed);
        }
        cJSON_Delete(value);
    }
}

/* A NUL byte within the text is no white space and no end. */
static void test_a_nul_is_no_end(void **state) {
    (void)state;
    assert_false(json_is_valid("{}\0", 3));
    assert_false(json_is_valid("{}\0x", 4));
    assert_false(json_is_valid("\"a\0b\"", 5));
}

/* Of two equal keys the last counts. */
static void test_the_last_member_counts(void **state) {
    (void)state;
    static const char text[] = "{\"a\":1,\"b\":2,\"a\":3}";
    cJSON *value = json_parse(text, sizeof(text) - 1);
    assert_int_equal(json_member(value, "a")->valueint, 3);
    assert_int_equal(json_member(value, "b")->valueint, 2);
    assert_null(json_member(value, "A"));
    assert_null(json_member(json_member(value, "a"), "a"));
    cJSON_Delete(value);
}

/* Strings are written with every escape JSON needs. */
static void test_strings_are_escaped(void **state) {
    (void)state;
    struct buffer out;
    buffer_init(&out, NULL);
    json_append_string(&out, "\"\\\n\x01 caf\xc3\xa9");
    assert_string_equal(buffer_terminate(&out), "\"\\\"\\\\\\n\\u0001 caf\xc3\xa9\"");
    buffer_finish(&out);
}

/* Part of a value: members that are asked for, items one by one, equal texts and numbers. */
static void test_holds(void **state) {
    (void)state;
    static const struct {
        const char *whole;
        const char *part;
        bool holds;
    } cases[] = {
        {"{}", "{}", true},
        {"{\"a\":1,\"b\":2}", "{}", true},
        {"{\"a\":1,\"b\":2}", "{\"b\":2.0}", true},
        {"{\"a\":1,\"b\":2}", "{\"b\":3}", false},
        {"{\"a\":1}", "{\"A\":1}", false},
        {"{\"a\":1}", "{\"b\":null}", false},
        {"{\"b\":null}", "{\"b\":null}", true},
        {"{\"a\":{\"b\":{\"c\":1,\"d\":2}}}", "{\"a\":{\"b\":{\"d\":2}}}", true},
        {"{\"a\":{\"b\":1}}", "{\"a\":{\"b\":{}}}", false},
        {"{\"a\":1,\"a\":2}", "{\"a\":2}", true}, /* The last counts. */
        {"[1,2]", "[1,2]", true},
        {"[1,2]", "[1]", false},
        {"[1]", "[1,2]", false},
        {"[]", "[]", true},
        {"[{\"a\":1,\"b\":2}]", "[{\"a\":1}]", true},
        {"\"x\"", "\"x\"", true},
        {"\"x\"", "\"X\"", false},
        {"\"1\"", "1", false},
        {"true", "true", true},
        {"true", "false", false},
        {"{}", "[]", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cJSON *whole = json_parse(cases[i].whole, strlen(cases[i].whole));
        cJSON *part = json_parse(cases[i].part, strlen(cases[i].part));
        if (json_holds(whole, part) != cases[i].holds) {
            fail_msg("%s in %s", cases[i].part, cases[i].whole);
        }
        assert_false(json_holds(NULL, part));
        cJSON_Delete(whole);
        cJSON_Delete(part);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parses_whole_texts_only),
        cmocka_unit_test(test_holds),
        cmocka_unit_test(test_a_nul_is_no_end),
        cmocka_unit_test(test_the_last_member_counts),
        cmocka_unit_test(test_strings_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
