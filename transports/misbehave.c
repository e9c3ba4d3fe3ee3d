/* misbehave.c - the connections of a server that breaks the rules; which rules stands in
 * misbehave_kinds.c.
 *
 * The story of a peer: it is accepted -> its request comes -> it is answered, with 101 or as its
 * kind answers -> the receiver gets it as a transport, and what it says is written as its kind
 * speaks -> one side ends the connection. A peer that was never handed out is freed when its handles
 * have closed; one that was, when its owner has destroyed it too. */
#include "transports/misbehave.h"

#include "transports/listener.h"
#include "transports/misbehave_peer.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum {
    REQUEST_MAX = 64 * 1024,
    READ_SIZE = 64 * 1024,
    KEY_MAX = 128,
    ACCEPT_SIZE = 64,
    SMALL_BUFFER = 4096, /* The kernel's, for those who do not read: so that it shows soon. */
    MS_PER_S = 1000,
    MASK_LENGTH = 4,
    HANDLES = 2, /* Of a peer. */
    CLOSE_NORMAL = 1000,
};

enum peer_state {
    PEER_ASKING,  /* Its request is awaited. */
    PEER_OPEN,    /* It was answered with 101. */
    PEER_LEAVING, /* It hears nothing more; what waits is still written. */
    PEER_CLOSING, /* Its handles close. */
    PEER_GONE,    /* They have closed. */
};

enum farewell { STAY, END, RESET };

struct peer {
    struct transport transport; /* First: what its owner has. */
    struct misbehaving *server;
    struct peer *next;
    struct peer **link; /* What points to it. */
    uv_tcp_t tcp;
    uv_timer_t timer;
    uv_shutdown_t shutdown;
    uv_write_t write;
    enum peer_state state;
    unsigned habits;
    bool behaves;     /* It comes behind those to whom its kind misbehaves. */
    bool owned;       /* By the receiver, until destroy(). */
    bool told;        /* closed() was called. */
    bool sent_close;  /* A close frame was written. */
    bool masked_text; /* The message at hand is text. */
    bool writing;
    unsigned handles; /* Not yet closed. */
    enum farewell farewell;
    void (*more)(struct peer *peer);
    struct buffer input;
    struct buffer message; /* The fragments so far. */
    struct buffer output;  /* What waits. */
    struct buffer flight;  /* What is being written, from flight_at on. */
    size_t flight_at;
    size_t portion; /* Of it. */
    char key[KEY_MAX];
    char reason[126];
    struct transport_end end;
};

struct misbehaving {
    struct server_options options;
    struct misbehaviour_choice choice;
    uv_loop_t *loop;
    struct listener *listener;
    uv_timer_t last; /* Closed last: its callback says that all is over. */
    struct peer *peers;
    uint32_t accepted;
    bool stopping;
    void (*done)(void *user);
    void *done_user;
    char bytes[READ_SIZE]; /* Of one read. */
};

/* -- Ending -- */

static void on_server_gone(uv_handle_t *handle) {
    struct misbehaving *server = handle->data;
    void (*done)(void *user) = server->done;
    void *user = server->done_user;
    memory_system.resize(memory_system.user, server, sizeof(*server), 0);
    if (done != NULL) {
        done(user);
    }
}

static void finish_if_empty(struct misbehaving *server) {
    if (server->stopping && server->peers == NULL &&
        !uv_is_closing((const uv_handle_t *)&server->last)) {
        uv_close((uv_handle_t *)&server->last, on_server_gone);
    }
}

static void free_if_over(struct peer *peer) {
    if (peer->state != PEER_GONE || peer->owned) {
        return;
    }
    struct misbehaving *server = peer->server;
    *peer->link = peer->next;
    if (peer->next != NULL) {
        peer->next->link = peer->link;
    }
    buffer_finish(&peer->input);
    buffer_finish(&peer->message);
    buffer_finish(&peer->output);
    buffer_finish(&peer->flight);
    memory_system.resize(memory_system.user, peer, sizeof(*peer), 0);
    finish_if_empty(server);
}

/* Tell the owner, who may destroy it from inside. */
static void tell_closed(struct peer *peer) {
    if (peer->owned && !peer->told) {
        peer->told = true;
        peer->transport.listener->closed(peer->transport.user, &peer->end);
    } else {
        free_if_over(peer);
    }
}

static void on_handle_closed(uv_handle_t *handle) {
    struct peer *peer = handle->data;
    if (--peer->handles == 0) {
        peer->state = PEER_GONE;
        tell_closed(peer);
    }
}

static void decide(struct peer *peer, enum transport_end_kind kind, const char *detail) {
    if (peer->end.detail[0] == '\0') {
        peer->end.kind = kind;
        peer->end.detail = detail;
    }
}

static void drop(struct peer *peer, bool with_reset) {
    if (peer->state >= PEER_CLOSING) {
        return;
    }
    decide(peer, TRANSPORT_ABORTED, "aborted");
    peer->state = PEER_CLOSING;
    uv_close((uv_handle_t *)&peer->timer, on_handle_closed);
    if (!with_reset || uv_tcp_close_reset(&peer->tcp, on_handle_closed) != 0) {
        uv_close((uv_handle_t *)&peer->tcp, on_handle_closed);
    }
}

/* -- Writing -- */

static void pump(struct peer *peer);

static void on_shut_down(uv_shutdown_t *shutdown, int status) {
    (void)shutdown; /* The other side ends it now; see on_read(). */
    (void)status;
}

static void on_next_portion(uv_timer_t *timer) {
    pump(timer->data);
}

/* All is written: what is there to do? */
static void go_on(struct peer *peer) {
    if (peer->more != NULL) {
        peer->more(peer);
    } else if (peer->farewell == RESET) {
        drop(peer, true);
    } else if (peer->farewell == END) {
        peer->farewell = STAY;
        uv_shutdown(&peer->shutdown, (uv_stream_t *)&peer->tcp, on_shut_down);
    }
}

static void on_written(uv_write_t *write, int status) {
    struct peer *peer = write->data;
    peer->writing = false;
    peer->flight_at += peer->portion;
    if (peer->state >= PEER_CLOSING) {
        return;
    }
    if (status != 0) {
        decide(peer, TRANSPORT_RESET, "connection reset");
        drop(peer, false);
    } else if ((peer->habits & HABIT_SLOW) != 0) {
        uint32_t rate = peer_amount(peer);
        uv_timer_start(&peer->timer, on_next_portion, rate < MS_PER_S ? MS_PER_S / rate : 1, 0);
    } else {
        pump(peer);
    }
}

/* Write on, unless a write is under way or the next byte has to wait. */
static void pump(struct peer *peer) {
    if (peer->writing || peer->state >= PEER_CLOSING ||
        uv_is_active((const uv_handle_t *)&peer->timer)) {
        return;
    }
    if (peer->flight_at == peer->flight.length && peer->output.length == 0) {
        go_on(peer);
    }
    if (peer->flight_at == peer->flight.length) {
        struct buffer written = peer->flight;
        peer->flight = peer->output;
        peer->flight_at = 0;
        peer->output = written;
        peer->output.length = 0;
    }
    size_t waiting = peer->flight.length - peer->flight_at;
    if (waiting == 0 || peer->state >= PEER_CLOSING) {
        return;
    }
    size_t portion = waiting;
    if ((peer->habits & HABIT_SLOW) != 0) {
        portion = peer_amount(peer) > MS_PER_S ? peer_amount(peer) / MS_PER_S : 1;
    }
    peer->portion = portion < waiting ? portion : waiting;
    uv_buf_t bytes = uv_buf_init(peer->flight.data + peer->flight_at, (unsigned)peer->portion);
    peer->write.data = peer;
    peer->writing = uv_write(&peer->write, (uv_stream_t *)&peer->tcp, &bytes, 1, on_written) == 0;
}

uint32_t peer_amount(const struct peer *peer) {
    return peer->server->choice.amount;
}

const char *peer_kind_name(const struct peer *peer) {
    return peer->server->choice.kind->name;
}

void peer_write(struct peer *peer, const char *bytes, size_t length) {
    if (peer->farewell == STAY) {
        buffer_append(&peer->output, bytes, length);
    }
}

void peer_write_text(struct peer *peer, const char *text) {
    peer_write(peer, text, strlen(text));
}

void peer_write_head(struct peer *peer, unsigned first, uint64_t length) {
    enum { IN_2_BYTES = 126, IN_8_BYTES = 127, MASKED = 0x80, MOST_IN_2_BYTES = 0xFFFF };
    char head[10] = {(char)first};
    int size = length < IN_2_BYTES ? 0 : length <= MOST_IN_2_BYTES ? 2 : 8;
    unsigned short_length = size == 0 ? (unsigned)length : size == 2 ? IN_2_BYTES : IN_8_BYTES;
    bool masks = (peer->habits & HABIT_MASKS) != 0;
    head[1] = (char)(short_length | (masks ? MASKED : 0U));
    for (int i = 0; i < size; i++) {
        head[2 + i] = (char)(length >> (8 * (size - 1 - i)) & 0xFF);
    }
    peer_write(peer, head, 2 + (size_t)size);
}

void peer_write_frame(struct peer *peer, unsigned first, const char *payload, size_t length) {
    static const char mask[MASK_LENGTH] = {0x12, 0x34, 0x56, 0x78};
    peer_write_head(peer, first, length);
    if ((peer->habits & HABIT_MASKS) == 0) {
        peer_write(peer, payload, length);
        return;
    }
    peer_write(peer, mask, sizeof(mask));
    for (size_t i = 0; i < length; i++) {
        char byte = (char)(payload[i] ^ mask[i % MASK_LENGTH]);
        peer_write(peer, &byte, 1);
    }
}

void peer_say(struct peer *peer, const char *text) {
    peer_write_frame(peer, PEER_FIN | PEER_TEXT, text, strlen(text));
}

/* What RFC 6455 4.2.2 makes of the request's key. */
static void accept_of(const char *key, char accept[ACCEPT_SIZE]) {
    char text[KEY_MAX + 40];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    int text_length = snprintf(text, sizeof(text), "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    EVP_Digest(text, (size_t)text_length, digest, &length, EVP_sha1(), NULL);
    EVP_EncodeBlock((unsigned char *)accept, digest, (int)length);
}

void peer_write_upgrade(struct peer *peer, const char *accept, const char *more) {
    char right[ACCEPT_SIZE];
    accept_of(peer->key, right);
    peer_write_text(peer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: ");
    peer_write_text(peer, accept != NULL ? accept : right);
    peer_write_text(peer, "\r\n");
    peer_write_text(peer, more);
}

void peer_close(struct peer *peer, const char *payload, size_t length) {
    if (!peer->sent_close) {
        peer_write_frame(peer, PEER_FIN | PEER_CLOSE, payload, length);
        peer->sent_close = true;
    }
}

static void leave(struct peer *peer, enum farewell farewell) {
    if (peer->state < PEER_LEAVING) {
        peer->state = PEER_LEAVING;
    }
    if (peer->farewell == STAY) {
        peer->farewell = farewell;
    }
}

void peer_end(struct peer *peer) {
    leave(peer, END);
}

void peer_reset(struct peer *peer) {
    leave(peer, RESET);
}

void peer_never_end(struct peer *peer, void (*more)(struct peer *peer)) {
    peer->more = more;
}

/* -- As a transport -- */

static struct peer *of(struct transport *transport) {
    return (struct peer *)transport;
}

static int transport_open(struct transport *transport) {
    (void)transport;
    return UV_EISCONN;
}

static bool can_speak(const struct peer *peer) {
    return peer->state == PEER_OPEN && !peer->sent_close && peer->more == NULL;
}

static int transport_send(struct transport *transport, const char *text, size_t length) {
    struct peer *peer = of(transport);
    const struct misbehaviour *kind = peer->server->choice.kind;
    if (!can_speak(peer)) {
        return UV_ENOTCONN;
    }
    if (kind->speak != NULL && !peer->behaves) {
        kind->speak(peer, text, length);
    } else {
        peer_write_frame(peer, PEER_FIN | PEER_TEXT, text, length);
    }
    pump(peer);
    return 0;
}

static int transport_ping(struct transport *transport) {
    struct peer *peer = of(transport);
    if (!can_speak(peer)) {
        return UV_ENOTCONN;
    }
    peer_write_frame(peer, PEER_FIN | PEER_PING, "", 0);
    pump(peer);
    return 0;
}

static void transport_close(struct transport *transport, uint16_t code) {
    struct peer *peer = of(transport);
    const char payload[] = {(char)(code >> 8), (char)(code & 0xFF)};
    if (can_speak(peer) && (peer->habits & HABIT_STAYS) == 0) {
        peer->end.sent_code = code;
        peer_close(peer, payload, sizeof(payload));
        pump(peer);
    }
}

static void on_abandoned(uv_timer_t *timer) {
    tell_closed(timer->data);
}

/* One that stays does so without its owner. */
static void transport_abort(struct transport *transport) {
    struct peer *peer = of(transport);
    if ((peer->habits & HABIT_STAYS) != 0 && peer->state == PEER_OPEN) {
        decide(peer, TRANSPORT_ABORTED, "aborted");
        peer->state = PEER_LEAVING;
        uv_timer_start(&peer->timer, on_abandoned, 0, 0);
    } else {
        drop(peer, false);
    }
}

static void transport_destroy(struct transport *transport) {
    struct peer *peer = of(transport);
    peer->owned = false;
    free_if_over(peer);
}

static const struct transport_operations operations = {
    .open = transport_open,
    .send = transport_send,
    .ping = transport_ping,
    .close = transport_close,
    .abort = transport_abort,
    .destroy = transport_destroy,
};

/* -- Reading -- */

/* The value of a request's header @name (with the colon), into @out; false when it has none. */
static bool find_header(const char *request, const char *end, const char *name, char *out,
                        size_t size) {
    for (const char *line = request; line < end;) {
        const char *line_end = memmem(line, (size_t)(end - line), "\r\n", 2);
        line_end = line_end != NULL ? line_end : end;
        if (strncasecmp(line, name, strlen(name)) == 0) {
            const char *value = line + strlen(name);
            value += strspn(value, " \t");
            int length = (int)(line_end - value);
            return length > 0 && snprintf(out, size, "%.*s", length, value) < (int)size;
        }
        line = line_end + 2;
    }
    return false;
}

/* It was answered with 101: hand it out. */
static void open_up(struct peer *peer) {
    const struct server_options *options = &peer->server->options;
    peer->state = PEER_OPEN;
    peer->owned = true;
    if ((peer->habits & HABIT_DEAF) != 0) {
        uv_read_stop((uv_stream_t *)&peer->tcp);
    }
    options->accepted(options->user, &peer->transport);
}

/* A request, once it is whole: answer it, and eat it. False while more of it must come. */
static bool take_request(struct peer *peer) {
    const struct misbehaviour *kind = peer->server->choice.kind;
    struct buffer *input = &peer->input;
    const char *data = buffer_terminate(input);
    const char *end = memmem(data, input->length, "\r\n\r\n", 4);
    if (end == NULL) {
        if (input->length > REQUEST_MAX) {
            drop(peer, false);
        }
        return false;
    }
    if (!find_header(data, end, "Sec-WebSocket-Key:", peer->key, sizeof(peer->key))) {
        peer_write_text(peer, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        peer_end(peer);
    } else if (kind->answer != NULL && !peer->behaves) {
        peer->state = PEER_LEAVING;
        kind->answer(peer);
    } else {
        peer_write_upgrade(peer, NULL, "\r\n");
        open_up(peer);
    }
    size_t eaten = (size_t)(end + 4 - data);
    memmove(input->data, input->data + eaten, input->length - eaten);
    input->length -= eaten;
    return true;
}

/* One frame of the client. */
struct client_frame {
    unsigned first;
    char *payload; /* Unmasked. */
    size_t length;
};

/* Read the frame at the head of the input. Its size there; 0 while more of it must come, or when it
 * is longer than allowed, which drops the connection. */
static size_t read_frame(struct peer *peer, struct client_frame *frame) {
    const unsigned char *at = (const unsigned char *)peer->input.data;
    size_t have = peer->input.length;
    if (have < 2) {
        return 0;
    }
    size_t extended = (at[1] & 0x7F) == 127 ? 8 : (at[1] & 0x7F) == 126 ? 2 : 0;
    size_t masked = (at[1] & 0x80) != 0 ? MASK_LENGTH : 0;
    size_t head = 2 + extended + masked;
    if (have < head) {
        return 0;
    }
    uint64_t length = extended == 0 ? at[1] & 0x7F : 0;
    for (size_t i = 0; i < extended; i++) {
        length = length << 8 | at[2 + i];
    }
    if (length > peer->server->options.max_message) {
        drop(peer, false);
        return 0;
    }
    if (have - head < length) {
        return 0;
    }
    *frame = (struct client_frame){
        .first = at[0], .payload = peer->input.data + head, .length = (size_t)length};
    for (size_t i = 0; masked > 0 && i < frame->length; i++) {
        frame->payload[i] = (char)(frame->payload[i] ^ (char)at[2 + extended + i % MASK_LENGTH]);
    }
    return head + frame->length;
}

static void hear_close(struct peer *peer, const struct client_frame *frame) {
    if ((peer->habits & HABIT_STAYS) != 0) {
        return;
    }
    peer->end.has_close_frame = true;
    if (frame->length >= 2) {
        const unsigned char *code = (const unsigned char *)frame->payload;
        peer->end.close_code = (uint16_t)(code[0] << 8 | code[1]);
        snprintf(peer->reason, sizeof(peer->reason), "%.*s", (int)(frame->length - 2),
                 frame->payload + 2);
    }
    decide(peer, TRANSPORT_CLOSED, "closed by the peer");
    peer_close(peer, frame->payload, frame->length < 2 ? 0 : 2);
    peer_end(peer);
}

static void hear_part(struct peer *peer, const struct client_frame *frame) {
    const struct transport_listener *listener = peer->transport.listener;
    if ((frame->first & 0xF) != PEER_CONTINUATION) {
        peer->masked_text = (frame->first & 0xF) == PEER_TEXT;
        peer->message.length = 0;
    }
    if (peer->message.length + frame->length > peer->server->options.max_message) {
        drop(peer, false);
        return;
    }
    buffer_append(&peer->message, frame->payload, frame->length);
    if ((frame->first & PEER_FIN) != 0 && peer->masked_text) {
        char *text = buffer_terminate(&peer->message);
        listener->message(peer->transport.user, text, peer->message.length);
    } else {
        listener->activity(peer->transport.user, (frame->first & PEER_FIN) != 0);
    }
}

static void hear_frame(struct peer *peer, const struct client_frame *frame) {
    switch (frame->first & 0xF) {
    case PEER_CLOSE:
        hear_close(peer, frame);
        break;
    case PEER_PING:
        if ((peer->habits & HABIT_NO_PONG) == 0 && can_speak(peer)) {
            peer_write_frame(peer, PEER_FIN | PEER_PONG, frame->payload, frame->length);
        }
        break;
    case PEER_PONG:
        peer->transport.listener->activity(peer->transport.user, false);
        break;
    default:
        hear_part(peer, frame);
        break;
    }
}

/* Whatever is whole in the input. */
static void take_input(struct peer *peer) {
    if (peer->state == PEER_ASKING && !take_request(peer)) {
        return;
    }
    struct client_frame frame;
    size_t eaten = 0;
    while (peer->state == PEER_OPEN && (eaten = read_frame(peer, &frame)) > 0) {
        hear_frame(peer, &frame);
        memmove(peer->input.data, peer->input.data + eaten, peer->input.length - eaten);
        peer->input.length -= eaten;
    }
    pump(peer);
}

static void on_allocate(uv_handle_t *handle, size_t size, uv_buf_t *out) {
    struct peer *peer = handle->data;
    (void)size;
    *out = uv_buf_init(peer->server->bytes, READ_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes) {
    struct peer *peer = stream->data;
    if (length < 0) {
        bool in_order = length == UV_EOF;
        decide(peer, in_order ? TRANSPORT_EOF : TRANSPORT_RESET,
               in_order ? "ended without a close frame" : "connection reset");
        drop(peer, false);
    } else if (peer->state < PEER_LEAVING) {
        buffer_append(&peer->input, bytes->base, (size_t)length);
        take_input(peer);
    }
}

/* -- The server -- */

/* Whether the next connection is behind those to whom the kind misbehaves. */
static bool next_behaves(const struct misbehaving *server) {
    uint32_t amount = server->choice.amount;
    return (server->choice.kind->habits & HABIT_FIRST) != 0 && amount > 0 &&
           server->accepted >= amount;
}

static struct peer *peer_create(struct misbehaving *server) {
    struct peer *peer = memory_system.resize(memory_system.user, NULL, 0, sizeof(*peer));
    *peer = (struct peer){
        .transport.operations = &operations,
        .server = server,
        .next = server->peers,
        .link = &server->peers,
        .habits = server->choice.kind->habits,
        .behaves = next_behaves(server),
        .handles = HANDLES,
    };
    peer->end = (struct transport_end){.close_reason = peer->reason, .detail = ""};
    if (peer->next != NULL) {
        peer->next->link = &peer->next;
    }
    server->peers = peer;
    server->accepted++;
    buffer_init(&peer->input, NULL);
    buffer_init(&peer->message, NULL);
    buffer_init(&peer->output, NULL);
    buffer_init(&peer->flight, NULL);
    return peer;
}

static void accepted(void *user, int fd) {
    struct misbehaving *server = user;
    struct peer *peer = peer_create(server);
    uv_timer_init(server->loop, &peer->timer);
    uv_tcp_init(server->loop, &peer->tcp);
    peer->timer.data = peer->tcp.data = peer;
    if ((peer->habits & HABIT_DEAF) != 0) {
        int size = SMALL_BUFFER;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    }
    if (uv_tcp_open(&peer->tcp, fd) != 0 || uv_tcp_nodelay(&peer->tcp, 1) != 0 ||
        uv_read_start((uv_stream_t *)&peer->tcp, on_allocate, on_read) != 0) {
        drop(peer, false);
    }
}

struct misbehaving *misbehaving_create(uv_loop_t *loop, const struct server_options *options,
                                       const struct misbehaviour_choice *choice, char *error,
                                       size_t error_size) {
    struct misbehaving *server = memory_system.resize(memory_system.user, NULL, 0, sizeof(*server));
    *server = (struct misbehaving){.options = *options, .choice = *choice, .loop = loop};
    server->listener =
        listener_create(loop, options->host, options->port, accepted, server, error, error_size);
    if (server->listener == NULL) {
        memory_system.resize(memory_system.user, server, sizeof(*server), 0);
        return NULL;
    }
    uv_timer_init(loop, &server->last);
    server->last.data = server;
    return server;
}

uint16_t misbehaving_port(const struct misbehaving *server) {
    return listener_port(server->listener);
}

void misbehaving_destroy(struct misbehaving *server, void (*done)(void *user), void *user) {
    server->done = done;
    server->done_user = user;
    server->stopping = true;
    listener_destroy(server->listener);
    for (struct peer *peer = server->peers; peer != NULL; peer = peer->next) {
        drop(peer, false);
    }
    finish_if_empty(server);
}
