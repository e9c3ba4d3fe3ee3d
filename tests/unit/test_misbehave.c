/* test_misbehave.c - the table of kinds, and how one is chosen. What they do on the wire is tested
 * in tests/wire/test_misbehave.py. */
#include "transports/misbehave.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A kind and its amount, or what is wrong with the text. */
static void kinds_are_chosen_by_name_and_amount(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *name; /* NULL: it is refused, */
        uint32_t amount;
        const char *error; /* with these words. */
    } cases[] = {
        {"slow", "slow", 200, ""},
        {"slow:20", "slow", 20, ""},
        {"huge:2MiB", "huge", 2 << 20, ""},
        {"huge:64KiB", "huge", 64 << 10, ""},
        {"503:2", "503", 2, ""},
        {"no-pong", "no-pong", 0, ""},
        {"slo", NULL, 0, "there is no kind slo"},
        {"SLOW", NULL, 0, "there is no kind SLOW"},
        {":5", NULL, 0, "there is no kind "},
        {"no-pong:1", NULL, 0, "no-pong takes no amount"},
        {"slow:", NULL, 0, "slow: expected an amount of 1 to 10485760 (bytes a second), found "},
        {"slow:0", NULL, 0, "slow: expected an amount of 1 to 10485760 (bytes a second), found 0"},
        {"slow: 5", NULL, 0,
         "slow: expected an amount of 1 to 10485760 (bytes a second), found  5"},
        {"slow:5:6", NULL, 0,
         "slow: expected an amount of 1 to 10485760 (bytes a second), found 5:6"},
        {"slow:99999999999999999999", NULL, 0,
         "slow: expected an amount of 1 to 10485760 (bytes a second), found 99999999999999999999"},
        {"reserved-bits:8", NULL, 0,
         "reserved-bits: expected an amount of 1 to 7 (4 for RSV1, 2 for RSV2, 1 for RSV3), found "
         "8"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char error[256] = "";
        struct misbehaviour_choice choice = {0};
        bool chosen = misbehaviour_choose(cases[i].text, &choice, error, sizeof(error));
        assert_string_equal(error, cases[i].error);
        assert_int_equal(chosen, cases[i].name != NULL);
        if (chosen) {
            assert_string_equal(choice.kind->name, cases[i].name);
            assert_int_equal(choice.amount, cases[i].amount);
        }
    }
}

/* Every kind has a name of its own, words, and a usual amount within its bounds; it can be
 * chosen. */
static void the_table_is_in_order(void **state) {
    (void)state;
    for (size_t i = 0; i < misbehaviour_count; i++) {
        const struct misbehaviour *kind = &misbehaviour_table[i];
        char error[256];
        struct misbehaviour_choice choice;
        assert_true(misbehaviour_choose(kind->name, &choice, error, sizeof(error)));
        assert_ptr_equal(choice.kind, kind); /* So no earlier one has its name. */
        assert_true(strlen(kind->what) > 0);
        assert_true(kind->amount == NULL ||
                    (kind->usual >= kind->minimum && kind->usual <= kind->maximum));
        assert_true(kind->speak != NULL || kind->answer != NULL || kind->habits != 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_chosen_by_name_and_amount),
        cmocka_unit_test(the_table_is_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
