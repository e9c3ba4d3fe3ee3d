/* test_hdr_log.c - the encoding of histograms, byte by byte; tests/cli/test_bench.py reads whole
 * logs with a library that is not ours. */
#include "load/hdr_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

enum { HEAD = 40, OUTER_HEAD = 8, PLAIN_SIZE = 4096 };

/* Undo base64 of @text; returns the length. */
static size_t from_base64(const char *text, unsigned char *out) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    unsigned held = 0;
    size_t length = 0;
    for (; *text != '\0' && *text != '=' && *text != '\n'; text++) {
        const char *digit = strchr(digits, *text);
        assert_non_null(digit);
        bits = bits << 6 | (uint32_t)(digit - digits);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[length++] = (unsigned char)(bits >> held);
        }
    }
    return length;
}

static uint32_t number_at(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* What follows the last comma of @line, decoded down to the plain encoding. */
static size_t decode(const char *line, unsigned char plain[PLAIN_SIZE]) {
    unsigned char bytes[PLAIN_SIZE];
    size_t length = from_base64(strrchr(line, ',') + 1, bytes);
    assert_int_equal(number_at(bytes), 0x1c849314);
    assert_int_equal(number_at(bytes + 4), length - OUTER_HEAD);
    uLongf plain_length = PLAIN_SIZE;
    assert_int_equal(uncompress(plain, &plain_length, bytes + OUTER_HEAD, length - OUTER_HEAD),
                     Z_OK);
    assert_int_equal(number_at(plain), 0x1c849313);
    assert_int_equal(number_at(plain + 4), plain_length - HEAD);
    return plain_length;
}

struct counts_case {
    const char *name;
    struct {
        uint64_t value;
        unsigned times;
    } values[3];
    const unsigned char expected[12];
    size_t expected_length;
};

/* Counts stand in the order of their slots, empty ones as one negative number for each run, and
 * nothing behind the last. */
static void test_counts(void **state) {
    (void)state;
    static const struct counts_case cases[] = {
        {"nothing", {{0, 0}}, {0}, 0},
        {"the first slot", {{0, 1}}, {2}, 1},
        {"behind three empty ones", {{3, 1}}, {5, 2}, 2},
        {"two in a row", {{1, 2}, {2, 1}}, {1, 4, 2}, 3},
        {"a count of two bytes", {{0, 64}}, {0x80, 0x01}, 2},
        {"a run of two bytes", {{100, 1}}, {0xC7, 0x01, 2}, 3},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        static struct histogram histogram;
        memset(&histogram, 0, sizeof(histogram));
        for (size_t value = 0; value < 3; value++) {
            for (unsigned time = 0; time < cases[i].values[value].times; time++) {
                histogram_record(&histogram, cases[i].values[value].value);
            }
        }
        struct buffer line;
        buffer_init(&line, NULL);
        hdr_log_add(&line, &histogram, 0, 1000000);
        unsigned char plain[PLAIN_SIZE];
        size_t length = decode(buffer_terminate(&line), plain);
        assert_int_equal(length - HEAD, cases[i].expected_length);
        assert_memory_equal(plain + HEAD, cases[i].expected, cases[i].expected_length);
        buffer_finish(&line);
    }
}

/* A line tells when it began, how long it is, and the longest time in milliseconds. */
static void test_line(void **state) {
    (void)state;
    static struct histogram histogram;
    histogram_record(&histogram, 2500);
    struct buffer line;
    buffer_init(&line, NULL);
    hdr_log_add(&line, &histogram, 1500000, 1001000);
    static const char expected[] = "1.500,1.001,2.500,HISTFAAA";
    assert_memory_equal(buffer_terminate(&line), expected, strlen(expected));
    assert_int_equal(line.data[line.length - 1], '\n');
    buffer_finish(&line);
}

/* The head names the version of the format and when the log began. */
static void test_head(void **state) {
    (void)state;
    struct buffer head;
    buffer_init(&head, NULL);
    hdr_log_begin(&head, UINT64_C(1700000000123456));
    const char *text = buffer_terminate(&head);
    assert_non_null(strstr(text, "#[Histogram log format version 1.3]\n"));
    assert_non_null(strstr(text, "#[StartTime: 1700000000.123 (seconds since epoch)]\n"));
    buffer_finish(&head);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
