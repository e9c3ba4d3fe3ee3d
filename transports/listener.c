/* listener.c - a listening TCP socket on a libuv loop. */
#include "transports/listener.h"

#include "engine/memory.h"
#include "transports/address.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct listener {
    uv_poll_t poll;
    int fd;
    int reserve; /* A descriptor to give up when there are no more: see turn_away(). */
    uint16_t port;
    void (*accepted)(void *user, int fd);
    void *user;
};

static int reserve(void) {
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* No descriptor is left for a connection that waits. It would wake us for ever, so accept it with
 * the one kept for this, and close it. */
static void turn_away(struct listener *listener) {
    close(listener->reserve);
    int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) {
        close(fd);
    }
    listener->reserve = reserve();
}

static void readable(uv_poll_t *poll, int status, int events) {
    struct listener *listener = poll->data;
    (void)status;
    (void)events;
    for (;;) {
        int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            listener->accepted(listener->user, fd);
        } else if (errno == EMFILE || errno == ENFILE) {
            turn_away(listener);
            return;
        } else if (errno != ECONNABORTED && errno != EINTR) {
            return;
        }
    }
}

/* @host and @port as a socket address; its length, or 0. */
static socklen_t socket_address(const char *host, uint16_t port, struct sockaddr_storage *out) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    if (uv_ip4_addr(host, port, v4) == 0) {
        return sizeof(*v4);
    }
    return uv_ip6_addr(host, port, v6) == 0 ? sizeof(*v6) : 0;
}

/* The port that @fd is bound to; 0 and errno on failure. */
static uint16_t bound_port(int fd) {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.v6 = {0}};
    socklen_t length = sizeof(address);
    if (getsockname(fd, &address.any, &length) != 0) {
        return 0;
    }
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

/* A socket that listens on *port; -1 and errno on failure. */
static int listen_on(const struct sockaddr_storage *address, socklen_t length, uint16_t *port) {
    int fd = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
        bind(fd, (const struct sockaddr *)address, length) == 0 && listen(fd, SOMAXCONN) == 0 &&
        (*port = bound_port(fd)) != 0) {
        return fd;
    }
    int error = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = error;
    return -1;
}

static int watch(struct listener *listener, uv_loop_t *loop) {
    int status = uv_poll_init(loop, &listener->poll, listener->fd);
    listener->poll.data = listener;
    return status != 0 ? status : uv_poll_start(&listener->poll, UV_READABLE, readable);
}

struct listener *listener_create(uv_loop_t *loop, const char *host, uint16_t port,
                                 void (*accepted)(void *user, int fd), void *user, char *error,
                                 size_t error_size) {
    struct addresses addresses = {0};
    int status = addresses_known(host, &addresses) ? 0 : addresses_look_up(loop, host, &addresses);
    if (status != 0) {
        snprintf(error, error_size, "%s: %s", host, uv_strerror(status));
        return NULL;
    }
    struct sockaddr_storage address;
    socklen_t length = socket_address(addresses.text[0], port, &address);
    uint16_t bound = 0;
    int fd = length != 0 ? listen_on(&address, length, &bound) : -1;
    if (fd < 0) {
        bool is_ipv6 = strchr(host, ':') != NULL;
        snprintf(error, error_size, "cannot listen on %s%s%s:%u: %s", is_ipv6 ? "[" : "", host,
                 is_ipv6 ? "]" : "", port, strerror(errno));
        return NULL;
    }
    struct listener *listener =
        memory_system.resize(memory_system.user, NULL, 0, sizeof(*listener));
    *listener = (struct listener){
        .fd = fd, .reserve = reserve(), .port = bound, .accepted = accepted, .user = user};
    status = watch(listener, loop);
    if (status != 0) {
        snprintf(error, error_size, "cannot wait for connections: %s", uv_strerror(status));
        listener_destroy(listener);
        return NULL;
    }
    return listener;
}

uint16_t listener_port(const struct listener *listener) {
    return listener->port;
}

static void closed(uv_handle_t *handle) {
    struct listener *listener = handle->data;
    memory_system.resize(memory_system.user, listener, sizeof(*listener), 0);
}

void listener_destroy(struct listener *listener) {
    if (listener == NULL) {
        return;
    }
    uv_handle_t *poll = (uv_handle_t *)&listener->poll;
    if (poll->loop != NULL) {
        uv_poll_stop(&listener->poll);
    }
    close(listener->fd);
    close(listener->reserve);
    if (poll->loop != NULL) {
        uv_close(poll, closed);
    } else {
        closed(poll); /* It was never watched. */
    }
}
