/* test_text.c - folding and UTF-8. */
#include "engine/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static int set_up(void **state) {
    struct text_fold *fold = test_malloc(sizeof(*fold));
    text_fold_init(fold, NULL);
    *state = fold;
    return 0;
}

static int tear_down(void **state) {
    text_fold_finish(*state);
    test_free(*state);
    return 0;
}

static void assert_bytes(const char *bytes, size_t length, const char *expected) {
    char *text = test_malloc(length + 1);
    memcpy(text, bytes, length);
    text[length] = '\0';
    assert_string_equal(text, expected);
    test_free(text);
}

struct fold_case {
    const char *input;
    const char *expected;
};

static void check_folds(struct text_fold *fold, const struct fold_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        text_fold(fold, cases[i].input, strlen(cases[i].input), TEXT_TRIM);
        assert_bytes(fold->bytes, fold->length, cases[i].expected);
    }
}

#define CHECK_FOLDS(state, cases) check_folds(*(state), cases, sizeof(cases) / sizeof((cases)[0]))

/* What differs only in letter case, width or composition folds to the same, in every language the
 * format knows. */
static void test_languages(void **state) {
    static const struct fold_case cases[] = {
        {"Appointment", "appointment"},
        {"GRÖSSE, Straße, ẞ", "grösse, strasse, ss"},
        {"Gro\u0308ße", "grösse"},
        {"ΟΔΟΣ οδος ὀδός", "οδοσ οδοσ ὀδόσ"},
        {"ᾳ Άλφα", "αι άλφα"},
        {"İstanbul ISPARTA ısı", "i\u0307stanbul isparta ısı"},
        {"क\u093Cिताब", "क\u093Cिताब"},
        {"\u0958", "\u0915\u093C"},
        {"กำ", "ก\u0E4Dา"},
        {"ｱﾎﾟｲﾝﾄﾒﾝﾄ", "アポイントメント"},
        {"ﾊﾞ", "バ"},
        {"か\u3099", "が"},
        {"ﻻ ﷲ", "لا الله"},
        {"\u0627\u0653", "\u0622"},
        {"\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글"},
        {"한글", "한글"},
        {"ﬁne ﬂow ﬃ", "fine flow ffi"},
        {"Ｈｅｌｌｏ　Ｗｏｒｌｄ！", "hello world!"},
        {"①²Ⅷ㎏", "12viiikg"},
        {"ĲǄ", "ijdž"},
    };
    CHECK_FOLDS(state, cases);
}

/* Typographic quotes, primes and dashes are plain ones, also those that only decomposition shows.
 */
static void test_punctuation(void **state) {
    static const struct fold_case cases[] = {
        {"don’t don‘t don‛t don‚t donʼt don´t don＇t don′t don‵t", //
         "don't don't don't don't don't don't don't don't don't"},
        {"“a” „a‟ «a» ″a‶ 〝a〞 ＂a＂", "\"a\" \"a\" \"a\" \"a\" \"a\" \"a\""},
        {"‹a› ‴ ‷ ⁗ ŉ", "'a' ''' ''' '''' 'n"},
        {"a‐b a‑b a‒b a–b a—b a―b a−b a－b a﹣b", "a-b a-b a-b a-b a-b a-b a-b a-b a-b"},
        {"a﹘b a︱b a︲b ⸺ ⸻ ⁻", "a-b a-b a-b - - -"},
        {"「a」 ‐‐", "「a」 --"},
    };
    CHECK_FOLDS(state, cases);
}

/* A run of any white space is one space; default ignorable characters are nothing. */
static void test_white_space(void **state) {
    static const struct fold_case cases[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"  a \t\n b\v\fc ", "a b c"},
        {"\u00A0a\u2003\u3000 \u2028b\xC2\x85\u1680\u202F\u205Fc\u00A0", "a b c"},
        {"app\u00ADoint\u200Bme\u200Dnt\uFEFF", "appointment"},
        {"e\u200D\u0301", "é"},
        {"a \u200B b", "a b"},
        {"eight at a time  EIGHT AT A TIME eight at  a time", //
         "eight at a time eight at a time eight at a time"},
        {"1234567 \u00A0 8", "1234567 8"},
        {"@[`{AZ", "@[`{az"},
    };
    CHECK_FOLDS(state, cases);
}

/* A keyword keeps one space at its edges. */
static void test_edges_are_kept(void **state) {
    struct text_fold *fold = *state;
    text_fold(fold, " \tpull  \u3000", 11, 0);
    assert_bytes(fold->bytes, fold->length, " pull ");
    text_fold(fold, " ", 1, 0);
    assert_bytes(fold->bytes, fold->length, " ");
}

/* Every byte that is not UTF-8 folds to U+FFFD; a NUL is a character like any other. */
static void test_bad_bytes(void **state) {
    struct text_fold *fold = *state;
    text_fold(fold, "A\xE2\x82 B\xFF", 6, 0);
    assert_bytes(fold->bytes, fold->length, "a\uFFFD\uFFFD b\uFFFD");
    text_fold(fold, "A\0B", 3, 0);
    assert_int_equal(fold->length, 3);
    assert_memory_equal(fold->bytes, "a\0b", 3);
}

/* Every folded byte knows where in the original it came from. */
static void test_origins(void **state) {
    static const struct {
        const char *input;
        uint32_t origins[16]; /* One more than the folded text has bytes. */
    } cases[] = {
        {"  Hi  you ", {2, 3, 4, 6, 7, 8, 9}},
        {"A", {0, 1}},
        {"", {0}},
        {"   ", {3}},
        {"ﬁx", {0, 0, 3, 4}},
        {"e\u0301x", {0, 0, 3, 4}},
        {"ße", {0, 0, 2, 3}},
        {"“I’m”", {0, 3, 4, 7, 8, 11}},
        {"a\u200B\u200Bb", {0, 7, 8}},
        {"1234567890\u00A0", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
    };
    struct text_fold *fold = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        text_fold(fold, cases[i].input, strlen(cases[i].input), TEXT_TRIM | TEXT_ORIGINS);
        for (size_t j = 0; j <= fold->length; j++) {
            assert_int_equal(fold->origins[j], cases[i].origins[j]);
        }
    }
    text_fold(fold, "plain", 5, TEXT_TRIM);
    assert_null(fold->origins);
}

/* The same pieces as utf8proc, that is, apart from our own punctuation and white space. */
static const char *const pieces[] = {
    "a",      "E",      "\u0301", "\u0316", "\u0323", "\u0345", "ß",          "Σ",  "ﬁ",
    "\u1100", "\u1161", "\u11A8", "가",     "\u0BC6", "\u0BBE", "\u09C7",     "ি",  "\u0DD9",
    "\u0DCF", "\u200D", "\u00AD", "ｶ",      "ﾞ",      "\u3099", "\U0001D15F", "İ",  "ﷺ",
    "ᾳ",      "1",      "½",      "\u0F73", "\u0F71", "\u0344", "\u212B",     "\"", "\uFFA1",
};

static size_t random_text(unsigned *seed, char *text) {
    size_t length = 0;
    for (int left = rand_r(seed) % 12; left > 0; left--) {
        const char *piece = pieces[(size_t)rand_r(seed) % (sizeof(pieces) / sizeof(pieces[0]))];
        memcpy(text + length, piece, strlen(piece));
        length += strlen(piece);
    }
    text[length] = '\0';
    return length;
}

/* Folding piece by piece gives what utf8proc's NFKC_Casefold gives for the whole, and composing
 * what its NFC gives. */
static void test_same_as_whole(void **state) {
    struct text_fold *fold = *state;
    struct buffer composed;
    buffer_init(&composed, NULL);
    unsigned seed = 20240607;
    for (int round = 0; round < 20000; round++) {
        char text[256];
        size_t length = random_text(&seed, text);

        char *whole = (char *)utf8proc_NFKC_Casefold((const utf8proc_uint8_t *)text);
        text_fold(fold, text, length, 0);
        assert_bytes(fold->bytes, fold->length, whole);
        free(whole);

        whole = (char *)utf8proc_NFC((const utf8proc_uint8_t *)text);
        text_compose(fold, text, length, &composed);
        assert_string_equal(buffer_terminate(&composed), whole);
        free(whole);
    }
    buffer_finish(&composed);
}

/* Composition keeps letter case and white space; ASCII comes out as it went in. */
static void test_compose(void **state) {
    static const struct fold_case cases[] = {
        {"", ""},
        {"  Call 555-1234 \n", "  Call 555-1234 \n"},
        {"Cafe\u0301 “ﬁ”", "Café “ﬁ”"},
        {"a\xFFz", "a\uFFFDz"},
    };
    struct buffer composed;
    buffer_init(&composed, NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        text_compose(*state, cases[i].input, strlen(cases[i].input), &composed);
        assert_string_equal(buffer_terminate(&composed), cases[i].expected);
    }
    buffer_finish(&composed);
}

struct counted_memory {
    struct memory memory;
    size_t calls;
};

static void *counting_resize(void *user, void *old, size_t old_size, size_t new_size) {
    struct counted_memory *counted = user;
    counted->calls++;
    return memory_system.resize(memory_system.user, old, old_size, new_size);
}

/* Once its buffers have grown, folding allocates nothing. */
static void test_no_allocation(void **state) {
    (void)state;
    static const char text[] = "Ünïcode and ASCII, “quoted” \u0301\u0316\u0301 한글 text";
    struct counted_memory counted = {.memory.resize = counting_resize};
    counted.memory.user = &counted;
    struct text_fold fold;
    text_fold_init(&fold, &counted.memory);
    text_fold(&fold, text, strlen(text), TEXT_ORIGINS);
    size_t calls = counted.calls;
    assert_true(calls > 0);
    text_fold(&fold, text, strlen(text), TEXT_ORIGINS);
    text_fold(&fold, text, strlen(text), TEXT_TRIM);
    assert_int_equal(counted.calls, calls);
    text_fold_finish(&fold);
}

/* Only shortest forms of scalar values are UTF-8, and the first bad byte is told. */
static void test_is_utf8(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int bad; /* -1: none. */
    } cases[] = {
        {"", -1},
        {"plain text, longer than a stride", -1},
        {"é€\U0001F600\u07FF\uFFFF\U0010FFFF", -1},
        {"a\xC0\x80", 1},            /* Overlong. */
        {"\xE0\x9F\xBF", 0},         /* Overlong. */
        {"\xF0\x8F\xBF\xBF", 0},     /* Overlong. */
        {"ab\xED\xA0\x80", 2},       /* A surrogate. */
        {"\xF4\x90\x80\x80", 0},     /* Above U+10FFFF. */
        {"12345678\x80", 8},         /* A continuation byte alone. */
        {"é\xE2\x82", 2},            /* Cut short. */
        {"\xF8\x88\x80\x80\x80", 0}, /* Five bytes. */
        {"\xC3(", 0},                /* No continuation. */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t bad = 99;
        bool good = text_is_utf8(cases[i].text, strlen(cases[i].text), &bad);
        assert_int_equal(good, cases[i].bad < 0);
        assert_int_equal(bad, good ? 99 : cases[i].bad);
    }
    assert_false(text_is_utf8("\xFF", 1, NULL));
}

/* Blank means empty or white space of any kind; a zero width space is none. */
static void test_is_blank(void **state) {
    (void)state;
    assert_true(text_is_blank("", 0));
    assert_true(text_is_blank(" \n\u00A0\u3000", 7));
    assert_false(text_is_blank(" .", 2));
    assert_false(text_is_blank("\u200B", 3));
    assert_false(text_is_blank("\xFF", 1));
}

/* White space is what Unicode says it is, which for all but the controls is a category. */
static void test_is_space(void **state) {
    (void)state;
    for (int32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        utf8proc_category_t category = utf8proc_category(code_point);
        bool expected = category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
                        category == UTF8PROC_CATEGORY_ZP ||
                        (code_point >= 0x09 && code_point <= 0x0D) || code_point == 0x85;
        assert_int_equal(text_is_space((uint32_t)code_point), expected);
    }
}

/* Code points are counted by the bytes that begin one. */
static void test_code_points(void **state) {
    (void)state;
    assert_int_equal(text_code_points("", 0), 0);
    assert_int_equal(text_code_points("aé€\U0001F600", 10), 4);
}

/* A great many unordered combining marks take no longer than their number suggests. */
static void test_many_marks(void **state) {
    enum { PAIRS = 100000 };
    struct buffer text;
    buffer_init(&text, NULL);
    for (size_t i = 0; i < PAIRS; i++) {
        buffer_append_text(&text, "\u0301\u0316");
    }
    struct text_fold *fold = *state;
    text_fold(fold, text.data, text.length, 0);
    assert_int_equal(fold->length, 4 * PAIRS);
    assert_memory_equal(fold->bytes, "\u0316\u0316", 4);
    assert_memory_equal(fold->bytes + fold->length - 4, "\u0301\u0301", 4);
    buffer_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages),     cmocka_unit_test(test_punctuation),
        cmocka_unit_test(test_white_space),   cmocka_unit_test(test_edges_are_kept),
        cmocka_unit_test(test_bad_bytes),     cmocka_unit_test(test_origins),
        cmocka_unit_test(test_same_as_whole), cmocka_unit_test(test_compose),
        cmocka_unit_test(test_no_allocation), cmocka_unit_test(test_is_utf8),
        cmocka_unit_test(test_is_blank),      cmocka_unit_test(test_is_space),
        cmocka_unit_test(test_code_points),   cmocka_unit_test(test_many_marks),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
