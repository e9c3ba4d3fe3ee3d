/* websocket_context.c - one libwebsockets context on one loop. */
#include "transports/websocket_context.h"

#include "transports/random.h"
#include "transports/websocket_tls.h"

#include <fcntl.h>
#include <unistd.h>

enum {
    HEADERS_SIZE = 16 * 1024, /* Bytes of the headers that the other side sends. */
    HANDSHAKES_MAX = 4096,    /* At once; more wait for a place. */
    WRITE_SIZE = 1 << 24,     /* Bytes of one write; the library would cut messages to pieces. */
    LOOK_AGAIN_MS = 1,
    DESCRIPTORS_NEEDED = 8,
};

static void go_on(uv_timer_t *timer) {
    struct websocket_context *context = timer->data;
    while (context->due != NULL) {
        struct due *due = context->due;
        context->due = due->next;
        due->waits = false;
        due->go_on(due);
    }
}

void websocket_context_ring(struct websocket_context *context, struct due *due) {
    if (!due->waits) {
        due->waits = true;
        due->next = context->due;
        context->due = due;
        uv_timer_start(&context->timer, go_on, 0, 0);
    }
}

/* Without the few it needs, the library starts by halves and never ends. */
static bool has_descriptors(void) {
    int taken[DESCRIPTORS_NEEDED];
    int count = 0;
    while (count < DESCRIPTORS_NEEDED &&
           (taken[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0) {
        count++;
    }
    for (int i = 0; i < count; i++) {
        close(taken[i]);
    }
    return count == DESCRIPTORS_NEEDED;
}

static void fill(struct lws_context_creation_info *info, struct websocket_context *context,
                 void **loops) {
    info->protocols = context->protocols;
    info->options |= LWS_SERVER_OPTION_LIBUV;
    info->foreign_loops = loops;
    info->pt_serv_buf_size = WEBSOCKET_REQUEST_SIZE;
    info->max_http_header_data2 = HEADERS_SIZE;
    info->max_http_header_pool2 = HANDSHAKES_MAX;
}

struct websocket_context *websocket_context_start(uv_loop_t *loop,
                                                  const struct websocket_options *options,
                                                  lws_callback_function *callback, SSL_CTX *tls,
                                                  struct lws_context_creation_info *info,
                                                  const char **error) {
    random_replace_library();
    if (!has_descriptors()) {
        *error = "too few file descriptors are left";
        SSL_CTX_free(tls);
        return NULL;
    }
    struct websocket_context *context =
        memory_system.resize(memory_system.user, NULL, 0, sizeof(*context));
    *context = (struct websocket_context){
        .loop = loop,
        .insecure = options->insecure,
        .shared.max_message = options->max_message,
        .shared.max_queued =
            options->max_queued != 0 ? options->max_queued : WEBSOCKET_QUEUE_DEFAULT,
        .tls = tls,
        .protocols[0] = {.name = WEBSOCKET_PROTOCOL,
                         .callback = callback,
                         .rx_buffer_size = options->receive_size != 0 ? options->receive_size
                                                                      : WEBSOCKET_RECEIVE_DEFAULT,
                         .tx_packet_size = WRITE_SIZE},
    };
    void *loops[] = {loop};
    fill(info, context, loops);
    context->lws = lws_create_context(info);
    if (context->lws == NULL) {
        *error = "libwebsockets does not start (is the package libwebsockets-evlib-uv installed?)";
        SSL_CTX_free(tls);
        memory_system.resize(memory_system.user, context, sizeof(*context), 0);
        return NULL;
    }
    buffer_init(&context->shared.scratch, NULL);
    uv_timer_init(loop, &context->timer);
    context->timer.data = context;
    return context;
}

struct websocket_context *websocket_context_create(uv_loop_t *loop,
                                                   const struct websocket_options *options,
                                                   const char **error) {
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .timeout_secs = WEBSOCKET_TIMEOUT_NONE, /* Attempts are timed by their owner. */
        .connect_timeout_secs = WEBSOCKET_TIMEOUT_NONE,
    };
    SSL_CTX *tls = NULL;
    if (options->want_tls) {
        tls = websocket_tls_create(options->ca_file, error);
        if (tls == NULL) {
            return NULL;
        }
        info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
        info.provided_client_ssl_ctx = tls;
    }
    return websocket_context_start(loop, options, websocket_callback, tls, &info, error);
}

static void closed(uv_handle_t *handle) {
    struct websocket_context *context = handle->data;
    void (*done)(void *user) = context->done;
    void *user = context->done_user;
    lws_context_destroy(context->lws); /* The second call frees it. */
    buffer_finish(&context->shared.scratch);
    SSL_CTX_free(context->tls);
    memory_system.resize(memory_system.user, context, sizeof(*context), 0);
    if (done != NULL) {
        done(user);
    }
}

/* The library's own handles have its context as their data. */
static void look_for_library(uv_handle_t *handle, void *found) {
    struct websocket_context *context = *(struct websocket_context **)found;
    if (context != NULL && handle->data == context->lws) {
        *(struct websocket_context **)found = NULL;
    }
}

/* Look until the library has closed all its handles: it does not say when. */
static void close_when_alone(uv_timer_t *timer) {
    struct websocket_context *context = timer->data;
    struct websocket_context *alone = context;
    uv_walk(context->loop, look_for_library, &alone);
    if (alone != NULL) {
        uv_close((uv_handle_t *)timer, closed);
    } else {
        uv_timer_start(timer, close_when_alone, LOOK_AGAIN_MS, 0);
    }
}

void websocket_context_destroy(struct websocket_context *context, void (*done)(void *user),
                               void *user) {
    context->done = done;
    context->done_user = user;
    lws_context_destroy(context->lws);
    uv_timer_start(&context->timer, close_when_alone, 0, 0);
}
