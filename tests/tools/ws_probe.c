/* ws_probe.c - connects with transports/websocket and prints what happens, a line each.
 *
 *     ws-probe [option...] URL [action...]
 *
 * Actions are done in order: each waits until the connection is open, or for the event it names.
 *   send:TEXT ping close:CODE abort   do it
 *   message activity binary           wait for one
 *   flood:N                           send messages until the queue is full, at most N
 *   wait:MS                           wait so long
 * Without further actions it waits for the end. Options:
 *   --cacert FILE  --insecure  --header 'Name: value'  --max-message N  --max-queued N
 *   --receive N  --abort-after MS (in any state)  --again N (connect so often in all)
 * The last line of each connection is
 *   closed KIND status=N code=N reason=TEXT sent=N detail=TEXT
 * with code=- when no close frame came. */
#include "tests/tools/target.h"
#include "transports/websocket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADERS_MAX = 32 };

struct probe {
    uv_loop_t loop;
    struct websocket_context *context;
    struct websocket_header headers[HEADERS_MAX];
    struct websocket_target target;
    struct websocket_options options;
    struct transport *transport;
    uv_timer_t wait;
    uv_timer_t abort_timer;
    long abort_after; /* -1: never. */
    long again;
    char **actions;
    char **action; /* The next one. */
    const char *awaited;
    bool open;
};

static const char *const kind_names[] = {
    [TRANSPORT_REFUSED] = "REFUSED",
    [TRANSPORT_UNREACHABLE] = "UNREACHABLE",
    [TRANSPORT_NO_NAME] = "NO_NAME",
    [TRANSPORT_TLS_FAILED] = "TLS_FAILED",
    [TRANSPORT_UPGRADE_STATUS] = "UPGRADE_STATUS",
    [TRANSPORT_UPGRADE_BROKEN] = "UPGRADE_BROKEN",
    [TRANSPORT_BAD_ACCEPT] = "BAD_ACCEPT",
    [TRANSPORT_CLOSED] = "CLOSED",
    [TRANSPORT_EOF] = "EOF",
    [TRANSPORT_RESET] = "RESET",
    [TRANSPORT_PROTOCOL] = "PROTOCOL",
    [TRANSPORT_OVERFLOW] = "OVERFLOW",
    [TRANSPORT_ABORTED] = "ABORTED",
};

static void act(struct probe *probe);

static const char *argument(const char *action, const char *name) {
    size_t length = strlen(name);
    return strncmp(action, name, length) == 0 && action[length] == ':' ? action + length + 1 : NULL;
}

static void waited(uv_timer_t *timer) {
    act(timer->data);
}

static void flood(struct probe *probe, long count) {
    char text[1000];
    memset(text, 'x', sizeof(text));
    for (long i = 0; i < count; i++) {
        int error = probe->transport->operations->send(probe->transport, text, sizeof(text));
        if (error != 0) {
            printf("flooded %s\n", uv_err_name(error));
            return;
        }
    }
}

/* Do the actions up to one that waits. */
static void act(struct probe *probe) {
    const struct transport_operations *operations = probe->transport->operations;
    while (*probe->action != NULL) {
        const char *action = *probe->action++;
        const char *value;
        if ((value = argument(action, "send")) != NULL) {
            operations->send(probe->transport, value, strlen(value));
        } else if ((value = argument(action, "close")) != NULL) {
            operations->close(probe->transport, (uint16_t)strtoul(value, NULL, 10));
        } else if ((value = argument(action, "flood")) != NULL) {
            flood(probe, strtol(value, NULL, 10));
        } else if (strcmp(action, "ping") == 0) {
            operations->ping(probe->transport);
        } else if (strcmp(action, "abort") == 0) {
            operations->abort(probe->transport);
        } else if ((value = argument(action, "wait")) != NULL) {
            uv_timer_start(&probe->wait, waited, strtoul(value, NULL, 10), 0);
            return;
        } else {
            probe->awaited = action;
            return;
        }
    }
}

static void happened(struct probe *probe, const char *event) {
    if (probe->awaited != NULL && strcmp(probe->awaited, event) == 0) {
        probe->awaited = NULL;
        act(probe);
    }
}

static void opened(void *user) {
    struct probe *probe = user;
    printf("opened\n");
    probe->open = true;
    act(probe);
}

static void message(void *user, char *text, size_t length) {
    if (length > 100) {
        printf("message of %zu\n", length);
    } else {
        printf("message %s\n", text);
    }
    memset(text, '!', length); /* It may be changed. */
    happened(user, "message");
}

static void activity(void *user, bool binary) {
    printf("%s\n", binary ? "binary" : "activity");
    happened(user, binary ? "binary" : "activity");
}

static void start(struct probe *probe);

static void closed(void *user, const struct transport_end *end) {
    struct probe *probe = user;
    printf("closed %s status=%d ", kind_names[end->kind], end->http_status);
    if (end->has_close_frame) {
        printf("code=%u ", end->close_code);
    } else {
        printf("code=- ");
    }
    printf("reason=%s sent=%u detail=%s\n", end->close_reason, end->sent_code, end->detail);
    fflush(stdout);
    probe->open = false;
    uv_timer_stop(&probe->wait);
    uv_timer_stop(&probe->abort_timer);
    probe->transport->operations->destroy(probe->transport);
    probe->transport = NULL;
    if (--probe->again > 0) {
        start(probe);
        return;
    }
    uv_close((uv_handle_t *)&probe->wait, NULL);
    uv_close((uv_handle_t *)&probe->abort_timer, NULL);
    websocket_context_destroy(probe->context, NULL, NULL);
}

static const struct transport_listener listener = {
    .opened = opened, .message = message, .activity = activity, .closed = closed};

static void abort_now(uv_timer_t *timer) {
    struct probe *probe = timer->data;
    probe->transport->operations->abort(probe->transport);
}

static void start(struct probe *probe) {
    probe->transport = websocket_create(probe->context, &probe->target);
    probe->transport->listener = &listener;
    probe->transport->user = probe;
    probe->action = probe->actions;
    probe->awaited = NULL;
    if (probe->abort_after >= 0) {
        uv_timer_start(&probe->abort_timer, abort_now, (uint64_t)probe->abort_after, 0);
    }
    int error = probe->transport->operations->open(probe->transport);
    if (error != 0) {
        printf("open failed: %s\n", uv_strerror(error));
        exit(1);
    }
}

static char *value_of(char ***arguments) {
    *arguments += 1;
    if (**arguments == NULL) {
        fprintf(stderr, "ws-probe: an option lacks its value\n");
        exit(2);
    }
    return **arguments;
}

/* @text is cut in two. */
static void add_header(struct probe *probe, char *text) {
    char *colon = strstr(text, ": ");
    if (colon == NULL || probe->target.header_count == HEADERS_MAX) {
        fprintf(stderr, "ws-probe: bad --header\n");
        exit(2);
    }
    *colon = '\0';
    probe->headers[probe->target.header_count++] =
        (struct websocket_header){.name = text, .value = colon + 2};
}

/* Read the command line; returns the URL. */
static const char *read_arguments(struct probe *probe, char **arguments) {
    for (arguments++; *arguments != NULL && **arguments == '-'; arguments++) {
        const char *option = *arguments;
        if (strcmp(option, "--insecure") == 0) {
            probe->options.insecure = true;
            continue;
        }
        char *value = value_of(&arguments);
        if (strcmp(option, "--cacert") == 0) {
            probe->options.ca_file = value;
        } else if (strcmp(option, "--header") == 0) {
            add_header(probe, value);
        } else if (strcmp(option, "--max-message") == 0) {
            probe->options.max_message = strtoul(value, NULL, 10);
        } else if (strcmp(option, "--max-queued") == 0) {
            probe->options.max_queued = strtoul(value, NULL, 10);
        } else if (strcmp(option, "--receive") == 0) {
            probe->options.receive_size = strtoul(value, NULL, 10);
        } else if (strcmp(option, "--abort-after") == 0) {
            probe->abort_after = strtol(value, NULL, 10);
        } else if (strcmp(option, "--again") == 0) {
            probe->again = strtol(value, NULL, 10);
        } else {
            fprintf(stderr, "ws-probe: %s?\n", option);
            exit(2);
        }
    }
    if (*arguments == NULL) {
        fprintf(stderr, "usage: ws-probe [option...] URL [action...]\n");
        exit(2);
    }
    probe->actions = arguments + 1;
    return *arguments;
}

int main(int argc, char **argv) {
    (void)argc;
    static struct probe probe = {
        .abort_after = -1, .again = 1, .options = {.max_message = 1 << 20}};
    setvbuf(stdout, NULL, _IOLBF, 0);
    target_from_url(&probe.target, read_arguments(&probe, argv));
    probe.target.headers = probe.headers;
    probe.options.want_tls = probe.target.tls;

    uv_loop_init(&probe.loop);
    uv_timer_init(&probe.loop, &probe.wait);
    uv_timer_init(&probe.loop, &probe.abort_timer);
    probe.wait.data = probe.abort_timer.data = &probe;
    const char *error;
    probe.context = websocket_context_create(&probe.loop, &probe.options, &error);
    if (probe.context == NULL) {
        printf("no context: %s\n", error);
        return 1;
    }
    start(&probe);
    uv_run(&probe.loop, UV_RUN_DEFAULT);
    if (uv_loop_close(&probe.loop) != 0) {
        printf("handles left\n");
        return 1;
    }
    return 0;
}
