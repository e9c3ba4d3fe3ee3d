/* What an unquoted word of YAML means. */
#include "formats/core_schema.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

/* Each word has the kind that the core schema of YAML 1.2 gives it, not that of YAML 1.1. */
static void kinds(void **unused) {
    (void)unused;
    static const struct {
        enum value_kind kind;
        const char *words[24];
    } cases[] = {
        {VALUE_NULL, {"", "~", "null", "Null", "NULL"}},
        {VALUE_BOOLEAN, {"true", "True", "TRUE", "false", "False", "FALSE"}},
        {VALUE_NUMBER,
         {"0", "-0", "+12", "007", "0o17", "0x1F", "1.5", ".5", "1.", "-1e9", "1E+2", "2e-3",
          ".5e1", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"}},
        {VALUE_STRING, {"yes", "No",    "on",   "nULL", "tRUE",  "0b1", "0o8", "0x",
                        "0xg", "1_000", "1:30", ".",    "+",     "-",   "e5",  "1e",
                        "1e+", "1.5.1", "inf",  "nan",  "+.nan", "- 1", "1 ",  "12a"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t j = 0; j < COUNT(cases[i].words) && cases[i].words[j] != NULL; j++) {
            const char *word = cases[i].words[j];
            if (core_schema_kind(word, strlen(word)) != cases[i].kind) {
                fail_msg("\"%s\" has another kind", word);
            }
        }
    }
}

/* A word ends where its length says: the file goes on behind it. */
static void lengths_are_kept(void **unused) {
    (void)unused;
    assert_int_equal(core_schema_kind("nullable", 4), VALUE_NULL);
    assert_int_equal(core_schema_kind("12x", 2), VALUE_NUMBER);
    assert_int_equal(core_schema_kind("0x1g", 3), VALUE_NUMBER);
}

/* Integers are told from floats, and true from false. */
static void integers_and_booleans(void **unused) {
    (void)unused;
    assert_true(core_schema_integer("-12", 3));
    assert_true(core_schema_integer("0x1f", 4));
    assert_false(core_schema_integer("1.0", 3));
    assert_false(core_schema_integer("", 0));
    assert_true(core_schema_boolean("True"));
    assert_false(core_schema_boolean("FALSE"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),
        cmocka_unit_test(lengths_are_kept),
        cmocka_unit_test(integers_and_booleans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
