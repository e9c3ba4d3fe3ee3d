/* test_conversation.c - what a call costs: its bytes, and that a turn allocates nothing. How it
 * behaves is in tests/traces/. */
#include "runtime/conversation.h"

#include "tests/lib/scene.h"
#include "tests/lib/test_clock.h"
#include "transports/memory_transport.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* The sample of the format's description. */
static const struct scene_row appointment[] = {
    {0, "FIRST_MESSAGE",
     "Hi there, I need to check on my appointment <break time=\"1.5s\" /> [laughter]", 0, false},
    {1, "contains \"appointment\" OR contains \"schedule\" OR contains \"help\"",
     "Yes, it is scheduled for tomorrow [laughter]", 0, false},
    {2, "contains \"confirm\" OR contains \"anything else\"",
     "No that's all, thank you <break time=\"1.0s\" />", 0, false},
    {3, NULL, "<endcall />", 2, false},
};

/* A call over the memory transport whose memory is counted. */
struct fixture {
    struct scene scene;
    struct test_clock clock;
    size_t allocations; /* That asked for memory. */
    size_t held;        /* Bytes. */
    struct memory memory;
    struct conversation_settings settings;
    struct conversation_context context;
    struct call call;
    struct memory_peer peer;
    struct transport *transport;
    struct conversation *conversation;
    size_t events[EVENTS];
};

static void *counting_resize(void *user, void *old, size_t old_size, size_t new_size) {
    struct fixture *fixture = user;
    fixture->allocations += new_size != 0;
    fixture->held += new_size - old_size;
    return memory_system.resize(memory_system.user, old, old_size, new_size);
}

static void on_event(void *user, const struct event *event) {
    ((struct fixture *)user)->events[event->kind]++;
}

static int set_up(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.memory = {counting_resize, &fixture}};
    scene_begin(&fixture.scene, appointment, sizeof(appointment) / sizeof(appointment[0]));
    fixture.scene.options.repeat_limit = MACHINE_REPEAT_LIMIT_MAX;
    scene_compile(&fixture.scene);
    test_clock_init(&fixture.clock);
    conversation_settings_default(&fixture.settings);
    fixture.context = (struct conversation_context){
        .settings = &fixture.settings,
        .clock = &fixture.clock.clock,
        .scratch = machine_scratch_create(&fixture.memory),
        .memory = &fixture.memory,
        .listener = {on_event, &fixture},
    };
    fixture.call = (struct call){
        .playbook = playbook_create(&fixture.scene.arena, fixture.scene.machine),
        .max_duration_ms = 600 * 1000,
    };
    *state = &fixture;
    return 0;
}

static void open_call(struct fixture *fixture) {
    fixture->transport = memory_transport_create(&fixture->peer, NULL);
    fixture->conversation =
        conversation_create(&fixture->context, &fixture->call, fixture->transport, NULL, NULL);
    conversation_start(fixture->conversation);
    memory_peer_accept(fixture->transport);
    test_clock_pass(&fixture->clock, 2000 * (instant)MS); /* The opening's pause. */
}

/* Without a connection. */
static int tear_down_idle(void **state) {
    struct fixture *fixture = *state;
    conversation_destroy(fixture->conversation);
    machine_scratch_destroy(fixture->context.scratch);
    scene_end(&fixture->scene);
    return fixture->held == 0 ? 0 : -1;
}

static int tear_down(void **state) {
    memory_peer_end(((struct fixture *)*state)->transport, NULL);
    return tear_down_idle(state);
}

static void say(struct fixture *fixture, const char *content) {
    char frame[256];
    int length = snprintf(frame, sizeof(frame), "{\"content\":\"%s\"}", content);
    memory_peer_send(fixture->transport, frame, (size_t)length);
}

/* A call is a few hundred bytes besides its machine's state. */
static void test_size(void **state) {
    struct fixture *fixture = *state;
    size_t own =
        conversation_size(fixture->scene.machine) - machine_state_size(fixture->scene.machine);
    assert_true(own <= 512);
    size_t before = fixture->held;
    open_call(fixture);
    assert_int_equal(fixture->held - before, conversation_size(fixture->scene.machine));
}

/* A round of all kinds of turns: fired, unmatched, and one that waits for a pause to end. */
static void play_round(struct fixture *fixture) {
    say(fixture, "How may I help you with your appointment today, dear caller?");
    say(fixture, "Hm, that does not look right to me, let me see once more.");
    memory_peer_pong(fixture->transport);
    test_clock_pass(&fixture->clock, fixture->clock.now + 100 * (instant)MS);
}

/* Once a first round has warmed it up, a turn allocates nothing. */
static void test_turns_allocate_nothing(void **state) {
    struct fixture *fixture = *state;
    open_call(fixture);
    play_round(fixture);
    size_t warm = fixture->allocations;
    for (int i = 0; i < 500; i++) {
        play_round(fixture);
    }
    assert_int_equal(fixture->allocations, warm);
    assert_int_equal(fixture->events[EVENT_FIRED], 1 + 501);
    assert_int_equal(fixture->events[EVENT_UNMATCHED], 501);
}

/* Nor do utterances that wait, once as many have waited before. */
static void test_waiting_allocates_nothing(void **state) {
    struct fixture *fixture = *state;
    fixture->settings.turn_gap_ms = 300;
    open_call(fixture);
    size_t warm = 0;
    for (int i = 0; i < 100; i++) {
        say(fixture, "One thing after");
        say(fixture, "the other, without end");
        test_clock_pass(&fixture->clock, fixture->clock.now + 400 * (instant)MS);
        warm = i == 0 ? fixture->allocations : warm;
    }
    assert_int_equal(fixture->allocations, warm);
    assert_int_equal(fixture->events[EVENT_UNMATCHED], 100);
}

/* All that an agent says is kept, so one that never stops is cut off: after 32 MiB. */
static void test_flood_without_end(void **state) {
    enum { MESSAGE = (1 << 20) - 128, MESSAGES = 32 };
    struct fixture *fixture = *state;
    static char text[MESSAGE];
    memset(text, 'x', sizeof(text));
    open_call(fixture);
    size_t said = fixture->events[EVENT_SAID];
    for (int i = 0; i < MESSAGES; i++) {
        memory_peer_send(fixture->transport, text, sizeof(text));
    }
    assert_int_equal(fixture->events[EVENT_HEARD], MESSAGES);
    assert_int_equal(fixture->events[EVENT_SAID], said);
    say(fixture, "And one more thing");
    assert_int_equal(fixture->events[EVENT_HEARD], MESSAGES);
    assert_int_equal(fixture->events[EVENT_SAID], said + 1); /* The end_call. */
}

/* A call that was never started can be cancelled: it ends from the loop, without a connection. */
static void test_cancelled_before_it_starts(void **state) {
    struct fixture *fixture = *state;
    fixture->transport = memory_transport_create(&fixture->peer, NULL);
    fixture->conversation =
        conversation_create(&fixture->context, &fixture->call, fixture->transport, NULL, NULL);
    conversation_cancel(fixture->conversation);
    assert_int_equal(fixture->events[EVENT_ENDED], 0);
    test_clock_pass(&fixture->clock, fixture->clock.now);
    assert_int_equal(fixture->events[EVENT_ENDED], 1);
    assert_int_equal(fixture->events[EVENT_CONNECTING], 0);
}

/* Who floods the caller's last words is cut off as well, and what ended the call stays. */
static void test_flood_of_last_words(void **state) {
    enum { MESSAGE = (1 << 20) - 128, MESSAGES = 32 };
    struct fixture *fixture = *state;
    static char text[MESSAGE];
    memset(text, 'x', sizeof(text));
    fixture->settings.stuck_timeout_ms = 1;
    open_call(fixture);
    say(fixture, "Nothing that fits");
    test_clock_pass(&fixture->clock, fixture->clock.now + 1 * (instant)MS);
    for (int i = 0; i < MESSAGES; i++) {
        memory_peer_send(fixture->transport, text, sizeof(text));
    }
    assert_int_equal(fixture->events[EVENT_HEARD], 1 + MESSAGES - 1);
    test_clock_pass(&fixture->clock, fixture->clock.now + 2000 * (instant)MS);
    assert_int_equal(fixture->events[EVENT_ENDED], 0); /* It was told to close, and to drop. */
}

/* What a peer in this process answers from inside send() is heard when the rest was performed. */
static void answer_at_once(void *user, const char *text, size_t length) {
    struct fixture *fixture = user;
    (void)text;
    (void)length;
    if (fixture->events[EVENT_HEARD] == 0) {
        say(fixture, "Which appointment?");
    }
}

static void test_answered_from_inside_send(void **state) {
    struct fixture *fixture = *state;
    fixture->peer = (struct memory_peer){.received = answer_at_once, .user = fixture};
    open_call(fixture);
    test_clock_pass(&fixture->clock, fixture->clock.now + 1);
    assert_int_equal(fixture->events[EVENT_HEARD], 1);
    assert_int_equal(fixture->events[EVENT_FIRED], 2);
    assert_int_equal(fixture->events[EVENT_SAID], 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_turns_allocate_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_waiting_allocates_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flood_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flood_of_last_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_answered_from_inside_send, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cancelled_before_it_starts, set_up, tear_down_idle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
