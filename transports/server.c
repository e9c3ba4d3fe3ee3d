/* server.c - the listening side.
 *
 * The story of a connection: the listener accepts it, the library adopts it -> TLS, if any -> the
 * request comes (CONFIRM_UPGRADE), and is answered with 401 when a required header lacks -> 101 is
 * written (ESTABLISHED), and the receiver gets it as a transport. From there on
 * websocket_stream.c. */
#include "transports/server.h"

#include "transports/listener.h"
#include "transports/websocket_context.h"
#include "transports/websocket_tls.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    REQUEST_SECONDS = 10, /* For TLS and a whole request. */
    HEADER_VALUE_MAX = 8192,
};

struct server {
    struct server_options options;
    struct websocket_context *context;
    struct listener *listener;
    void (*done)(void *user);
    void *done_user;
};

static int accepted_open(struct transport *transport) {
    (void)transport;
    return UV_EISCONN;
}

static void accepted_close(struct transport *transport, uint16_t code) {
    websocket_stream_close((struct websocket_stream *)transport, code);
}

static void accepted_abort(struct transport *transport) {
    struct websocket_stream *stream = (struct websocket_stream *)transport;
    if (stream->state != WEBSOCKET_DOWN) {
        websocket_stream_drop(stream, TRANSPORT_ABORTED, "aborted");
    }
}

static void accepted_destroy(struct transport *transport) {
    struct websocket_stream *stream = (struct websocket_stream *)transport;
    websocket_stream_finish(stream);
    memory_system.resize(memory_system.user, stream, sizeof(*stream), 0);
}

static const struct transport_operations operations = {
    .open = accepted_open,
    .send = websocket_stream_send,
    .ping = websocket_stream_ping,
    .close = accepted_close,
    .abort = accepted_abort,
    .destroy = accepted_destroy,
};

/* The value of a header in the request at hand, into @value; false when it has none. */
static bool request_header(struct lws *wsi, const char *name, char *value, int size) {
    char key[256];
    int length = snprintf(key, sizeof(key), "%s:", name);
    if (length < 0 || (size_t)length >= sizeof(key)) {
        return false;
    }
    for (char *at = key; *at != '\0'; at++) {
        *at = (char)tolower((unsigned char)*at); /* As the library keeps them. */
    }
    for (int token = 0; token < WSI_TOKEN_COUNT; token++) {
        const unsigned char *known = lws_token_to_string((enum lws_token_indexes)token);
        if (known != NULL && strcmp((const char *)known, key) == 0) {
            return lws_hdr_copy(wsi, value, size, (enum lws_token_indexes)token) > 0;
        }
    }
    return lws_hdr_custom_copy(wsi, value, size, key, length) > 0;
}

static bool has_required_headers(const struct server *server, struct lws *wsi) {
    for (size_t i = 0; i < server->options.required_header_count; i++) {
        const struct websocket_header *header = &server->options.required_headers[i];
        char value[HEADER_VALUE_MAX];
        if (!request_header(wsi, header->name, value, sizeof(value)) ||
            strcmp(value, header->value) != 0) {
            return false;
        }
    }
    return true;
}

/* Answer a request without a connection, and return what the library wants to hear then. Its own
 * answers say HTTP/1.0 to an upgrade, which clients refuse to read. */
static int answer(struct lws *wsi, const char *status) {
    char text[LWS_PRE + 128];
    int length = snprintf(text + LWS_PRE, sizeof(text) - LWS_PRE,
                          "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
    int written =
        lws_write(wsi, (unsigned char *)text + LWS_PRE, (size_t)length, LWS_WRITE_HTTP_HEADERS);
    return written < length ? -1 : 1;
}

static void established(struct server *server, struct lws *wsi) {
    struct websocket_stream *stream =
        memory_system.resize(memory_system.user, NULL, 0, sizeof(*stream));
    *stream = (struct websocket_stream){.transport.operations = &operations};
    websocket_stream_init(stream, &server->context->shared);
    stream->wsi = wsi;
    stream->state = WEBSOCKET_OPEN;
    lws_set_wsi_user(wsi, stream);
    server->options.accepted(server->options.user, &stream->transport);
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t length) {
    struct server *server = lws_context_user(lws_get_context(wsi));
    int result = 0;
    switch (reason) {
    case LWS_CALLBACK_HTTP:
        return answer(wsi, "426 Upgrade Required");
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return has_required_headers(server, wsi) ? 0 : answer(wsi, "401 Unauthorized");
    case LWS_CALLBACK_ESTABLISHED:
        established(server, wsi);
        return 0;
    default:
        if (user != NULL) {
            websocket_stream_callback(user, reason, in, length, &result);
        }
        return result;
    }
}

static void accepted(void *user, int fd) {
    struct server *server = user;
    lws_adopt_socket(server->context->lws, fd); /* Closes it when it cannot. */
}

static struct websocket_context *start_library(struct server *server, uv_loop_t *loop,
                                               const char **error) {
    const struct server_options *options = &server->options;
    const struct websocket_options limits = {
        .max_message = options->max_message,
        .max_queued = options->max_queued,
    };
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .timeout_secs = REQUEST_SECONDS,
        .user = server,
    };
    if (options->tls_certificate != NULL) {
        info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
        info.ssl_cert_filepath = options->tls_certificate;
        info.ssl_private_key_filepath = options->tls_key;
        info.ssl_options_set = SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1;
    }
    return websocket_context_start(loop, &limits, callback, NULL, &info, error);
}

struct server *server_create(uv_loop_t *loop, const struct server_options *options, char *error,
                             size_t error_size) {
    if (options->tls_certificate != NULL &&
        !websocket_tls_can_serve(options->tls_certificate, options->tls_key, error, error_size)) {
        return NULL;
    }
    struct server *server = memory_system.resize(memory_system.user, NULL, 0, sizeof(*server));
    *server = (struct server){.options = *options};
    server->listener =
        listener_create(loop, options->host, options->port, accepted, server, error, error_size);
    if (server->listener == NULL) {
        memory_system.resize(memory_system.user, server, sizeof(*server), 0);
        return NULL;
    }
    const char *words;
    server->context = start_library(server, loop, &words);
    if (server->context == NULL) {
        snprintf(error, error_size, "%s", words);
        listener_destroy(server->listener);
        memory_system.resize(memory_system.user, server, sizeof(*server), 0);
        return NULL;
    }
    return server;
}

uint16_t server_port(const struct server *server) {
    return listener_port(server->listener);
}

static void library_gone(void *user) {
    struct server *server = user;
    void (*done)(void *user) = server->done;
    void *done_user = server->done_user;
    memory_system.resize(memory_system.user, server, sizeof(*server), 0);
    if (done != NULL) {
        done(done_user);
    }
}

void server_destroy(struct server *server, void (*done)(void *user), void *user) {
    server->done = done;
    server->done_user = user;
    listener_destroy(server->listener);
    websocket_context_destroy(server->context, library_gone, server);
}
