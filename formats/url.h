/* url.h - the address of an agent, taken apart (spec 1.3, RFC 6455 section 3, RFC 3986). */
#ifndef PARLEY_FORMATS_URL_H
#define PARLEY_FORMATS_URL_H

#include "engine/diagnostic.h"

/* Texts in the arena it was parsed in. */
struct url {
    const char *shown; /* The whole, with user info as ***. */
    bool tls;          /* wss */
    const char *host;  /* A name or an address, without brackets. */
    uint16_t port;
    const char *path;          /* With the query; begins with "/". */
    const char *user_info;     /* As written, "user:password", or NULL. */
    const char *user;          /* Decoded; NULL without user info. */
    const char *password;      /* Decoded, or NULL. */
    const char *authorization; /* "Basic ..." of the two, or NULL. */
};

/* True when @text begins as a URL does: a scheme and "://". */
bool url_is(const char *text);

/* Take @text apart. False when it is no usable ws:// or wss:// URL, with an error at @place that
 * shows no user info. */
bool url_parse(struct arena *arena, const char *text, const struct place *place,
               struct diagnostics *diagnostics, struct url *out);

#endif
