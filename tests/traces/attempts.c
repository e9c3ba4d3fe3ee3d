/* attempts.c - connecting: what is tried again, after how long, and what it comes to (spec 3.1). */
#include "tests/traces/trace.h"

#include <stdio.h>

static const struct scene_row greeting[] = {
    {0, "FIRST_MESSAGE", "Hi", 0, false},
    {1, "contains \"bye\"", "<endcall />", 0, false},
};

/* Four attempts with half a second, one and two between them. */
static void test_refused_to_the_end(void **state) {
    (void)state;
    PLAY(ROWS(greeting), .attempts = "refused",
         .expected = "[    0] connect 1 of 4 -> connection refused, again in 500\n"
                     "[  500] connect 2 of 4 -> connection refused, again in 1000\n"
                     "[ 1500] connect 3 of 4 -> connection refused, again in 2000\n"
                     "[ 3500] connect 4 of 4 -> errored: Main agent-call-not-connected"
                     ", never opened\n");
}

/* An agent that is still starting is reached in the end. */
static void test_reached_in_the_end(void **state) {
    (void)state;
    PLAY(ROWS(greeting), .attempts = "refused 503 accept", .script = "2000 say Bye\n",
         .expected = "[    0] connect 1 of 4 -> connection refused, again in 500\n"
                     "[  500] connect 2 of 4 -> another status, again in 1000\n"
                     "[ 1500] connect 3 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 2000] heard \"Bye\" -> fire 1: end call \"\"\n"
                     "[ 3000] close 1000 -> passed: Testing agent-ended-call\n");
}

/* Each attempt has its own ten seconds; a call that nobody ever answered is called so. */
static void test_never_answered(void **state) {
    (void)state;
    PLAY(ROWS(greeting), .attempts = "late", .settings.connect_attempts = 2,
         .expected = "[    0] connect 1 of 2\n"
                     "[10000] abort -> late, again in 500\n"
                     "[10500] connect 2 of 2\n"
                     "[20500] abort -> errored: Main agent-did-not-answer, never opened\n");
}

/* The last attempt says how it ended, whatever those before were. */
static void test_last_attempt_counts(void **state) {
    (void)state;
    PLAY(ROWS(greeting), .attempts = "late refused", .settings.connect_attempts = 2,
         .settings.connect_timeout_ms = 1000,
         .expected = "[    0] connect 1 of 2\n"
                     "[ 1000] abort -> late, again in 500\n"
                     "[ 1500] connect 2 of 2 -> errored: Main agent-call-not-connected"
                     ", never opened\n");
    PLAY(ROWS(greeting), .attempts = "429 401",
         .expected = "[    0] connect 1 of 4 -> another status, again in 500\n"
                     "[  500] connect 2 of 4 -> errored: call-rejected, never opened\n");
}

/* Which answers are tried again, and what each comes to with a single attempt. */
static void test_each_failure(void **state) {
    (void)state;
    static const struct {
        const char *attempt, *ending;
        bool repeated;
    } cases[] = {
        {"refused", "Main agent-call-not-connected", true},
        {"broken", "Main agent-call-not-connected", true},
        {"no-file", "Main agent-call-not-connected", true},
        {"429", "Main agent-call-not-connected", true},
        {"503", "Main agent-call-not-connected", true},
        {"500", "Main agent-call-not-connected", false},
        {"404", "Main agent-call-not-connected", false},
        {"302", "Main agent-call-not-connected", false},
        {"200", "Main agent-call-not-connected", false},
        {"accept-key", "Main agent-call-not-connected", false},
        {"401", "call-rejected", false},
        {"403", "call-rejected", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char expected[256];
        snprintf(expected, sizeof(expected),
                 "[    0] connect 1 of 1 -> errored: %s, never opened\n", cases[i].ending);
        PLAY(ROWS(greeting), .attempts = cases[i].attempt, .settings.connect_attempts = 1,
             .expected = expected);
        if (!cases[i].repeated) {
            snprintf(expected, sizeof(expected),
                     "[    0] connect 1 of 4 -> errored: %s, never opened\n", cases[i].ending);
            PLAY(ROWS(greeting), .attempts = cases[i].attempt, .expected = expected);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_to_the_end), cmocka_unit_test(test_reached_in_the_end),
        cmocka_unit_test(test_never_answered),     cmocka_unit_test(test_last_attempt_counts),
        cmocka_unit_test(test_each_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
