/* target.c - a URL on a test tool's command line as a target. */
#include "tests/tools/target.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void target_from_url(struct websocket_target *target, const char *url) {
    static char text[4096];
    static char whole_path[4096];
    const char *scheme;
    const char *path;
    int port;
    if (strlen(url) >= sizeof(text) - 1) {
        fprintf(stderr, "a URL of more than %zu bytes\n", sizeof(text));
        exit(2);
    }
    memcpy(text, url, strlen(url) + 1);
    if (lws_parse_uri(text, &scheme, &target->host, &port, &path) != 0 ||
        (strcmp(scheme, "ws") != 0 && strcmp(scheme, "wss") != 0)) {
        fprintf(stderr, "%s: no WebSocket URL\n", url);
        exit(2);
    }
    snprintf(whole_path, sizeof(whole_path), "%s%s", path[0] == '/' ? "" : "/", path);
    target->tls = strcmp(scheme, "wss") == 0;
    target->port = (uint16_t)port;
    target->path = whole_path;
}
