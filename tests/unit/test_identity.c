/* test_identity.c - names for runs. */
#include "commands/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A name is a UUID of version 4 (RFC 9562), and no two are the same. */
static void names_are_random_uuids(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    const char *before = "";
    for (int i = 0; i < 100; i++) {
        const char *name = identity_create(&arena);
        assert_int_equal(strlen(name), 36);
        assert_int_equal(strspn(name, "0123456789abcdef-"), 36);
        assert_true(name[8] == '-' && name[13] == '-' && name[18] == '-' && name[23] == '-');
        assert_int_equal(name[14], '4');
        assert_non_null(strchr("89ab", name[19]));
        assert_string_not_equal(name, before);
        before = name;
    }
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_random_uuids)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
