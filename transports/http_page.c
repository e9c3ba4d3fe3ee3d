/* http_page.c - one page of text over HTTP.
 *
 * The story of a client: the listener accepts it, the library adopts it -> its request comes whole
 * (HTTP), or too late, and it is dropped -> it gets one answer -> the connection is closed. When
 * there are as many as may be, the one that has waited longest makes room. */
#include "transports/http_page.h"

#include "transports/listener.h"
#include "transports/websocket_context.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ALLOWED "GET, HEAD"

enum {
    CLIENTS_MAX = 8,
    DESCRIPTORS_MAX = 2 * CLIENTS_MAX, /* Also of those whose connections still close. */
    CLIENT_SECONDS = 5,                /* For a request, and for reading its answer. */
    HEADERS_SIZE = 512,                /* Of an answer. */
    CLOSE = -1,                        /* What the library wants to hear then. */
};

struct http_page {
    struct http_page_options options;
    struct websocket_context *context;
    struct listener *listener;
    struct buffer text;               /* The page, behind LWS_PRE bytes for the library. */
    struct lws *clients[CLIENTS_MAX]; /* The longest waiting first. */
    size_t client_count;
    size_t descriptors;
    void (*done)(void *user);
    void *done_user;
};

/* -- Answering -- */

static bool add_header(struct lws *wsi, const char *name, const char *value, unsigned char **at,
                       unsigned char *end) {
    return lws_add_http_header_by_name(wsi, (const unsigned char *)name,
                                       (const unsigned char *)value, (int)strlen(value), at,
                                       end) == 0;
}

/* False when they cannot be sent. */
static bool write_headers(const struct http_page *page, struct lws *wsi, unsigned status,
                          size_t length) {
    unsigned char space[LWS_PRE + HEADERS_SIZE];
    unsigned char *at = space + LWS_PRE;
    unsigned char *end = space + sizeof(space) - 1;
    return lws_add_http_common_headers(wsi, status, page->options.content_type, length, &at, end) ==
               0 &&
           (status != HTTP_STATUS_METHOD_NOT_ALLOWED ||
            add_header(wsi, "allow:", ALLOWED, &at, end)) &&
           add_header(wsi, "connection:", "close", &at, end) &&
           lws_finalize_write_http_header(wsi, space + LWS_PRE, &at, end) == 0;
}

/* Answer the request at hand, and have the connection closed when the answer is out. */
static int answer(struct http_page *page, struct lws *wsi) {
    char *path = NULL;
    int path_length = 0;
    int method = lws_http_get_uri_and_method(wsi, &path, &path_length);
    unsigned status = HTTP_STATUS_OK;
    if (method < 0 || strcmp(path, page->options.path) != 0) {
        status = HTTP_STATUS_NOT_FOUND;
    } else if (method != LWSHUMETH_GET && method != LWSHUMETH_HEAD) {
        status = HTTP_STATUS_METHOD_NOT_ALLOWED;
    }
    size_t length = status == HTTP_STATUS_OK ? page->text.length - LWS_PRE : 0;
    if (write_headers(page, wsi, status, length) && method == LWSHUMETH_GET && length > 0) {
        lws_write(wsi, (unsigned char *)page->text.data + LWS_PRE, length, LWS_WRITE_HTTP_FINAL);
    }
    return CLOSE;
}

/* A method that the library does not know: it takes that for something else than HTTP. */
static int refuse(struct lws *wsi) {
    static const char words[] = "HTTP/1.1 405 Method Not Allowed\r\nallow: " ALLOWED
                                "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    unsigned char text[LWS_PRE + sizeof(words)];
    memcpy(text + LWS_PRE, words, sizeof(words) - 1);
    lws_write(wsi, text + LWS_PRE, sizeof(words) - 1, LWS_WRITE_RAW);
    return CLOSE;
}

/* -- Clients -- */

static void forget(struct http_page *page, const struct lws *wsi) {
    for (size_t i = 0; i < page->client_count; i++) {
        if (page->clients[i] == wsi) {
            page->client_count--;
            memmove(page->clients + i, page->clients + i + 1,
                    (page->client_count - i) * sizeof(*page->clients));
        }
    }
}

static void accepted(void *user, int fd) {
    struct http_page *page = user;
    if (page->descriptors == DESCRIPTORS_MAX) {
        close(fd);
        return;
    }
    if (page->client_count == CLIENTS_MAX) {
        struct lws *longest = page->clients[0];
        forget(page, longest);
        lws_set_timeout(longest, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_SYNC);
    }
    struct lws *wsi = lws_adopt_socket(page->context->lws, fd); /* Closes it when it cannot. */
    if (wsi != NULL) {
        lws_set_opaque_user_data(wsi, page);
        page->clients[page->client_count++] = wsi;
        page->descriptors++;
    }
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t length) {
    (void)user;
    (void)in;
    (void)length;
    struct http_page *page = lws_context_user(lws_get_context(wsi));
    switch (reason) {
    case LWS_CALLBACK_HTTP:
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return answer(page, wsi);
    case LWS_CALLBACK_RAW_ADOPT:
        return refuse(wsi);
    case LWS_CALLBACK_WSI_DESTROY:
        forget(page, wsi);
        page->descriptors -= lws_get_opaque_user_data(wsi) == page; /* And no wsi of its own. */
        return 0;
    default:
        return 0;
    }
}

/* -- The page -- */

static struct websocket_context *start_library(struct http_page *page, uv_loop_t *loop,
                                               const char **error) {
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .timeout_secs = CLIENT_SECONDS,
        .timeout_secs_ah_idle = CLIENT_SECONDS,
        .keepalive_timeout = CLIENT_SECONDS,
        .options = LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG,
        .listen_accept_role = "raw-skt",
        .listen_accept_protocol = WEBSOCKET_PROTOCOL,
        .user = page,
    };
    return websocket_context_start(loop, &(struct websocket_options){0}, callback, NULL, &info,
                                   error);
}

struct http_page *http_page_create(uv_loop_t *loop, const struct http_page_options *options,
                                   char *error, size_t error_size) {
    struct http_page *page = memory_take(sizeof(*page));
    page->options = *options;
    page->listener =
        listener_create(loop, options->host, options->port, accepted, page, error, error_size);
    if (page->listener == NULL) {
        memory_give_back(page, sizeof(*page));
        return NULL;
    }
    const char *words;
    page->context = start_library(page, loop, &words);
    if (page->context == NULL) {
        snprintf(error, error_size, "%s", words);
        listener_destroy(page->listener);
        memory_give_back(page, sizeof(*page));
        return NULL;
    }
    buffer_init(&page->text, NULL);
    http_page_set(page, "", 0);
    return page;
}

uint16_t http_page_port(const struct http_page *page) {
    return listener_port(page->listener);
}

void http_page_set(struct http_page *page, const char *text, size_t length) {
    page->text.length = 0;
    buffer_reserve(&page->text, LWS_PRE);
    page->text.length = LWS_PRE;
    buffer_append(&page->text, text, length);
}

static void library_gone(void *user) {
    struct http_page *page = user;
    void (*done)(void *user) = page->done;
    void *done_user = page->done_user;
    buffer_finish(&page->text);
    memory_give_back(page, sizeof(*page));
    if (done != NULL) {
        done(done_user);
    }
}

void http_page_destroy(struct http_page *page, void (*done)(void *user), void *user) {
    page->done = done;
    page->done_user = user;
    listener_destroy(page->listener);
    websocket_context_destroy(page->context, library_gone, page);
}
