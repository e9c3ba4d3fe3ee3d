/* timers.c - every timer of spec 3.3: when it runs, what starts it again, and when it does not. */
#include "tests/traces/trace.h"

static const struct scene_row appointment[] = {
    {0, "FIRST_MESSAGE", "Hi there", 0, false},
    {1, "contains \"appointment\"", "Tomorrow's", 0, false},
    {2, "contains \"else\"", "<endcall />", 0, false},
};

/* The agent owes an answer and says nothing for five minutes. */
static void test_silence(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .script = "1000 say Which appointment?\n",
         .settings.ping_interval_ms = NOTHING,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 1000] heard \"Which appointment?\" -> fire 1: say \"Tomorrow's\"\n"
                     "[301000] end call\n"
                     "[302000] close 1000 -> failed: Main agent-silence-timed-out\n");
}

/* An agent that should speak first and does not is silent, too. */
static void test_silence_of_an_agent_that_speaks_first(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .agent_speaks_first = true, .settings.silence_timeout_ms = 4000,
         .expected = "[    0] connect 1 of 4 -> opened\n"
                     "[ 4000] end call\n"
                     "[ 5000] close 1000 -> failed: Main agent-silence-timed-out\n");
}

/* A function call is a sign that the agent works; metadata and other events are none. */
static void test_what_breaks_the_silence(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .settings.silence_timeout_ms = 4000,
         .script = "3000 raw {\"role\":\"Function Call\",\"data\":{}}\n"
                   "6000 raw {\"role\":\"Function Call Result\",\"data\":{}}\n"
                   "8000 raw {\"metadata\":{\"alive\":true}}\n"
                   "9000 raw {\"typing\":true}\n"
                   "9500 binary\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 3000] function call {}\n"
                     "[ 6000] function call result {}\n"
                     "[ 8000] metadata {\"alive\":true}\n"
                     "[ 9000] event {\"typing\":true}\n"
                     "[ 9500] binary\n"
                     "[10000] end call\n"
                     "[11000] close 1000 -> failed: Main agent-silence-timed-out\n");
}

/* While the caller performs the agent owes nothing: the silence counts from the last step. */
static void test_silence_counts_from_the_performance(void **state) {
    (void)state;
    static const struct scene_row slow[] = {
        {0, "FIRST_MESSAGE", "One moment <hold time=\"9s\" /> Here I am", 0, false},
        {1, "contains \"x\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(slow), .settings.silence_timeout_ms = 4000,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"One moment\", deaf 9000\n"
                     "[ 9000] say \"Here I am\"\n"
                     "[13000] end call\n"
                     "[14000] close 1000 -> failed: Main agent-silence-timed-out\n");
}

/* While an utterance waits for others to join it, the agent is not silent. */
static void test_no_silence_in_a_turn_gap(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .settings.silence_timeout_ms = 2000, .settings.turn_gap_ms = 3000,
         .script = "1000 say Anything else?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 1000] heard \"Anything else?\"\n"
                     "[ 4000] fire 2: end call \"\"\n"
                     "[ 5000] close 1000 -> passed: Testing agent-ended-call\n");
}

/* The last word was the agent's and fired nothing: half a minute. */
static void test_stuck(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .settings.ping_interval_ms = NOTHING, .script = "2000 say Hmm.\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 2000] heard \"Hmm.\" -> unmatched\n"
                     "[32000] end call\n"
                     "[33000] close 1000 -> failed: Testing agent-no-condition-matched"
                     ", stuck on \"Hmm.\"\n");
}

/* Utterances and function calls start it again, metadata does not. */
static void test_what_starts_stuck_again(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .settings.stuck_timeout_ms = 4000,
         .script = "2000 say Hmm.\n"
                   "5000 say Let me see.\n"
                   "8000 raw {\"role\":\"Function Call\",\"data\":{\"name\":\"find\"}}\n"
                   "11000 raw {\"metadata\":{}}\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 2000] heard \"Hmm.\" -> unmatched\n"
                     "[ 5000] heard \"Let me see.\" -> unmatched\n"
                     "[ 8000] function call {\"name\":\"find\"}\n"
                     "[11000] metadata {}\n"
                     "[12000] end call\n"
                     "[13000] close 1000 -> failed: Testing agent-no-condition-matched"
                     ", stuck on \"Let me see.\"\n");
}

/* An utterance that fires something gets the call going again. */
static void test_stuck_is_overcome(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .settings.stuck_timeout_ms = 4000,
         .script = "2000 say Hmm.\n"
                   "5000 say Appointment!\n"
                   "20000 say Anything else?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 2000] heard \"Hmm.\" -> unmatched\n"
                     "[ 5000] heard \"Appointment!\" -> fire 1: say \"Tomorrow's\"\n"
                     "[20000] heard \"Anything else?\" -> fire 2: end call \"\"\n"
                     "[21000] close 1000 -> passed: Testing agent-ended-call\n");
}

/* What was said into a hold fires nothing: when it is the last word the call is stuck, and says
 * why.
 */
static void test_stuck_behind_a_hold(void **state) {
    (void)state;
    static const struct scene_row hold[] = {
        {0, "FIRST_MESSAGE", "Hold on <hold time=\"3s\" />", 0, false},
        {1, "contains \"x\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(hold), .settings.stuck_timeout_ms = 4000, .script = "1000 say Take your time\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hold on\", deaf 3000\n"
                     "[ 1000] heard \"Take your time\" -> ignored\n"
                     "[ 7000] end call\n"
                     "[ 8000] close 1000 -> failed: Testing agent-no-condition-matched (what the "
                     "agent said last came while nothing could fire (a hold, ignore_interruptions "
                     "or an interruption))\n");
}

/* With a followup queued, whatever comes next fires it: the agent owes that. */
static void test_a_queued_followup_is_not_stuck(void **state) {
    (void)state;
    static const struct scene_row hold[] = {
        {0, "FIRST_MESSAGE", "Hold on <hold time=\"3s\" />", 0, false},
        {1, NULL, "<endcall />", 0, false},
    };
    PLAY(ROWS(hold), .settings.stuck_timeout_ms = 4000, .settings.silence_timeout_ms = 9000,
         .script = "1500 say Take your time\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hold on\", deaf 3000\n"
                     "[ 1500] heard \"Take your time\" -> ignored\n"
                     "[12000] end call\n"
                     "[13000] close 1000 -> failed: Main agent-silence-timed-out\n");
}

static const struct scene_row no_endcall[] = {
    {0, "FIRST_MESSAGE", "Hi there", 0, false},
    {1, "contains \"appointment\"", "Tomorrow's", 0, false},
};

/* Nothing has an endcall and all have fired: the caller waits as long as when stuck, then ends. */
static void test_all_fired(void **state) {
    (void)state;
    PLAY(ROWS(no_endcall), .settings.stuck_timeout_ms = 4000,
         .script = "1500 say Which appointment?\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 1500] heard \"Which appointment?\" -> fire 1: say \"Tomorrow's\"\n"
                     "[ 5500] end call\n"
                     "[ 6500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* The agent may go on meanwhile; each utterance starts the wait again. */
static void test_all_fired_and_the_agent_goes_on(void **state) {
    (void)state;
    PLAY(ROWS(no_endcall), .settings.stuck_timeout_ms = 4000,
         .script = "1500 say Which appointment?\n"
                   "4500 say Noted.\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 1500] heard \"Which appointment?\" -> fire 1: say \"Tomorrow's\"\n"
                     "[ 4500] heard \"Noted.\" -> unmatched\n"
                     "[ 8500] end call\n"
                     "[ 9500] close 1000 -> passed: Testing agent-ended-call, stuck on "
                     "\"Noted.\"\n");
}

/* A ping goes out every half minute; a pong in time is all it asks for. */
static void test_pings(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .settings.silence_timeout_ms = 70000,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[30000] ping\n"
                     "[60000] ping\n"
                     "[70000] end call\n"
                     "[71000] close 1000 -> failed: Main agent-silence-timed-out\n");
}

/* No frame of any kind within ten seconds of a ping. */
static void test_no_pong(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .never_pongs = true, .never_closes = true,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[30000] ping\n"
                     "[40000] end call -> close 1000\n"
                     "[41000] abort -> errored: connection-dropped (nothing came from the agent "
                     "after a ping)\n");
}

/* The time for a pong counts from the first ping that got none; no other is sent meanwhile. */
static void test_pong_later_than_the_next_ping(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .never_pongs = true, .settings.ping_interval_ms = 1000,
         .settings.pong_timeout_ms = 2500,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 1000] ping\n"
                     "[ 3500] end call -> close 1000 -> errored: connection-dropped (nothing came "
                     "from the agent after a ping)\n");
}

/* Any frame will do in place of a pong. */
static void test_any_frame_is_a_sign_of_life(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .never_pongs = true, .settings.ping_interval_ms = 2000,
         .settings.pong_timeout_ms = 1000,
         .script = "2500 binary\n4900 raw {\"metadata\":{}}\n6500 say Else\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 2000] ping\n"
                     "[ 2500] binary\n"
                     "[ 4000] ping\n"
                     "[ 4900] metadata {}\n"
                     "[ 6000] ping\n"
                     "[ 6500] heard \"Else\" -> fire 2: end call \"\"\n"
                     "[ 7500] close 1000 -> passed: Testing agent-ended-call\n");
}

/* The time scale shortens scripted pauses and no timer. */
static void test_time_scale(void **state) {
    (void)state;
    static const struct scene_row slow[] = {
        {0, "FIRST_MESSAGE", "Hi <break time=\"10s\" /> there <hold time=\"500ms\" />", 0, false},
        {1, "contains \"x\"", "<endcall />", 0, false},
    };
    PLAY(ROWS(slow), .settings.time_scale = 0.1, .settings.silence_timeout_ms = 4000,
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: pause 1000\n"
                     "[ 1000] say \"Hi there\", deaf 50\n"
                     "[ 5050] end call\n"
                     "[ 6050] close 1000 -> failed: Main agent-silence-timed-out\n");
}

/* A response is measured from the caller's last frame to the agent's next utterance, once. */
static void test_responses(void **state) {
    (void)state;
    PLAY(ROWS(appointment), .show_responses = true,
         .script = "1200 say Hmm.\n"
                   "1300 say An appointment?\n"
                   "2000 say Anything else?\n"
                   "2100 say Bye\n",
         .expected = "[    0] connect 1 of 4 -> opened -> fire 0: say \"Hi there\"\n"
                     "[ 1200] heard \"Hmm.\" after 1200 -> unmatched\n"
                     "[ 1300] heard \"An appointment?\" -> fire 1: say \"Tomorrow's\"\n"
                     "[ 2000] heard \"Anything else?\" after 700 -> fire 2: end call \"\"\n"
                     "[ 2100] heard \"Bye\" -> ignored\n"
                     "[ 3000] close 1000 -> passed: Testing agent-ended-call\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_silence_of_an_agent_that_speaks_first),
        cmocka_unit_test(test_what_breaks_the_silence),
        cmocka_unit_test(test_silence_counts_from_the_performance),
        cmocka_unit_test(test_no_silence_in_a_turn_gap),
        cmocka_unit_test(test_stuck),
        cmocka_unit_test(test_what_starts_stuck_again),
        cmocka_unit_test(test_stuck_is_overcome),
        cmocka_unit_test(test_stuck_behind_a_hold),
        cmocka_unit_test(test_a_queued_followup_is_not_stuck),
        cmocka_unit_test(test_all_fired),
        cmocka_unit_test(test_all_fired_and_the_agent_goes_on),
        cmocka_unit_test(test_pings),
        cmocka_unit_test(test_no_pong),
        cmocka_unit_test(test_pong_later_than_the_next_ping),
        cmocka_unit_test(test_any_frame_is_a_sign_of_life),
        cmocka_unit_test(test_time_scale),
        cmocka_unit_test(test_responses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
