/* test_metadata.c - merging what an agent tells about a call. */
#include "reports/metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MERGES = 4 };

/* The last write of a key wins as a whole, keys keep the order they first came in. */
static void test_merge(void **state) {
    (void)state;
    static const struct {
        const char *merges[MERGES];
        const char *merged;
    } cases[] = {
        {{NULL}, "{}"},
        {{"{}"}, "{}"},
        {{"{\"a\":1,\"b\":2}", "{\"a\":3}"}, "{\"a\":3,\"b\":2}"},
        {{"{\"a\":{\"x\":1}}", "{\"a\":{\"y\":2}}"}, "{\"a\":{\"y\":2}}"},
        {{"{\"id\":123456789012345}"}, "{\"id\":123456789012345}"},
        {{"{\"a\":1}", "{\"\\u0061\":2}"}, "{\"a\":2}"},
        {{"{\"quo\\\"te\":true}"}, "{\"quo\\\"te\":true}"},
        {{"{\"a\":1}", "[2]", "not json"}, "{\"a\":1}"},
        {{"{\"a\":1,\"a\":2}"}, "{\"a\":2}"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena arena;
        struct metadata metadata;
        struct buffer out;
        arena_init(&arena, NULL);
        metadata_init(&metadata, &arena);
        buffer_init(&out, NULL);
        for (size_t j = 0; j < MERGES && cases[i].merges[j] != NULL; j++) {
            metadata_merge(&metadata, cases[i].merges[j]);
        }
        metadata_print(&metadata, &out);
        assert_string_equal(buffer_terminate(&out), cases[i].merged);
        buffer_finish(&out);
        arena_finish(&arena);
    }
}

/* An agent that sends thousands of keys, over and over, costs no more than it should. */
static void test_many_keys(void **state) {
    (void)state;
    enum { KEYS = 20000 };
    struct arena arena;
    struct metadata metadata;
    struct buffer json;
    arena_init(&arena, NULL);
    metadata_init(&metadata, &arena);
    buffer_init(&json, NULL);
    for (int i = 0; i < KEYS; i++) {
        buffer_printf(&json, "%c\"k%d\":%d", i == 0 ? '{' : ',', i, i);
    }
    buffer_append_text(&json, "}");
    metadata_merge(&metadata, buffer_terminate(&json));
    metadata_merge(&metadata, json.data);
    struct buffer out;
    buffer_init(&out, NULL);
    metadata_print(&metadata, &out);
    assert_string_equal(buffer_terminate(&out), json.data);
    buffer_finish(&out);
    buffer_finish(&json);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_many_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
