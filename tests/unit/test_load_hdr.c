/* test_load_hdr.c - an interval log of a load's seconds. */
#include "reports/load_hdr.h"

#include "load/hdr_log.h"
#include "load_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

/* A merged load's log is, byte for byte, what one process writes while it plays the same seconds:
 * one head, and a line for each. */
static void test_all_at_once_is_line_by_line(void **state) {
    (void)state;
    struct load_fixture fixture;
    struct output once;
    struct output lines;
    struct buffer expected;
    load_fixture_init(&fixture);
    output_init(&once, OUTPUT_TO_BUFFER, NULL);
    output_init(&lines, OUTPUT_TO_BUFFER, NULL);
    buffer_init(&expected, NULL);
    hdr_log_begin(&expected, fixture.record.subject.started_at);
    struct histogram *response = memory_take(sizeof(*response));
    for (uint64_t i = 0; i < 3; i++) {
        load_fixture_second(&fixture, i, 0, 1000 * (i + 1));
        memset(response, 0, sizeof(*response));
        load_second_expand(&fixture.record.seconds[i], response);
        load_hdr_add(&lines, fixture.record.subject.started_at, response, i * 1000000,
                     (i + 1) * 1000000);
        hdr_log_add(&expected, response, i * 1000000, 1000000);
    }
    load_hdr_write(&once, &fixture.record);
    assert_string_equal(buffer_terminate(&once.pending), buffer_terminate(&expected));
    assert_string_equal(buffer_terminate(&lines.pending), expected.data);
    memory_give_back(response, sizeof(*response));
    buffer_finish(&expected);
    output_finish(&once);
    output_finish(&lines);
    load_fixture_finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_at_once_is_line_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
