/* memory_transport.h - a transport whose peer is a test in the same process. Time and order are the
 * test's. */
#ifndef PARLEY_TRANSPORTS_MEMORY_TRANSPORT_H
#define PARLEY_TRANSPORTS_MEMORY_TRANSPORT_H

#include "engine/memory.h"
#include "transports/transport.h"

/* What the caller side did, as the test sees it. Texts are valid during the call. */
struct memory_peer {
    void (*opening)(void *user);
    void (*received)(void *user, const char *text, size_t length);
    void (*pinged)(void *user);
    void (*closing)(void *user, uint16_t code);
    void (*aborted)(void *user);
    void *user;
};

/* @peer must outlive it. Destroyed through its operations. */
struct transport *memory_transport_create(const struct memory_peer *peer,
                                          const struct memory *memory);

/* What the test does as the peer: each calls the owner's listener before it returns. */
void memory_peer_accept(struct transport *transport);
void memory_peer_send(struct transport *transport, const char *text, size_t length);
void memory_peer_pong(struct transport *transport);
void memory_peer_end(struct transport *transport, const struct transport_end *end);

#endif
