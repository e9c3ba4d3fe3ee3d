/* test_verdict.c - what an ending makes of a call. */
#include "engine/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The first rule of the specification that holds decides. */
static void test_rules(void **state) {
    (void)state;
    static const struct {
        struct verdict_facts facts;
        enum verdict verdict;
    } cases[] = {
        /* ending, endcall sent, has an endcall, all fired */
        {{ENDING_CALLER_ENDED, true, true, false}, VERDICT_PASSED},
        {{ENDING_CALLER_ENDED, true, true, true}, VERDICT_PASSED},
        {{ENDING_CANCELLED, true, true, false}, VERDICT_PASSED},
        {{ENDING_DROPPED, true, true, false}, VERDICT_PASSED},
        {{ENDING_CANCELLED, false, false, true}, VERDICT_CANCELLED},
        {{ENDING_CANCELLED, false, true, false}, VERDICT_CANCELLED},
        {{ENDING_DID_NOT_ANSWER, false, true, false}, VERDICT_ERRORED},
        {{ENDING_NOT_CONNECTED, false, false, true}, VERDICT_ERRORED},
        {{ENDING_REJECTED, false, true, false}, VERDICT_ERRORED},
        {{ENDING_DROPPED, false, false, true}, VERDICT_ERRORED},
        {{ENDING_CALLER_ENDED, false, false, true}, VERDICT_PASSED},
        {{ENDING_AGENT_ENDED, false, false, true}, VERDICT_PASSED},
        {{ENDING_MAX_DURATION, false, false, true}, VERDICT_PASSED},
        {{ENDING_AGENT_ENDED, false, true, true}, VERDICT_FAILED},
        {{ENDING_AGENT_ENDED_AFTER_MESSAGE, false, false, false}, VERDICT_FAILED},
        {{ENDING_MAX_DURATION, false, true, false}, VERDICT_FAILED},
        {{ENDING_AGENT_SILENT, false, true, true}, VERDICT_FAILED},
        {{ENDING_NO_CONDITION_MATCHED, false, false, false}, VERDICT_FAILED},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(verdict_of(&cases[i].facts), cases[i].verdict);
    }
}

/* A run's status is how far it came, not whether it passed. */
static void test_status(void **state) {
    (void)state;
    static const struct {
        enum verdict verdict;
        enum ending ending;
        const char *status;
    } cases[] = {
        {VERDICT_PASSED, ENDING_CALLER_ENDED, "completed"},
        {VERDICT_FAILED, ENDING_AGENT_ENDED, "completed"},
        {VERDICT_FAILED, ENDING_NO_CONDITION_MATCHED, "completed"},
        {VERDICT_FAILED, ENDING_MAX_DURATION, "timeout"},
        {VERDICT_PASSED, ENDING_MAX_DURATION, "timeout"},
        {VERDICT_FAILED, ENDING_AGENT_SILENT, "timeout"},
        {VERDICT_ERRORED, ENDING_DID_NOT_ANSWER, "failed"},
        {VERDICT_ERRORED, ENDING_DROPPED, "failed"},
        {VERDICT_CANCELLED, ENDING_CANCELLED, "cancelled"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(verdict_status(cases[i].verdict, cases[i].ending), cases[i].status);
    }
}

/* Reasons and verdicts are written as results have them. */
static void test_texts(void **state) {
    (void)state;
    assert_string_equal(ending_text(ENDING_CALLER_ENDED), "Testing agent-ended-call");
    assert_string_equal(ending_text(ENDING_MAX_DURATION), "exceeded-max-duration");
    assert_string_equal(ending_text(ENDING_CANCELLED), "run-cancelled-by-user");
    assert_string_equal(verdict_text(VERDICT_PASSED), "passed");
    assert_string_equal(verdict_text(VERDICT_FAILED), "failed");
    assert_string_equal(verdict_text(VERDICT_ERRORED), "errored");
    assert_string_equal(verdict_text(VERDICT_CANCELLED), "cancelled");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
