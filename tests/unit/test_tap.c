/* test_tap.c - a run as TAP 14. */
#include "reports/tap.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A point for each call in input order; why one is not ok stands below it as YAML; what was
 * cancelled is skipped; a name cannot make a directive or a second line. */
static void test_document(void **state) {
    (void)state;
    struct report_fixture run;
    fixture_init(&run, FIXTURE_CALLS);
    run.calls[0].name = "greets #TODO \\ twice\nok 9";
    struct record *record = record_create(NULL, &run.subject);
    struct fixture_call calls[FIXTURE_CALLS];
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        calls[i] = (struct fixture_call){record_listener(record), &run.calls[i]};
    }
    play_passed(&calls[0], 0);
    play_stuck(&calls[1], 0, NULL);
    play_cancelled(&calls[2], 10);
    struct buffer out;
    buffer_init(&out, NULL);
    tap_print(record, &out);
    assert_string_equal(
        buffer_terminate(&out),
        "TAP version 14\n"
        "1..3\n"
        "ok 1 - greets \\#TODO \\\\ twice ok 9\n"
        "not ok 2 - cancellation\n"
        "  ---\n"
        "  message: \"no condition matched what the agent said last: \\\"Hmm, let me see.\\\" "
        "(waited 30 s)\"\n"
        "  severity: fail\n"
        "  call_ended_reason: \"Testing agent-no-condition-matched\"\n"
        "  run: \"r2\"\n"
        "  file: \"scenarios/cancellation.json\"\n"
        "  explanation:\n"
        "    - \"never fired: conditions 1, 2 and 3\"\n"
        "    - \"condition 1 waits for: contains \\\"appointment\\\" OR contains \\\"help\\\"\"\n"
        "    - \"condition 2 waits for: contains \\\"confirm\\\"\"\n"
        "    - \"condition 3 follows condition 2\"\n"
        "  ...\n"
        "ok 3 - ivr-menu # SKIP run-cancelled-by-user\n"
        "# partial: the run was ended before all calls had been played\n");
    buffer_finish(&out);
    record_destroy(record);
    fixture_finish(&run);
}

/* No line is a command to a CI system. */
static void test_commands(void **state) {
    (void)state;
    struct report_fixture run;
    fixture_init(&run, 1);
    run.calls[0].name = "##[error]a";
    run.calls[0].file = "##vso[b].json";
    struct record *record = record_create(NULL, &run.subject);
    play_stuck(&(struct fixture_call){record_listener(record), &run.calls[0]}, 0, NULL);
    struct buffer out;
    buffer_init(&out, NULL);
    tap_print(record, &out);
    assert_non_null(strstr(buffer_terminate(&out), "not ok 1 - \\#\\#[error]a\n"));
    assert_non_null(strstr(out.data, "  file: \"\\u0023#vso[b].json\"\n"));
    buffer_finish(&out);
    record_destroy(record);
    fixture_finish(&run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
