/* test_address.c - a host to its addresses. */
#include "transports/address.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* Addresses and localhost need no looking up; names do. */
static void test_what_needs_no_looking_up(void **state) {
    (void)state;
    static const struct {
        const char *host;
        size_t count; /* 0: needs it. */
        const char *first;
    } cases[] = {
        {"127.0.0.1", 1, "127.0.0.1"},
        {"::1", 1, "::1"},
        {"2001:db8::1", 1, "2001:db8::1"},
        {"fe80::1%lo", 1, "fe80::1%lo"},
        {"localhost", 2, "127.0.0.1"},
        {"LocalHost", 2, "127.0.0.1"},
        {"example.com", 0, NULL},
        {"127.0.0.1.example.com", 0, NULL},
        {"256.0.0.1", 0, NULL},
        {"", 0, NULL},
        {"a-name-of-more-than-sixty-four-letters-a-name-of-more-than-sixty-four-letters", 0, NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct addresses addresses;
        bool known = addresses_known(cases[i].host, &addresses);
        assert_int_equal(known, cases[i].count > 0);
        if (known) {
            assert_int_equal(addresses.count, cases[i].count);
            assert_string_equal(addresses.text[0], cases[i].first);
        }
    }
}

/* localhost is both loopback addresses. */
static void test_localhost_is_both(void **state) {
    (void)state;
    struct addresses addresses;
    assert_true(addresses_known("localhost", &addresses));
    assert_string_equal(addresses.text[1], "::1");
}

struct answer {
    int calls;
    int status;
    struct addresses addresses;
};

static void answered(void *user, int status, const struct addresses *addresses) {
    struct answer *answer = user;
    answer->calls++;
    answer->status = status;
    answer->addresses = *addresses;
}

/* An address in numbers needs no network to be looked up, so it can stand for a name here. */
static void test_a_lookup_answers_from_the_loop(void **state) {
    (void)state;
    uv_loop_t loop;
    uv_loop_init(&loop);
    struct answer answer = {0};
    struct lookup *lookup;
    assert_int_equal(lookup_start(&loop, "2001:db8::7", answered, &answer, &lookup), 0);
    assert_int_equal(answer.calls, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(answer.calls, 1);
    assert_int_equal(answer.status, 0);
    assert_string_equal(answer.addresses.text[0], "2001:db8::7");
    struct addresses now;
    assert_int_equal(addresses_look_up(&loop, "192.0.2.7", &now), 0);
    assert_string_equal(now.text[0], "192.0.2.7");
    assert_int_equal(uv_loop_close(&loop), 0);
}

/* A name that cannot exist is an error, at once or from the loop. */
static void test_a_name_that_does_not_exist(void **state) {
    (void)state;
    uv_loop_t loop;
    uv_loop_init(&loop);
    struct answer answer = {0};
    struct lookup *lookup;
    assert_int_equal(lookup_start(&loop, "no-such-host.invalid", answered, &answer, &lookup), 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(answer.calls, 1);
    assert_true(answer.status < 0);
    struct addresses now;
    assert_true(addresses_look_up(&loop, "no-such-host.invalid", &now) < 0);
    assert_int_equal(uv_loop_close(&loop), 0);
}

/* A cancelled look-up does not answer. */
static void test_a_cancelled_lookup_is_silent(void **state) {
    (void)state;
    uv_loop_t loop;
    uv_loop_init(&loop);
    struct answer answer = {0};
    struct lookup *lookup;
    assert_int_equal(lookup_start(&loop, "192.0.2.1", answered, &answer, &lookup), 0);
    lookup_cancel(lookup);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(answer.calls, 0);
    assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_needs_no_looking_up),
        cmocka_unit_test(test_localhost_is_both),
        cmocka_unit_test(test_a_lookup_answers_from_the_loop),
        cmocka_unit_test(test_a_name_that_does_not_exist),
        cmocka_unit_test(test_a_cancelled_lookup_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
