/* test_load_worker.c - one thread's share of a load: which calls it is dealt, that all of them are
 * played and counted, and how it is stopped. */
#include "runtime/load_worker.h"

#include "tests/lib/agent_thread.h"
#include "tests/lib/small_talk.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { WORKERS_MOST = 2, CALLS_MOST = 64 };

static const struct schedule_stage fast[] = {
    {.duration_us = SCHEDULE_ENDLESS_US, .from_rate = 1000, .to_rate = 1000}};

/* What one worker's listener heard, on that worker's thread. */
struct heard {
    uint32_t numbers[CALLS_MOST]; /* Of the calls as they began. */
    char run_ids[CALLS_MOST][32];
    uint32_t began;
    uint32_t in_flight, most;
    uint32_t most_place;
    uint32_t by_verdict[VERDICTS];
    atomic_uint opened; /* Read by the test meanwhile. */
    uv_async_t *notify;
};

struct fixture {
    struct scene caller_scene;
    struct scene agent_scene;
    struct scene patient_scene;
    struct agent_thread *agent;
    struct websocket_target target;
    struct conversation_settings settings;
    struct load_play play;
    struct load_plan plan;
    uv_loop_t loop;
    uv_async_t notify;
    struct load_worker *workers[WORKERS_MOST];
    struct heard heard[WORKERS_MOST];
};

static void on_event(void *user, const struct event *event) {
    struct heard *heard = user;
    uint32_t place = load_worker_place(event->call);
    heard->most_place = place > heard->most_place ? place : heard->most_place;
    switch (event->kind) {
    case EVENT_CONNECTING:
        snprintf(heard->run_ids[heard->began], sizeof(heard->run_ids[0]), "%s",
                 event->call->run_id);
        heard->numbers[heard->began++] = event->call->number;
        heard->in_flight++;
        heard->most = heard->in_flight > heard->most ? heard->in_flight : heard->most;
        break;
    case EVENT_OPENED:
        atomic_fetch_add(&heard->opened, 1);
        uv_async_send(heard->notify);
        break;
    case EVENT_ENDED:
        heard->by_verdict[event->ended.verdict]++;
        heard->in_flight--;
        break;
    default:
        break;
    }
}

static void on_notify(uv_async_t *notify) {
    (void)notify; /* The loop turns. */
}

static void compile(struct scene *scene, const struct scene_row *rows, size_t count) {
    scene_begin(scene, rows, count);
    scene_compile(scene);
    assert_non_null(scene->machine);
}

/* A closed load of @calls calls by one worker, one at a time. */
static void plan(struct fixture *fixture, struct scene *scene, uint32_t calls) {
    static const uint16_t mix[] = {0};
    fixture->play = (struct load_play){
        .call = {.name = "scene",
                 .run_id = "",
                 .playbook = playbook_create(&scene->arena, scene->machine),
                 .target = &fixture->target,
                 .max_duration_ms = 600 * 1000},
    };
    fixture->plan = (struct load_plan){
        .settings = &fixture->settings,
        .websocket = {.max_message = (size_t)1024 * 1024},
        .id = "0123456789",
        .plays = &fixture->play,
        .scenario_count = 1,
        .row_count = 1,
        .mix = mix,
        .mix_length = 1,
        .condition_count = 3,
        .schedule = {.stages = fast, .stage_count = 1, .shard_count = 1},
        .at_once = 1,
        .calls = calls,
        .max_in_flight = CALLS_MOST,
        .workers = 1,
    };
}

static int set_up(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){0};
    compile(&fixture.caller_scene, caller, sizeof(caller) / sizeof(caller[0]));
    compile(&fixture.agent_scene, agent, sizeof(agent) / sizeof(agent[0]));
    compile(&fixture.patient_scene, patient, sizeof(patient) / sizeof(patient[0]));
    fixture.agent = agent_thread_start(fixture.agent_scene.machine);
    fixture.target = (struct websocket_target){
        .host = "127.0.0.1", .port = agent_thread_port(fixture.agent), .path = "/"};
    conversation_settings_default(&fixture.settings);
    fixture.settings.connect_attempts = 1;
    fixture.settings.grace_ms = 0;
    plan(&fixture, &fixture.caller_scene, 20);
    assert_int_equal(uv_loop_init(&fixture.loop), 0);
    assert_int_equal(uv_async_init(&fixture.loop, &fixture.notify, on_notify), 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < WORKERS_MOST; i++) {
        load_worker_destroy(fixture->workers[i]);
    }
    agent_thread_stop(fixture->agent);
    uv_close((uv_handle_t *)&fixture->notify, NULL);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    scene_end(&fixture->caller_scene);
    scene_end(&fixture->agent_scene);
    scene_end(&fixture->patient_scene);
    return uv_loop_close(&fixture->loop);
}

static void start(struct fixture *fixture) {
    for (uint32_t i = 0; i < fixture->plan.workers; i++) {
        char error[256] = "";
        fixture->heard[i].notify = &fixture->notify;
        const struct load_worker_options options = {
            .plan = &fixture->plan,
            .index = i,
            .listener = {on_event, &fixture->heard[i]},
            .notify = &fixture->notify,
        };
        fixture->workers[i] = load_worker_create(&options, error, sizeof(error));
        assert_string_equal(error, "");
    }
    for (uint32_t i = 0; i < fixture->plan.workers; i++) {
        assert_int_equal(load_worker_start(fixture->workers[i], uv_hrtime() / 1000), 0);
    }
}

static void finish(struct fixture *fixture) {
    for (uint32_t i = 0; i < fixture->plan.workers; i++) {
        while (!load_worker_is_done(fixture->workers[i])) {
            uv_run(&fixture->loop, UV_RUN_ONCE);
        }
        load_worker_join(fixture->workers[i]);
    }
}

static void run(struct fixture *fixture) {
    start(fixture);
    finish(fixture);
}

static void await_open(struct fixture *fixture, unsigned calls) {
    while (atomic_load(&fixture->heard[0].opened) < calls) {
        uv_run(&fixture->loop, UV_RUN_ONCE);
    }
}

static const struct load_interval *counted(const struct fixture *fixture) {
    return load_worker_tally(fixture->workers[0])->interval;
}

/* A closed load plays all its calls, at most so many at once, and counts each of them once. */
static void test_closed(void **state) {
    struct fixture *fixture = *state;
    fixture->plan.at_once = 4;
    run(fixture);
    const struct heard *heard = &fixture->heard[0];
    const struct load_interval *interval = counted(fixture);
    assert_int_equal(heard->began, 20);
    assert_int_equal(heard->by_verdict[VERDICT_PASSED], 20);
    assert_in_range(heard->most, 1, 4);
    assert_int_equal(interval->due, 20);
    assert_int_equal(interval->started, 20);
    assert_int_equal(interval->verdicts[VERDICT_PASSED], 20);
    assert_int_equal(interval->heard, 40);
    assert_int_equal(interval->times[LOAD_RESPONSE].count, 40);
    assert_int_equal(interval->times[LOAD_CONNECT].count, 20);
    assert_int_equal(interval->in_flight, 0);
    assert_int_equal(load_worker_tally(fixture->workers[0])->scenarios[0].heard, 40);
}

/* The place of a call that has ended is taken again; its run id is not. */
static void test_places(void **state) {
    struct fixture *fixture = *state;
    run(fixture);
    assert_int_equal(fixture->heard[0].most_place, 0);
    assert_string_equal(fixture->heard[0].run_ids[0], "01234567-0");
    assert_string_equal(fixture->heard[0].run_ids[19], "01234567-19");
}

/* Each shard's calls are its own, and its workers share them: none is made twice or left out. */
static void test_dealt(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        uint32_t shard, shards, workers;
        uint32_t first[WORKERS_MOST]; /* Number of each worker's first call, */
        uint32_t stride;              /* and how far apart they are. */
    } cases[] = {
        {0, 1, 1, {0, 0}, 1},
        {0, 1, 2, {0, 1}, 2},
        {1, 3, 1, {1, 0}, 3},
        {1, 3, 2, {1, 4}, 6},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture->plan.schedule.shard = cases[i].shard;
        fixture->plan.schedule.shard_count = cases[i].shards;
        fixture->plan.workers = cases[i].workers;
        fixture->plan.at_once = 6;
        memset(fixture->heard, 0, sizeof(fixture->heard));
        run(fixture);
        for (uint32_t worker = 0; worker < cases[i].workers; worker++) {
            const struct heard *heard = &fixture->heard[worker];
            uint32_t expected = cases[i].first[worker];
            for (uint32_t call = 0; call < heard->began; call++, expected += cases[i].stride) {
                assert_int_equal(heard->numbers[call], expected);
            }
            assert_in_range(expected, 20, 20 + cases[i].stride - 1);
            load_worker_destroy(fixture->workers[worker]);
            fixture->workers[worker] = NULL;
        }
    }
}

/* Where there are fewer calls at once than workers, those without any are done at once. */
static void test_nothing_to_do(void **state) {
    struct fixture *fixture = *state;
    fixture->plan.workers = 2;
    run(fixture);
    assert_int_equal(fixture->heard[0].began, 10);
    assert_int_equal(fixture->heard[1].began, 0);
}

/* An open load starts its calls when they are due: the last of twenty at 1,000 a second 19 ms
 * behind the first, whenever that really was. */
static void test_open(void **state) {
    struct fixture *fixture = *state;
    fixture->plan.is_open = true;
    run(fixture);
    struct schedule schedule;
    uint64_t due = 0;
    schedule_begin(&schedule, &fixture->plan.schedule);
    for (int i = 0; i < 20; i++) {
        assert_true(schedule_next(&schedule, &due));
    }
    assert_int_equal(load_worker_last_due(fixture->workers[0]), due);
    assert_int_equal(fixture->heard[0].by_verdict[VERDICT_PASSED], 20);
    assert_int_equal(counted(fixture)->times[LOAD_LATENESS].count, 20);
}

/* An open load never has more in flight than allowed; what is held back is made later. */
static void test_held_back(void **state) {
    struct fixture *fixture = *state;
    fixture->plan.is_open = true;
    fixture->plan.max_in_flight = 1;
    run(fixture);
    assert_int_equal(fixture->heard[0].began, 20);
    assert_int_equal(fixture->heard[0].most, 1);
    assert_true(counted(fixture)->held_back <= counted(fixture)->late);
}

/* Calls of the warm-up are played, and counted apart. */
static void test_warm_up(void **state) {
    struct fixture *fixture = *state;
    fixture->plan.is_open = true;
    fixture->plan.warm_up_us = 9500;
    run(fixture);
    const struct load_interval *interval = counted(fixture);
    assert_int_equal(fixture->heard[0].by_verdict[VERDICT_PASSED], 20);
    assert_int_equal(interval->warm_up + interval->started, 20);
    assert_int_equal(interval->due, interval->started);
    assert_in_range(interval->warm_up, 9, 10);
}

/* More at once than the library shakes hands with easily: they are paced, and all are made. */
static void test_paced(void **state) {
    struct fixture *fixture = *state;
    fixture->plan.calls = CALLS_MOST;
    fixture->plan.at_once = CALLS_MOST;
    run(fixture);
    assert_int_equal(fixture->heard[0].by_verdict[VERDICT_PASSED], CALLS_MOST);
}

/* Nobody answers: each call is an error of its own. */
static void test_refused(void **state) {
    struct fixture *fixture = *state;
    static const char *const addresses[] = {"127.0.0.1", "127.0.0.2"};
    fixture->plan.local_addresses = addresses;
    fixture->plan.local_address_count = 2;
    fixture->target.port = 1;
    run(fixture);
    assert_int_equal(fixture->heard[0].by_verdict[VERDICT_ERRORED], 20);
    assert_int_equal(counted(fixture)->endings[ENDING_NOT_CONNECTED], 20);
    assert_int_equal(counted(fixture)->times[LOAD_CONNECT].count, 0);
}

/* What is asked for is what was counted so far; the rest is counted into what was handed over. */
static void test_ask(void **state) {
    struct fixture *fixture = *state;
    static struct load_interval spare;
    memset(&spare, 0, sizeof(spare));
    plan(fixture, &fixture->patient_scene, 5);
    fixture->plan.at_once = 5;
    start(fixture);
    await_open(fixture, 5);
    assert_null(load_worker_answer(fixture->workers[0]));
    load_worker_ask(fixture->workers[0], &spare);
    struct load_interval *answer = NULL;
    while ((answer = load_worker_answer(fixture->workers[0])) == NULL) {
        uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    assert_int_equal(answer->started, 5);
    assert_int_equal(answer->in_flight, 5);
    assert_int_equal(load_interval_ended(answer), 0);
    load_worker_stop(fixture->workers[0], true);
    finish(fixture);
    assert_ptr_equal(counted(fixture), &spare);
    assert_int_equal(spare.started, 0);
    assert_int_equal(spare.verdicts[VERDICT_CANCELLED], 5);
}

/* Told to stop it starts no more calls, and lets those in flight come to their end. */
static void test_stop(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, &fixture->patient_scene, 0);
    fixture->settings.max_duration_ms = 300;
    fixture->plan.at_once = 3;
    start(fixture);
    await_open(fixture, 3);
    load_worker_stop(fixture->workers[0], false);
    finish(fixture);
    const struct heard *heard = &fixture->heard[0];
    assert_int_equal(heard->by_verdict[VERDICT_CANCELLED], 0);
    assert_int_equal(heard->by_verdict[VERDICT_FAILED], heard->began);
}

/* An open load that is stopped counts what was due until then, also what was never started. */
static void test_stop_when_held_back(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, &fixture->patient_scene, 0);
    fixture->plan.is_open = true;
    fixture->plan.max_in_flight = 2;
    start(fixture);
    await_open(fixture, 2);
    load_worker_stop(fixture->workers[0], true);
    finish(fixture);
    assert_int_equal(counted(fixture)->started, 2);
    assert_true(counted(fixture)->due >= 2);
    assert_int_equal(fixture->heard[0].by_verdict[VERDICT_CANCELLED], 2);
}

/* A closed load starts nothing behind its duration. */
static void test_duration(void **state) {
    struct fixture *fixture = *state;
    fixture->plan.calls = 0;
    fixture->plan.duration_us = 1;
    run(fixture);
    assert_in_range(fixture->heard[0].began, 0, 1);
}

/* A worker that cannot be made says why, and leaves nothing behind. */
static void test_cannot_be_made(void **state) {
    struct fixture *fixture = *state;
    char error[256] = "";
    fixture->plan.websocket.want_tls = true;
    fixture->plan.websocket.ca_file = "/nowhere/at/all.pem";
    const struct load_worker_options options = {.plan = &fixture->plan, .notify = &fixture->notify};
    assert_null(load_worker_create(&options, error, sizeof(error)));
    assert_string_not_equal(error, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_closed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dealt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_to_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_held_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_warm_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_paced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ask, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stop_when_held_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_duration, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cannot_be_made, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
