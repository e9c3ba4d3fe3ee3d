/* listen_address.h - HOST:PORT, where to listen: `--listen` and `--metrics`. */
#ifndef PARLEY_COMMANDS_LISTEN_ADDRESS_H
#define PARLEY_COMMANDS_LISTEN_ADDRESS_H

#include "engine/memory.h"

#include <stdbool.h>
#include <stdint.h>

struct listen_address {
    const char *host;  /* Without brackets. */
    const char *shown; /* As it stands in a URL: an IPv6 address in brackets. */
    uint16_t port;
};

/* Parse "127.0.0.1:8765", "[::1]:0" or "localhost:80" into @arena. @host is for ":80", which
 * names none; NULL: it must. False when @text is nothing of the kind. */
bool listen_address_parse(struct arena *arena, const char *text, const char *host,
                          struct listen_address *out);

#endif
