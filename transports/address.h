/* address.h - a host to its addresses, without blocking the loop. */
#ifndef PARLEY_TRANSPORTS_ADDRESS_H
#define PARLEY_TRANSPORTS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

enum {
    ADDRESSES_MAX = 8,     /* More of a name's addresses are not tried. */
    ADDRESS_TEXT_MAX = 64, /* An IPv6 address with its zone, and a NUL. */
};

/* Addresses in numbers, "127.0.0.1" or "fe80::1%eth0", in the order to try them. */
struct addresses {
    size_t count;
    char text[ADDRESSES_MAX][ADDRESS_TEXT_MAX];
};

/* True when @host needs no looking up: it is an address, or localhost, which is 127.0.0.1 and ::1
 * whatever the system's files say (RFC 6761). */
bool addresses_known(const char *host, struct addresses *out);

/* Ask the system for @host's addresses, and wait for the answer: 0 and at least one address, or a
 * negative UV_EAI_ code. */
int addresses_look_up(uv_loop_t *loop, const char *host, struct addresses *out);

/* A look-up under way. */
struct lookup;

/* Ask the system for @host's addresses. @done is called once, from the loop, with 0 and at least
 * one address, or with a negative UV_EAI_ code; unless lookup_cancel() came first. 0, or a negative
 * code and nothing was started. The lookup frees itself. */
int lookup_start(uv_loop_t *loop, const char *host,
                 void (*done)(void *user, int status, const struct addresses *addresses),
                 void *user, struct lookup **out);

/* @done will not be called. The system's resolver may go on in its own thread for a while, which
 * keeps the loop from ending. */
void lookup_cancel(struct lookup *lookup);

#endif
