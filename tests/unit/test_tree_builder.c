/* The rules of trees that hold whatever the syntax. */
#include "formats/tree_builder.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

/* A key that stands again is an error at its place; the first one is kept, also of many. */
static void duplicate_keys(void **unused) {
    (void)unused;
    struct parsed parsed;
    parsed_text(&parsed, "a.json",
                "{\"a\": {\"x\": 1,\n \"y\": 2, \"x\": 3,\n \"x\": {\"z\": 4, \"z\": 5}},\n"
                " \"b\": 1, \"a\": 2}");
    assert_string_equal(parsed_print(&parsed), "{\"a\":{\"x\":1,\"y\":2},\"b\":1}");
    assert_string_equal(
        parsed_diagnostics(&parsed),
        "2:10 a.x error duplicate-key: this key stands twice in one object, first in line 1; "
        "remove one\n"
        "3:2 a.x error duplicate-key: this key stands twice in one object, first in line 1; remove "
        "one\n"
        "3:16 a.x.z error duplicate-key: this key stands twice in one object, first in line 3; "
        "remove one\n"
        "4:10 a error duplicate-key: this key stands twice in one object, first in line 1; remove "
        "one\n");
    parsed_end(&parsed);
}

/* A hundred levels are built, one more is an error; what aliases bring in counts. */
static void depth(void **unused) {
    (void)unused;
    struct parsed parsed;
    struct buffer yaml;
    buffer_init(&yaml, NULL);
    for (int i = 0; i < 99; i++) {
        buffer_append_text(&yaml, "[");
    }
    buffer_append_text(&yaml, "[1]");
    for (int i = 0; i < 99; i++) {
        buffer_append_text(&yaml, "]");
    }
    parsed_text(&parsed, "a.yaml", buffer_terminate(&yaml));
    assert_non_null(parsed.root);
    parsed_end(&parsed);

    struct parsed deeper;
    struct buffer nested;
    buffer_init(&nested, NULL);
    buffer_printf(&nested, "[%s]", yaml.data);
    parsed_text(&deeper, "a.yaml", buffer_terminate(&nested));
    assert_string_equal(parsed_diagnostics(&deeper),
                        "1:101 error syntax: nested deeper than 100 levels\n");
    parsed_end(&deeper);

    nested.length = 0;
    buffer_append_text(&nested, "- &a ");
    buffer_append(&nested, yaml.data + 1, yaml.length - 2);
    buffer_append_text(&nested, "\n- [*a]\n");
    parsed_text(&deeper, "a.yaml", buffer_terminate(&nested));
    assert_string_equal(
        parsed_diagnostics(&deeper),
        "2:4 error syntax: with what *a stands for, nested deeper than 100 levels\n");
    parsed_end(&deeper);
    buffer_finish(&nested);
    buffer_finish(&yaml);
}

/* Aliases share what they repeat, but what they stand for is bounded. */
static void aliases_are_bounded(void **unused) {
    (void)unused;
    struct parsed parsed;
    struct buffer yaml;
    buffer_init(&yaml, NULL);
    buffer_append_text(&yaml, "- &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
        buffer_printf(&yaml, "- &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i - 1,
                      i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    }
    parsed_text(&parsed, "a.yaml", buffer_terminate(&yaml));
    assert_string_equal(parsed_diagnostics(&parsed),
                        "8:13 error syntax: the aliases stand for more than 16 MiB in all\n");
    parsed_end(&parsed);
    buffer_finish(&yaml);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duplicate_keys),
        cmocka_unit_test(depth),
        cmocka_unit_test(aliases_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
