/* websocket_stream.c - a WebSocket that is open, on either side.
 *
 * How messages go out. When nothing waits, a message is written at once, also from a timer: on
 * libuv every wish to write later costs two changes of the poll set and a wake-up. What the kernel
 * does not take, the library keeps; until that is gone, further messages wait in `outgoing`, as
 * records, and go out from WRITEABLE.
 *
 * How it ends. Whoever learns first why the connection ends decides it: the peer's close frame, a
 * breach we found, an abort. The library then ends the connection and calls back; if nothing is
 * decided by then, the library's log (a breach it found) or TCP's state (a reset, an end without a
 * close frame) tells. */
#include "transports/websocket_stream.h"

#include "engine/text.h"
#include "transports/lws_log.h"
#include "transports/socket_state.h"

#include <stdio.h>
#include <string.h>

enum {
    WRITE_CLOSE = 4,    /* The library's own number for it, in none of its headers: what it offers,
                           lws_close_reason(), hides how the peer answers. */
    LINGER_SECONDS = 1, /* For the peer to answer a close that names its breach. */
    CLOSE_NORMAL = 1000,
    CLOSE_PROTOCOL = 1002,
    CLOSE_BAD_TEXT = 1007,
    CLOSE_TOO_BIG = 1009,
};

/* A message that waits in `outgoing`; its bytes follow. */
struct record {
    int kind;
    size_t length;
};

void websocket_stream_init(struct websocket_stream *stream, struct websocket_shared *shared) {
    stream->shared = shared;
    stream->wsi = NULL;
    stream->state = WEBSOCKET_DOWN;
    stream->decided = false;
    stream->sent_code = 0;
    stream->received = 0;
    stream->outgoing_at = 0;
    stream->end = (struct transport_end){.close_reason = "", .detail = ""};
    buffer_init(&stream->incoming, shared->scratch.memory);
    buffer_init(&stream->outgoing, shared->scratch.memory);
}

void websocket_stream_finish(struct websocket_stream *stream) {
    buffer_finish(&stream->incoming);
    buffer_finish(&stream->outgoing);
}

/* Deciding. */

void websocket_stream_decide(struct websocket_stream *stream, enum transport_end_kind kind,
                             const char *format, ...) {
    if (stream->decided) {
        return;
    }
    stream->decided = true;
    stream->end.kind = kind;
    /* Nothing more will be gathered, so `incoming` can hold the words. */
    buffer_finish(&stream->incoming);
    va_list arguments;
    va_start(arguments, format);
    char words[256];
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    buffer_append_text(&stream->incoming, words);
    buffer_terminate(&stream->incoming);
    stream->incoming.length++;
}

/* Writing. */

/* Have the library drop the connection from the loop. It looks at its timers only when something
 * happens, so it must be woken. */
static void kill_soon(struct websocket_stream *stream) {
    stream->state = WEBSOCKET_ENDING;
    lws_set_timeout(stream->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
    lws_cancel_service(lws_get_context(stream->wsi));
}

static void write_now(struct websocket_stream *stream, int kind, const char *data, size_t length) {
    struct buffer *scratch = &stream->shared->scratch;
    scratch->length = 0;
    char *start = buffer_reserve(scratch, LWS_PRE + length) + LWS_PRE;
    if (length > 0) {
        memcpy(start, data, length);
    }
    if (lws_write(stream->wsi, (unsigned char *)start, length, (enum lws_write_protocol)kind) < 0) {
        if (socket_state(lws_get_socket_fd(stream->wsi)) == SOCKET_UP) {
            websocket_stream_decide(stream, TRANSPORT_RESET, "it cannot be written to");
        }
        kill_soon(stream);
    }
}

static bool is_queueing(const struct websocket_stream *stream) {
    return stream->outgoing.length > 0 || lws_partial_buffered(stream->wsi);
}

static void queue(struct websocket_stream *stream, int kind, const char *data, size_t length) {
    struct record record = {.kind = kind, .length = length};
    buffer_append(&stream->outgoing, (const char *)&record, sizeof(record));
    buffer_append(&stream->outgoing, data, length);
    lws_callback_on_writable(stream->wsi);
}

/* Write it now or, in its turn, later. */
static int put(struct websocket_stream *stream, int kind, const char *data, size_t length) {
    if (!is_queueing(stream)) {
        write_now(stream, kind, data, length);
        return 0;
    }
    size_t waiting = stream->outgoing.length - stream->outgoing_at;
    size_t allowed = stream->shared->max_queued;
    if (kind != WRITE_CLOSE && (waiting > allowed || length > allowed - waiting)) {
        websocket_stream_drop(stream, TRANSPORT_OVERFLOW,
                              "it stopped reading, and too much waits for it");
        return UV_ENOBUFS;
    }
    queue(stream, kind, data, length);
    return 0;
}

/* Write what waits, as far as the kernel takes it. */
static void flush(struct websocket_stream *stream) {
    struct buffer *outgoing = &stream->outgoing;
    while (stream->outgoing_at < outgoing->length && !lws_partial_buffered(stream->wsi)) {
        struct record record;
        memcpy(&record, outgoing->data + stream->outgoing_at, sizeof(record));
        stream->outgoing_at += sizeof(record);
        write_now(stream, record.kind, outgoing->data + stream->outgoing_at, record.length);
        stream->outgoing_at += record.length;
    }
    if (stream->outgoing_at < outgoing->length) {
        lws_callback_on_writable(stream->wsi);
    } else {
        buffer_finish(outgoing);
        stream->outgoing_at = 0;
    }
}

int websocket_stream_send(struct transport *transport, const char *text, size_t length) {
    struct websocket_stream *stream = (struct websocket_stream *)transport;
    return stream->state == WEBSOCKET_OPEN ? put(stream, LWS_WRITE_TEXT, text, length)
                                           : UV_ENOTCONN;
}

int websocket_send_binary(struct transport *transport, const char *data, size_t length) {
    struct websocket_stream *stream = (struct websocket_stream *)transport;
    return stream->state == WEBSOCKET_OPEN ? put(stream, LWS_WRITE_BINARY, data, length)
                                           : UV_ENOTCONN;
}

int websocket_stream_ping(struct transport *transport) {
    struct websocket_stream *stream = (struct websocket_stream *)transport;
    return stream->state == WEBSOCKET_OPEN ? put(stream, LWS_WRITE_PING, NULL, 0) : UV_ENOTCONN;
}

/* Ending. */

static void send_close(struct websocket_stream *stream, uint16_t code) {
    if (stream->sent_code == 0) {
        stream->sent_code = code;
        const char payload[2] = {(char)(code >> 8), (char)(code & 0xFF)};
        put(stream, WRITE_CLOSE, payload, sizeof(payload));
    }
}

void websocket_stream_close(struct websocket_stream *stream, uint16_t code) {
    if (stream->state == WEBSOCKET_OPEN) {
        stream->state = WEBSOCKET_CLOSING;
        send_close(stream, code);
    }
}

void websocket_stream_drop(struct websocket_stream *stream, enum transport_end_kind kind,
                           const char *detail) {
    websocket_stream_decide(stream, kind, "%s", detail);
    kill_soon(stream);
}

/* The peer broke the protocol: say so with @code, and give it a moment to answer. */
static void refuse(struct websocket_stream *stream, uint16_t code, const char *detail) {
    websocket_stream_decide(stream, TRANSPORT_PROTOCOL, "%s", detail);
    stream->state = WEBSOCKET_ENDING;
    send_close(stream, code);
    lws_set_timeout(stream->wsi, PENDING_TIMEOUT_USER_OK, LINGER_SECONDS);
}

/* Codes that may stand in a close frame (RFC 6455 7.4, and IANA's registry for 1012 to 1014). */
static bool is_close_code(unsigned code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
           (code >= 3000 && code <= 4999);
}

/* The payload of the peer's close frame into `end`; false when it breaks the protocol, which is
 * then decided and *@code says how to answer. */
static bool read_close(struct websocket_stream *stream, const char *payload, size_t length,
                       uint16_t *code) {
    if (length == 1) {
        *code = CLOSE_PROTOCOL;
        websocket_stream_decide(stream, TRANSPORT_PROTOCOL, "a close frame with half a code");
        return false;
    }
    if (length == 0) {
        *code = CLOSE_NORMAL;
        return true;
    }
    *code = (uint16_t)((unsigned char)payload[0] << 8 | (unsigned char)payload[1]);
    stream->end.close_code = *code;
    if (!is_close_code(*code)) {
        websocket_stream_decide(stream, TRANSPORT_PROTOCOL, "a close frame with the code %u",
                                *code);
        *code = CLOSE_PROTOCOL;
        return false;
    }
    if (!text_is_utf8(payload + 2, length - 2, NULL)) {
        websocket_stream_decide(stream, TRANSPORT_PROTOCOL,
                                "a close frame whose reason is not UTF-8");
        *code = CLOSE_BAD_TEXT;
        return false;
    }
    return true;
}

/* A close frame came: answer it, and let the library end the connection. */
static void heard_close(struct websocket_stream *stream, const char *payload, size_t length) {
    uint16_t answer;
    bool in_order = read_close(stream, payload, length, &answer);
    stream->end.has_close_frame = length != 1;
    send_close(stream, answer);
    if (in_order) {
        websocket_stream_decide(stream, TRANSPORT_CLOSED, "closed by the peer");
        if (length > 2) {
            buffer_append(&stream->incoming, payload + 2, length - 2);
            buffer_terminate(&stream->incoming);
        }
    }
    stream->state = WEBSOCKET_ENDING;
}

/* Receiving. */

/* The listener may change the bytes, and close, but not free. */
static void deliver(struct websocket_stream *stream, char *data, size_t length, bool binary) {
    const struct transport_listener *listener = stream->transport.listener;
    void *user = stream->transport.user;
    if (!binary && !text_is_utf8(data, length, NULL)) {
        refuse(stream, CLOSE_BAD_TEXT, "a text message that is not UTF-8");
        return;
    }
    if (!binary) {
        listener->message(user, data, length);
        return;
    }
    if (listener->binary != NULL) {
        listener->binary(user, data, length);
    }
    listener->activity(user, true);
}

static void gather(struct websocket_stream *stream, const char *data, size_t length, bool final,
                   bool binary) {
    stream->received += length;
    if (!binary || stream->transport.listener->binary != NULL) {
        buffer_append(&stream->incoming, data, length);
    }
    if (!final) {
        stream->transport.listener->activity(stream->transport.user, false);
        return;
    }
    struct buffer whole = stream->incoming;
    buffer_init(&stream->incoming, whole.memory);
    stream->received = 0;
    size_t whole_length = whole.length;
    deliver(stream, buffer_terminate(&whole), whole_length, binary);
    buffer_finish(&whole);
}

/* A message, or a piece of one: the library's buffer was full, or the peer sends fragments. */
static void receive(struct websocket_stream *stream, char *data, size_t length) {
    struct lws *wsi = stream->wsi;
    size_t room = stream->shared->max_message - stream->received;
    if (length > room || lws_remaining_packet_payload(wsi) > room - length) {
        refuse(stream, CLOSE_TOO_BIG, "a message over the limit of --max-message");
        return;
    }
    bool final = lws_is_final_fragment(wsi) != 0;
    bool binary = lws_frame_is_binary(wsi) != 0;
    if (final && stream->received == 0) {
        /* The library's buffer has room for a byte more; a server's may hold the next frame there. */
        char next = data[length];
        data[length] = '\0';
        deliver(stream, data, length, binary);
        data[length] = next;
    } else {
        gather(stream, data, length, final, binary);
    }
}

/* Why the connection ends, when neither side said so. Plain TCP that is still up: the library gave
 * up, which it does only for a breach. TLS that is still up: the peer's close_notify. TLS that ends
 * without one: OpenSSL complains to a peer that is gone, which answers with a reset. */
static void decide_by_socket(struct websocket_stream *stream) {
    enum socket_state state = socket_state(lws_get_socket_fd(stream->wsi));
    bool is_tls = lws_get_ssl(stream->wsi) != NULL;
    bool tls_ended =
        is_tls && strcmp(lws_log_take_tls_error(), "unexpected eof while reading") == 0;
    if (state == SOCKET_RESET && !tls_ended) {
        websocket_stream_decide(stream, TRANSPORT_RESET, "connection reset");
    } else if (state == SOCKET_UP && !is_tls) {
        websocket_stream_decide(stream, TRANSPORT_PROTOCOL, "a breach of RFC 6455");
    } else {
        websocket_stream_decide(stream, TRANSPORT_EOF, "ended without a close frame");
    }
}

/* The library lets go of the connection; it can still be written to. */
static void let_go(struct websocket_stream *stream) {
    const char *breach = lws_log_take_breach();
    if (!stream->decided && breach != NULL) {
        websocket_stream_decide(stream, TRANSPORT_PROTOCOL, "%s", breach);
        send_close(stream, CLOSE_PROTOCOL);
    }
    stream->state = WEBSOCKET_ENDING;
}

bool websocket_stream_callback(struct websocket_stream *stream, enum lws_callback_reasons reason,
                               void *in, size_t length, int *result) {
    bool deaf = stream->state == WEBSOCKET_ENDING;
    *result = 0;
    switch (reason) {
    case LWS_CALLBACK_CLIENT_RECEIVE:
    case LWS_CALLBACK_RECEIVE:
        if (!deaf) {
            receive(stream, in, length);
        }
        return true;
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
    case LWS_CALLBACK_RECEIVE_PONG:
        if (!deaf) {
            stream->transport.listener->activity(stream->transport.user, false);
        }
        return true;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
    case LWS_CALLBACK_SERVER_WRITEABLE:
        flush(stream);
        return true;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        heard_close(stream, in, length);
        *result = -1;
        return true;
    case LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL:
    case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
        let_go(stream);
        return true;
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_CLOSED:
        let_go(stream);
        if (!stream->decided) {
            decide_by_socket(stream);
        }
        websocket_stream_ended(stream);
        return true;
    default:
        return false;
    }
}

void websocket_stream_opened(struct websocket_stream *stream) {
    stream->state = WEBSOCKET_OPEN;
    stream->transport.listener->opened(stream->transport.user);
}

void websocket_stream_ended(struct websocket_stream *stream) {
    if (stream->wsi != NULL) {
        lws_set_wsi_user(stream->wsi, NULL);
    }
    struct transport transport = stream->transport;
    struct transport_end end = stream->end;
    struct buffer words = stream->incoming;
    end.sent_code = stream->sent_code;
    end.detail = words.data;
    end.close_reason = words.data + strlen(words.data);
    if (words.length > strlen(words.data) + 1) {
        end.close_reason++;
    }
    /* As new, for the owner may open it again, or free it. */
    buffer_finish(&stream->outgoing);
    websocket_stream_init(stream, stream->shared);
    transport.listener->closed(transport.user, &end);
    buffer_finish(&words);
}
