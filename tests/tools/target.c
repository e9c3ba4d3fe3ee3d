/* target.c - a URL on a test tool's command line as a target. */
#include "tests/tools/target.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void target_from_url(struct websocket_target *target, const char *url) {
    char *copy = strdup(url);
    const char *scheme;
    const char *host;
    const char *path;
    int port;
    if (copy == NULL || lws_parse_uri(copy, &scheme, &host, &port, &path) != 0 ||
        strncmp(scheme, "ws", 2) != 0) {
        fprintf(stderr, "%s: no WebSocket URL\n", url);
        exit(2);
    }
    char *whole_path;
    if (asprintf(&whole_path, "%s%s", path[0] == '/' ? "" : "/", path) < 0) {
        abort();
    }
    target->tls = strcmp(scheme, "wss") == 0;
    target->host = strdup(host);
    target->port = (uint16_t)port;
    target->path = whole_path;
    free(copy);
}

void target_free(struct websocket_target *target) {
    free((void *)(uintptr_t)target->host);
    free((void *)(uintptr_t)target->path);
}
