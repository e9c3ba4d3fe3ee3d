/* fuzz_websocket.c - any bytes as what a server sends, to the WebSocket client as it is: over a
 * socket of 127.0.0.1, through libwebsockets.
 *
 * The first byte says how the connection ends, the second how many bytes are sent at a
 * time (0: all at once), the rest is what is sent: behind a handshake in order, or (`BARE`) instead
 * of one, where ACCEPT stands for the right Sec-WebSocket-Accept.
 *
 * Beyond not crashing: whatever comes, the connection ends, once, and nothing is told behind that.
 * A plain reading of RFC 6455 goes through the same bytes: the messages told are the ones it finds,
 * as far as the first breach, close frame or masked frame, and the end is told by its name. What the client sends
 * is masked frames. */
#include "engine/text.h"
#include "tests/fuzz/require.h"
#include "transports/listener.h"
#include "transports/websocket.h"

#include <errno.h>
#include <libwebsockets.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BARE = 1,   /* Flags of the first byte. */
    RESET = 2,  /* Instead of an orderly end. */
    CLOSES = 4, /* The client closes behind the last byte. */
    MESSAGE_MAX = 1000,
    KEY_MAX = 64,
};

enum { FIN = 0x80, RSV = 0x70, OPCODE = 0x0F, MASKED = 0x80, LENGTH = 0x7F, CONTROL = 0x8 };
enum { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

static const char handshake[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                "Connection: Upgrade\r\nSec-WebSocket-Accept: ";

struct fixture {
    uv_loop_t loop;
    uv_timer_t patience;
    struct listener *listener;
    struct websocket_context *context;
    struct websocket_target target;
    int server; /* The accepted descriptor; -1. */
    /* Of one input. */
    struct buffer heard; /* Text messages, each behind its length. */
    bool opened, closed, too_late;
    enum transport_end_kind kind;
    uint16_t close_code;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* -- What the client tells -- */

static void note(struct buffer *out, const char *text, size_t length) {
    buffer_append(out, (const char *)&length, sizeof(length));
    buffer_append(out, text, length);
}

static void on_opened(void *user) {
    struct fixture *fixture = user;
    REQUIRE(!fixture->opened && !fixture->closed);
    fixture->opened = true;
}

static void on_message(void *user, char *text, size_t length) {
    struct fixture *fixture = user;
    REQUIRE(fixture->opened && !fixture->closed);
    REQUIRE(length <= MESSAGE_MAX && text[length] == '\0' && text_is_utf8(text, length, NULL));
    note(&fixture->heard, text, length);
    memset(text, '!', length); /* As it may. */
}

static void on_activity(void *user, bool binary) {
    struct fixture *fixture = user;
    (void)binary;
    REQUIRE(fixture->opened && !fixture->closed);
}

static void on_closed(void *user, const struct transport_end *end) {
    struct fixture *fixture = user;
    REQUIRE(!fixture->closed);
    REQUIRE(fixture->opened ? !transport_never_opened(end->kind)
                            : transport_never_opened(end->kind) || end->kind == TRANSPORT_ABORTED);
    REQUIRE(text_is_utf8(end->close_reason, strlen(end->close_reason), NULL));
    REQUIRE(text_is_utf8(end->detail, strlen(end->detail), NULL));
    fixture->closed = true;
    fixture->kind = end->kind;
    fixture->close_code = end->close_code;
}

static const struct transport_listener listener = {
    .opened = on_opened, .message = on_message, .activity = on_activity, .closed = on_closed};

/* -- RFC 6455 in the plainest way -- */

enum outcome {
    ENDS,
    BREAKS,
    LEAVES,
    MASKS, /* A masked frame, which no server may send: what comes of it is the library's. */
};

struct reading {
    const uint8_t *at, *end;
    struct buffer message;
    unsigned opcode; /* Of the message that is coming; 0: none is. */
    struct buffer heard;
    uint16_t close_code; /* 0: none. */
    bool is_half;        /* What is there of the last frame may show a breach, or not yet. */
};

struct frame_head {
    unsigned first;
    uint64_t length;
    bool is_extended; /* The length has bytes of its own. */
    bool is_masked;
};

/* False when it is not all there. */
static bool read_head(struct reading *reading, struct frame_head *head) {
    const uint8_t *at = reading->at;
    size_t left = (size_t)(reading->end - at);
    reading->is_half = left > 0;
    if (left < 2) {
        return false;
    }
    size_t extended = (at[1] & LENGTH) == 127 ? 8 : (at[1] & LENGTH) == 126 ? 2 : 0;
    size_t mask = (at[1] & MASKED) != 0 ? 4 : 0;
    if (left < 2 + extended + mask) {
        return false;
    }
    *head = (struct frame_head){.first = at[0], .length = extended == 0 ? at[1] & LENGTH : 0};
    for (size_t i = 0; i < extended; i++) {
        head->length = head->length << 8 | at[2 + i];
    }
    head->is_extended = extended > 0;
    head->is_masked = mask > 0;
    reading->at += 2 + extended + mask;
    return true;
}

static bool is_breach(const struct reading *reading, const struct frame_head *head) {
    unsigned opcode = head->first & OPCODE;
    bool fin = (head->first & FIN) != 0;
    if ((head->first & RSV) != 0 || (opcode > BINARY && opcode < CLOSE) || opcode > PONG) {
        return true;
    }
    if ((opcode & CONTROL) != 0) {
        return !fin || head->is_extended;
    }
    return (opcode == CONTINUATION) != (reading->opcode != 0) || head->length > INT64_MAX;
}

static bool is_too_long(const struct reading *reading, const struct frame_head *head) {
    return (head->first & CONTROL) == 0 && head->length > MESSAGE_MAX - reading->message.length;
}

static enum outcome read_close(struct reading *reading, const char *payload, size_t length) {
    if (length == 0) {
        return LEAVES;
    }
    if (length == 1) {
        return BREAKS;
    }
    unsigned code = (unsigned)((uint8_t)payload[0] << 8 | (uint8_t)payload[1]);
    bool allowed = (code >= 1000 && code <= 1011 && (code < 1004 || code > 1006)) ||
                   (code >= 3000 && code <= 4999);
    bool taken_for_breach = !allowed && code < 3000; /* By the library: docs/reliability.md. */
    reading->close_code = taken_for_breach ? 1002 : (uint16_t)code;
    return (allowed || taken_for_breach) && text_is_utf8(payload + 2, length - 2, NULL) ? LEAVES
                                                                                        : BREAKS;
}

/* A whole frame. ENDS: go on. */
static enum outcome take_frame(struct reading *reading, unsigned first, const char *payload,
                               size_t length) {
    unsigned opcode = first & OPCODE;
    if ((opcode & CONTROL) != 0) {
        return opcode == CLOSE ? read_close(reading, payload, length) : ENDS;
    }
    reading->opcode = opcode != CONTINUATION ? opcode : reading->opcode;
    buffer_append(&reading->message, payload, length);
    if ((first & FIN) != 0) {
        bool is_text = reading->opcode == TEXT;
        if (is_text && !text_is_utf8(reading->message.data, reading->message.length, NULL)) {
            return BREAKS;
        }
        if (is_text) {
            note(&reading->heard, reading->message.data, reading->message.length);
        }
        reading->opcode = 0;
        reading->message.length = 0;
    }
    return ENDS;
}

static enum outcome read_stream(struct reading *reading) {
    struct frame_head head;
    enum outcome outcome = ENDS;
    while (outcome == ENDS && read_head(reading, &head)) {
        if (head.is_masked) {
            outcome = MASKS;
        } else if (is_breach(reading, &head)) {
            outcome = BREAKS;
        } else if (head.length > (size_t)(reading->end - reading->at)) {
            reading->is_half = is_too_long(reading, &head);
            break;
        } else if (is_too_long(reading, &head)) {
            outcome = BREAKS;
        } else {
            const char *payload = (const char *)reading->at;
            reading->at += head.length;
            outcome = take_frame(reading, head.first, payload, head.length);
        }
    }
    return outcome;
}

/* -- The server -- */

static void accepted(void *user, int fd) {
    ((struct fixture *)user)->server = fd;
}

static void out_of_patience(uv_timer_t *timer) {
    ((struct fixture *)timer->data)->too_late = true;
}

static void turn(struct fixture *fixture) {
    REQUIRE(!fixture->too_late);
    uv_run(&fixture->loop, UV_RUN_NOWAIT);
}

/* The request, and the answer to its key. */
static void take_request(struct fixture *fixture, char *accept, size_t accept_size) {
    char request[2048];
    size_t length = 0;
    while (fixture->server < 0) {
        turn(fixture);
    }
    request[0] = '\0';
    while (strstr(request, "\r\n\r\n") == NULL) {
        turn(fixture);
        ssize_t got = recv(fixture->server, request + length, sizeof(request) - 1 - length, 0);
        length += got > 0 ? (size_t)got : 0;
        request[length] = '\0';
    }
    char key[KEY_MAX + sizeof("258EAFA5-E914-47DA-95CA-C5AB0DC85B11")];
    unsigned char digest[20];
    const char *given = strcasestr(request, "Sec-WebSocket-Key: ");
    REQUIRE(given != NULL);
    given += strlen("Sec-WebSocket-Key: ");
    int written = snprintf(key, sizeof(key), "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                           (int)strcspn(given, "\r"), given);
    lws_SHA1((unsigned char *)key, (size_t)written, digest);
    lws_b64_encode_string((const char *)digest, sizeof(digest), accept, (int)accept_size);
}

/* What the client says meanwhile must be frames of a client. */
static void drain(struct fixture *fixture) {
    uint8_t bytes[4096];
    ssize_t got = recv(fixture->server, bytes, sizeof(bytes), 0);
    REQUIRE(got < 2 || (bytes[1] & MASKED) != 0);
}

static void send_all(struct fixture *fixture, const char *bytes, size_t length, size_t at_a_time) {
    size_t sent = 0;
    while (sent < length && !fixture->closed) {
        size_t part = at_a_time > 0 && at_a_time < length - sent ? at_a_time : length - sent;
        ssize_t done = send(fixture->server, bytes + sent, part, MSG_NOSIGNAL);
        if (done < 0 && errno != EAGAIN) {
            return; /* The client has had enough. */
        }
        sent += done > 0 ? (size_t)done : 0;
        if (at_a_time > 0 || done < 0) {
            turn(fixture);
        }
    }
}

static void build(struct buffer *out, bool bare, const char *accept, const char *bytes,
                  size_t length) {
    if (!bare) {
        buffer_printf(out, "%s%s\r\n\r\n", handshake, accept);
    }
    const char *word = bare ? memmem(bytes, length, "ACCEPT", 6) : NULL;
    if (word != NULL) {
        size_t before = (size_t)(word - bytes);
        buffer_append(out, bytes, before);
        buffer_append_text(out, accept);
        buffer_append(out, word + 6, length - before - 6);
    } else {
        buffer_append(out, bytes, length);
    }
}

static void leave(struct fixture *fixture, bool reset) {
    if (reset) {
        const struct linger at_once = {.l_onoff = 1};
        setsockopt(fixture->server, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        close(fixture->server);
        fixture->server = -1;
    } else {
        shutdown(fixture->server, SHUT_WR);
    }
}

static void serve(struct fixture *fixture, struct transport *transport, unsigned flags,
                  size_t at_a_time, const char *bytes, size_t length) {
    char accept[64];
    struct buffer out;
    buffer_init(&out, NULL);
    take_request(fixture, accept, sizeof(accept));
    build(&out, (flags & BARE) != 0, accept, bytes, length);
    send_all(fixture, out.data, out.length, at_a_time);
    buffer_finish(&out);
    if ((flags & CLOSES) != 0) {
        transport->operations->close(transport, 1000);
        turn(fixture);
    }
    leave(fixture, (flags & RESET) != 0);
    while (!fixture->closed) {
        if (fixture->server >= 0) {
            drain(fixture);
        }
        turn(fixture);
    }
    if (fixture->server >= 0) { /* So that no port waits for anything. */
        leave(fixture, true);
    }
}

/* -- One input -- */

static void compare(const struct fixture *fixture, unsigned flags, const uint8_t *bytes,
                    size_t length) {
    struct reading reading = {.at = bytes, .end = bytes + length};
    buffer_init(&reading.message, NULL);
    buffer_init(&reading.heard, NULL);
    enum outcome outcome = read_stream(&reading);
    const struct buffer *heard = &fixture->heard;
    size_t both = heard->length < reading.heard.length ? heard->length : reading.heard.length;
    REQUIRE(both == 0 || memcmp(heard->data, reading.heard.data, both) == 0);
    REQUIRE(both == heard->length || outcome == MASKS);
    if ((flags & (RESET | CLOSES)) == 0) {
        REQUIRE(both == reading.heard.length);
        REQUIRE(fixture->opened);
        REQUIRE(outcome != LEAVES ||
                (fixture->kind == TRANSPORT_CLOSED && fixture->close_code == reading.close_code));
        REQUIRE(outcome != BREAKS || fixture->kind == TRANSPORT_PROTOCOL);
        REQUIRE(outcome != ENDS || fixture->kind == TRANSPORT_EOF ||
                (reading.is_half && fixture->kind == TRANSPORT_PROTOCOL));
    }
    buffer_finish(&reading.heard);
    buffer_finish(&reading.message);
}

/* The loop, the listener and the library's context serve all inputs. */
static struct fixture *the_fixture(void) {
    static struct fixture fixture;
    if (fixture.context == NULL) {
        char error[256];
        const char *words = NULL;
        const struct websocket_options options = {.max_message = MESSAGE_MAX};
        uv_loop_init(&fixture.loop);
        uv_timer_init(&fixture.loop, &fixture.patience);
        fixture.patience.data = &fixture;
        fixture.listener = listener_create(&fixture.loop, "127.0.0.1", 0, accepted, &fixture, error,
                                           sizeof(error));
        fixture.context = websocket_context_create(&fixture.loop, &options, &words);
        REQUIRE(fixture.listener != NULL && fixture.context != NULL);
        fixture.target = (struct websocket_target){
            .host = "127.0.0.1", .port = listener_port(fixture.listener), .path = "/"};
    }
    return &fixture;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { PATIENCE_MS = 20000 };
    struct fixture *fixture = the_fixture();
    if (size < 2) {
        return 0;
    }
    fixture->opened = fixture->closed = fixture->too_late = false;
    fixture->server = -1;
    buffer_init(&fixture->heard, NULL);
    uv_update_time(&fixture->loop);
    uv_timer_start(&fixture->patience, out_of_patience, PATIENCE_MS, 0);
    struct transport *transport = websocket_create(fixture->context, &fixture->target);
    transport->listener = &listener;
    transport->user = fixture;
    REQUIRE(transport->operations->open(transport) == 0);
    serve(fixture, transport, data[0], data[1], (const char *)data + 2, size - 2);
    transport->operations->destroy(transport);
    uv_timer_stop(&fixture->patience);
    if ((data[0] & BARE) == 0) {
        compare(fixture, data[0], data + 2, size - 2);
    }
    buffer_finish(&fixture->heard);
    return 0;
}
