/* test_worker.c - many calls on one loop: started, capped, cancelled and counted. */
#include "runtime/worker.h"

#include "tests/lib/agent_thread.h"
#include "tests/lib/small_talk.h"

#include <setjmp.h>
#include <stdarg.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS = 300, HANDSHAKES = 128 };

struct fixture {
    struct scene caller_scene;
    struct scene agent_scene;
    struct scene patient_scene;
    struct agent_thread *agent;
    struct websocket_target target;
    struct websocket_target refusing;
    int refusing_socket;
    struct conversation_settings settings;
    struct call calls[CALLS];
    struct worker_options options;
    enum worker_result result;
    /* What was told. */
    size_t opened;
    size_t by_verdict[VERDICTS];
    size_t connecting;
    size_t most_connecting;
    size_t ticks;
    bool ended[CALLS];
    int raise; /* Once all that may be in flight are open. */
    int times; /* How often. */
};

static void on_event(void *user, const struct event *event) {
    struct fixture *fixture = user;
    switch (event->kind) {
    case EVENT_CONNECTING:
        fixture->connecting++;
        if (fixture->connecting > fixture->most_connecting) {
            fixture->most_connecting = fixture->connecting;
        }
        break;
    case EVENT_OPENED:
        fixture->connecting--;
        fixture->opened++;
        for (; fixture->times > 0 && fixture->opened == fixture->options.concurrency;
             fixture->times--) {
            raise(fixture->raise);
        }
        break;
    case EVENT_ENDED:
        assert_false(fixture->ended[event->call->number]);
        fixture->ended[event->call->number] = true;
        fixture->by_verdict[event->ended.verdict]++;
        break;
    default:
        break;
    }
}

static void on_tick(void *user, instant now) {
    (void)now;
    ((struct fixture *)user)->ticks++;
}

static void compile(struct scene *scene, const struct scene_row *rows, size_t count) {
    scene_begin(scene, rows, count);
    scene_compile(scene);
    assert_non_null(scene->machine);
}

/* A port on which nobody listens, kept from everybody else. */
static uint16_t refuse(struct fixture *fixture) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    fixture->refusing_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fixture->refusing_socket, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fixture->refusing_socket, (struct sockaddr *)&address, &size), 0);
    return ntohs(address.sin_port);
}

static void plan(struct fixture *fixture, size_t count, struct scene *scene) {
    const struct playbook *playbook = playbook_create(&scene->arena, scene->machine);
    for (size_t i = 0; i < count; i++) {
        fixture->calls[i] = (struct call){
            .number = (uint32_t)i,
            .run_id = "1",
            .name = "scene",
            .playbook = playbook,
            .target = &fixture->target,
            .max_duration_ms = 600 * 1000,
        };
    }
    fixture->options.call_count = count;
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
    fixture.refusing =
        (struct websocket_target){.host = "127.0.0.1", .port = refuse(&fixture), .path = "/"};
    conversation_settings_default(&fixture.settings);
    fixture.settings.connect_attempts = 1;
    fixture.settings.grace_ms = 0;
    fixture.options = (struct worker_options){
        .settings = &fixture.settings,
        .websocket = {.max_message = (size_t)1024 * 1024},
        .calls = fixture.calls,
        .concurrency = 10,
        .listener = {on_event, &fixture},
    };
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    if (fixture->agent != NULL) {
        agent_thread_stop(fixture->agent);
    }
    close(fixture->refusing_socket);
    scene_end(&fixture->caller_scene);
    scene_end(&fixture->agent_scene);
    scene_end(&fixture->patient_scene);
    return 0;
}

static void run(struct fixture *fixture) {
    char error[256] = "";
    fixture->result = worker_run(&fixture->options, error, sizeof(error));
    assert_string_equal(error, "");
}

static size_t open_files(void) {
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

/* Every call is played, never more at once than allowed, and no file is left open. */
static void test_all_are_played(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 40, &fixture->caller_scene);
    fixture->options.concurrency = 4;
    size_t files = open_files();
    run(fixture);
    assert_int_equal(fixture->result, WORKER_DONE);
    assert_int_equal(fixture->opened, 40);
    assert_int_equal(fixture->by_verdict[VERDICT_PASSED], 40);
    assert_true(open_files() <= files);
    assert_in_range(agent_thread_stop(fixture->agent), 1, 4);
    fixture->agent = NULL;
}

/* However many may be in flight, only so many handshakes are at once. */
static void test_handshakes_are_capped(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, CALLS, &fixture->caller_scene);
    fixture->options.concurrency = CALLS;
    run(fixture);
    assert_int_equal(fixture->by_verdict[VERDICT_PASSED], CALLS);
    assert_in_range(fixture->most_connecting, 1, HANDSHAKES);
}

/* Nothing to play is played at once. */
static void test_no_calls(void **state) {
    struct fixture *fixture = *state;
    run(fixture);
    assert_int_equal(fixture->result, WORKER_DONE);
}

/* An agent that is not there errors each call and stops none. */
static void test_refused(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 20, &fixture->caller_scene);
    for (size_t i = 0; i < 20; i++) {
        fixture->calls[i].target = i % 2 == 0 ? &fixture->refusing : &fixture->target;
    }
    run(fixture);
    assert_int_equal(fixture->by_verdict[VERDICT_ERRORED], 10);
    assert_int_equal(fixture->by_verdict[VERDICT_PASSED], 10);
}

/* With fail-fast the first that does not pass keeps all others from starting. */
static void test_fail_fast(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 20, &fixture->caller_scene);
    fixture->calls[2].target = &fixture->refusing;
    fixture->options.max_failures = 1;
    fixture->options.concurrency = 1;
    run(fixture);
    assert_int_equal(fixture->result, WORKER_DONE);
    assert_int_equal(fixture->by_verdict[VERDICT_PASSED], 2);
    assert_int_equal(fixture->by_verdict[VERDICT_ERRORED], 1);
    assert_int_equal(fixture->by_verdict[VERDICT_CANCELLED], 17);
}

/* It cancels those in flight, too. */
static void test_fail_fast_in_flight(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 20, &fixture->patient_scene);
    fixture->calls[2].max_duration_ms = 300;
    fixture->options.max_failures = 1;
    fixture->options.concurrency = 5;
    run(fixture);
    assert_int_equal(fixture->opened, 5);
    assert_int_equal(fixture->by_verdict[VERDICT_FAILED], 1);
    assert_int_equal(fixture->by_verdict[VERDICT_CANCELLED], 19);
}

/* So many may fail, and no more. */
static void test_max_failures(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 20, &fixture->caller_scene);
    for (size_t i = 0; i < 20; i++) {
        fixture->calls[i].target = i % 2 == 0 ? &fixture->target : &fixture->refusing;
    }
    fixture->options.max_failures = 3;
    fixture->options.concurrency = 1;
    run(fixture);
    assert_int_equal(fixture->by_verdict[VERDICT_PASSED], 3);
    assert_int_equal(fixture->by_verdict[VERDICT_ERRORED], 3);
    assert_int_equal(fixture->by_verdict[VERDICT_CANCELLED], 14);
}

/* Calls start in the order that is asked for, and those that never do are told all the same. */
static void test_order(void **state) {
    struct fixture *fixture = *state;
    static const uint32_t order[] = {3, 0, 4, 1, 2};
    plan(fixture, 5, &fixture->caller_scene);
    fixture->calls[4].target = &fixture->refusing;
    fixture->options.order = order;
    fixture->options.max_failures = 1;
    fixture->options.concurrency = 1;
    run(fixture);
    assert_int_equal(fixture->by_verdict[VERDICT_PASSED], 2);
    assert_int_equal(fixture->by_verdict[VERDICT_ERRORED], 1);
    assert_int_equal(fixture->by_verdict[VERDICT_CANCELLED], 2);
    assert_true(fixture->ended[1] && fixture->ended[2]);
}

/* A signal ends what is in flight, and tells that the rest was never started. */
static void test_signals(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 20, &fixture->patient_scene);
    fixture->raise = SIGINT;
    fixture->times = 1;
    run(fixture);
    assert_int_equal(fixture->result, WORKER_INTERRUPTED);
    assert_int_equal(fixture->by_verdict[VERDICT_CANCELLED], 20);
    memset(fixture->ended, 0, sizeof(fixture->ended));
    fixture->opened = 0;
    fixture->raise = SIGTERM;
    fixture->times = 1;
    run(fixture);
    assert_int_equal(fixture->result, WORKER_TERMINATED);
    assert_int_equal(fixture->by_verdict[VERDICT_CANCELLED], 40);
}

/* A second signal ends the process at once, with the status that shells expect. */
static void test_second_signal(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 20, &fixture->patient_scene);
    static const struct { int signal, status; } cases[] = {{SIGINT, 130}, {SIGTERM, 143}};
    for (size_t i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == 0) {
            fixture->raise = cases[i].signal;
            fixture->times = 2;
            run(fixture);
            _exit(0);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), cases[i].status);
    }
}

/* While calls go on, whoever shows them is called from time to time. */
static void test_tick(void **state) {
    struct fixture *fixture = *state;
    plan(fixture, 1, &fixture->patient_scene);
    fixture->settings.max_duration_ms = 350;
    fixture->options.tick = on_tick;
    fixture->options.tick_user = fixture;
    run(fixture);
    assert_int_equal(fixture->by_verdict[VERDICT_FAILED], 1);
    assert_in_range(fixture->ticks, 1, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_are_played, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_handshakes_are_capped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_calls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fail_fast, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fail_fast_in_flight, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_max_failures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_signals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_second_signal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tick, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
