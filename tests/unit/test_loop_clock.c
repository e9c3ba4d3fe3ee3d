/* test_loop_clock.c - alarms on a libuv loop: in order, never early, and no handle left behind. */
#include "runtime/loop_clock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MANY = 1000 };

struct bell {
    struct alarm alarm;
    struct fixture *fixture;
    instant armed_for;
    int rung;
    struct bell *silences; /* Disarmed when this one rings. */
    int again;             /* How often it arms itself anew. */
};

struct fixture {
    uv_loop_t loop;
    struct loop_clock clock;
    struct bell bells[MANY];
    instant last; /* What the bell that rang last was armed for. */
    int rung;
};

static void arm(struct fixture *fixture, struct bell *bell, instant when) {
    bell->armed_for = when;
    clock_arm(&fixture->clock.clock, &bell->alarm, when);
}

static void ring(struct alarm *alarm) {
    struct bell *bell = (struct bell *)alarm;
    struct fixture *fixture = bell->fixture;
    assert_true(alarm->when == INSTANT_NEVER);
    assert_true(clock_now(&fixture->clock.clock) >= bell->armed_for);
    assert_true(fixture->last <= bell->armed_for);
    fixture->last = bell->armed_for;
    fixture->rung++;
    bell->rung++;
    if (bell->silences != NULL) {
        clock_disarm(&fixture->clock.clock, &bell->silences->alarm);
    }
    if (bell->again > 0) {
        bell->again--;
        arm(fixture, bell, clock_now(&fixture->clock.clock) + 100);
    }
}

static int set_up(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){0};
    uv_loop_init(&fixture.loop);
    loop_clock_init(&fixture.clock, &fixture.loop, &memory_system);
    for (size_t i = 0; i < MANY; i++) {
        fixture.bells[i] = (struct bell){.alarm = ALARM(ring), .fixture = &fixture};
    }
    *state = &fixture;
    return 0;
}

/* A handle still alive would fail the loop's close. */
static int tear_down(void **state) {
    struct fixture *fixture = *state;
    loop_clock_finish(&fixture->clock);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    return uv_loop_close(&fixture->loop);
}

/* However they were armed, they ring by time, and the loop ends behind the last. */
static void test_order(void **state) {
    struct fixture *fixture = *state;
    instant now = clock_now(&fixture->clock.clock);
    for (size_t i = 0; i < MANY; i++) {
        arm(fixture, &fixture->bells[i], now + (i * 7919 % MANY) * 10);
    }
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(fixture->rung, MANY);
}

/* A disarmed alarm does not ring; disarming it again is allowed. */
static void test_disarm(void **state) {
    struct fixture *fixture = *state;
    instant now = clock_now(&fixture->clock.clock);
    for (size_t i = 0; i < MANY; i++) {
        arm(fixture, &fixture->bells[i], now + (i * 7919 % MANY) * 10);
    }
    for (size_t i = 0; i < MANY; i += 2) {
        clock_disarm(&fixture->clock.clock, &fixture->bells[i].alarm);
        clock_disarm(&fixture->clock.clock, &fixture->bells[i].alarm);
    }
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(fixture->rung, MANY / 2);
    assert_int_equal(fixture->bells[0].rung, 0);
    assert_int_equal(fixture->bells[1].rung, 1);
}

/* Arming again replaces the earlier time, to sooner and to later. */
static void test_arm_again(void **state) {
    struct fixture *fixture = *state;
    instant now = clock_now(&fixture->clock.clock);
    arm(fixture, &fixture->bells[0], now + 3600ULL * 1000 * MS);
    arm(fixture, &fixture->bells[1], now);
    arm(fixture, &fixture->bells[1], now + 2 * (instant)MS);
    arm(fixture, &fixture->bells[0], now + 1 * (instant)MS);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(fixture->bells[0].rung, 1);
    assert_int_equal(fixture->bells[1].rung, 1);
}

/* One that rings may silence one that is due, and arm itself anew. */
static void test_from_inside(void **state) {
    struct fixture *fixture = *state;
    instant now = clock_now(&fixture->clock.clock);
    fixture->bells[0].silences = &fixture->bells[1];
    fixture->bells[0].again = 3;
    arm(fixture, &fixture->bells[0], now - 2);
    arm(fixture, &fixture->bells[1], now - 1);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(fixture->bells[0].rung, 4);
    assert_int_equal(fixture->bells[1].rung, 0);
}

/* Never is no time to be armed for. */
static void test_never(void **state) {
    struct fixture *fixture = *state;
    arm(fixture, &fixture->bells[0], clock_now(&fixture->clock.clock));
    arm(fixture, &fixture->bells[0], INSTANT_NEVER);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(fixture->rung, 0);
}

/* A clock that ends forgets what is armed. */
static void test_finish_while_armed(void **state) {
    struct fixture *fixture = *state;
    arm(fixture, &fixture->bells[0], clock_now(&fixture->clock.clock));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_disarm, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_arm_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_from_inside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_never, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_finish_while_armed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
