/* listener.h - a listening TCP socket on a libuv loop, which hands out plain descriptors. */
#ifndef PARLEY_TRANSPORTS_LISTENER_H
#define PARLEY_TRANSPORTS_LISTENER_H

#include <stdint.h>
#include <uv.h>

struct listener;

/* Listen on @host, an address or a name (its first address counts; looking it up may block), and
 * @port, 0 for any free one. NULL on failure, with a line in words in @error. @accepted owns the
 * descriptor it is given, which does not block and is closed on exec. */
struct listener *listener_create(uv_loop_t *loop, const char *host, uint16_t port,
                                 void (*accepted)(void *user, int fd), void *user, char *error,
                                 size_t error_size);
uint16_t listener_port(const struct listener *listener);
/* Stop at once; freed from the loop. NULL is allowed. */
void listener_destroy(struct listener *listener);

#endif
