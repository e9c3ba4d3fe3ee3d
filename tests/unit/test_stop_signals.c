/* test_stop_signals.c - SIGINT and SIGTERM on a loop. */
#include "runtime/stop_signals.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
    uv_loop_t loop;
    struct stop_signals signals;
    int heard; /* The number of the last signal. */
};

static void heard(uv_signal_t *handle, int number) {
    struct fixture *fixture = handle->data;
    fixture->heard = number;
    uv_stop(&fixture->loop);
}

static void begin(struct fixture *fixture) {
    *fixture = (struct fixture){0};
    assert_int_equal(uv_loop_init(&fixture->loop), 0);
}

/* The loop has nothing left that is open. */
static void end(struct fixture *fixture) {
    stop_signals_close(&fixture->signals);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&fixture->loop), 0);
}

/* Both are heard, whoever listens is told which, and they keep the loop running until then. */
static void both_are_heard(void **state) {
    (void)state;
    static const int numbers[] = {SIGINT, SIGTERM};
    struct fixture fixture;
    begin(&fixture);
    assert_int_equal(stop_signals_start(&fixture.signals, &fixture.loop, heard, &fixture), 0);
    for (size_t i = 0; i < 2; i++) {
        raise(numbers[i]);
        uv_run(&fixture.loop, UV_RUN_DEFAULT);
        assert_int_equal(fixture.heard, numbers[i]);
    }
    end(&fixture);
}

/* Without a reference to them the loop ends by itself. */
static void loop_ends_without_them(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture);
    assert_int_equal(stop_signals_start(&fixture.signals, &fixture.loop, heard, &fixture), 0);
    stop_signals_unref(&fixture.signals);
    uv_run(&fixture.loop, UV_RUN_DEFAULT);
    assert_int_equal(fixture.heard, 0);
    end(&fixture);
}

/* What was never started can be closed. */
static void never_started(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture);
    end(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_are_heard),
        cmocka_unit_test(loop_ends_without_them),
        cmocka_unit_test(never_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
