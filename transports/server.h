/* server.h - the listening side: accepts WebSocket connections, each as a transport that is already
 * open. */
#ifndef PARLEY_TRANSPORTS_SERVER_H
#define PARLEY_TRANSPORTS_SERVER_H

#include "transports/websocket.h"

struct server;

struct server_options {
    const char *host;            /* An address or a name; "127.0.0.1" is the usual one. */
    uint16_t port;               /* 0: any free one. */
    const char *tls_certificate; /* PEM files; both or neither NULL. */
    const char *tls_key;
    const struct websocket_header
        *required_headers; /* A connection without them, to the letter, gets 401. */
    size_t required_header_count;
    size_t max_message;
    size_t max_queued;
    /* A connection was accepted and is open. The receiver sets its listener and user before it
     * returns, and owns it: destroy() after closed(). Its open() must not be called. */
    void (*accepted)(void *user, struct transport *transport);
    void *user;
};

/* NULL on failure, with a line in words in @error (@error_size bytes). @options' strings must
 * outlive it. */
struct server *server_create(uv_loop_t *loop, const struct server_options *options, char *error,
                             size_t error_size);
/* The port it listens on. */
uint16_t server_port(const struct server *server);
/* Stop listening and free it; accepted transports must be gone. @done (may be NULL) is called from
 * the loop when all is closed. */
void server_destroy(struct server *server, void (*done)(void *user), void *user);

#endif
