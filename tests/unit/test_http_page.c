/* test_http_page.c - one page over HTTP, asked for by a client of bare sockets on the same loop. */
#include "transports/http_page.h"

#include "engine/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAGE "the page\n"

enum { DEADLINE_MS = 20000, TURN_MS = 1, CROWD = 200 };

struct fixture {
    uv_loop_t loop;
    uv_timer_t deadline;
    uv_timer_t turn; /* So that the loop never sleeps for long. */
    struct http_page *page;
    struct buffer answer;
    bool closed;
};

static void expired(uv_timer_t *timer) {
    (void)timer;
    fail_msg("nothing more happens");
}

static void turned(uv_timer_t *timer) {
    (void)timer;
}

static void page_closed(void *user) {
    ((struct fixture *)user)->closed = true;
}

static int begin(void **state) {
    struct fixture *fixture = memory_take(sizeof(*fixture));
    const struct http_page_options options = {
        .host = "127.0.0.1", .path = "/page", .content_type = "text/plain; x=1"};
    char error[256] = "";
    uv_loop_init(&fixture->loop);
    uv_timer_init(&fixture->loop, &fixture->deadline);
    uv_timer_init(&fixture->loop, &fixture->turn);
    uv_timer_start(&fixture->deadline, expired, DEADLINE_MS, 0);
    uv_timer_start(&fixture->turn, turned, TURN_MS, TURN_MS);
    fixture->page = http_page_create(&fixture->loop, &options, error, sizeof(error));
    assert_string_equal(error, "");
    assert_non_null(fixture->page);
    http_page_set(fixture->page, PAGE, strlen(PAGE));
    buffer_init(&fixture->answer, NULL);
    *state = fixture;
    return 0;
}

static int end(void **state) {
    struct fixture *fixture = *state;
    http_page_destroy(fixture->page, page_closed, fixture);
    while (!fixture->closed) {
        uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    uv_close((uv_handle_t *)&fixture->deadline, NULL);
    uv_close((uv_handle_t *)&fixture->turn, NULL);
    uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&fixture->loop), 0);
    buffer_finish(&fixture->answer);
    memory_give_back(fixture, sizeof(*fixture));
    return 0;
}

static int dial(const struct fixture *fixture) {
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons(http_page_port(fixture->page)),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)(const void *)&address, sizeof(address)),
                     0);
    return fd;
}

/* Read what comes over @fd until it is closed by the other side, and close it. */
static const char *read_answer(struct fixture *fixture, int fd) {
    fixture->answer.length = 0;
    for (;;) {
        char *to = buffer_reserve(&fixture->answer, 4096);
        ssize_t got = recv(fd, to, 4096, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno == ECONNRESET)) {
            break;
        }
        fixture->answer.length += got > 0 ? (size_t)got : 0;
        uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    close(fd);
    return buffer_terminate(&fixture->answer);
}

static const char *ask(struct fixture *fixture, const char *request) {
    int fd = dial(fixture);
    assert_int_equal(send(fd, request, strlen(request), 0), (ssize_t)strlen(request));
    return read_answer(fixture, fd);
}

/* The page for GET and HEAD, whatever stands behind "?"; 404 and 405 for the rest. */
static void requests_are_answered(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *request;
        const char *status;
        const char *contains;
        bool has_page;
    } cases[] = {
        {"GET /page HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 ",
         "\r\ncontent-type: text/plain; x=1\r\ncontent-length: 9\r\n", true},
        {"GET /page HTTP/1.0\r\n\r\n", "HTTP/1.0 200 ", "", true},
        {"GET /page?a=b&c HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 ", "connection: close", true},
        {"HEAD /page HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 ", "content-length: 9\r\n", false},
        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ", "content-length: 0\r\n", false},
        {"GET /page/ HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ", "", false},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404 ", "", false},
        {"POST /page HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", "HTTP/1.1 405 ",
         "allow: GET, HEAD\r\n", false},
        {"DELETE /page HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ", "allow: GET, HEAD\r\n",
         false},
        {"BREW /page HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ", "allow: GET, HEAD\r\n", false},
        {"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ", "allow: GET, HEAD\r\n", false},
        {"GET /page HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
         "HTTP/1.", " 200 ", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *answer = ask(fixture, cases[i].request);
        const char *body = strstr(answer, "\r\n\r\n");
        if (strncmp(answer, cases[i].status, strlen(cases[i].status)) != 0 || body == NULL ||
            strstr(answer, cases[i].contains) == NULL) {
            fail_msg("to %s\n-- was answered:\n%s", cases[i].request, answer);
        }
        assert_string_equal(body + 4, cases[i].has_page ? PAGE : "");
    }
}

/* What is no request, or too long for one, is not answered with the page. */
static void nonsense_is_turned_away(void **state) {
    struct fixture *fixture = *state;
    struct buffer request;
    buffer_init(&request, NULL);
    buffer_append_text(&request, "GET /page HTTP/1.1\r\nX: ");
    for (unsigned i = 0; i < 20000; i++) {
        buffer_append_text(&request, "xx");
    }
    buffer_append_text(&request, "\r\n\r\n");
    assert_null(strstr(ask(fixture, buffer_terminate(&request)), PAGE));
    buffer_finish(&request);
    assert_null(strstr(ask(fixture, "\x16\x03\x01 hello\r\n\r\n"), PAGE));
    assert_null(strstr(ask(fixture, "GET\r\n\r\n"), PAGE));
}

/* Half a request is waited for, but not for ever. */
static void half_a_request_is_dropped(void **state) {
    struct fixture *fixture = *state;
    assert_string_equal(ask(fixture, "GET /pa"), "");
}

/* A page too long for one write comes whole. */
static void a_long_page_comes_whole(void **state) {
    struct fixture *fixture = *state;
    enum { LONG = 8000000 };
    char *page = memory_take(LONG);
    memset(page, 'x', LONG);
    http_page_set(fixture->page, page, LONG);
    memory_give_back(page, LONG);
    const char *answer = ask(fixture, "GET /page HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(strlen(strstr(answer, "\r\n\r\n") + 4), LONG);
}

/* Many idle clients do not keep the next one out. */
static void a_crowd_keeps_nobody_out(void **state) {
    struct fixture *fixture = *state;
    int crowd[CROWD];
    for (size_t i = 0; i < CROWD; i++) {
        crowd[i] = dial(fixture);
        for (int turn = 0; turn < 3; turn++) {
            uv_run(&fixture->loop, UV_RUN_NOWAIT);
        }
    }
    assert_non_null(strstr(ask(fixture, "GET /page HTTP/1.1\r\nHost: x\r\n\r\n"), PAGE));
    for (size_t i = 0; i < CROWD; i++) {
        close(crowd[i]);
    }
}

/* A port that is taken is told. */
static void a_taken_port_is_told(void **state) {
    struct fixture *fixture = *state;
    const struct http_page_options options = {.host = "127.0.0.1",
                                              .port = http_page_port(fixture->page),
                                              .path = "/page",
                                              .content_type = "text/plain"};
    char error[256] = "";
    assert_null(http_page_create(&fixture->loop, &options, error, sizeof(error)));
    assert_non_null(strstr(error, "already in use"));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(requests_are_answered),     TEST(nonsense_is_turned_away),
        TEST(half_a_request_is_dropped), TEST(a_long_page_comes_whole),
        TEST(a_crowd_keeps_nobody_out),  TEST(a_taken_port_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
