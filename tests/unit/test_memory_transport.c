/* test_memory_transport.c - the transport whose peer is a test. */
#include "transports/memory_transport.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>
#include <uv.h>

/* Everything that happens on either side, as text. */
struct fixture {
    struct transport *transport;
    struct memory_peer peer;
    struct buffer log;
};

static void log_opening(void *user) {
    buffer_append_text(&((struct fixture *)user)->log, "opening|");
}

static void log_received(void *user, const char *text, size_t length) {
    buffer_printf(&((struct fixture *)user)->log, "received %.*s|", (int)length, text);
}

static void log_pinged(void *user) {
    buffer_append_text(&((struct fixture *)user)->log, "pinged|");
}

static void log_closing(void *user, uint16_t code) {
    buffer_printf(&((struct fixture *)user)->log, "closing %d|", code);
}

static void log_aborted(void *user) {
    buffer_append_text(&((struct fixture *)user)->log, "aborted|");
}

static void log_opened(void *user) {
    buffer_append_text(&((struct fixture *)user)->log, "opened|");
}

static void log_message(void *user, char *text, size_t length) {
    buffer_printf(&((struct fixture *)user)->log, "message %s|", text);
    memset(text, '!', length); /* It may be changed. */
}

static void log_activity(void *user, bool binary) {
    buffer_append_text(&((struct fixture *)user)->log, binary ? "binary|" : "activity|");
}

static void log_closed(void *user, const struct transport_end *end) {
    buffer_printf(&((struct fixture *)user)->log, "closed %s %d|", transport_end_text(end->kind),
                  end->close_code);
}

static const struct transport_listener listener = {
    .opened = log_opened,
    .message = log_message,
    .activity = log_activity,
    .closed = log_closed,
};

static int set_up(void **state) {
    struct fixture *fixture = test_calloc(1, sizeof(*fixture));
    buffer_init(&fixture->log, NULL);
    fixture->peer = (struct memory_peer){
        .opening = log_opening,
        .received = log_received,
        .pinged = log_pinged,
        .closing = log_closing,
        .aborted = log_aborted,
        .user = fixture,
    };
    fixture->transport = memory_transport_create(&fixture->peer, NULL);
    fixture->transport->listener = &listener;
    fixture->transport->user = fixture;
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    fixture->transport->operations->destroy(fixture->transport);
    buffer_finish(&fixture->log);
    test_free(fixture);
    return 0;
}

static void assert_log(struct fixture *fixture, const char *expected) {
    assert_string_equal(buffer_terminate(&fixture->log), expected);
    fixture->log.length = 0;
}

/* A call in order: each side sees what the other does, in the order it was done. */
static void test_carries_both_ways(void **state) {
    struct fixture *fixture = *state;
    struct transport *transport = fixture->transport;
    assert_int_equal(transport->operations->open(transport), 0);
    memory_peer_accept(transport);
    assert_int_equal(transport->operations->send(transport, "Hi", 2), 0);
    memory_peer_send(transport, "Hello", 5);
    assert_int_equal(transport->operations->ping(transport), 0);
    memory_peer_pong(transport);
    memory_peer_send_binary(transport);
    assert_log(fixture, "opening|opened|received Hi|message Hello|pinged|activity|binary|");
    memory_peer_end(transport, &(struct transport_end){.kind = TRANSPORT_EOF});
    assert_log(fixture, "closed ended without a close frame 0|");
}

/* Nothing can be sent before the connection is open, behind a close, or after the end. */
static void test_send_needs_an_open_connection(void **state) {
    struct fixture *fixture = *state;
    struct transport *transport = fixture->transport;
    const struct transport_operations *operations = transport->operations;
    assert_int_equal(operations->send(transport, "x", 1), UV_ENOTCONN);
    assert_int_equal(operations->open(transport), 0);
    assert_int_equal(operations->send(transport, "x", 1), UV_ENOTCONN);
    memory_peer_accept(transport);
    operations->close(transport, 1000);
    operations->close(transport, 1001);
    assert_int_equal(operations->send(transport, "x", 1), UV_ENOTCONN);
    assert_int_equal(operations->ping(transport), UV_ENOTCONN);
    memory_peer_end(transport, NULL);
    assert_int_equal(operations->send(transport, "x", 1), UV_ENOTCONN);
    assert_log(fixture, "opening|opened|closing 1000|closed closed by the peer 1000|");
}

/* A NULL end answers an abort, and a close while connecting, with "aborted". */
static void test_null_end_answers_the_owner(void **state) {
    struct fixture *fixture = *state;
    struct transport *transport = fixture->transport;
    const struct transport_operations *operations = transport->operations;
    assert_int_equal(operations->open(transport), 0);
    operations->close(transport, 1000);
    memory_peer_end(transport, NULL);
    assert_log(fixture, "opening|closing 1000|closed aborted 0|");
    assert_int_equal(operations->open(transport), 0);
    memory_peer_accept(transport);
    operations->abort(transport);
    operations->abort(transport);
    memory_peer_end(transport, NULL);
    assert_log(fixture, "opening|opened|aborted|closed aborted 0|");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_carries_both_ways, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_send_needs_an_open_connection, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_null_end_answers_the_owner, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
