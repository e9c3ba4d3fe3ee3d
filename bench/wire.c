/* wire.c - frames by hand, and the sockets under them. */
#include "bench/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

size_t wire_take(char *bytes, size_t length, struct wire_frame *frame) {
    if (length < 2) {
        return 0;
    }
    const uint8_t *octets = (const uint8_t *)bytes;
    size_t header = 2;
    size_t payload = octets[1] & 0x7f;
    if (payload == 126) {
        header = 4;
        if (length < header) {
            return 0;
        }
        payload = (size_t)octets[2] << 8 | octets[3];
    }
    const char *mask = NULL;
    if (octets[1] & 0x80) {
        mask = bytes + header;
        header += 4;
    }
    if (length < header + payload) {
        return 0;
    }
    frame->opcode = octets[0] & 0x0f;
    frame->payload = bytes + header;
    frame->length = payload;
    for (size_t i = 0; mask != NULL && i < payload; i++) {
        frame->payload[i] = (char)(frame->payload[i] ^ mask[i % 4]);
    }
    return header + payload;
}

size_t wire_put(char *out, int opcode, const char *payload, size_t length, bool masked) {
    uint8_t *octets = (uint8_t *)out;
    size_t header = 2;
    octets[0] = (uint8_t)(0x80 | opcode);
    if (length < 126) {
        octets[1] = (uint8_t)length;
    } else {
        octets[1] = 126;
        octets[2] = (uint8_t)(length >> 8);
        octets[3] = (uint8_t)length;
        header = 4;
    }
    if (!masked) {
        memcpy(out + header, payload, length);
        return header + length;
    }
    /* A fixed mask: the floor is what must be done at all, and randomness is not part of that. */
    static const char mask[4] = {0x37, 0x21, 0x5a, 0x6c};
    octets[1] |= 0x80;
    memcpy(out + header, mask, sizeof(mask));
    header += sizeof(mask);
    for (size_t i = 0; i < length; i++) {
        out[header + i] = (char)(payload[i] ^ mask[i % 4]);
    }
    return header + length;
}

static struct sockaddr_in address_of(const char *address, uint16_t port) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, address, &in.sin_addr);
    return in;
}

int wire_listen(uint16_t port, uint16_t *bound) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in in = address_of("127.0.0.1", port);
    socklen_t length = sizeof(in);
    int one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    in.sin_addr.s_addr = htonl(INADDR_ANY); /* All of 127.0.0.0/8, for many connections. */
    if (bind(listener, (struct sockaddr *)&in, sizeof(in)) != 0 || listen(listener, 4096) != 0 ||
        getsockname(listener, (struct sockaddr *)&in, &length) != 0) {
        close(listener);
        return -1;
    }
    *bound = ntohs(in.sin_port);
    return listener;
}

int wire_connect(const char *address, uint16_t port) {
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in in = address_of(address, port);
    int one = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (connect(connection, (struct sockaddr *)&in, sizeof(in)) != 0) {
        close(connection);
        return -1;
    }
    return connection;
}

void wire_raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static double microseconds(const struct timeval *time) {
    return (double)time->tv_sec * 1e6 + (double)time->tv_usec;
}

double wire_cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime);
}
