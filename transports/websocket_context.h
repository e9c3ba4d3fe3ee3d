/* websocket_context.h - inside of websocket.h: one libwebsockets context on one loop, and what its
 * connections share. */
#ifndef PARLEY_TRANSPORTS_WEBSOCKET_CONTEXT_H
#define PARLEY_TRANSPORTS_WEBSOCKET_CONTEXT_H

#include "transports/websocket_stream.h"

#include <openssl/ssl.h>

#define WEBSOCKET_PROTOCOL "parley" /* The library's name for us; never on the wire. */

enum {
    WEBSOCKET_REQUEST_SIZE = 32 * 1024, /* Bytes of a request with all its headers. */
    WEBSOCKET_TIMEOUT_NONE = 1 << 20,   /* Seconds: what is not timed by the library. */
};

/* Something to be done from the loop, outside of all callbacks. Embed it; it must not go away while
 * it waits. */
struct due {
    void (*go_on)(struct due *due);
    /* private */
    struct due *next;
    bool waits;
};

struct websocket_context {
    struct lws_context *lws;
    uv_loop_t *loop;
    bool insecure;
    struct websocket_shared shared;
    SSL_CTX *tls; /* NULL without TLS. */
    struct lws_protocols protocols[2];
    uv_timer_t timer; /* Rings for `due`. */
    struct due *due;
    void (*done)(void *user);
    void *done_user;
};

/* A context as @info asks for, on top of what all of them have: `callback` for all its connections,
 * the limits and receive_size of @options, @tls (or NULL), which it owns from here on also when it
 * fails. NULL when the library does not start, with words in *@error (static). Ends with
 * websocket_context_destroy(). */
struct websocket_context *websocket_context_start(uv_loop_t *loop,
                                                  const struct websocket_options *options,
                                                  lws_callback_function *callback, SSL_CTX *tls,
                                                  struct lws_context_creation_info *info,
                                                  const char **error);

/* Have @due go on, soon and once. */
void websocket_context_ring(struct websocket_context *context, struct due *due);

/* libwebsockets calls back about a client's connection: websocket.c. */
int websocket_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t length);

#endif
