/* floor_client.c - the least a client can do: raw epoll, frames by hand, and the same JSON and
 * keyword check as parley's.
 *
 *     floor-client PORT --connections N --turns N [--calls N] [--responses]
 *
 * Opens N connections, says a line on each, and answers every reply until it has had that many
 * turns; then end_call. With --calls it plays so many calls in all, N at once. Prints one line of
 * JSON: CPU and wall time in us, round trips, calls; with --responses the median and the 99th
 * percentile of the time from a line to its reply, in us. */
#include "bench/wire.h"

#include <cjson/cJSON.h>
#include <errno.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 512, RECEIVE_MOST = 128 * 1024 };

static const char line[] = "{\"content\":\"Yes, it is scheduled for tomorrow\"}";
static const char last_line[] = "{\"content\":\"Good-bye\",\"type\":\"end_call\"}";

struct call {
    int socket;
    bool upgraded;
    uint32_t turns;
    double said_at; /* In us. */
    size_t held;
    char *pending;
};

struct load {
    uint16_t port;
    uint32_t connections;
    uint32_t turns;
    uint64_t calls; /* To play in all. */
    uint64_t started, ended, round_trips;
    float *responses; /* In us, of every round trip; NULL. */
    int poll;
    pcre2_code *keyword;
    pcre2_match_data *match;
};

static void die(const char *what) {
    perror(what);
    exit(1);
}

static double wall_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void say(const struct load *load, struct call *call, const char *json, size_t length) {
    char frame[256];
    if (load->responses != NULL) {
        call->said_at = wall_us();
    }
    size_t frame_length = wire_put(frame, WIRE_TEXT, json, length, true);
    if (send(call->socket, frame, frame_length, MSG_NOSIGNAL) != (ssize_t)frame_length) {
        die("floor-client: send");
    }
}

static void start_call(struct load *load) {
    /* Some 28,000 ports an address: the next address for the next 20,000 connections. */
    char address[32];
    snprintf(address, sizeof(address), "127.0.0.%u", (unsigned)(load->started / 20000 % 200 + 1));
    struct call *call = calloc(1, sizeof(*call));
    call->socket = wire_connect(address, load->port);
    if (call->socket < 0) {
        die("floor-client: connect");
    }
    static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                                  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    if (send(call->socket, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0) {
        die("floor-client: send");
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = call};
    epoll_ctl(load->poll, EPOLL_CTL_ADD, call->socket, &event);
    load->started++; /* NOLINT(clang-analyzer-unix.Malloc): epoll holds the call. */
}

/* What must be done with a reply: its JSON read, its content searched. */
static bool check(struct load *load, const char *json, size_t length) {
    cJSON *object = cJSON_ParseWithLength(json, length);
    const char *content = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "content"));
    int found = content == NULL ? -1
                                : pcre2_match(load->keyword, (PCRE2_SPTR)content, strlen(content),
                                              0, 0, load->match, NULL);
    cJSON_Delete(object);
    return found >= 0;
}

/* False when the call is over. */
static bool hear(struct load *load, struct call *call, const struct wire_frame *frame) {
    if (frame->opcode == WIRE_CLOSE) {
        return false;
    }
    if (frame->opcode != WIRE_TEXT || !check(load, frame->payload, frame->length)) {
        return true;
    }
    if (load->responses != NULL) {
        load->responses[load->round_trips] = (float)(wall_us() - call->said_at);
    }
    load->round_trips++;
    call->turns++;
    if (call->turns < load->turns) {
        say(load, call, line, sizeof(line) - 1);
    } else {
        say(load, call, last_line, sizeof(last_line) - 1);
    }
    return true;
}

static bool receive(struct load *load, struct call *call) {
    static char bytes[RECEIVE_MOST];
    memcpy(bytes, call->pending != NULL ? call->pending : "", call->held);
    ssize_t got = recv(call->socket, bytes + call->held, sizeof(bytes) - call->held, MSG_DONTWAIT);
    if (got <= 0) {
        return got < 0 && errno == EAGAIN;
    }
    size_t length = call->held + (size_t)got;
    size_t used = 0;
    if (!call->upgraded) {
        call->upgraded = true;
        const char *end = memmem(bytes, length, "\r\n\r\n", 4);
        used = end == NULL ? length : (size_t)(end + 4 - bytes);
        say(load, call, line, sizeof(line) - 1);
    }
    struct wire_frame frame;
    size_t taken = 0;
    while ((taken = wire_take(bytes + used, length - used, &frame)) > 0) {
        used += taken;
        if (!hear(load, call, &frame)) {
            return false;
        }
    }
    call->held = length - used;
    if (call->held > 0) {
        call->pending = realloc(call->pending, call->held);
        memcpy(call->pending, bytes + used, call->held);
    }
    return true;
}

static void play(struct load *load) {
    static struct epoll_event events[EVENTS];
    while (load->started < load->connections && load->started < load->calls) {
        start_call(load);
    }
    while (load->ended < load->calls) {
        int count = epoll_wait(load->poll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            struct call *call = events[i].data.ptr;
            if (!receive(load, call)) {
                close(call->socket);
                free(call->pending);
                free(call);
                load->ended++;
                if (load->started < load->calls) {
                    start_call(load);
                }
            }
        }
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

static int by_size(const void *one, const void *other) {
    float difference = *(const float *)one - *(const float *)other;
    return (difference > 0) - (difference < 0);
}

/* The response time that @share of all do not exceed. */
static double percentile(const struct load *load, double share) {
    return (double)load->responses[(uint64_t)((double)(load->round_trips - 1) * share)];
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: floor-client PORT --connections N --turns N [--calls N] "
                        "[--responses]\n");
        return 2;
    }
    wire_raise_file_limit();
    struct load load = {.port = (uint16_t)strtoul(argv[1], NULL, 10),
                        .connections = (uint32_t)number_option(argc, argv, "--connections", 1),
                        .turns = (uint32_t)number_option(argc, argv, "--turns", 5),
                        .poll = epoll_create1(EPOLL_CLOEXEC)};
    load.calls = number_option(argc, argv, "--calls", load.connections);
    int error = 0;
    PCRE2_SIZE offset = 0;
    load.keyword = pcre2_compile((PCRE2_SPTR) "appointment|schedule", PCRE2_ZERO_TERMINATED,
                                 PCRE2_CASELESS | PCRE2_UTF, &error, &offset, NULL);
    pcre2_jit_compile(load.keyword, PCRE2_JIT_COMPLETE);
    load.match = pcre2_match_data_create(1, NULL);

    if (strcmp(argv[argc - 1], "--responses") == 0) {
        load.responses = calloc(load.calls * load.turns, sizeof(*load.responses));
    }
    double cpu = wire_cpu_us();
    double wall = wall_us();
    play(&load);
    printf("{\"cpu_us\": %.0f, \"wall_us\": %.0f, \"round_trips\": %llu, \"calls\": %llu",
           wire_cpu_us() - cpu, wall_us() - wall, (unsigned long long)load.round_trips,
           (unsigned long long)load.ended);
    if (load.responses != NULL && load.round_trips > 0) {
        qsort(load.responses, load.round_trips, sizeof(*load.responses), by_size);
        printf(", \"p50_us\": %.0f, \"p99_us\": %.0f", percentile(&load, 0.5),
               percentile(&load, 0.99));
    }
    printf("}\n");
    free(load.responses);
    pcre2_match_data_free(load.match);
    pcre2_code_free(load.keyword);
    return 0;
}
