/* websocket.h - a WebSocket client (RFC 6455) as a transport: libwebsockets on the caller's libuv
 * loop. */
#ifndef PARLEY_TRANSPORTS_WEBSOCKET_H
#define PARLEY_TRANSPORTS_WEBSOCKET_H

#include "engine/memory.h"
#include "transports/transport.h"

#include <uv.h>

struct websocket_header {
    const char *name;  /* An RFC 9110 token. */
    const char *value; /* Printable ASCII. */
};

/* Where to connect and how. Shared by any number of connections; must outlive them. */
struct websocket_target {
    bool tls;
    const char *host; /* A name or an address, without brackets. */
    uint16_t port;
    const char *path; /* With the query; begins with "/". */
    const struct websocket_header *headers;
    size_t header_count;
    const char *local_address; /* To connect from, in numbers; NULL: the system chooses. */
};

struct websocket_options {
    const char *ca_file; /* PEM, added to the system's roots; NULL for none. */
    bool insecure;       /* Do not verify the server. */
    size_t max_message;  /* Bytes; a longer message is answered with close 1009. */
    size_t max_queued; /* Bytes that may wait for a peer that does not read; 0 for the default of 1
                          MiB. */
    bool want_tls; /* Some target is wss: TLS costs 20 ms and 5 MB, so it is set up only when asked
                      for. */
    size_t receive_size; /* Bytes of one read, and of memory per connection; 0 for the default of
                            512. A longer message comes in pieces, which costs time, not memory. */
};

/* One libwebsockets context on one loop: one per thread. While it stands the loop does not end by
 * itself. With TLS, all contexts of a process are created before the first connection is opened:
 * the library numbers its data anew with each. */
struct websocket_context;

/* NULL on failure, with the reason in words in *@error (static). @loop must outlive it; @options
 * are not kept. */
struct websocket_context *websocket_context_create(uv_loop_t *loop,
                                                   const struct websocket_options *options,
                                                   const char **error);
/* All its transports must have been destroyed. The loop must run once more (until it has nothing to
 * do) afterwards for its handles to close: @done (may be NULL) is called when they have. */
void websocket_context_destroy(struct websocket_context *context, void (*done)(void *user),
                               void *user);

/* A transport to @target. The attempt (name, TCP, TLS and upgrade) is not timed here: its owner
 * calls abort(). All addresses of a name are tried in turn. Headers are sent in order, behind those
 * of the handshake. */
struct transport *websocket_create(struct websocket_context *context,
                                   const struct websocket_target *target);

/* Send one binary message over a transport of websocket_create() or of a server; as send(). */
int websocket_send_binary(struct transport *transport, const char *data, size_t length);

#endif
