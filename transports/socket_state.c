/* socket_state.c - what the kernel knows about a TCP connection that ended. */
#include "transports/socket_state.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum socket_state socket_state(int fd) {
    struct tcp_info info = {0};
    socklen_t size = sizeof(info);
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
    if (info.tcpi_state == TCP_ESTABLISHED) {
        return SOCKET_UP;
    }
    return info.tcpi_state == TCP_CLOSE ? SOCKET_RESET : SOCKET_ENDED;
}

int socket_take_error(int fd) {
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}
