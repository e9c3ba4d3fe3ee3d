/* test_random.c - random bytes in small amounts. */
#include "transports/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <libwebsockets.h>
#include <pthread.h>
#include <string.h>

enum { SAMPLE = 16 };

/* However they are asked for, no two samples are the same, and none is left as it was. */
static void test_every_sample_is_another(void **state) {
    (void)state;
    enum { SAMPLES = 500 };
    static unsigned char samples[SAMPLES][SAMPLE];
    for (int i = 0; i < SAMPLES; i++) {
        random_bytes(samples[i], SAMPLE);
        for (int other = 0; other < i; other++) {
            assert_memory_not_equal(samples[i], samples[other], SAMPLE);
        }
    }
}

/* An amount larger than the block is filled to its last byte. */
static void test_large_amounts(void **state) {
    (void)state;
    static unsigned char bytes[100000];
    random_bytes(bytes, sizeof(bytes));
    static const unsigned char zeros[SAMPLE];
    assert_memory_not_equal(bytes, zeros, SAMPLE);
    assert_memory_not_equal(bytes + sizeof(bytes) - SAMPLE, zeros, SAMPLE);
}

/* Small amounts come out of one block, to its end. */
static void test_a_block_serves_many(void **state) {
    (void)state;
    unsigned char byte;
    do {
        random_bytes(&byte, 1);
    } while (random_left() > 4);
    random_bytes(&(char[4]){0}, 4);
    assert_int_equal(random_left(), 0);
    random_bytes(&byte, 1);
    assert_true(random_left() > 100);
}

static void *take_a_sample(void *sample) {
    random_bytes(sample, SAMPLE);
    return NULL;
}

/* Each thread has a block of its own. */
static void test_threads_do_not_share(void **state) {
    (void)state;
    unsigned char mine[SAMPLE];
    unsigned char theirs[SAMPLE];
    random_bytes(mine, 1);
    size_t left = random_left();
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, take_a_sample, theirs), 0);
    pthread_join(thread, NULL);
    assert_int_equal(random_left(), left);
    random_bytes(mine, SAMPLE);
    assert_memory_not_equal(mine, theirs, SAMPLE);
}

/* The library's function is ours, for the library too: what it hashes with random bytes takes them
 * from our block. */
static void test_the_library_asks_us(void **state) {
    (void)state;
    random_bytes(&(char[1]){0}, 1);
    size_t left = random_left();
    char hex[2 * SAMPLE + 1];
    assert_int_equal(lws_hex_random(NULL, hex, sizeof(hex)), 0);
    assert_true(random_left() < left);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_sample_is_another), cmocka_unit_test(test_large_amounts),
        cmocka_unit_test(test_a_block_serves_many),     cmocka_unit_test(test_threads_do_not_share),
        cmocka_unit_test(test_the_library_asks_us),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
