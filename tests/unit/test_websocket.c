/* test_websocket.c - the promises of a transport, kept by the client on libwebsockets. How each
 * connection ends is tests/wire/test_transport.py. */
#include "transports/websocket.h"

#include "transports/listener.h"
#include "transports/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

enum { DEADLINE_MS = 20000, KEY_BYTES = 16 };

struct fixture {
    uv_loop_t loop;
    uv_timer_t deadline;
    struct websocket_context *context;
    struct websocket_target target;
    struct transport *transport;
    struct listener *listener; /* A server that accepts and never answers. */
    int accepted;              /* Its descriptor; -1. */
    bool inside;               /* One of the transport's operations is running. */
    int closed_count;
    bool closed;
    enum transport_end_kind kind;
};

static void expired(uv_timer_t *timer) {
    (void)timer;
    fail_msg("nothing more happens");
}

static void run_until(struct fixture *fixture, const bool *happened) {
    uv_timer_start(&fixture->deadline, expired, DEADLINE_MS, 0);
    while (!*happened) {
        uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    uv_timer_stop(&fixture->deadline);
}

static void opened(void *user) {
    (void)user;
    fail_msg("opened");
}

static void message(void *user, char *text, size_t length) {
    (void)user;
    fail_msg("a message");
    memset(text, '!', length);
}

static void activity(void *user, bool binary) {
    (void)user;
    (void)binary;
    fail_msg("activity");
}

static void closed(void *user, const struct transport_end *end) {
    struct fixture *fixture = user;
    assert_false(fixture->inside);
    assert_non_null(end->detail);
    assert_non_null(end->close_reason);
    fixture->closed = true;
    fixture->closed_count++;
    fixture->kind = end->kind;
}

static const struct transport_listener listener = {
    .opened = opened, .message = message, .activity = activity, .closed = closed};

static bool has_accepted;

static void accept_it(void *user, int fd) {
    ((struct fixture *)user)->accepted = fd;
    has_accepted = true;
}

static int set_up(void **state) {
    struct fixture *fixture = test_calloc(1, sizeof(*fixture));
    uv_loop_init(&fixture->loop);
    uv_timer_init(&fixture->loop, &fixture->deadline);
    char error[256];
    fixture->accepted = -1;
    has_accepted = false;
    fixture->listener =
        listener_create(&fixture->loop, "127.0.0.1", 0, accept_it, fixture, error, sizeof(error));
    const struct websocket_options options = {.max_message = 1000};
    const char *words;
    fixture->context = websocket_context_create(&fixture->loop, &options, &words);
    if (fixture->listener == NULL || fixture->context == NULL) {
        return -1;
    }
    fixture->target = (struct websocket_target){
        .host = "127.0.0.1", .port = listener_port(fixture->listener), .path = "/"};
    fixture->transport = websocket_create(fixture->context, &fixture->target);
    fixture->transport->listener = &listener;
    fixture->transport->user = fixture;
    *state = fixture;
    return 0;
}

/* Nothing is left in the loop. */
static int tear_down(void **state) {
    struct fixture *fixture = *state;
    fixture->transport->operations->destroy(fixture->transport);
    websocket_context_destroy(fixture->context, NULL, NULL);
    listener_destroy(fixture->listener);
    if (fixture->accepted >= 0) {
        close(fixture->accepted);
    }
    uv_close((uv_handle_t *)&fixture->deadline, NULL);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    int left = uv_loop_close(&fixture->loop);
    test_free(fixture);
    return left;
}

static int open_it(struct fixture *fixture) {
    fixture->inside = true;
    int result = fixture->transport->operations->open(fixture->transport);
    fixture->inside = false;
    return result;
}

static void close_it(struct fixture *fixture, bool abruptly) {
    fixture->inside = true;
    if (abruptly) {
        fixture->transport->operations->abort(fixture->transport);
    } else {
        fixture->transport->operations->close(fixture->transport, 1000);
    }
    fixture->inside = false;
}

/* Before it is open nothing can be sent, and closing is nothing. */
static void test_before_open(void **state) {
    struct fixture *fixture = *state;
    const struct transport_operations *operations = fixture->transport->operations;
    assert_int_equal(operations->send(fixture->transport, "x", 1), UV_ENOTCONN);
    assert_int_equal(operations->ping(fixture->transport), UV_ENOTCONN);
    close_it(fixture, false);
    close_it(fixture, true);
    uv_run(&fixture->loop, UV_RUN_NOWAIT);
    assert_int_equal(fixture->closed_count, 0);
    assert_int_equal(open_it(fixture), 0);
    assert_int_equal(operations->send(fixture->transport, "x", 1), UV_ENOTCONN);
    close_it(fixture, true);
    run_until(fixture, &fixture->closed);
}

/* Given up at once, or when the server has accepted, it ends once, from the loop; and it can be
 * opened again. */
static void test_giving_up(void **state) {
    struct fixture *fixture = *state;
    for (int i = 0; i < 4; i++) {
        fixture->closed = has_accepted = false;
        assert_int_equal(open_it(fixture), 0);
        if (i >= 2) {
            run_until(fixture, &has_accepted);
            close(fixture->accepted);
            fixture->accepted = -1;
        }
        close_it(fixture, i % 2 == 0);
        close_it(fixture, i % 2 == 1);
        run_until(fixture, &fixture->closed);
        assert_int_equal(fixture->kind, TRANSPORT_ABORTED);
        assert_int_equal(fixture->closed_count, i + 1);
    }
}

/* Giving up a look-up does not wait for it. */
static void test_giving_up_a_lookup(void **state) {
    struct fixture *fixture = *state;
    fixture->target.host = "no-such-host.invalid";
    assert_int_equal(open_it(fixture), 0);
    close_it(fixture, true);
    run_until(fixture, &fixture->closed);
    assert_int_equal(fixture->kind, TRANSPORT_ABORTED);
}

/* No socket can be connected to the broadcast address: even what fails at once is told from the
 * loop. */
static void test_failing_at_once(void **state) {
    struct fixture *fixture = *state;
    fixture->target.host = "255.255.255.255";
    assert_int_equal(open_it(fixture), 0);
    run_until(fixture, &fixture->closed);
    assert_int_equal(fixture->kind, TRANSPORT_UNREACHABLE);
}

/* What the library has no room for in its request is refused before anything starts. */
static void test_names_that_are_too_long(void **state) {
    struct fixture *fixture = *state;
    char host[200];
    memset(host, 'a', sizeof(host) - 1);
    host[sizeof(host) - 1] = '\0';
    fixture->target.host = host;
    assert_int_equal(open_it(fixture), UV_ENAMETOOLONG);
    char path[3000];
    memset(path, '/', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    fixture->target.host = "127.0.0.1";
    fixture->target.path = path;
    assert_int_equal(open_it(fixture), UV_ENAMETOOLONG);
    uv_run(&fixture->loop, UV_RUN_NOWAIT);
    assert_int_equal(fixture->closed_count, 0);
}

/* The library takes its random bytes from us: the key of the handshake is the first. */
static void test_the_key_is_made_of_our_bytes(void **state) {
    struct fixture *fixture = *state;
    do {
        random_bytes(&(char[1]){0}, 1);
    } while (random_left() < KEY_BYTES);
    size_t left = random_left();
    assert_int_equal(open_it(fixture), 0);
    run_until(fixture, &has_accepted);
    while (random_left() == left) {
        uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    assert_int_equal(random_left(), left - KEY_BYTES);
    close_it(fixture, true);
    run_until(fixture, &fixture->closed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_before_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_giving_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_giving_up_a_lookup, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failing_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_that_are_too_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_key_is_made_of_our_bytes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
