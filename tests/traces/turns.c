/* turns.c - who speaks first, what fires, and how utterances wait for their turn (spec section 4).
 */
#include "runtime/utterance_queue.h"
#include "tests/traces/trace.h"

#include <stdio.h>

static const struct scene_row menu[] = {
    {0, "FIRST_MESSAGE", "Hi", 0, false},
    {1, "contains \"one\"", "First <break time=\"1s\" />", 0, false},
    {2, "contains \"two\"", "Second", 0, false},
    {3, "contains \"bye\"", "<endcall />", 0, false},
};

/* Condition 0 waits for an agent that speaks first, and fires on whatever it says. */
static void test_agent_speaks_first(void **state) {
    (void)state;
    PLAY(ROWS(menu), .agent_speaks_first = true, .script = "300 say Welcome\n800 say Bye\n",
         .expected = "[    0] connect 1 of 4 -> opened\n"
                     "[  300] heard \"Welcome\" -> fire 0: say \"Hi\"\n"
                     "[  800] heard \"Bye\" -> fire 3: end call \"\"\n"
                     "[ 1800] close 1000 -> passed: Testing agent-ended-call\n");
}

/* With a blank condition 0 the agent's first utterance is matched like any other. */
static void test_blank_first_message(void **state) {
    (void)state;
    static const struct scene_row blank[] = {
        {0, "FIRST_MESSAGE", "", 0, false},
        {1, "contains \"welcome\"", "Hello <endcall />", 0, false},
    };
    PLAY(ROWS(blank), .script = "300 say Hm\n900 say Welcome\n",
         .expected = "[    0] connect 1 of 4 -> opened\n"
                     "[  300] heard \"Hm\" -> unmatched\n"
                     "[  900] heard \"Welcome\" -> fire 1: end call \"Hello\"\n"
                     "[ 1900] close 1000 -> passed: Testing agent-ended-call\n");
}

/* Utterances that come while the caller performs wait, and are heard one by one. */
static void test_utterances_wait_their_turn(void **state) {
    (void)state;
    PLAY(ROWS(menu),
         .script = "1500 say One\n"
                   "1700 say Two\n"
                   "1900 say Three\n"
                   "2100 say Bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 1500] heard \"One\" -> fire 1: pause 1000\n"
                     "[ 1700] heard \"Two\"\n"
                     "[ 1900] heard \"Three\"\n"
                     "[ 2100] heard \"Bye\"\n"
                     "[ 2500] say \"First\"\n"
                     "[ 2500] fire 2: say \"Second\"\n"
                     "[ 2500] \"Three\" -> unmatched\n"
                     "[ 2500] fire 3: end call \"\"\n"
                     "[ 3500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* Followups fire in turn, whatever is said, once their action's time has come. */
static void test_followups(void **state) {
    (void)state;
    static const struct scene_row scripted[] = {
        {0, "FIRST_MESSAGE", "Hi", 0, false},
        {1, NULL, "I am fine", 0, false},
        {2, NULL, "<endcall />", 1, false},
    };
    PLAY(ROWS(scripted), .script = "1500 say How are you?\n2500 say Good.\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 1500] heard \"How are you?\" -> fire 1: say \"I am fine\"\n"
                     "[ 2500] heard \"Good.\" -> fire 2: end call \"\"\n"
                     "[ 3500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* A regex that would run for ever is given up: that is told, and counts as no match. */
static void test_regex_limit(void **state) {
    (void)state;
    static const struct scene_row runaway[] = {
        {0, "FIRST_MESSAGE", "Hi", 0, false},
        {1, "matches \"(a+)+$\"", "Never", 0, false},
        {2, "contains \"!\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(runaway), .script = "1500 say aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 1500] heard \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\""
                     " -> limit of 1 -> fire 2: end call \"\"\n"
                     "[ 2500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* The agent hangs up while utterances wait: they were recorded and have no turn. */
static void test_hung_up_on_while_utterances_wait(void **state) {
    (void)state;
    PLAY(ROWS(menu), .script = "1500 say One\n1700 say Two\n1900 raw {\"type\":\"end_call\"}\n",
         .expected =
             "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
             "[ 1500] heard \"One\" -> fire 1: pause 1000\n"
             "[ 1700] heard \"Two\"\n"
             "[ 1900] heard \"\" and end_call -> close 1000 -> failed: Main agent-ended-call\n");
}

/* A text that is no JSON object is an utterance; an empty one is nothing. */
static void test_plain_text(void **state) {
    (void)state;
    PLAY(ROWS(menu), .script = "1500 raw two!\n1600 raw \n1700 raw bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 1500] heard \"two!\" -> fire 2: say \"Second\"\n"
                     "[ 1700] heard \"bye\" -> fire 3: end call \"\"\n"
                     "[ 2700] close 1000 -> passed: Testing agent-ended-call\n");
}

/* Metadata that comes with an utterance is told before it and changes no turn. */
static void test_metadata_with_content(void **state) {
    (void)state;
    PLAY(ROWS(menu),
         .script = "1500 raw {\"content\":\"Two\",\"metadata\":{\"node\":3}}\n1700 say bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 1500] metadata {\"node\":3}\n"
                     "[ 1500] heard \"Two\" -> fire 2: say \"Second\"\n"
                     "[ 1700] heard \"bye\" -> fire 3: end call \"\"\n"
                     "[ 2700] close 1000 -> passed: Testing agent-ended-call\n");
}

/* With a turn gap, utterances that follow one another within it are one turn. */
static void test_turn_gap(void **state) {
    (void)state;
    static const struct scene_row joined[] = {
        {0, "FIRST_MESSAGE", "Hi", 0, false},
        {1, "contains \"one moment\" AND contains \"please\"", "Sure", 0, false},
        {2, "contains \"bye\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(joined), .settings.turn_gap_ms = 300,
         .script = "1500 say One\n"
                   "1700 say moment\n"
                   "2000 say please\n"
                   "3000 say bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[ 1500] heard \"One\"\n"
                     "[ 1700] heard \"moment\"\n"
                     "[ 2000] heard \"please\"\n"
                     "[ 2300] fire 1: say \"Sure\"\n"
                     "[ 3000] heard \"bye\"\n"
                     "[ 3300] fire 2: end call \"\"\n"
                     "[ 4300] close 1000 -> passed: Testing agent-ended-call\n");
}

/* What waited while the caller performed is joined by when it came, not by when it is heard. */
static void test_turn_gap_of_what_waited(void **state) {
    (void)state;
    static const struct scene_row slow[] = {
        {0, "FIRST_MESSAGE", "Hi <break time=\"3s\" />", 0, false},
        {1, "contains \"a b\"", "Ab", 0, false},
        {2, "contains \"c\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(slow), .settings.turn_gap_ms = 300,
         .script = "1500 say x\n2000 say a\n2300 say b\n2900 say c\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 3000\n"
                     "[ 1500] heard \"x\"\n"
                     "[ 2000] heard \"a\"\n"
                     "[ 2300] heard \"b\"\n"
                     "[ 2900] heard \"c\"\n"
                     "[ 3000] say \"Hi\"\n"
                     "[ 3000] \"x\" -> unmatched\n"
                     "[ 3000] fire 1: say \"Ab\"\n"
                     "[ 3200] fire 2: end call \"\"\n"
                     "[ 4200] close 1000 -> passed: Testing agent-ended-call, greetings crossed\n");
}

/* A turn grows for five seconds at most. */
static void test_longest_turn(void **state) {
    (void)state;
    struct buffer script;
    struct buffer expected;
    buffer_init(&script, NULL);
    buffer_init(&expected, NULL);
    buffer_append_text(&expected, "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n");
    for (int ms = 2000; ms <= 7500; ms += 500) {
        buffer_printf(&script, "%d say m%d\n", ms, ms);
        buffer_printf(&expected, "[%5d] heard \"m%d\"\n", ms, ms);
        if (ms == 7000) {
            buffer_append_text(&expected,
                               "[ 7000] \"m2000 m2500 m3000 m3500 m4000 m4500 m5000 m5500 m6000 "
                               "m6500 m7000\" -> unmatched\n");
        }
    }
    buffer_append_text(&script, "9000 eof\n");
    buffer_append_text(&expected, "[ 8100] \"m7500\" -> unmatched\n"
                                  "[ 9000] failed: Main agent-ended-call, stuck on \"m7500\"\n");
    PLAY(ROWS(menu), .settings.turn_gap_ms = 600, .script = buffer_terminate(&script),
         .expected = buffer_terminate(&expected));
    buffer_finish(&script);
    buffer_finish(&expected);
}

/* Also when all of it waited while the caller performed. */
static void test_longest_turn_of_what_waited(void **state) {
    (void)state;
    static const struct scene_row slow[] = {
        {0, "FIRST_MESSAGE", "Hi <break time=\"20s\" />", 0, false},
        {1, "contains \"x\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(slow), .settings.turn_gap_ms = 3000,
         .script = "10000 say a\n12500 say b\n15000 say c\n17500 say d\n21000 eof\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 20000\n"
                     "[10000] heard \"a\"\n"
                     "[12500] heard \"b\"\n"
                     "[15000] heard \"c\"\n"
                     "[17500] heard \"d\"\n"
                     "[20000] say \"Hi\"\n"
                     "[20000] \"a b c\" -> unmatched\n"
                     "[20500] \"d\" -> unmatched\n"
                     "[21000] failed: Main agent-ended-call, stuck on \"d\", greetings crossed\n");
}

/* An agent that floods a busy caller is cut off before it grows memory. */
static void test_flood(void **state) {
    (void)state;
    static const struct scene_row slow[] = {
        {0, "FIRST_MESSAGE", "Hi <break time=\"60s\" />", 0, false},
        {1, "contains \"x\"", "<endcall />", 0, false},
    };
    struct buffer script;
    struct buffer expected;
    buffer_init(&script, NULL);
    buffer_init(&expected, NULL);
    buffer_append_text(&expected, "[    0] connect 1 of 4 -> opened -> fire 0: pause 60000\n");
    for (int i = 0; i <= UTTERANCE_QUEUE_MAX_COUNT; i++) {
        buffer_append_text(&script, "2000 say spam\n");
        buffer_append_text(&expected, "[ 2000] heard \"spam\"");
        buffer_append_text(&expected, i < UTTERANCE_QUEUE_MAX_COUNT ? "\n" : "");
    }
    buffer_append_text(&expected,
                       " -> end call -> close 1000 -> errored: connection-dropped (the agent "
                       "flooded the call: more than 1024 utterances or 4 MiB waited for their "
                       "turn), greetings crossed\n");
    PLAY(ROWS(slow), .script = buffer_terminate(&script), .expected = buffer_terminate(&expected));
    buffer_finish(&script);
    buffer_finish(&expected);
}

/* A ten-minute conversation in a millisecond: two hundred turns, each three seconds. */
static void test_ten_minutes(void **state) {
    (void)state;
    static const struct scene_row patient[] = {
        {0, "FIRST_MESSAGE", "Hi", 0, false},
        {1, "contains \"bye\"", "<endcall />", 0, false},
    };
    struct buffer script;
    struct buffer expected;
    buffer_init(&script, NULL);
    buffer_init(&expected, NULL);
    buffer_append_text(&expected, "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n");
    for (int ms = 3000; ms < 600000; ms += 3000) {
        buffer_printf(&script, "%d say And then?\n", ms);
        buffer_printf(&expected, "[%5d] heard \"And then?\" -> unmatched\n", ms);
    }
    buffer_append_text(&expected, "[600000] end call\n"
                                  "[601000] close 1000 -> failed: exceeded-max-duration"
                                  ", stuck on \"And then?\"\n");
    PLAY(ROWS(patient), .settings.ping_interval_ms = NOTHING, .script = buffer_terminate(&script),
         .expected = buffer_terminate(&expected));
    buffer_finish(&script);
    buffer_finish(&expected);
}

/* The agent greets while the caller opens: that takes up a turn, and a hint says so. */
static void test_greetings_cross(void **state) {
    (void)state;
    PLAY(ROWS(menu), .script = "40 say Welcome to one of us\n900 say Hello\n1500 eof\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[   40] heard \"Welcome to one of us\" -> fire 1: pause 1000\n"
                     "[  900] heard \"Hello\"\n"
                     "[ 1040] say \"First\"\n"
                     "[ 1040] \"Hello\" -> unmatched\n"
                     "[ 1500] failed: Main agent-ended-call, stuck on \"Hello\""
                     ", greetings crossed\n");
    PLAY(ROWS(menu), .script = "40 say Welcome\n900 say Bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[   40] heard \"Welcome\" -> unmatched\n"
                     "[  900] heard \"Bye\" -> fire 3: end call \"\"\n"
                     "[ 1900] close 1000 -> passed: Testing agent-ended-call, greetings crossed\n");
}

/* An agent that answers each line once, however fast, did not greet. */
static void test_fast_answers_are_no_greeting(void **state) {
    (void)state;
    PLAY(ROWS(menu), .script = "3 say Two\n5 say Bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi\"\n"
                     "[    3] heard \"Two\" -> fire 2: say \"Second\"\n"
                     "[    5] heard \"Bye\" -> fire 3: end call \"\"\n"
                     "[ 1005] close 1000 -> passed: Testing agent-ended-call\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agent_speaks_first),
        cmocka_unit_test(test_blank_first_message),
        cmocka_unit_test(test_utterances_wait_their_turn),
        cmocka_unit_test(test_followups),
        cmocka_unit_test(test_regex_limit),
        cmocka_unit_test(test_hung_up_on_while_utterances_wait),
        cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_metadata_with_content),
        cmocka_unit_test(test_turn_gap),
        cmocka_unit_test(test_turn_gap_of_what_waited),
        cmocka_unit_test(test_longest_turn),
        cmocka_unit_test(test_longest_turn_of_what_waited),
        cmocka_unit_test(test_flood),
        cmocka_unit_test(test_ten_minutes),
        cmocka_unit_test(test_greetings_cross),
        cmocka_unit_test(test_fast_answers_are_no_greeting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
