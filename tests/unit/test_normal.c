/* test_normal.c - normal forms, a stretch at a time. */
#include "engine/normal.h"

#include "engine/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static int set_up(void **state) {
    struct normalizer *normalizer = test_malloc(sizeof(*normalizer));
    normalizer_init(normalizer, NULL);
    *state = normalizer;
    return 0;
}

static int tear_down(void **state) {
    normalizer_finish(*state);
    test_free(*state);
    return 0;
}

/* A stretch ends before the next ASCII character that stands before another or at the end. */
static void test_stretch_ends(void **state) {
    static const struct {
        const char *text;
        size_t end;
    } cases[] = {
        {"é", 2}, {"éa", 2}, {"éaé", 5}, {"ébc", 2}, {"aé", 3}, {"e\u0301\u0316 x", 5}, {"ab", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t length = strlen(cases[i].text);
        assert_int_equal(normalize_stretch(*state, NORMAL_NFC, cases[i].text, length, 0),
                         cases[i].end);
    }
}

/* All that is composed together takes the place of its first character. */
static void test_origins(void **state) {
    struct normalizer *normalizer = *state;
    static const char text[] = "\u1112\u1161\u11ABe\u0316\u0301ﬃ";
    assert_int_equal(normalize_stretch(normalizer, NORMAL_FOLDED, text, strlen(text), 0), 17);
    static const int32_t code_points[] = {0xD55C, 0xE9, 0x316, 'f', 'f', 'i'};
    static const uint32_t origins[] = {0, 9, 9, 14, 14, 14};
    assert_int_equal(normalizer->count, 6);
    assert_memory_equal(normalizer->code_points, code_points, sizeof(code_points));
    assert_memory_equal(normalizer->origins, origins, sizeof(origins));
}

/* Whatever can be composed of two characters is composed, whichever they are: no boundary between
 * segments stands in the way. */
static void test_every_composite(void **state) {
    struct normalizer *normalizer = *state;
    int composites = 0;
    for (int32_t code_point = 0x80; code_point <= 0x10FFFF; code_point++) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF) {
            continue;
        }
        utf8proc_uint8_t whole[5] = {0};
        utf8proc_encode_char(code_point, whole);
        utf8proc_uint8_t *apart = utf8proc_NFD(whole);
        utf8proc_uint8_t *composed = utf8proc_NFC(whole);
        if (strcmp((char *)composed, (char *)whole) == 0 &&
            strcmp((char *)apart, (char *)whole) != 0) {
            size_t length = strlen((char *)apart);
            size_t end = normalize_stretch(normalizer, NORMAL_NFC, (char *)apart, length, 0);
            assert_int_equal(end, length);
            assert_int_equal(normalizer->count, 1);
            assert_int_equal(normalizer->code_points[0], code_point);
            composites++;
        }
        free(apart);
        free(composed);
    }
    assert_true(composites > 12000); /* Hangul alone has 11,172. */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stretch_ends),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_every_composite),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
