/* agent_server.c - an agent on raw epoll that answers every message at once, faster than any client
 * asks.
 *
 *     agent-server [--reply-bytes N] [--turns N] [--latency US] [--mute] [--port N]
 *
 * Prints `listening on ws://127.0.0.1:PORT`. Every text frame gets the same reply: at once; or some
 * microseconds later, a fifth more or less, for connections that were once held up together would
 * speak together from then on; or never, when mute. A frame with "end_call" in it gets a close
 * frame, and so does the one behind N turns. Ends when its standard input does, so that it never
 * outlives who started it. */
#include "bench/wire.h"

#include <errno.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 512, RECEIVE_MOST = 128 * 1024, LATE_MOST = 1 << 16, NS_PER_S = 1000000000 };

struct connection {
    int socket;
    bool upgraded;
    bool gone;       /* Closed, and freed when it is owed nothing. */
    uint32_t owed;   /* Replies that wait for their time. */
    uint64_t number; /* Of those accepted. */
    uint64_t turns;
    size_t held; /* Bytes of a frame that is not all there yet. */
    char *pending;
};

static char reply[64 * 1024 + WIRE_HEADER_MOST];
static size_t reply_length;
static uint64_t most_turns;
static uint64_t latency_ns;
static bool is_mute;

/* Replies that wait, as a binary heap: the next to be due first. */
static struct late {
    uint64_t due_ns;
    struct connection *connection;
} late[LATE_MOST];
static size_t late_count;

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void make_reply(size_t bytes) {
    static const char start[] = "{\"content\":\"Can I help you with your appointment? ";
    static const char end[] = "\"}";
    char *json = malloc(bytes + sizeof(start) + sizeof(end));
    size_t length = sizeof(start) - 1;
    memcpy(json, start, length);
    while (length + sizeof(end) - 1 < bytes) {
        json[length] = length % 7 == 0 ? ' ' : 'o';
        length++;
    }
    memcpy(json + length, end, sizeof(end) - 1);
    reply_length = wire_put(reply, WIRE_TEXT, json, length + sizeof(end) - 1, false);
    free(json);
}

/* The whole upgrade in one go: clients here send it in one segment. */
static bool upgrade(struct connection *connection, const char *request, size_t length) {
    static const char name[] = "Sec-WebSocket-Key:";
    const char *key = memmem(request, length, name, sizeof(name) - 1);
    if (key == NULL) {
        return false;
    }
    key += sizeof(name) - 1;
    while (*key == ' ') {
        key++;
    }
    size_t key_length = strcspn(key, "\r\n");
    char joined[128];
    int joined_length = snprintf(joined, sizeof(joined), "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                 (int)key_length, key);
    unsigned char digest[20];
    char accept[64];
    lws_SHA1((const unsigned char *)joined, (size_t)joined_length, digest);
    lws_b64_encode_string((const char *)digest, sizeof(digest), accept, sizeof(accept));
    char answer[256];
    int answer_length = snprintf(answer, sizeof(answer),
                                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                 "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                                 accept);
    connection->upgraded = true;
    return send(connection->socket, answer, (size_t)answer_length, MSG_NOSIGNAL) == answer_length;
}

static void late_push(struct late one) {
    size_t at = late_count++;
    for (; at > 0 && late[(at - 1) / 2].due_ns > one.due_ns; at = (at - 1) / 2) {
        late[at] = late[(at - 1) / 2];
    }
    late[at] = one;
}

static struct late late_pop(void) {
    struct late first = late[0];
    struct late moved = late[--late_count];
    size_t at = 0;
    for (size_t child = 1; child < late_count; child = 2 * at + 1) {
        child += child + 1 < late_count && late[child + 1].due_ns < late[child].due_ns;
        if (late[child].due_ns >= moved.due_ns) {
            break;
        }
        late[at] = late[child];
        at = child;
    }
    late[at] = moved;
    return first;
}

static void connection_free(struct connection *connection) {
    if (connection->owed == 0) {
        free(connection->pending);
        free(connection);
    }
}

static bool send_reply(struct connection *connection) {
    if (is_mute) {
        return true;
    }
    if (latency_ns == 0) {
        return send(connection->socket, reply, reply_length, MSG_NOSIGNAL) >= 0;
    }
    if (late_count == LATE_MOST) {
        return false;
    }
    /* As if at random, but the same to every client in the same turn of the same connection. */
    uint64_t mixed = (connection->number << 32 | connection->turns) * UINT64_C(0x9E3779B97F4A7C15);
    uint64_t wait = latency_ns * 4 / 5 + (mixed >> 24) % (latency_ns * 2 / 5);
    late_push((struct late){.due_ns = now_ns() + wait, .connection = connection});
    connection->owed++;
    return true;
}

/* Send what is due; how long to wait for the next, NULL: for as long as nothing happens. */
static struct timespec *send_late(struct timespec *wait) {
    while (late_count > 0) {
        uint64_t now = now_ns();
        if (late[0].due_ns > now) {
            uint64_t left = late[0].due_ns - now;
            *wait = (struct timespec){.tv_sec = (time_t)(left / NS_PER_S),
                                      .tv_nsec = (long)(left % NS_PER_S)};
            return wait;
        }
        struct connection *connection = late_pop().connection;
        connection->owed--;
        if (connection->gone) {
            connection_free(connection);
        } else {
            send(connection->socket, reply, reply_length, MSG_NOSIGNAL);
        }
    }
    return NULL;
}

/* False when the connection is over. */
static bool answer_frames(struct connection *connection, char *bytes, size_t length) {
    size_t used = 0;
    struct wire_frame frame;
    size_t taken = 0;
    while ((taken = wire_take(bytes + used, length - used, &frame)) > 0) {
        used += taken;
        if (frame.opcode == WIRE_PING) {
            char pong[WIRE_HEADER_MOST + 125];
            size_t pong_length = wire_put(pong, WIRE_PONG, frame.payload, frame.length, false);
            send(connection->socket, pong, pong_length, MSG_NOSIGNAL);
        } else if (frame.opcode == WIRE_CLOSE || ++connection->turns > most_turns ||
                   memmem(frame.payload, frame.length, "end_call", 8) != NULL) {
            char close_frame[WIRE_HEADER_MOST + 2];
            size_t close_length = wire_put(close_frame, WIRE_CLOSE, "\x03\xe8", 2, false);
            send(connection->socket, close_frame, close_length, MSG_NOSIGNAL);
            return frame.opcode != WIRE_CLOSE;
        } else if (frame.opcode == WIRE_TEXT && !send_reply(connection)) {
            return false;
        }
    }
    connection->held = length - used;
    if (connection->held > 0) {
        connection->pending = realloc(connection->pending, connection->held);
        memcpy(connection->pending, bytes + used, connection->held);
    }
    return true;
}

static bool serve(struct connection *connection) {
    static char bytes[RECEIVE_MOST];
    memcpy(bytes, connection->pending != NULL ? connection->pending : "", connection->held);
    ssize_t got = recv(connection->socket, bytes + connection->held,
                       sizeof(bytes) - connection->held, MSG_DONTWAIT);
    if (got <= 0) {
        return got < 0 && errno == EAGAIN;
    }
    size_t length = connection->held + (size_t)got;
    connection->held = 0;
    if (!connection->upgraded) {
        return upgrade(connection, bytes, length);
    }
    return answer_frames(connection, bytes, length);
}

static void accept_all(int poll, int listener) {
    static uint64_t count;
    int accepted = -1;
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): epoll holds the connections. */
    while ((accepted = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct connection *connection = calloc(1, sizeof(*connection));
        connection->socket = accepted;
        connection->number = ++count;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        epoll_ctl(poll, EPOLL_CTL_ADD, accepted, &event);
    }
}

static uint64_t number_option(int argc, char **argv, const char *name, uint64_t otherwise) {
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return strtoull(argv[i + 1], NULL, 10);
        }
    }
    return otherwise;
}

static bool flag_option(int argc, char **argv, const char *name) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv) {
    wire_raise_file_limit();
    most_turns = number_option(argc, argv, "--turns", UINT64_MAX - 1);
    latency_ns = number_option(argc, argv, "--latency", 0) * 1000;
    is_mute = flag_option(argc, argv, "--mute");
    make_reply(number_option(argc, argv, "--reply-bytes", 72));
    uint16_t port = 0;
    int listener = wire_listen((uint16_t)number_option(argc, argv, "--port", 0), &port);
    if (listener < 0) {
        perror("agent-server: listen");
        return 1;
    }
    printf("listening on ws://127.0.0.1:%u\n", port);
    fflush(stdout);

    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    static char input;
    event.data.ptr = &input;
    epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    static struct epoll_event events[EVENTS];
    for (;;) {
        struct timespec wait;
        int count = epoll_pwait2(poll, events, EVENTS, send_late(&wait), NULL);
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == NULL) {
                accept_all(poll, listener);
            } else if (events[i].data.ptr == &input) {
                if (read(STDIN_FILENO, (char[64]){0}, 64) <= 0) {
                    return 0;
                }
            } else if (!serve(connection)) {
                close(connection->socket);
                connection->gone = true;
                connection_free(connection);
            }
        }
    }
}
