/* agent_side.c - the roles swapped: a scenario played as the agent (`parley agent`, spec section
 * 6).
 */
#include "tests/traces/trace.h"

static const struct scene_row clinic[] = {
    {0, "FIRST_MESSAGE", "Clinic, hello", 0, false},
    {1, "contains \"appointment\"", "Which one?", 0, false},
    {2, "contains \"thank\"", "Goodbye <endcall />", 0, false},
    {3, "contains \"hang up\"", "<endcall />", 0, false},
};

/* It greets, answers, and closes behind its end_call without a grace. */
static void test_answers(void **state) {
    (void)state;
    PLAY(ROWS(clinic), .settings.side = SIDE_AGENT,
         .script = "500 say My appointment\n900 say Thank you\n",
         .expected = "[    0] opened -> fire 0: say \"Clinic, hello\"\n"
                     "[  500] heard \"My appointment\" -> fire 1: say \"Which one?\"\n"
                     "[  900] heard \"Thank you\" -> fire 2: end call \"Goodbye\" -> close 1000"
                     " -> passed: Main agent-ended-call-after-message-spoken\n");
    PLAY(ROWS(clinic), .settings.side = SIDE_AGENT, .script = "500 say Hang up\n",
         .expected = "[    0] opened -> fire 0: say \"Clinic, hello\"\n"
                     "[  500] heard \"Hang up\" -> fire 3: end call \"\" -> close 1000"
                     " -> passed: Main agent-ended-call\n");
}

/* Each answer takes its latency; the greeting is no answer. Utterances wait meanwhile. */
static void test_latency(void **state) {
    (void)state;
    PLAY(ROWS(clinic), .settings.side = SIDE_AGENT, .settings.latency_ms = 200,
         .settings.time_scale = 0.001, .script = "500 say My appointment\n600 say Thank you\n",
         .expected = "[    0] opened -> fire 0: say \"Clinic, hello\"\n"
                     "[  500] heard \"My appointment\" -> fire 1\n"
                     "[  600] heard \"Thank you\"\n"
                     "[  700] say \"Which one?\"\n"
                     "[  700] fire 2\n"
                     "[  900] end call \"Goodbye\" -> close 1000"
                     " -> passed: Main agent-ended-call-after-message-spoken\n");
}

/* The caller ends the call, by a frame or by leaving. */
static void test_caller_ends(void **state) {
    (void)state;
    PLAY(ROWS(clinic), .settings.side = SIDE_AGENT, .script = "500 bye No, thanks\n",
         .expected = "[    0] opened -> fire 0: say \"Clinic, hello\"\n"
                     "[  500] heard \"No, thanks\" and end_call -> ignored -> close 1000"
                     " -> failed: Testing agent-ended-call\n");
    PLAY(ROWS(clinic), .settings.side = SIDE_AGENT, .script = "500 close 1000\n",
         .expected = "[    0] opened -> fire 0: say \"Clinic, hello\"\n"
                     "[  500] failed: Testing agent-ended-call\n");
}

/* An agent waits for its caller as long as a call may last, and no longer. */
static void test_patience(void **state) {
    (void)state;
    PLAY(ROWS(clinic), .settings.side = SIDE_AGENT, .settings.ping_interval_ms = NOTHING,
         .script = "500 say Hmm\n",
         .expected = "[    0] opened -> fire 0: say \"Clinic, hello\"\n"
                     "[  500] heard \"Hmm\" -> unmatched\n"
                     "[600000] end call -> close 1000 -> failed: exceeded-max-duration, stuck on "
                     "\"Hmm\"\n");
}

/* Ctrl-C ends the calls of an agent, too. */
static void test_cancelled(void **state) {
    (void)state;
    PLAY(ROWS(clinic), .settings.side = SIDE_AGENT, .script = "500 cancel\n",
         .expected = "[    0] opened -> fire 0: say \"Clinic, hello\"\n"
                     "[  500] end call -> close 1000 -> cancelled: run-cancelled-by-user\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),     cmocka_unit_test(test_latency),
        cmocka_unit_test(test_caller_ends), cmocka_unit_test(test_patience),
        cmocka_unit_test(test_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
