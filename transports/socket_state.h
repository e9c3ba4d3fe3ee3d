/* socket_state.h - what the kernel knows about a TCP connection that ended. */
#ifndef PARLEY_TRANSPORTS_SOCKET_STATE_H
#define PARLEY_TRANSPORTS_SOCKET_STATE_H

enum socket_state {
    SOCKET_UP,    /* Neither side has ended it. */
    SOCKET_ENDED, /* The peer has, in order. */
    SOCKET_RESET, /* It was reset, or broke. */
};

/* Of an open descriptor. Reading an error from it before (SO_ERROR, recv) does not matter. */
enum socket_state socket_state(int fd);

/* The error that waits on an open descriptor, such as why connect() failed, as an errno; 0 when
 * there is none. It is taken off. */
int socket_take_error(int fd);

#endif
