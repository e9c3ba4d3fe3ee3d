/* endings.c - each way a call can end has its own reason (spec 3.4). */
#include "tests/traces/trace.h"

#include <stdio.h>

static const struct scene_row appointment[] = {
    {0, "FIRST_MESSAGE", "Hi there", 0, false},
    {1, "contains \"appointment\"", "Tomorrow's", 0, false},
    {2, "contains \"anything else\"", "No, thank you <endcall />", 0, false},
};

/* The scripted endcall: its text goes out with it, last words are recorded, then 1000. */
static void test_caller_ends(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .show_frames = true,
         .script = "1200 say Which appointment?\n"
                   "2000 say Anything else?\n"
                   "2400 say Goodbye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0\n"
                     "[    0] frame {\"content\":\"Hi there\"} -> say \"Hi there\"\n"
                     "[ 1200] heard \"Which appointment?\" -> fire 1\n"
                     "[ 1200] frame {\"content\":\"Tomorrow's\"} -> say \"Tomorrow's\"\n"
                     "[ 2000] heard \"Anything else?\" -> fire 2\n"
                     "[ 2000] frame {\"content\":\"No, thank you\",\"type\":\"end_call\"}"
                     " -> end call \"No, thank you\"\n"
                     "[ 2400] heard \"Goodbye\" -> ignored\n"
                     "[ 3000] close 1000 -> passed: Testing agent-ended-call\n");
}

/* An agent that stops reading: what waits for its turn when that is found out has none any more. */
static void test_agent_stops_reading(void **state) {
    (void)state;
    static const struct scene_row slow[] = {
        {0, "FIRST_MESSAGE", "Hi", 0, false},
        {1, "contains \"one\"", "First <break time=\"1s\" />", 0, false},
        {2, "contains \"two\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(slow), .script = "1500 say One\n1700 say Two\n1900 deaf\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 1500] heard \"One\" -> fire 1: pause 1000\n"
                     "[ 1700] heard \"Two\"\n"
                     "[ 2500] errored: connection-dropped\n");
}

/* The agent closes after the caller's end_call: the grace ends early and the reason stays. */
static void test_agent_closes_in_the_grace(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .script = "500 say Anything else?\n700 close 4000 done\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"Anything else?\" -> fire 2: end call \"No, thank you\"\n"
                     "[  700] passed: Testing agent-ended-call, closed 4000 \"done\"\n");
}

/* The agent's end_call after the caller's ends the grace early too; its words are recorded. */
static void test_agent_says_bye_in_the_grace(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .script = "500 say Anything else?\n700 bye Bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"Anything else?\" -> fire 2: end call \"No, thank you\"\n"
                     "[  700] heard \"Bye\" and end_call -> ignored -> close 1000"
                     " -> passed: Testing agent-ended-call\n");
}

/* Function calls and metadata are recorded in the grace as well. */
static void test_data_in_the_grace(void **state) {
    (void)state;
    PLAY(ROWS(appointment),
         .script = "500 say Anything else?\n"
                   "600 raw {\"role\":\"Function Call\",\"data\":{\"name\":\"hang_up\"}}\n"
                   "700 raw {\"metadata\":{\"call\":7}}\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"Anything else?\" -> fire 2: end call \"No, thank you\"\n"
                     "[  600] function call {\"name\":\"hang_up\"}\n"
                     "[  700] metadata {\"call\":7}\n"
                     "[ 1500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* A close frame that is never answered: a second for the handshake, then the connection is dropped;
 * the reason stays. */
static void test_close_is_not_answered(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .never_closes = true, .script = "500 say Anything else?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"Anything else?\" -> fire 2: end call \"No, thank you\"\n"
                     "[ 1500] close 1000\n"
                     "[ 2500] abort -> passed: Testing agent-ended-call\n");
}

/* No grace: the close frame follows the end_call. */
static void test_no_grace(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .settings.grace_ms = NOTHING, .script = "500 say Anything else?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"Anything else?\" -> fire 2: end call \"No, thank you\""
                     " -> close 1000 -> passed: Testing agent-ended-call\n");
}

/* How the agent can leave, and what each is called. */
static void test_agent_leaves(void **state) {
    (void)state;
    static const struct {
        const char *cue, *expected;
    } cases[] = {
        {"raw {\"type\":\"end_call\"}",
         "heard \"\" and end_call -> close 1000 -> failed: Main agent-ended-call"},
        {"raw {\"content\":\"  \",\"type\":\"end_call\"}",
         "heard \"\" and end_call -> close 1000 -> failed: Main agent-ended-call"},
        {"bye So long", "heard \"So long\" and end_call -> ignored -> close 1000"
                        " -> failed: Main agent-ended-call-after-message-spoken"},
        {"close 1000", "failed: Main agent-ended-call"},
        {"close 1001 restart", "failed: Main agent-ended-call, closed 1001 \"restart\""},
        {"close 0", "failed: Main agent-ended-call, closed 0 \"\""},
        {"eof", "failed: Main agent-ended-call"},
        {"close 1011 oops", "errored: connection-dropped, closed 1011 \"oops\""},
        {"close 1002", "errored: connection-dropped, closed 1002 \"\""},
        {"close 4001 quota", "errored: connection-dropped, closed 4001 \"quota\""},
        {"reset", "errored: connection-dropped"},
        {"broken", "errored: connection-dropped"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char script[128];
        char expected[256];
        snprintf(script, sizeof(script), "900 %s\n", cases[i].cue);
        snprintf(expected, sizeof(expected),
                 "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n[  900] %s\n",
                 cases[i].expected);
        PLAY(ROWS(appointment), .script = script, .expected = expected);
    }
}

/* What comes with an end_call is recorded but fires nothing: nothing could be answered. */
static void test_last_message_fires_nothing(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .script = "900 bye Your appointment is gone\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  900] heard \"Your appointment is gone\" and end_call -> ignored"
                     " -> close 1000 -> failed: Main agent-ended-call-after-message-spoken\n");
}

/* The longest a call may last counts from the open, whatever goes on. */
static void test_max_duration(void **state) {
    (void)state;
    static const struct scene_row slow[] = {
        {0, "FIRST_MESSAGE", "Hi <break time=\"8s\" /> there", 0, false},
        {1, "contains \"x\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(slow), .max_duration_ms = 5000,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 8000\n"
                     "[ 5000] end call\n"
                     "[ 6000] close 1000 -> failed: exceeded-max-duration\n");
}

/* The settings' duration goes over the call's own. */
static void test_max_duration_of_settings(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .max_duration_ms = 5000, .settings.max_duration_ms = 3000,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 3000] end call\n"
                     "[ 4000] close 1000 -> failed: exceeded-max-duration\n");
}

/* Ctrl-C sends an end_call and closes without waiting for last words. */
static void test_cancelled_while_open(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .script = "700 cancel\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  700] end call -> close 1000 -> cancelled: run-cancelled-by-user\n");
}

/* Ctrl-C before anything opened ends the attempt, or the wait for the next one. */
static void test_cancelled_before_open(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .attempts = "late", .script = "700 cancel\n",
         .expected = "[    0] connect 1 of 4\n"
                     "[  700] abort -> cancelled: run-cancelled-by-user, never opened\n");
    PLAY(ROWS(appointment), .attempts = "refused", .script = "200 cancel\n",
         .expected = "[    0] connect 1 of 4 -> connection refused, again in 500\n"
                     "[  200] cancelled: run-cancelled-by-user, never opened\n");
    PLAY(ROWS(appointment), .attempts = "no-file", .script = "0 cancel\n",
         .expected = "[    0] connect 1 of 4 -> cancelled: run-cancelled-by-user, never opened\n");
}

/* Ctrl-C after the caller's end_call cuts the grace short and changes no reason. */
static void test_cancelled_in_the_grace(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .script = "500 say Anything else?\n800 cancel\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"Anything else?\" -> fire 2: end call \"No, thank you\"\n"
                     "[  800] close 1000 -> passed: Testing agent-ended-call\n");
}

/* Ctrl-C during the closing handshake changes nothing, however often. */
static void test_cancelled_while_closing(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .never_closes = true,
         .script = "500 raw {\"type\":\"end_call\"}\n700 cancel\n800 cancel\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"\" and end_call -> close 1000\n"
                     "[ 1500] abort -> failed: Main agent-ended-call\n");
}

/* A call that was never started is told as cancelled. */
static void test_never_started(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .never_started = true,
         .expected = "[    0] cancelled: run-cancelled-by-user, never opened\n");
}

/* What is still heard while the connection closes is no part of the call. */
static void test_heard_while_closing(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .never_closes = true,
         .script = "500 raw {\"type\":\"end_call\"}\n600 say Wait\n700 close 1000\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[  500] heard \"\" and end_call -> close 1000\n"
                     "[  700] failed: Main agent-ended-call\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_caller_ends),
        cmocka_unit_test(test_agent_stops_reading),
        cmocka_unit_test(test_agent_closes_in_the_grace),
        cmocka_unit_test(test_agent_says_bye_in_the_grace),
        cmocka_unit_test(test_data_in_the_grace),
        cmocka_unit_test(test_close_is_not_answered),
        cmocka_unit_test(test_no_grace),
        cmocka_unit_test(test_agent_leaves),
        cmocka_unit_test(test_last_message_fires_nothing),
        cmocka_unit_test(test_max_duration),
        cmocka_unit_test(test_max_duration_of_settings),
        cmocka_unit_test(test_cancelled_while_open),
        cmocka_unit_test(test_cancelled_before_open),
        cmocka_unit_test(test_cancelled_in_the_grace),
        cmocka_unit_test(test_cancelled_while_closing),
        cmocka_unit_test(test_never_started),
        cmocka_unit_test(test_heard_while_closing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
