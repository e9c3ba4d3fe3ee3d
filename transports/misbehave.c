/* misbehave.c - a server that breaks the rules: it listens, and hands out what it accepts. The
 * connections are misbehave_peer.c and misbehave_read.c; what they do wrong is
 * misbehave_kinds.c. */
#include "transports/misbehave.h"

#include "transports/listener.h"
#include "transports/misbehave_peer.h"

#include <sys/socket.h>
#include <unistd.h>

enum {
    READ_SIZE = 64 * 1024,
    SMALL_BUFFER = 4096, /* The kernel's, for those who do not read: so that it shows soon. */
    HANDLES = 2,         /* Of a peer. */
    BYTE = 0xFF,
};

struct misbehaving {
    struct server_options options;
    struct misbehaviour_choice choice;
    uv_loop_t *loop;
    struct listener *listener;
    uv_timer_t last; /* Is closed last: its callback says that all is over. */
    struct peer *peers;
    uint32_t accepted;
    bool stopping;
    void (*done)(void *user);
    void *done_user;
    char bytes[READ_SIZE]; /* Of one read. */
};

/* -- A peer as a transport -- */

static struct peer *of(struct transport *transport) {
    return (struct peer *)transport;
}

static int transport_open(struct transport *transport) {
    (void)transport;
    return UV_EISCONN;
}

static int transport_send(struct transport *transport, const char *text, size_t length) {
    struct peer *peer = of(transport);
    const struct misbehaviour *kind = peer->choice->kind;
    if (!peer_can_speak(peer)) {
        return UV_ENOTCONN;
    }
    if (kind->speak != NULL && !peer->behaves) {
        kind->speak(peer, text, length);
    } else {
        peer_write_frame(peer, PEER_FIN | PEER_TEXT, text, length);
    }
    peer_pump(peer);
    return 0;
}

static int transport_ping(struct transport *transport) {
    struct peer *peer = of(transport);
    if (!peer_can_speak(peer)) {
        return UV_ENOTCONN;
    }
    peer_write_frame(peer, PEER_FIN | PEER_PING, "", 0);
    peer_pump(peer);
    return 0;
}

static void transport_close(struct transport *transport, uint16_t code) {
    struct peer *peer = of(transport);
    const char payload[] = {(char)(code >> 8), (char)(code & BYTE)};
    if (peer_can_speak(peer) && !peer_has_habit(peer, HABIT_STAYS)) {
        peer->end.sent_code = code;
        peer_write_close(peer, payload, sizeof(payload));
        peer_pump(peer);
    }
}

static void on_abandoned(uv_timer_t *timer) {
    peer_tell_closed(timer->data);
}

/* A peer that stays does so without its owner. */
static void transport_abort(struct transport *transport) {
    struct peer *peer = of(transport);
    if (peer_has_habit(peer, HABIT_STAYS) && peer->state == PEER_OPEN) {
        peer_decide(peer, TRANSPORT_ABORTED, "aborted");
        peer->state = PEER_LEAVING;
        uv_timer_start(&peer->timer, on_abandoned, 0, 0);
    } else {
        peer_drop(peer, false);
    }
}

static void transport_destroy(struct transport *transport) {
    struct peer *peer = of(transport);
    peer->owned = false;
    peer_free_if_over(peer);
}

static const struct transport_operations operations = {
    .open = transport_open,
    .send = transport_send,
    .ping = transport_ping,
    .close = transport_close,
    .abort = transport_abort,
    .destroy = transport_destroy,
};

void misbehaving_hand_out(struct peer *peer) {
    const struct server_options *options = &peer->server->options;
    peer->state = PEER_OPEN;
    peer->owned = true;
    if (peer_has_habit(peer, HABIT_DEAF)) {
        uv_read_stop((uv_stream_t *)&peer->tcp);
    }
    options->accepted(options->user, &peer->transport);
}

/* -- Peers come and go -- */

static void on_gone(uv_handle_t *handle) {
    struct misbehaving *server = handle->data;
    void (*done)(void *user) = server->done;
    void *user = server->done_user;
    memory_system.resize(memory_system.user, server, sizeof(*server), 0);
    if (done != NULL) {
        done(user);
    }
}

static void finish_if_empty(struct misbehaving *server) {
    uv_handle_t *last = (uv_handle_t *)&server->last;
    if (server->stopping && server->peers == NULL && !uv_is_closing(last)) {
        uv_close(last, on_gone);
    }
}

void misbehaving_forget(struct peer *peer) {
    struct misbehaving *server = peer->server;
    *peer->link = peer->next;
    if (peer->next != NULL) {
        peer->next->link = peer->link;
    }
    memory_system.resize(memory_system.user, peer, sizeof(*peer), 0);
    finish_if_empty(server);
}

static void on_allocate(uv_handle_t *handle, size_t size, uv_buf_t *out) {
    struct peer *peer = handle->data;
    (void)size;
    *out = uv_buf_init(peer->server->bytes, READ_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes) {
    struct peer *peer = stream->data;
    if (length == UV_EOF) {
        peer_decide(peer, TRANSPORT_EOF, "ended without a close frame");
        peer_drop(peer, false);
    } else if (length < 0) {
        peer_decide(peer, TRANSPORT_RESET, "connection reset");
        peer_drop(peer, false);
    } else if (peer->state < PEER_LEAVING) {
        buffer_append(&peer->input, bytes->base, (size_t)length);
        peer_take_input(peer);
    }
}

/* Whether the next connection comes behind those to whom the kind misbehaves. */
static bool next_behaves(const struct misbehaving *server) {
    const struct misbehaviour_choice *choice = &server->choice;
    return (choice->kind->habits & HABIT_FIRST) != 0 && choice->amount > 0 &&
           server->accepted >= choice->amount;
}

static struct peer *peer_create(struct misbehaving *server) {
    struct peer *peer = memory_system.resize(memory_system.user, NULL, 0, sizeof(*peer));
    *peer = (struct peer){
        .transport.operations = &operations,
        .server = server,
        .choice = &server->choice,
        .next = server->peers,
        .link = &server->peers,
        .behaves = next_behaves(server),
        .handles = HANDLES,
        .message_max = server->options.max_message,
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

static void on_accepted(void *user, int fd) {
    struct misbehaving *server = user;
    struct peer *peer = peer_create(server);
    uv_timer_init(server->loop, &peer->timer);
    uv_tcp_init(server->loop, &peer->tcp);
    peer->timer.data = peer->tcp.data = peer;
    if (peer_has_habit(peer, HABIT_DEAF)) {
        const int size = SMALL_BUFFER;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    }
    if (uv_tcp_open(&peer->tcp, fd) != 0) {
        close(fd);
        peer_drop(peer, false);
    } else if (uv_tcp_nodelay(&peer->tcp, 1) != 0 ||
               uv_read_start((uv_stream_t *)&peer->tcp, on_allocate, on_read) != 0) {
        peer_drop(peer, false);
    }
}

/* -- The server -- */

struct misbehaving *misbehaving_create(uv_loop_t *loop, const struct server_options *options,
                                       const struct misbehaviour_choice *choice, char *error,
                                       size_t error_size) {
    struct misbehaving *server = memory_system.resize(memory_system.user, NULL, 0, sizeof(*server));
    *server = (struct misbehaving){.options = *options, .choice = *choice, .loop = loop};
    server->listener =
        listener_create(loop, options->host, options->port, on_accepted, server, error, error_size);
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
        peer_drop(peer, false);
    }
    finish_if_empty(server);
}
