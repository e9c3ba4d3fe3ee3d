/* memory_transport.c - a transport whose peer is a test in the same process. */
#include "transports/memory_transport.h"

#include <assert.h>
#include <string.h>
#include <uv.h>

enum state { IDLE, CONNECTING, OPEN };

struct memory_transport {
    struct transport transport;
    const struct memory_peer *peer;
    const struct memory *memory;
    enum state state;
    uint16_t closed_with; /* 0 until close() is called. */
    bool aborted;
};

/* The transport is the first member. */
static struct memory_transport *of(struct transport *transport) {
    return (struct memory_transport *)transport;
}

static int memory_open(struct transport *transport) {
    struct memory_transport *self = of(transport);
    assert(self->state == IDLE);
    self->state = CONNECTING;
    self->closed_with = 0;
    self->aborted = false;
    if (self->peer->opening != NULL) {
        self->peer->opening(self->peer->user);
    }
    return 0;
}

/* As on a real connection, nothing is sent behind a close frame. */
static bool can_send(const struct memory_transport *self) {
    return self->state == OPEN && self->closed_with == 0 && !self->aborted;
}

static int memory_send(struct transport *transport, const char *text, size_t length) {
    struct memory_transport *self = of(transport);
    if (!can_send(self)) {
        return UV_ENOTCONN;
    }
    if (self->peer->received != NULL) {
        self->peer->received(self->peer->user, text, length);
    }
    return 0;
}

static int memory_ping(struct transport *transport) {
    struct memory_transport *self = of(transport);
    if (!can_send(self)) {
        return UV_ENOTCONN;
    }
    if (self->peer->pinged != NULL) {
        self->peer->pinged(self->peer->user);
    }
    return 0;
}

static void memory_close(struct transport *transport, uint16_t code) {
    struct memory_transport *self = of(transport);
    if (self->state == IDLE || self->closed_with != 0 || self->aborted) {
        return;
    }
    self->closed_with = code;
    if (self->peer->closing != NULL) {
        self->peer->closing(self->peer->user, code);
    }
}

static void memory_abort(struct transport *transport) {
    struct memory_transport *self = of(transport);
    if (self->state == IDLE || self->aborted) {
        return;
    }
    self->aborted = true;
    if (self->peer->aborted != NULL) {
        self->peer->aborted(self->peer->user);
    }
}

static void memory_destroy(struct transport *transport) {
    struct memory_transport *self = of(transport);
    assert(self->state == IDLE);
    self->memory->resize(self->memory->user, self, sizeof(*self), 0);
}

static const struct transport_operations memory_operations = {
    .open = memory_open,
    .send = memory_send,
    .ping = memory_ping,
    .close = memory_close,
    .abort = memory_abort,
    .destroy = memory_destroy,
};

struct transport *memory_transport_create(const struct memory_peer *peer,
                                          const struct memory *memory) {
    memory = memory != NULL ? memory : &memory_system;
    struct memory_transport *self = memory->resize(memory->user, NULL, 0, sizeof(*self));
    *self = (struct memory_transport){
        .transport.operations = &memory_operations,
        .peer = peer,
        .memory = memory,
    };
    return &self->transport;
}

void memory_peer_accept(struct transport *transport) {
    struct memory_transport *self = of(transport);
    assert(self->state == CONNECTING);
    self->state = OPEN;
    transport->listener->opened(transport->user);
}

void memory_peer_send(struct transport *transport, const char *text, size_t length) {
    struct memory_transport *self = of(transport);
    assert(self->state == OPEN);
    /* A copy, for the listener may change it. */
    const struct memory *memory = self->memory;
    char *copy = memory->resize(memory->user, NULL, 0, length + 1);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    transport->listener->message(transport->user, copy, length);
    memory->resize(memory->user, copy, length + 1, 0);
}

void memory_peer_send_binary(struct transport *transport) {
    assert(of(transport)->state == OPEN);
    transport->listener->activity(transport->user, true);
}

void memory_peer_pong(struct transport *transport) {
    assert(of(transport)->state == OPEN);
    transport->listener->activity(transport->user, false);
}

/* How a peer in order answers what the owner did. */
static struct transport_end answer(const struct memory_transport *self) {
    if (self->aborted || self->state == CONNECTING) {
        return (struct transport_end){
            .kind = TRANSPORT_ABORTED, .close_reason = "", .detail = "aborted"};
    }
    return (struct transport_end){
        .kind = TRANSPORT_CLOSED,
        .has_close_frame = true,
        .close_code = self->closed_with != 0 ? self->closed_with : 1000,
        .close_reason = "",
        .sent_code = self->closed_with != 0 ? self->closed_with : 1000,
        .detail = "closed by the peer",
    };
}

void memory_peer_end(struct transport *transport, const struct transport_end *end) {
    struct memory_transport *self = of(transport);
    assert(self->state != IDLE);
    struct transport_end answered = answer(self);
    self->state = IDLE;
    transport->listener->closed(transport->user, end != NULL ? end : &answered);
}

bool memory_peer_is_open(const struct transport *transport) {
    return ((const struct memory_transport *)transport)->state == OPEN;
}
