/* The keys of `expect` are those that the engine judges. */
#include "engine/expectation.h"
#include "formats/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

/* Every kind of expectation has its key, and every key a kind. */
static void kinds(void **unused) {
    (void)unused;
    assert_int_equal(expectation_keys.count, EXPECTATION_KINDS);
    for (unsigned kind = 0; kind < EXPECTATION_KINDS; kind++) {
        assert_non_null(
            key_find(&expectation_keys, expectation_kind_text((enum expectation_kind)kind)));
    }
}

/* Every figure of the response times has its key. */
static void figures(void **unused) {
    (void)unused;
    assert_int_equal(expected_response_keys.count, LATENCY_FIGURES);
    for (unsigned figure = 0; figure < LATENCY_FIGURES; figure++) {
        assert_non_null(
            key_find(&expected_response_keys, latency_figure_text((enum latency_figure)figure)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(kinds), cmocka_unit_test(figures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
