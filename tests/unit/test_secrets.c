/* What must never be shown is covered wherever it stands. */
#include "formats/secrets.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static void assert_masked(const struct secrets *secrets, const char *text, const char *expected) {
    struct buffer out;
    buffer_init(&out, NULL);
    secrets_mask(secrets, text, strlen(text), &out);
    assert_string_equal(buffer_terminate(&out), expected);
    assert_int_equal(secrets_found(secrets, text, strlen(text)), strcmp(text, expected) != 0);
    buffer_finish(&out);
}

/* A secret is covered, also as what follows Bearer, and as JSON writes it; short ones are not. */
static void masked(void **unused) {
    (void)unused;
    static const char *const added[] = {"Bearer abcdefgh", "seven77", "pa\"ss/word", "12345678",
                                        "basic dXNlcjpwdw=="};
    static const struct {
        const char *text;
        const char *shown;
    } cases[] = {
        {"", ""},
        {"nothing here", "nothing here"},
        {"my abcdefgh!", "my ***!"},
        {"Bearer abcdefgh", "***"},
        {"Bearer abcdefghi", "***i"},
        {"abcdefg", "abcdefg"},
        {"seven77", "seven77"},
        {"{\"p\":\"pa\\\"ss/word\"}", "{\"p\":\"***\"}"},
        {"{\"p\":\"pa\\\"ss\\/word\"}", "{\"p\":\"***\"}"},
        {"pa\"ss/word", "***"},
        {"12345678 12345678", "*** ***"},
        {"1234567812345678", "***"},
        {"dXNlcjpwdw==", "***"},
    };
    struct arena arena;
    struct secrets secrets;
    arena_init(&arena, NULL);
    secrets_init(&secrets, &arena);
    for (size_t i = 0; i < COUNT(added); i++) {
        secrets_add(&secrets, added[i]);
        secrets_add(&secrets, added[i]);
    }
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_masked(&secrets, cases[i].text, cases[i].shown);
    }
    arena_finish(&arena);
}

/* Where two overlap, no part of either shows. */
static void overlapping(void **unused) {
    (void)unused;
    struct arena arena;
    struct secrets secrets;
    arena_init(&arena, NULL);
    secrets_init(&secrets, &arena);
    secrets_add(&secrets, "abcdefgh");
    secrets_add(&secrets, "efghijklm");
    secrets_add(&secrets, "abcdefghij");
    assert_masked(&secrets, "-abcdefghijklm-", "-***-");
    assert_masked(&secrets, "-abcdefghX", "-***X");
    assert_masked(&secrets, "efghijklmabcdefgh.", "***.");
    arena_finish(&arena);
}

/* The longest stand first, and none twice. */
static void longest_first(void **unused) {
    (void)unused;
    struct arena arena;
    struct secrets secrets;
    char text[32];
    arena_init(&arena, NULL);
    secrets_init(&secrets, &arena);
    for (size_t i = 0; i < 20; i++) {
        memset(text, (int)('a' + i), sizeof(text));
        text[8 + i * 7 % 20] = '\0';
        secrets_add(&secrets, text);
        secrets_add(&secrets, text);
    }
    assert_int_equal(secrets.count, 20);
    for (size_t i = 1; i < secrets.count; i++) {
        assert_true(strlen(secrets.texts[i - 1]) >= strlen(secrets.texts[i]));
    }
    arena_finish(&arena);
}

/* Without secrets everything is shown. */
static void none(void **unused) {
    (void)unused;
    const struct secrets secrets = {0};
    assert_masked(&secrets, "Bearer abcdefgh", "Bearer abcdefgh");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masked),
        cmocka_unit_test(overlapping),
        cmocka_unit_test(longest_first),
        cmocka_unit_test(none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
