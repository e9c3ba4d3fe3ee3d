/* pauses.c - what an action does besides speaking, and what the agent may do meanwhile (spec 2.2).
 */
#include "tests/traces/trace.h"

/* A break is inside its message, which goes out whole behind it; utterances wait. */
static void test_break(void **state) {
    (void)state;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE", "Hi <break time=\"1.5s\" /> there <break time=\"500ms\" />", 0, false},
        {1, "contains \"name\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(rows), .script = "1200 say Your name?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 2000\n"
                     "[ 1200] heard \"Your name?\"\n"
                     "[ 2000] say \"Hi there\"\n"
                     "[ 2000] fire 1: end call \"\"\n"
                     "[ 3000] close 1000 -> passed: Testing agent-ended-call, greetings crossed\n");
}

static const struct scene_row silence[] = {
    {0, "FIRST_MESSAGE", "Let me think <silence time=\"2s\" /> It is Tuesday", 0, false},
    {1, "contains \"still there\"", "Yes <endcall />", 0, false},
    {2, "contains \"tuesday\"", "Right <endcall />", 0, false},
    {3, NULL, "A followup of the first", 0, false},
};

/* Nobody interrupts: the silence passes, the action goes on, and its followup comes next. */
static void test_silence_passes(void **state) {
    (void)state;
    PLAY(ROWS(silence), .script = "3000 say Are you still there?\n4000 eof\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Let me think\", silence "
                     "2000\n"
                     "[ 2000] say \"It is Tuesday\"\n"
                     "[ 3000] heard \"Are you still there?\" -> fire 3: say \"A followup of the "
                     "first\"\n"
                     "[ 4000] failed: Main agent-ended-call\n");
}

/* The agent speaks in the silence: the rest is dropped, the followup with it, and it is heard. */
static void test_silence_is_interrupted(void **state) {
    (void)state;
    PLAY(ROWS(silence), .script = "1500 say Are you still there?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Let me think\", silence "
                     "2000\n"
                     "[ 1500] heard \"Are you still there?\" -> 0 is dropped -> fire 1: end call "
                     "\"Yes\"\n"
                     "[ 2500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* What interrupts need not fire anything; the rest is dropped all the same. */
static void test_silence_is_interrupted_by_anything(void **state) {
    (void)state;
    PLAY(ROWS(silence), .script = "1500 say Hmm\n2500 say Tuesday?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Let me think\", silence "
                     "2000\n"
                     "[ 1500] heard \"Hmm\" -> 0 is dropped -> unmatched\n"
                     "[ 2500] heard \"Tuesday?\" -> fire 2: end call \"Right\"\n"
                     "[ 3500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* A function call or metadata interrupts nothing. */
static void test_silence_is_not_interrupted_by_data(void **state) {
    (void)state;
    PLAY(ROWS(silence),
         .script = "500 raw {\"role\":\"Function Call\",\"data\":{}}\n"
                   "600 raw {\"metadata\":{}}\n"
                   "2500 eof\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Let me think\", silence "
                     "2000\n"
                     "[  500] function call {}\n"
                     "[  600] metadata {}\n"
                     "[ 2000] say \"It is Tuesday\"\n"
                     "[ 2500] failed: Main agent-ended-call\n");
}

/* An utterance that already waits when the silence would begin interrupts it, too. */
static void test_silence_that_is_interrupted_beforehand(void **state) {
    (void)state;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE", "So <break time=\"1s\" /> <silence time=\"2s\" /> It is Tuesday", 0,
         false},
        {1, "contains \"still there\"", "Yes <endcall />", 0, false},
    };
    PLAY(ROWS(rows), .script = "700 say Still there?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 1000\n"
                     "[  700] heard \"Still there?\"\n"
                     "[ 1000] say \"So\" -> 0 is dropped -> fire 1: end call \"Yes\"\n"
                     "[ 2000] close 1000 -> passed: Testing agent-ended-call, greetings crossed\n");
}

/* With a turn gap the interruption comes at once, its turn when the gap has passed. */
static void test_silence_is_interrupted_with_a_gap(void **state) {
    (void)state;
    PLAY(ROWS(silence), .settings.turn_gap_ms = 300, .script = "1500 say Still\n1700 say there?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Let me think\", silence "
                     "2000\n"
                     "[ 1500] heard \"Still\" -> 0 is dropped\n"
                     "[ 1700] heard \"there?\"\n"
                     "[ 2000] fire 1: end call \"Yes\"\n"
                     "[ 3000] close 1000 -> passed: Testing agent-ended-call\n");
}

/* A hold cannot be interrupted: what is said into it is recorded and triggers nothing, ever. */
static void test_hold(void **state) {
    (void)state;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE", "One moment <hold time=\"5s\" /> Here I am", 0, false},
        {1, "contains \"bye\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(rows), .script = "2000 say Bye\n6000 say Bye now\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"One moment\", deaf 5000\n"
                     "[ 2000] heard \"Bye\" -> ignored\n"
                     "[ 5000] say \"Here I am\"\n"
                     "[ 6000] heard \"Bye now\" -> fire 1: end call \"\"\n"
                     "[ 7000] close 1000 -> passed: Testing agent-ended-call\n");
}

/* What waited before a hold began still has its turn behind it. */
static void test_what_waits_before_a_hold(void **state) {
    (void)state;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE", "One <break time=\"2s\" /> moment <hold time=\"1s\" />", 0, false},
        {1, "contains \"bye\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(rows), .script = "1500 say Bye\n2500 say Bye again\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 2000\n"
                     "[ 1500] heard \"Bye\"\n"
                     "[ 2000] say \"One moment\", deaf 1000\n"
                     "[ 2500] heard \"Bye again\" -> ignored\n"
                     "[ 3000] fire 1: end call \"\"\n"
                     "[ 4000] close 1000 -> passed: Testing agent-ended-call, greetings crossed\n");
}

/* Breaks within ignore_interruptions are deaf. */
static void test_ignore_interruptions(void **state) {
    (void)state;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE",
         "<ignore_interruptions>Please <break time=\"1s\" /> listen</ignore_interruptions>", 0,
         false},
        {1, "contains \"bye\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(rows), .script = "500 say Bye\n1500 say Bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: deaf 1000\n"
                     "[  500] heard \"Bye\" -> ignored\n"
                     "[ 1000] say \"Please listen\"\n"
                     "[ 1500] heard \"Bye\" -> fire 1: end call \"\"\n"
                     "[ 2500] close 1000 -> passed: Testing agent-ended-call, greetings crossed\n");
}

static const struct scene_row interruption[] = {
    {0, "FIRST_MESSAGE", "Hi <break time=\"2s\" />", 0, false},
    {1, NULL, "<interruption time=\"3s\" /> Let me stop you <endcall />", 0, false},
};

/* An interruption counts from the utterance that fired it; what follows it triggers nothing. */
static void test_interruption(void **state) {
    (void)state;
    PLAY(ROWS(interruption), .script = "5000 say Once upon a time\n6000 say there was\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 2000\n"
                     "[ 2000] say \"Hi\"\n"
                     "[ 5000] heard \"Once upon a time\" -> fire 1: deaf 3000\n"
                     "[ 6000] heard \"there was\" -> ignored\n"
                     "[ 8000] end call \"Let me stop you\"\n"
                     "[ 9000] close 1000 -> passed: Testing agent-ended-call\n");
}

/* Also when that utterance had to wait its turn, with others behind it. */
static void test_interruption_by_what_waited(void **state) {
    (void)state;
    PLAY(ROWS(interruption), .script = "1500 say Once upon a time\n1700 say there was\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 2000\n"
                     "[ 1500] heard \"Once upon a time\"\n"
                     "[ 1700] heard \"there was\"\n"
                     "[ 2000] say \"Hi\"\n"
                     "[ 2000] fire 1: deaf 2500\n"
                     "[ 2000] \"there was\" -> ignored\n"
                     "[ 4500] end call \"Let me stop you\"\n"
                     "[ 5500] close 1000 -> passed: Testing agent-ended-call, greetings crossed\n");
}

/* Digits, a text message that is only told of, and a client message: each in its place. */
static void test_other_steps(void **state) {
    (void)state;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE",
         "Dialling <dtmf digits=\"12#\" /> <send_sms text=\"done\" /> "
         "<client_message t=\"ui\" d='{\"x\":1}' /> Ready",
         0, false},
        {1, "contains \"x\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(rows), .script = "500 eof\n", .show_frames = true,
         .expected =
             "[    0] connect 1 of 4 -> opened -> fire 0\n"
             "[    0] frame {\"content\":\"Dialling\"} -> say \"Dialling\"\n"
             "[    0] frame {\"content\":\"12#\",\"type\":\"dtmf\"} -> dtmf \"12#\", sms "
             "\"done\"\n"
             "[    0] frame {\"label\":\"rtvi-ai\",\"type\":\"client-message\",\"id\":\"0-3\","
             "\"data\":{\"t\":\"ui\",\"d\":{\"x\":1}}} -> client message "
             "\"{\"label\":\"rtvi-ai\",\"type\":\"client-message\",\"id\":\"0-3\",\"data\":{"
             "\"t\":\"ui\",\"d\":{\"x\":1}}}\"\n"
             "[    0] frame {\"content\":\"Ready\"} -> say \"Ready\"\n"
             "[  500] failed: Main agent-ended-call\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_break),
        cmocka_unit_test(test_silence_passes),
        cmocka_unit_test(test_silence_is_interrupted),
        cmocka_unit_test(test_silence_is_interrupted_by_anything),
        cmocka_unit_test(test_silence_is_not_interrupted_by_data),
        cmocka_unit_test(test_silence_that_is_interrupted_beforehand),
        cmocka_unit_test(test_silence_is_interrupted_with_a_gap),
        cmocka_unit_test(test_hold),
        cmocka_unit_test(test_what_waits_before_a_hold),
        cmocka_unit_test(test_ignore_interruptions),
        cmocka_unit_test(test_interruption),
        cmocka_unit_test(test_interruption_by_what_waited),
        cmocka_unit_test(test_other_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
