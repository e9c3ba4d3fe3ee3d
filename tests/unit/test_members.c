/* test_members.c - JSON members in the forms all reports share. */
#include "reports/members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_prints(cJSON *value, bool laid_out, const char *expected) {
    struct buffer out;
    buffer_init(&out, NULL);
    members_print(value, laid_out, &out);
    assert_string_equal(buffer_terminate(&out), expected);
    buffer_finish(&out);
}

/* Seconds have the digits they need, up to the microsecond; a text may be missing; JSON goes in as
 * it stands. */
static void test_forms(void **state) {
    (void)state;
    cJSON *object = cJSON_CreateObject();
    member_add_seconds(object, "none", 0);
    member_add_seconds(object, "us", 1234567);
    member_add_seconds(object, "ms", 30120000);
    member_add_text(object, "text", "a \"b\"\n");
    member_add_text(object, "null", NULL);
    member_add_bytes(object, "bytes", "abcdef", 3);
    member_add_raw(object, "raw", "{\"x\":[1,2]}");
    assert_prints(object, false,
                  "{\"none\":0,\"us\":1.234567,\"ms\":30.12,\"text\":\"a \\\"b\\\"\\n\",\"null\":"
                  "null,\"bytes\":\"abc\",\"raw\":{\"x\":[1,2]}}");
}

/* What a CI system would take for a command in a log is written as an escape, and parses to the same.
 */
static void test_commands(void **state) {
    (void)state;
    cJSON *object = cJSON_CreateObject();
    member_add_text(object, "a", "\\##[error]no");
    member_add_raw(object, "b", "[\"##vso[x]\",\"## y\"]");
    assert_prints(object, false,
                  "{\"a\":\"\\\\\\u0023#[error]no\",\"b\":[\"\\u0023#vso[x]\",\"## y\"]}");
}

/* For people, a member stands on a line of its own. */
static void test_laid_out(void **state) {
    (void)state;
    cJSON *object = cJSON_CreateObject();
    member_add_text(object, "a", "b");
    assert_prints(object, true, "{\n\t\"a\":\t\"b\"\n}");
}

/* JSON that nests so deep that readers give up on it does not make a report unreadable. */
static void test_depth(void **state) {
    (void)state;
    static const struct {
        size_t depth;
        bool as_string;
    } cases[] = {{1, false}, {MEMBERS_DEPTH, false}, {MEMBERS_DEPTH + 1, true}, {5000, true}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer json;
        buffer_init(&json, NULL);
        for (size_t j = 0; j < cases[i].depth; j++) {
            buffer_append_text(&json, "[");
        }
        buffer_append_text(&json, "\"[[\\\"[\"");
        for (size_t j = 0; j < cases[i].depth; j++) {
            buffer_append_text(&json, "]");
        }
        cJSON *object = cJSON_CreateObject();
        member_add_raw(object, "data", buffer_terminate(&json));
        assert_int_equal(cJSON_IsString(cJSON_GetObjectItem(object, "data")), cases[i].as_string);
        cJSON_Delete(object);
        buffer_finish(&json);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_laid_out),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
