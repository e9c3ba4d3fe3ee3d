/* ${NAME} in what a user writes about an agent. */
#include "formats/variables.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static const char *environment(const char *name) {
    if (strcmp(name, "TOKEN") == 0) {
        return "se${TOKEN}cret";
    }
    return strcmp(name, "_E2") == 0 ? "" : NULL;
}

/* A value is put in as it is, once; $$ is a dollar, and so is any other that opens no brace. */
static void replaced(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *expanded; /* NULL when it is an error. */
        const char *diagnostics;
    } cases[] = {
        {"", "", ""},
        {"plain", "plain", ""},
        {"a ${TOKEN}!", "a se${TOKEN}cret!", ""},
        {"${_E2}${_E2}", "", ""},
        {"$$${TOKEN}", "$se${TOKEN}cret", ""},
        {"$${TOKEN}", "${TOKEN}", ""},
        {"5$ and $x$", "5$ and $x$", ""},
        {"${A} ${B}", NULL,
         "3:4 x error variable: the environment variable A is not set\n"
         "3:4 x error variable: the environment variable B is not set\n"},
        {"${", NULL,
         "3:4 x error variable: ${ must be followed by a variable's name and }; a dollar is "
         "written $$\n"},
        {"${}", NULL,
         "3:4 x error variable: ${ must be followed by a variable's name and }; a dollar is "
         "written $$\n"},
        {"${1A}", NULL,
         "3:4 x error variable: ${ must be followed by a variable's name and }; a dollar is "
         "written $$\n"},
        {"${A-B}", NULL,
         "3:4 x error variable: ${ must be followed by a variable's name and }; a dollar is "
         "written $$\n"},
    };
    static const struct place place = {.file = "f", .path = "x", .line = 3, .column = 4};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct parsed parsed;
        parsed_begin(&parsed);
        const char *expanded = variables_expand(&parsed.arena, cases[i].text, environment, &place,
                                                &parsed.diagnostics);
        assert_string_equal(parsed_diagnostics(&parsed), cases[i].diagnostics);
        if (cases[i].expanded == NULL) {
            assert_null(expanded);
        } else {
            assert_string_equal(expanded, cases[i].expanded);
        }
        parsed_end(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
