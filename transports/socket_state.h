/* socket_state.h - what the kernel knows about a TCP connection that ended. */
#ifndef PARLEY_TRANSPORTS_SOCKET_STATE_H
#define PARLEY_TRANSPORTS_SOCKET_STATE_H

#include <stdbool.h>

enum socket_state {
    SOCKET_UP,    /* Neither side has ended it. */
    SOCKET_ENDED, /* The peer has, in order. */
    SOCKET_RESET, /* It was reset, or broke. */
};

/* Of an open descriptor. Reading an error from it before (SO_ERROR, recv) does not matter. */
enum socket_state socket_state(int fd);

/* True when a connect() that failed was answered by the peer, which is to say refused; false when
 * there was no answer. */
bool socket_was_refused(int fd);

#endif
