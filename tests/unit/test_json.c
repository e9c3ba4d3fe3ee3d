/* test_json.c - the little JSON a message needs. */
#include "transports/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* A copy on the heap without a byte to spare, so that a read behind it is seen. */
static char *copy_of(const char *text) {
    size_t length = strlen(text) + 1;
    char *copy = test_malloc(length);
    memcpy(copy, text, length);
    return copy;
}

/* Only what RFC 8259 calls JSON is JSON, and nothing may stand around it but white space. */
static void test_validity(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"{}", true},
        {" \t\r\n{ } \n", true},
        {"[]", true},
        {"[1, 2 ,3]", true},
        {"{\"a\":1,\"b\":[true,false,null]}", true},
        {"{\"a\":1,\"a\":2}", true},
        {"\"x\"", true},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF\"", true},
        {"\"\\ud800\"", true},
        {"0", true},
        {"-0", true},
        {"-12.50e+3", true},
        {"1E5", true},
        {"1e-5", true},
        {"true", true},
        {"\"\x7f\xc3\xa9\"", true},
        {"", false},
        {" ", false},
        {"{", false},
        {"}", false},
        {"{}}", false},
        {"{} x", false},
        {"{}{}", false},
        {"{\"a\"}", false},
        {"{\"a\":}", false},
        {"{\"a\":1,}", false},
        {"{,}", false},
        {"{a:1}", false},
        {"{'a':1}", false},
        {"{\"a\":1]", false},
        {"{1:2}", false},
        {"[1,]", false},
        {"[1 2]", false},
        {"[", false},
        {"[1}", false},
        {"01", false},
        {"-", false},
        {"+1", false},
        {".5", false},
        {"1.", false},
        {"1.e5", false},
        {"1e", false},
        {"1e+", false},
        {"0x10", false},
        {"NaN", false},
        {"tru", false},
        {"True", false},
        {"nulll", false},
        {"\"", false},
        {"\"a", false},
        {"\"a\nb\"", false},
        {"\"\x1f\"", false},
        {"\"\\x41\"", false},
        {"\"\\", false},
        {"\"\\\"", false},
        {"\"\\u12\"", false},
        {"\"\\u12G4\"", false},
        {"\xef\xbb\xbf{}", false},
        {"{\"a\":1}//", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = copy_of(cases[i].text);
        if (json_is_valid(text, strlen(text)) != cases[i].valid) {
            fail_msg("%s: expected %s", text, cases[i].valid ? "valid" : "invalid");
        }
        test_free(text);
    }
}

/* A NUL byte is a control character like any other. */
static void test_nul_is_no_json(void **state) {
    (void)state;
    assert_false(json_is_valid("{}\0", 3));
    assert_false(json_is_valid("\"a\0b\"", 5));
    assert_false(json_is_valid("\"a\\\0b\"", 6));
}

/* Nesting is allowed up to JSON_DEPTH; deeper input is refused without recursing into it. */
static void test_depth(void **state) {
    (void)state;
    static const size_t depths[] = {1, JSON_DEPTH, JSON_DEPTH + 1, 200000};
    for (size_t i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
        size_t depth = depths[i];
        char *text = test_malloc(2 * depth);
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        assert_int_equal(json_is_valid(text, 2 * depth), depth <= JSON_DEPTH);
        test_free(text);
    }
}

/* The members of an object come in order, as they stand in the text. */
static void test_members(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"{}", ""},
        {" { \"a\" : 1 } ", "\"a\"=1|"},
        {"{\"a\":{\"b\":[1,{}]},\"c\":\"}\\\"\",\"a\":null}",
         "\"a\"={\"b\":[1,{}]}|\"c\"=\"}\\\"\"|\"a\"=null|"},
        {"{\"\":[] , \"b\":-1.5e3}", "\"\"=[]|\"b\"=-1.5e3|"},
        {"[1]", "no object"},
        {"\"a\"", "no object"},
        {"", "no object"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = copy_of(cases[i].text);
        struct buffer out;
        buffer_init(&out, NULL);
        struct json_members members;
        if (json_members(&members, text, strlen(text))) {
            struct json_value key;
            struct json_value value;
            while (json_next_member(&members, &key, &value)) {
                buffer_append(&out, key.start, key.length);
                buffer_append_text(&out, "=");
                buffer_append(&out, value.start, value.length);
                buffer_append_text(&out, "|");
            }
            assert_false(json_next_member(&members, &key, &value));
        } else {
            buffer_append_text(&out, "no object");
        }
        assert_string_equal(buffer_terminate(&out), cases[i].expected);
        buffer_finish(&out);
        test_free(text);
    }
}

/* A string is its text: escapes are resolved, and what stands for no character becomes U+FFFD. */
static void test_strings_are_decoded(void **state) {
    (void)state;
    static const struct {
        const char *json;
        const char *text;
    } cases[] = {
        {"\"\"", ""},
        {"\"plain\"", "plain"},
        {"\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d"},
        {"\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t"},
        {"\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac"},
        {"\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!"},
        {"\"\xf0\x9f\x98\x80\\n\xc3\xa9\"", "\xf0\x9f\x98\x80\n\xc3\xa9"},
        {"\"\\u0000\"", "\xef\xbf\xbd"},
        {"\"\\ud83d\"", "\xef\xbf\xbd"},
        {"\"\\ud83dx\"", "\xef\xbf\xbdx"},
        {"\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
                               "A"},
        {"\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
        {"\"\\ud83d\\n\"", "\xef\xbf\xbd\n"},
        {"\"\\uDBFF\\uDFFF\"", "\xf4\x8f\xbf\xbf"},
        {"\"\\\\u0000\"", "\\u0000"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *json = copy_of(cases[i].json);
        size_t length;
        char *text = json_string_decode((struct json_value){json, strlen(json)}, &length);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(length, strlen(cases[i].text));
        test_free(json);
    }
}

/* A string can be compared with a word, and found blank, as it stands. */
static void test_strings_are_seen_through_their_escapes(void **state) {
    (void)state;
    static const struct {
        const char *json;
        bool is_word; /* "end call" */
        bool blank;
    } cases[] = {
        {"\"end call\"", true, false},
        {"\"\\u0065nd\\u0020call\"", true, false},
        {"\"end calls\"", false, false},
        {"\"end\"", false, false},
        {"\"End call\"", false, false},
        {"\"\"", false, true},
        {"\" \\t\\u00a0\xe3\x80\x80\"", false, true},
        {"\"\\u0000\"", false, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *json = copy_of(cases[i].json);
        struct json_value string = {json, strlen(json)};
        assert_int_equal(json_string_is(string, "end call"), cases[i].is_word);
        assert_int_equal(json_string_is_blank(string), cases[i].blank);
        assert_string_equal(json, cases[i].json);
        test_free(json);
    }
}

/* Compact JSON keeps numbers and escapes as they came, apart from those that stand for nothing. */
static void test_compact(void **state) {
    (void)state;
    static const struct {
        const char *json;
        const char *compact;
    } cases[] = {
        {" { \"a b\" : [ 1 , 2 ] ,\r\n\t\"c\":\" \\\" x\" } ", "{\"a b\":[1,2],\"c\":\" \\\" x\"}"},
        {"12345678901234567890", "12345678901234567890"},
        {"1.0e0", "1.0e0"},
        {"\"\\\\\"", "\"\\\\\""},
        {"\"\\u0000 \\ud800 \\ud83d\\ude00 \\u00e9\"",
         "\"\\uFFFD \\uFFFD \\ud83d\\ude00 \\u00e9\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *json = copy_of(cases[i].json);
        assert_string_equal(json_compact((struct json_value){json, strlen(json)}),
                            cases[i].compact);
        test_free(json);
    }
}

/* What is written as a string reads back as the same text, and control characters never stand in it
 * bare. */
static void test_strings_are_written(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *json;
    } cases[] = {
        {"", "\"\""},
        {"it's \"so\"", "\"it's \\\"so\\\"\""},
        {"a\\b/c", "\"a\\\\b/c\""},
        {"\b\t\n\v\f\r", "\"\\b\\t\\n\\u000b\\f\\r\""},
        {"\x01\x1b[0m\x7f", "\"\\u0001\\u001b[0m\x7f\""},
        {"\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        json_append_string(&out, cases[i].text);
        size_t length = out.length;
        assert_string_equal(buffer_terminate(&out), cases[i].json);
        assert_true(json_is_valid(out.data, length));
        assert_string_equal(json_string_decode((struct json_value){out.data, length}, &length),
                            cases[i].text);
        buffer_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validity),
        cmocka_unit_test(test_nul_is_no_json),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_strings_are_decoded),
        cmocka_unit_test(test_strings_are_seen_through_their_escapes),
        cmocka_unit_test(test_compact),
        cmocka_unit_test(test_strings_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
