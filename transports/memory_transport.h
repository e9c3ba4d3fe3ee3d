/* memory_transport.h - a transport whose peer is a test in the same process.
 *
 * Nothing happens by itself: time and order are the test's. What the owner of the transport does
 * arrives at the peer's callbacks at once; what the peer does with the memory_peer_ functions
 * arrives at the owner's listener before they return. So the promise that closed() never comes from
 * inside open(), send(), close() or abort() is the test's to keep: it calls memory_peer_end()
 * later. */
#ifndef PARLEY_TRANSPORTS_MEMORY_TRANSPORT_H
#define PARLEY_TRANSPORTS_MEMORY_TRANSPORT_H

#include "engine/memory.h"
#include "transports/transport.h"

/* What the caller side did, as the test sees it. Each may be NULL. Texts are valid during the call.
 */
struct memory_peer {
    void (*opening)(void *user);
    void (*received)(void *user, const char *text, size_t length);
    void (*pinged)(void *user);
    void (*closing)(void *user, uint16_t code); /* Once, however often close() is called. */
    void (*aborted)(void *user);                /* Once. */
    void *user;
};

/* @peer must outlive it. @memory as for buffer_init(). Destroyed through its operations. */
struct transport *memory_transport_create(const struct memory_peer *peer,
                                          const struct memory *memory);

/* What the test does as the peer: each calls the owner's listener before it returns. */

/* The connection is open. Only after open(). */
void memory_peer_accept(struct transport *transport);
/* One text message. Only while open, also during the closing handshake. */
void memory_peer_send(struct transport *transport, const char *text, size_t length);
void memory_peer_send_binary(struct transport *transport);
void memory_peer_pong(struct transport *transport);
/* The connection has ended, or never came about. NULL is the answer to what the owner did: ABORTED
 * after abort() or a close() while connecting, else CLOSED with the code it closed with (1000 when
 * it did not). The transport may be gone when this returns. */
void memory_peer_end(struct transport *transport, const struct transport_end *end);

/* True while the connection is open: accepted and not ended. */
bool memory_peer_is_open(const struct transport *transport);

#endif
