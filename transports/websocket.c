/* websocket.c - a WebSocket client: bringing the connection about.
 *
 * The story of one that opens: the host is looked up (or needs no looking up) -> libwebsockets
 * connects to the first address -> TCP is up (WSI_CREATE) -> TLS, if any -> the request is written
 * (APPEND_HANDSHAKE_HEADER) -> the answer is 101 (ESTABLISHED). From there on websocket_stream.c.
 *
 * What goes wrong on the way: the look-up fails; TCP fails, and the next address is tried; TLS
 * fails, the server answers something else, or ends (all of these are CONNECTION_ERROR, told apart
 * by how far it came); the owner gives up.
 *
 * Around libwebsockets 4.1.6: it would look names up in a blocking way, so it gets addresses. It
 * does not say why a connect() failed: the socket or its log does. And it forgets the libuv handle
 * of a socket whose connect() failed at once, so that is closed here. */
#include "transports/websocket.h"

#include "transports/address.h"
#include "transports/lws_log.h"
#include "transports/socket_state.h"
#include "transports/websocket_context.h"
#include "transports/websocket_failure.h"
#include "transports/websocket_tls.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PORT_PLAIN = 80,
    PORT_TLS = 443,
    HOST_HEADER_MAX = 119,  /* What the library has room for in its request. */
    PATH_MAX_LENGTH = 2000, /* Likewise. */
};

/* What is needed only while connecting. */
struct attempt {
    struct lookup *lookup; /* NULL when there is none under way. */
    struct addresses addresses;
    size_t next;           /* The address to try next. */
    bool starting;         /* The library is being asked to connect. */
    bool connected;        /* TCP is up. */
    bool asked;            /* The request was written, so TLS is up too. */
    int error;             /* The errno of the last address that failed, or ECONNREFUSED if any. */
    const char *tls_words; /* What is wrong with the certificate; NULL. */
};

struct websocket {
    struct websocket_stream stream;
    struct websocket_context *context;
    const struct websocket_target *target;
    struct attempt *attempt; /* NULL when open or down. */
    struct due due;          /* When it must go on from the loop. */
};

static const lws_retry_bo_t no_library_pings = {.secs_since_valid_hangup = 0};

static struct websocket *of(struct transport *transport) {
    return (struct websocket *)transport;
}

/* Attempts. */

static void attempt_free(struct websocket *socket) {
    struct attempt *attempt = socket->attempt;
    if (attempt != NULL) {
        if (attempt->lookup != NULL) {
            lookup_cancel(attempt->lookup);
        }
        memory_system.resize(memory_system.user, attempt, sizeof(*attempt), 0);
        socket->attempt = NULL;
    }
}

/* It will not open; how it ends is decided. */
static void give_up(struct websocket *socket) {
    attempt_free(socket);
    websocket_stream_ended(&socket->stream);
}

/* The Host header: the port only where it is not the usual one. */
static bool host_header(const struct websocket_target *target, char *out, size_t size) {
    bool is_v6 = strchr(target->host, ':') != NULL;
    int length = snprintf(out, size, is_v6 ? "[%s]" : "%s", target->host);
    if (length < 0 || (size_t)length >= size) {
        return false;
    }
    if (target->port != (target->tls ? PORT_TLS : PORT_PLAIN)) {
        int more = snprintf(out + length, size - (size_t)length, ":%u", target->port);
        return more > 0 && (size_t)more < size - (size_t)length;
    }
    return true;
}

static unsigned connection_flags(const struct websocket *socket) {
    unsigned flags = LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
    if (socket->target->tls) {
        flags |= LCCSCF_USE_SSL;
    }
    if (socket->context->insecure) {
        flags |= LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
    }
    return flags;
}

static bool connect_to(struct websocket *socket, const char *address) {
    const struct websocket_target *target = socket->target;
    char host[HOST_HEADER_MAX + 1];
    host_header(target, host, sizeof(host));
    const struct lws_client_connect_info info = {
        .context = socket->context->lws,
        .address = address,
        .port = target->port,
        .ssl_connection = (int)connection_flags(socket),
        .path = target->path,
        .host = host,
        .iface = target->local_address,
        .alpn = "http/1.1",
        .local_protocol_name = WEBSOCKET_PROTOCOL,
        .userdata = socket,
        .retry_and_idle_policy = &no_library_pings,
    };
    lws_log_take_connect_error();
    socket->attempt->starting = true;
    socket->stream.wsi = lws_client_connect_via_info(&info);
    socket->attempt->starting = false;
    return socket->stream.wsi != NULL;
}

/* Of all addresses' errors a refusal says the most. */
static void keep_error(struct attempt *attempt, int error) {
    if (attempt->error != ECONNREFUSED) {
        attempt->error = error != 0 ? error : EHOSTUNREACH;
    }
}

static void connect_next(struct websocket *socket) {
    struct attempt *attempt = socket->attempt;
    while (attempt->next < attempt->addresses.count) {
        if (connect_to(socket, attempt->addresses.text[attempt->next++])) {
            return;
        }
        keep_error(attempt, lws_log_take_connect_error());
    }
    websocket_failed_connect(&socket->stream, attempt->error);
    websocket_context_ring(socket->context, &socket->due);
}

/* From the loop, outside of all callbacks: the next address, or the end. */
static void go_on(struct due *due) {
    struct websocket *socket = (struct websocket *)((char *)due - offsetof(struct websocket, due));
    if (socket->stream.decided) {
        give_up(socket);
    } else {
        connect_next(socket);
    }
}

static void looked_up(void *user, int status, const struct addresses *addresses) {
    struct websocket *socket = user;
    socket->attempt->lookup = NULL;
    if (status != 0) {
        websocket_stream_decide(&socket->stream, TRANSPORT_NO_NAME, "%s: %s", socket->target->host,
                                uv_strerror(status));
        give_up(socket);
        return;
    }
    socket->attempt->addresses = *addresses;
    connect_next(socket);
}

/* Failures. */

static void free_handle(uv_handle_t *handle) {
    free(handle);
}

static void close_if_watching(uv_handle_t *handle, void *wsi) {
    if (handle->type == UV_POLL && handle->data == wsi && !uv_is_closing(handle)) {
        uv_close(handle, free_handle);
    }
}

/* Without TCP: what is left is to try the next address. The library is still busy with this one, so
 * from the loop. */
static void tcp_failed(struct websocket *socket, struct lws *wsi) {
    int fd = lws_get_socket_fd(wsi);
    if (fd < 0) { /* Closed, its libuv handle forgotten. */
        uv_walk(socket->context->loop, close_if_watching, wsi);
    }
    if (!socket->attempt->starting) {
        keep_error(socket->attempt, fd >= 0 ? socket_take_error(fd) : 0);
        websocket_context_ring(socket->context, &socket->due);
    }
}

/* The library is done with it: its words, if any, in @fault. */
static void failed(struct websocket *socket, struct lws *wsi, const char *fault, size_t length) {
    struct attempt *attempt = socket->attempt;
    lws_set_wsi_user(wsi, NULL);
    socket->stream.wsi = NULL;
    if (!attempt->connected) {
        tcp_failed(socket, wsi);
        return;
    }
    if (attempt->asked) {
        websocket_failed_upgrade(&socket->stream, wsi, fault, length);
    } else {
        websocket_failed_tls(&socket->stream, attempt->tls_words);
    }
    give_up(socket);
}

/* Headers. */

static bool append(unsigned char **at, const unsigned char *end, const char *text) {
    size_t length = strlen(text);
    if ((size_t)(end - *at) < length) {
        return false;
    }
    memcpy(*at, text, length);
    *at += length;
    return true;
}

/* The headers of the target, behind those of the handshake. 0, or -1 when there is no room. */
static int append_headers(struct websocket *socket, unsigned char **at, size_t room) {
    const unsigned char *end = *at + room;
    const struct websocket_target *target = socket->target;
    socket->attempt->asked = true;
    for (size_t i = 0; i < target->header_count; i++) {
        const struct websocket_header *header = &target->headers[i];
        if (!append(at, end, header->name) || !append(at, end, ": ") ||
            !append(at, end, header->value) || !append(at, end, "\r\n")) {
            websocket_stream_decide(&socket->stream, TRANSPORT_UPGRADE_BROKEN,
                                    "the headers are longer than %d bytes", WEBSOCKET_REQUEST_SIZE);
            return -1;
        }
    }
    return 0;
}

/* The library calls back. */

static int opening_callback(struct websocket *socket, struct lws *wsi,
                            enum lws_callback_reasons reason, void *in, size_t length) {
    struct attempt *attempt = socket->attempt;
    if (socket->stream.decided && (reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER ||
                                   reason == LWS_CALLBACK_CLIENT_ESTABLISHED)) {
        return -1; /* Given up meanwhile, and the library has just forgotten the timer that ends it. */
    }
    switch (reason) {
    case LWS_CALLBACK_WSI_CREATE:
        attempt->connected = true;
        return 0;
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        return append_headers(socket, in, length);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        failed(socket, wsi, in, in != NULL ? length : 0);
        return 0;
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP: /* Not all that fails is told as an error. */
    case LWS_CALLBACK_WSI_DESTROY:
        failed(socket, wsi, NULL, 0);
        return 0;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        attempt_free(socket);
        websocket_stream_opened(&socket->stream);
        return 0;
    default:
        return 0;
    }
}

/* The library passes what it verifies where it passes the user elsewhere. */
static int verify(struct lws *wsi, X509_STORE_CTX *certificates, bool trusted) {
    struct websocket *socket = lws_wsi_user(wsi);
    if (trusted || socket == NULL || socket->attempt == NULL) {
        return trusted ? 0 : 1;
    }
    return websocket_tls_trusts(certificates, socket->target->host, socket->context->insecure,
                                &socket->attempt->tls_words)
               ? 0
               : 1;
}

int websocket_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t length) {
    if (reason == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION) {
        return verify(wsi, user, length != 0);
    }
    struct websocket *socket = user;
    if (socket == NULL || socket->stream.state == WEBSOCKET_DOWN) {
        return 0;
    }
    if (socket->attempt != NULL) {
        return opening_callback(socket, wsi, reason, in, length);
    }
    int result = 0;
    websocket_stream_callback(&socket->stream, reason, in, length, &result);
    return result;
}

/* The transport's operations. */

static int websocket_open(struct transport *transport) {
    struct websocket *socket = of(transport);
    char host[HOST_HEADER_MAX + 1];
    if (!host_header(socket->target, host, sizeof(host)) ||
        strlen(socket->target->path) > PATH_MAX_LENGTH) {
        return UV_ENAMETOOLONG;
    }
    struct attempt *attempt = memory_system.resize(memory_system.user, NULL, 0, sizeof(*attempt));
    *attempt = (struct attempt){0};
    socket->attempt = attempt;
    socket->stream.state = WEBSOCKET_OPENING;
    if (addresses_known(socket->target->host, &attempt->addresses)) {
        connect_next(socket);
        return 0;
    }
    int error = lookup_start(socket->context->loop, socket->target->host, looked_up, socket,
                             &attempt->lookup);
    if (error != 0) {
        attempt_free(socket);
        socket->stream.state = WEBSOCKET_DOWN;
    }
    return error;
}

static void websocket_abort(struct transport *transport) {
    struct websocket *socket = of(transport);
    struct websocket_stream *stream = &socket->stream;
    if (stream->state == WEBSOCKET_DOWN) {
        return;
    }
    if (stream->wsi != NULL) {
        websocket_stream_drop(stream, TRANSPORT_ABORTED, "aborted");
    } else {
        websocket_stream_decide(stream, TRANSPORT_ABORTED, "aborted");
        websocket_context_ring(socket->context, &socket->due);
    }
}

static void websocket_close(struct transport *transport, uint16_t code) {
    struct websocket *socket = of(transport);
    if (socket->attempt != NULL) {
        websocket_abort(transport);
    } else {
        websocket_stream_close(&socket->stream, code);
    }
}

static void websocket_destroy(struct transport *transport) {
    struct websocket *socket = of(transport);
    websocket_stream_finish(&socket->stream);
    memory_system.resize(memory_system.user, socket, sizeof(*socket), 0);
}

static const struct transport_operations operations = {
    .open = websocket_open,
    .send = websocket_stream_send,
    .ping = websocket_stream_ping,
    .close = websocket_close,
    .abort = websocket_abort,
    .destroy = websocket_destroy,
};

struct transport *websocket_create(struct websocket_context *context,
                                   const struct websocket_target *target) {
    struct websocket *socket = memory_system.resize(memory_system.user, NULL, 0, sizeof(*socket));
    *socket = (struct websocket){
        .stream.transport.operations = &operations,
        .context = context,
        .target = target,
        .due.go_on = go_on,
    };
    websocket_stream_init(&socket->stream, &context->shared);
    return &socket->stream.transport;
}
