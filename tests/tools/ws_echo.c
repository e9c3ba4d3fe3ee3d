/* ws_echo.c - a client that sends every text and binary message back as it came, until closed.
 *
 *     ws-echo URL [--max-message N] [--cacert FILE] [--insecure]
 *
 * For conformance suites of echo clients: it is transports/websocket as it is. Prints how the
 * connection ended. */
#include "tests/tools/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 32 << 20, QUEUED_MAX = 64 << 20 };

struct echo {
    struct websocket_context *context;
    struct transport *transport;
};

static void opened(void *user) {
    (void)user;
}

static void message(void *user, char *text, size_t length) {
    struct echo *echo = user;
    echo->transport->operations->send(echo->transport, text, length);
}

static void binary(void *user, const char *data, size_t length) {
    struct echo *echo = user;
    websocket_send_binary(echo->transport, data, length);
}

static void activity(void *user, bool is_binary) {
    (void)user;
    (void)is_binary;
}

static void closed(void *user, const struct transport_end *end) {
    struct echo *echo = user;
    printf("%s: %s\n", transport_end_text(end->kind), end->detail);
    echo->transport->operations->destroy(echo->transport);
    websocket_context_destroy(echo->context, NULL, NULL);
}

static const struct transport_listener listener = {
    .opened = opened, .message = message, .activity = activity, .binary = binary, .closed = closed};

static void read_options(struct websocket_options *options, char **arguments) {
    for (; *arguments != NULL; arguments++) {
        if (strcmp(*arguments, "--insecure") == 0) {
            options->insecure = true;
        } else if (strcmp(*arguments, "--cacert") == 0 && arguments[1] != NULL) {
            options->ca_file = *++arguments;
        } else if (strcmp(*arguments, "--max-message") == 0 && arguments[1] != NULL) {
            options->max_message = strtoul(*++arguments, NULL, 10);
        } else {
            fprintf(stderr, "ws-echo: %s?\n", *arguments);
            exit(2);
        }
    }
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: ws-echo URL [--max-message N] [--cacert FILE] [--insecure]\n");
        return 2;
    }
    struct websocket_options options = {.max_message = MESSAGE_MAX, .max_queued = QUEUED_MAX};
    read_options(&options, argv + 2);
    struct websocket_target target = {0};
    target_from_url(&target, argv[1]);
    options.want_tls = target.tls;

    uv_loop_t loop;
    uv_loop_init(&loop);
    const char *error;
    struct echo echo = {.context = websocket_context_create(&loop, &options, &error)};
    if (echo.context == NULL) {
        fprintf(stderr, "ws-echo: %s\n", error);
        return 1;
    }
    echo.transport = websocket_create(echo.context, &target);
    echo.transport->listener = &listener;
    echo.transport->user = &echo;
    if (echo.transport->operations->open(echo.transport) != 0) {
        fprintf(stderr, "ws-echo: %s cannot be opened\n", argv[1]);
        return 1;
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop) == 0 ? 0 : 1;
}
