/* test_words.c - small phrases that several reports share. */
#include "reports/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Below a second milliseconds, above it seconds; a tenth where there is one and it tells much. */
static void test_durations(void **state) {
    (void)state;
    static const struct {
        uint64_t microseconds;
        const char *words;
    } cases[] = {
        {0, "0 ms"},          {400, "0.4 ms"},    {49, "0.05 ms"},    {50, "0.1 ms"},
        {1, "0.01 ms"},       {1000, "1 ms"},     {9949, "9.9 ms"},   {9950, "10 ms"},
        {12499, "12 ms"},     {999499, "999 ms"}, {999500, "1 s"},    {1000000, "1 s"},
        {1500000, "1.5 s"},   {1949999, "1.9 s"}, {30000000, "30 s"}, {600000000, "600 s"},
        {32120000, "32.1 s"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        words_duration(&out, cases[i].microseconds);
        assert_string_equal(buffer_terminate(&out), cases[i].words);
        buffer_finish(&out);
    }
}

/* A measured time has three digits, and never one more by rounding. */
static void test_times(void **state) {
    (void)state;
    static const struct {
        uint64_t microseconds;
        const char *words;
    } cases[] = {{0, "0 us"},         {87, "87 us"},         {999, "999 us"},
                 {1000, "1.00 ms"},   {1764, "1.76 ms"},     {9994, "9.99 ms"},
                 {9995, "10.0 ms"},   {12345, "12.3 ms"},    {99949, "99.9 ms"},
                 {99951, "100 ms"},   {812400, "812 ms"},    {999499, "999 ms"},
                 {999500, "1.00 s"},  {2010000, "2.01 s"},   {59960000, "60.0 s"},
                 {99960000, "100 s"}, {3600000000, "3600 s"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        words_time(&out, cases[i].microseconds);
        assert_string_equal(buffer_terminate(&out), cases[i].words);
        buffer_finish(&out);
    }
}

/* Long numbers are grouped by three. */
static void test_numbers(void **state) {
    (void)state;
    static const struct {
        uint64_t number;
        const char *words;
    } cases[] = {{0, "0"},
                 {999, "999"},
                 {1000, "1,000"},
                 {123456, "123,456"},
                 {UINT64_MAX, "18,446,744,073,709,551,615"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        words_number(&out, cases[i].number);
        assert_string_equal(buffer_terminate(&out), cases[i].words);
        buffer_finish(&out);
    }
}

/* A quote is one line, and cut with an ellipsis when it is longer than its limit. */
static void test_quotes(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t limit;
        const char *quote;
    } cases[] = {
        {"Hmm.", 10, "\"Hmm.\""},
        {" two\n\n lines ", 20, "\"two lines\""},
        {"exactly", 7, "\"exactly\""},
        {"eight ch", 7, "\"eight c…\""},
        {"six more words", 7, "\"six mor…\""},
        {"fits but space", 8, "\"fits but…\""},
        {"日本語です", 3, "\"日本語…\""},
        {"", 5, "\"\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        words_quote(&out, cases[i].text, strlen(cases[i].text), cases[i].limit);
        assert_string_equal(buffer_terminate(&out), cases[i].quote);
        buffer_finish(&out);
    }
}

/* One is singular, none and many are plural. */
static void test_counts(void **state) {
    (void)state;
    struct buffer out;
    buffer_init(&out, NULL);
    words_count(&out, 1, "call");
    words_count(&out, 0, ", turn");
    words_count(&out, 3, ", frame");
    assert_string_equal(buffer_terminate(&out), "1 call0 , turns3 , frames");
    buffer_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_durations), cmocka_unit_test(test_times),
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
