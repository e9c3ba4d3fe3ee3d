/* socket_state.c - what the kernel knows about a TCP connection that ended. */
#include "transports/socket_state.h"

#include <linux/tcp.h> /* The C library's own struct tcp_info ends before tcpi_segs_in. */
#include <netinet/in.h>
#include <sys/socket.h>

/* The kernel's numbers for two states of TCP; <netinet/tcp.h> cannot stand beside <linux/tcp.h>. */
enum { STATE_ESTABLISHED = 1, STATE_CLOSE = 7 };

static struct tcp_info info_of(int fd) {
    struct tcp_info info = {0};
    socklen_t size = sizeof(info);
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
    return info;
}

enum socket_state socket_state(int fd) {
    struct tcp_info info = info_of(fd);
    if (info.tcpi_state == STATE_ESTABLISHED) {
        return SOCKET_UP;
    }
    return info.tcpi_state == STATE_CLOSE ? SOCKET_RESET : SOCKET_ENDED;
}

bool socket_was_refused(int fd) {
    /* Nothing but a reset comes from a peer that has not accepted. */
    return info_of(fd).tcpi_segs_in > 0;
}
