/* test_listen_address.c - where to listen, as a user writes it. */
#include "commands/listen_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* HOST:PORT in all its forms; what is no such thing is refused. */
static void test_addresses(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *host; /* For a text without one; NULL: it must have one. */
        const char *expected;
    } cases[] = {
        {"127.0.0.1:8765", NULL, "127.0.0.1 127.0.0.1 8765"},
        {"localhost:0", NULL, "localhost localhost 0"},
        {"[::1]:9464", NULL, "::1 [::1] 9464"},
        {"[fe80::1%eth0]:65535", NULL, "fe80::1%eth0 [fe80::1%eth0] 65535"},
        {":9464", "127.0.0.1", "127.0.0.1 127.0.0.1 9464"},
        {"0.0.0.0:1", "127.0.0.1", "0.0.0.0 0.0.0.0 1"},
        {":9464", NULL, NULL},
        {"127.0.0.1", NULL, NULL},
        {"9464", "127.0.0.1", NULL},
        {"", "127.0.0.1", NULL},
        {":", "127.0.0.1", NULL},
        {"::1:9464", NULL, NULL},
        {"::", "127.0.0.1", NULL},
        {"[]:1", NULL, NULL},
        {"[::1]", NULL, NULL},
        {"[::1]9464", NULL, NULL},
        {"h:65536", NULL, NULL},
        {"h:99999999999999999999", NULL, NULL},
        {"h:-1", NULL, NULL},
        {"h:+1", NULL, NULL},
        {"h: 1", NULL, NULL},
        {"h:1x", NULL, NULL},
    };
    struct arena arena;
    arena_init(&arena, NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct listen_address address = {0};
        bool parsed = listen_address_parse(&arena, cases[i].text, cases[i].host, &address);
        if (parsed != (cases[i].expected != NULL)) {
            fail_msg("%s: %s", cases[i].text, parsed ? "was taken" : "was refused");
        }
        if (parsed) {
            assert_string_equal(
                arena_printf(&arena, "%s %s %u", address.host, address.shown, address.port),
                cases[i].expected);
        }
    }
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
