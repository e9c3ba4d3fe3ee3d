/* test_server.c - the listening side, with the client of websocket.c as its peer on one loop. */
#include "transports/server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

enum { DEADLINE_MS = 20000, MESSAGE_MAX = 1000 };

/* A client and a server, and what happens on both sides as text. */
struct fixture {
    uv_loop_t loop;
    uv_timer_t deadline;
    struct server_options options;
    struct server *server;
    struct websocket_context *context;
    struct websocket_header headers[2];
    struct websocket_target target;
    struct transport *client;
    struct transport *agent; /* The server's end. */
    struct buffer log;
    bool client_closed;
    bool agent_closed;
};

static void expired(uv_timer_t *timer) {
    struct fixture *fixture = timer->data;
    fail_msg("nothing more happens; so far: %s", buffer_terminate(&fixture->log));
}

/* Run the loop until @happened. */
static void run_until(struct fixture *fixture, const bool *happened) {
    uv_timer_start(&fixture->deadline, expired, DEADLINE_MS, 0);
    while (!*happened) {
        uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    uv_timer_stop(&fixture->deadline);
}

static void assert_log(struct fixture *fixture, const char *expected) {
    assert_string_equal(buffer_terminate(&fixture->log), expected);
    fixture->log.length = 0;
}

static void log_closed(struct fixture *fixture, const char *side, const struct transport_end *end) {
    buffer_printf(&fixture->log, "%s closed: %s, %s, status %d, code %d, sent %d|", side,
                  transport_end_text(end->kind), end->detail, end->http_status, end->close_code,
                  end->sent_code);
}

/* The agent's end says everything back in other words, and closes when asked to. */

static void agent_opened(void *user) {
    (void)user;
}

static void agent_message(void *user, char *text, size_t length) {
    struct fixture *fixture = user;
    buffer_printf(&fixture->log, "agent heard %s|", text);
    if (strcmp(text, "close") == 0) {
        fixture->agent->operations->close(fixture->agent, 4001);
    } else if (strcmp(text, "abort") == 0) {
        fixture->agent->operations->abort(fixture->agent);
    } else {
        fixture->agent->operations->send(fixture->agent, "you said so", 11);
    }
    memset(text, '!', length);
}

static void agent_activity(void *user, bool binary) {
    buffer_append_text(&((struct fixture *)user)->log, binary ? "agent binary|" : "");
}

static void agent_closed(void *user, const struct transport_end *end) {
    struct fixture *fixture = user;
    log_closed(fixture, "agent", end);
    fixture->agent->operations->destroy(fixture->agent);
    fixture->agent = NULL;
    fixture->agent_closed = true;
}

static const struct transport_listener agent_listener = {
    .opened = agent_opened,
    .message = agent_message,
    .activity = agent_activity,
    .closed = agent_closed,
};

static void accepted(void *user, struct transport *transport) {
    struct fixture *fixture = user;
    buffer_append_text(&fixture->log, "accepted|");
    fixture->agent = transport;
    transport->listener = &agent_listener;
    transport->user = fixture;
}

static bool heard;

static void client_opened(void *user) {
    buffer_append_text(&((struct fixture *)user)->log, "opened|");
    heard = true;
}

static void client_message(void *user, char *text, size_t length) {
    (void)length;
    buffer_printf(&((struct fixture *)user)->log, "client heard %s|", text);
    heard = true;
}

static void client_activity(void *user, bool binary) {
    (void)user;
    (void)binary;
}

static void client_closed(void *user, const struct transport_end *end) {
    struct fixture *fixture = user;
    log_closed(fixture, "client", end);
    fixture->client_closed = true;
}

static const struct transport_listener client_listener = {
    .opened = client_opened,
    .message = client_message,
    .activity = client_activity,
    .closed = client_closed,
};

static int set_up(void **state) {
    struct fixture *fixture = test_calloc(1, sizeof(*fixture));
    uv_loop_init(&fixture->loop);
    uv_timer_init(&fixture->loop, &fixture->deadline);
    fixture->deadline.data = fixture;
    buffer_init(&fixture->log, NULL);
    fixture->options = (struct server_options){
        .host = "127.0.0.1",
        .max_message = MESSAGE_MAX,
        .accepted = accepted,
        .user = fixture,
    };
    *state = fixture;
    return 0;
}

/* Start both sides as the fixture's options have it. */
static void start(struct fixture *fixture) {
    char error[256] = "";
    fixture->server = server_create(&fixture->loop, &fixture->options, error, sizeof(error));
    assert_string_equal(error, "");
    const char *words;
    const struct websocket_options options = {.max_message = MESSAGE_MAX};
    fixture->context = websocket_context_create(&fixture->loop, &options, &words);
    fixture->target.host = "127.0.0.1";
    fixture->target.port = server_port(fixture->server);
    fixture->target.path = "/";
    fixture->target.headers = fixture->headers;
    fixture->client = websocket_create(fixture->context, &fixture->target);
    fixture->client->listener = &client_listener;
    fixture->client->user = fixture;
    heard = false;
    assert_int_equal(fixture->client->operations->open(fixture->client), 0);
}

static void say(struct fixture *fixture, const char *text) {
    assert_int_equal(fixture->client->operations->send(fixture->client, text, strlen(text)), 0);
}

/* Everything must be gone when the loop has nothing more to do. */
static int tear_down(void **state) {
    struct fixture *fixture = *state;
    if (fixture->client != NULL) {
        fixture->client->operations->destroy(fixture->client);
        websocket_context_destroy(fixture->context, NULL, NULL);
    }
    if (fixture->server != NULL) {
        server_destroy(fixture->server, NULL, NULL);
    }
    uv_close((uv_handle_t *)&fixture->deadline, NULL);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    int left = uv_loop_close(&fixture->loop);
    buffer_finish(&fixture->log);
    test_free(fixture);
    return left;
}

/* Messages go both ways, and the client's close is answered. */
static void test_talks(void **state) {
    struct fixture *fixture = *state;
    start(fixture);
    run_until(fixture, &heard);
    heard = false;
    say(fixture, "hello");
    run_until(fixture, &heard);
    assert_log(fixture, "accepted|opened|agent heard hello|client heard you said so|");
    fixture->client->operations->close(fixture->client, 1000);
    run_until(fixture, &fixture->client_closed);
    run_until(fixture, &fixture->agent_closed);
    assert_log(fixture, "agent closed: closed by the peer, closed by the peer, status 0, code "
                        "1000, sent 1000|client closed: closed by the peer, closed by the peer, "
                        "status 0, code 1000, sent 1000|");
}

/* Messages that come in one piece are heard one by one, each as it was said. */
static void test_several_at_once(void **state) {
    struct fixture *fixture = *state;
    start(fixture);
    run_until(fixture, &heard);
    fixture->log.length = 0;
    say(fixture, "one");
    say(fixture, "");
    say(fixture, "three");
    say(fixture, "close");
    run_until(fixture, &fixture->agent_closed);
    run_until(fixture, &fixture->client_closed);
    assert_memory_equal(buffer_terminate(&fixture->log),
                        "agent heard one|agent heard |agent heard three|agent heard close|", 65);
}

/* The agent's close has its code on both sides. */
static void test_the_agent_may_close(void **state) {
    struct fixture *fixture = *state;
    start(fixture);
    run_until(fixture, &heard);
    say(fixture, "close");
    run_until(fixture, &fixture->client_closed);
    run_until(fixture, &fixture->agent_closed);
    assert_log(fixture, "accepted|opened|agent heard close|client closed: closed by the peer, "
                        "closed by the peer, status 0, code 4001, sent 4001|agent closed: closed "
                        "by the peer, closed by the peer, status 0, code 4001, sent 4001|");
}

/* An abort ends the connection at once, without a close frame. */
static void test_the_agent_may_abort(void **state) {
    struct fixture *fixture = *state;
    start(fixture);
    run_until(fixture, &heard);
    say(fixture, "abort");
    run_until(fixture, &fixture->client_closed);
    run_until(fixture, &fixture->agent_closed);
    assert_log(fixture, "accepted|opened|agent heard abort|agent closed: aborted, aborted, status "
                        "0, code 0, sent 0|client closed: ended without a close frame, ended "
                        "without a close frame, status 0, code 0, sent 0|");
}

/* The limit on messages holds for the client's too. */
static void test_a_message_over_the_limit(void **state) {
    struct fixture *fixture = *state;
    start(fixture);
    run_until(fixture, &heard);
    char text[MESSAGE_MAX + 1];
    memset(text, 'x', sizeof(text));
    assert_int_equal(fixture->client->operations->send(fixture->client, text, sizeof(text)), 0);
    run_until(fixture, &fixture->client_closed);
    run_until(fixture, &fixture->agent_closed);
    assert_log(fixture, "accepted|opened|client closed: closed by the peer, closed by the peer, "
                        "status 0, code 1009, sent 1009|agent closed: protocol breach, a message "
                        "over the limit of --max-message, status 0, code 1009, sent 1009|");
}

/* Required headers must be there to the letter, whatever the case of their names; otherwise 401. */
static void test_required_headers(void **state) {
    struct fixture *fixture = *state;
    static const struct websocket_header required[] = {{"X-Secret", "s3cret"},
                                                       {"Authorization", "Bearer abc"}};
    fixture->options.required_headers = required;
    fixture->options.required_header_count = 2;
    fixture->headers[0] = (struct websocket_header){"x-secret", "s3cret"};
    fixture->headers[1] = (struct websocket_header){"authorization", "Bearer abd"};
    fixture->target.header_count = 2;
    start(fixture);
    run_until(fixture, &fixture->client_closed);
    assert_log(fixture, "client closed: upgrade refused, HTTP status 401, status 401, code 0, sent "
                        "0|");
    fixture->headers[1].value = "Bearer abc";
    assert_int_equal(fixture->client->operations->open(fixture->client), 0);
    run_until(fixture, &heard);
    assert_log(fixture, "accepted|opened|");
    fixture->client_closed = false;
    fixture->client->operations->close(fixture->client, 1000);
    run_until(fixture, &fixture->client_closed);
    run_until(fixture, &fixture->agent_closed);
}

/* A port in use, an address that is not ours and a certificate that is none are said in words. */
static void test_failures_are_said(void **state) {
    struct fixture *fixture = *state;
    char error[256];
    start(fixture);
    run_until(fixture, &heard);
    struct server_options options = fixture->options;
    options.port = server_port(fixture->server);
    assert_null(server_create(&fixture->loop, &options, error, sizeof(error)));
    assert_non_null(strstr(error, "Address already in use"));
    options.port = 0;
    options.host = "192.0.2.1";
    assert_null(server_create(&fixture->loop, &options, error, sizeof(error)));
    assert_non_null(strstr(error, "192.0.2.1"));
    options.host = "127.0.0.1";
    options.tls_certificate = "/nowhere/certificate.pem";
    options.tls_key = "/nowhere/key.pem";
    assert_null(server_create(&fixture->loop, &options, error, sizeof(error)));
    assert_non_null(strstr(error, "/nowhere/certificate.pem"));
    fixture->client->operations->abort(fixture->client);
    run_until(fixture, &fixture->client_closed);
    run_until(fixture, &fixture->agent_closed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_talks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_several_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_agent_may_close, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_agent_may_abort, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_message_over_the_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_required_headers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failures_are_said, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
