/* test_steps.c - pieces of an action gathered into steps. */
#include "engine/steps.h"
#include "tests/lib/steps_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

struct fixture {
    struct arena arena;
    struct steps steps;
    struct action action;
    struct buffer printed;
};

static int set_up(void **state) {
    struct fixture *fixture = test_calloc(1, sizeof(*fixture));
    arena_init(&fixture->arena, NULL);
    steps_init(&fixture->steps, &fixture->arena);
    buffer_init(&fixture->printed, NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    steps_finish(&fixture->steps);
    buffer_finish(&fixture->printed);
    arena_finish(&fixture->arena);
    test_free(fixture);
    return 0;
}

static void say(struct fixture *fixture, const char *text) {
    steps_cut(&fixture->steps);
    steps_text(&fixture->steps, text, strlen(text));
}

static void assert_steps(struct fixture *fixture, const char *expected) {
    steps_done(&fixture->steps, &fixture->action);
    steps_print(&fixture->action, &fixture->printed);
    assert_string_equal(buffer_terminate(&fixture->printed), expected);
}

/* Nothing is no step. */
static void test_nothing(void **state) {
    struct fixture *fixture = *state;
    say(fixture, " ");
    assert_steps(fixture, "");
    assert_string_equal(fixture->action.content, "");
}

/* A message is sent whole, after the sum of its breaks. */
static void test_breaks_come_first(void **state) {
    struct fixture *fixture = *state;
    say(fixture, "a ");
    steps_break(&fixture->steps, 1000);
    say(fixture, "b");
    steps_break(&fixture->steps, 500);
    say(fixture, " c");
    assert_steps(fixture, "pause 1500 waits\nsay \"a b c\"\n");
}

/* Breaks of another message, or of another mode, are not added to. */
static void test_breaks_apart(void **state) {
    struct fixture *fixture = *state;
    steps_break(&fixture->steps, 1);
    say(fixture, "a");
    steps_pause(&fixture->steps, PAUSE_INTERRUPTIBLE, 2);
    steps_break(&fixture->steps, 4);
    fixture->steps.deaf = true;
    steps_break(&fixture->steps, 8);
    steps_break(&fixture->steps, 16);
    fixture->steps.deaf = false;
    say(fixture, "b");
    assert_steps(fixture, "pause 1 waits\nsay \"a\"\npause 2 interruptible\npause 4 waits\n"
                          "pause 24 deaf\nsay \"b\"\n");
}

/* A break does not melt into a hold before it. */
static void test_break_behind_hold(void **state) {
    struct fixture *fixture = *state;
    fixture->steps.deaf = true;
    steps_pause(&fixture->steps, PAUSE_INTERRUPTIBLE, 1);
    steps_break(&fixture->steps, 2);
    assert_steps(fixture, "pause 1 deaf\npause 2 deaf\n");
}

/* A sum that is too large stays the largest. */
static void test_breaks_saturate(void **state) {
    struct fixture *fixture = *state;
    steps_break(&fixture->steps, UINT32_MAX - 1);
    steps_break(&fixture->steps, 2);
    assert_steps(fixture, "pause 4294967295 waits\n");
}

/* Digits and client messages split the text; an SMS does not, and comes before it. */
static void test_splits(void **state) {
    struct fixture *fixture = *state;
    say(fixture, "a");
    steps_add(&fixture->steps, &(struct step){.kind = STEP_SEND_SMS, .say = {"s", 1}});
    say(fixture, "b");
    steps_add(&fixture->steps, &(struct step){.kind = STEP_DTMF, .say = {"1#", 2}});
    say(fixture, "c");
    steps_add(&fixture->steps,
              &(struct step){.kind = STEP_CLIENT_MESSAGE, .client_message = {"t", "d"}});
    assert_steps(fixture, "sms \"s\"\nsay \"ab\"\ndtmf \"1#\"\nsay \"c\"\nclient \"t\" \"d\"\n");
    assert_string_equal(fixture->action.content, "ab c");
    assert_false(fixture->action.ends_call);
}

/* The end of a call takes the text along. */
static void test_ends_with_text(void **state) {
    struct fixture *fixture = *state;
    say(fixture, "Hello");
    steps_pause(&fixture->steps, PAUSE_DEAF, 1);
    say(fixture, "Bye ");
    steps_break(&fixture->steps, 2);
    steps_end_call(&fixture->steps);
    assert_steps(fixture, "say \"Hello\"\npause 1 deaf\npause 2 waits\nend \"Bye\"\n");
    assert_string_equal(fixture->action.content, "Hello Bye");
    assert_int_equal(fixture->action.content_length, 9);
    assert_true(fixture->action.ends_call);
}

/* The end of a call needs no text. */
static void test_ends_without_text(void **state) {
    struct fixture *fixture = *state;
    steps_end_call(&fixture->steps);
    assert_steps(fixture, "end \"\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_breaks_come_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_breaks_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_break_behind_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_breaks_saturate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_splits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ends_with_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ends_without_text, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
