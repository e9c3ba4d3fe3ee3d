/* listen_address.c - HOST:PORT into its parts. */
#include "commands/listen_address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool read_port(const char *text, uint16_t *port) {
    char *end = NULL;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    *port = (uint16_t)number;
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && number <= UINT16_MAX;
}

bool listen_address_parse(struct arena *arena, const char *text, const char *host,
                          struct listen_address *out) {
    const char *colon = strrchr(text, ':');
    if (colon == NULL || !read_port(colon + 1, &out->port)) {
        return false;
    }
    size_t length = (size_t)(colon - text);
    if (length == 0) {
        out->host = out->shown = host;
        return host != NULL;
    }
    bool bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
    out->shown = arena_copy(arena, text, length);
    out->host = bracketed ? arena_copy(arena, text + 1, length - 2) : out->shown;
    return bracketed || (text[0] != '[' && memchr(text, ':', length) == NULL);
}
