/* test_socket_state.c - what the kernel knows about a TCP connection that ended. */
#include "transports/socket_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Two ends of a connection over loopback. */
struct ends {
    int ours;
    int theirs;
};

static int set_up(void **state) {
    struct ends *ends = test_malloc(sizeof(*ends));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    ends->ours = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0 ||
        connect(ends->ours, (struct sockaddr *)&address, length) != 0) {
        return -1;
    }
    ends->theirs = accept(listener, NULL, NULL);
    close(listener);
    *state = ends;
    return ends->theirs < 0;
}

static int tear_down(void **state) {
    struct ends *ends = *state;
    close(ends->ours);
    test_free(ends);
    return 0;
}

static void reset(int fd) {
    const struct linger now = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close(fd);
}

static void wait_for(int fd) {
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&poll_fd, 1, 10000), 1);
}

/* A connection that nobody has ended is up. */
static void test_up(void **state) {
    struct ends *ends = *state;
    assert_int_equal(socket_state(ends->ours), SOCKET_UP);
    close(ends->theirs);
}

/* An end in order is seen, read or not. */
static void test_ended(void **state) {
    struct ends *ends = *state;
    assert_int_equal(send(ends->theirs, "bye", 3, 0), 3);
    close(ends->theirs);
    wait_for(ends->ours);
    char bytes[8];
    while (recv(ends->ours, bytes, sizeof(bytes), 0) > 0) {}
    assert_int_equal(socket_state(ends->ours), SOCKET_ENDED);
}

/* A reset is seen, with data waiting and after its error was read. */
static void test_reset(void **state) {
    struct ends *ends = *state;
    assert_int_equal(send(ends->theirs, "bye", 3, 0), 3);
    reset(ends->theirs);
    struct pollfd poll_fd = {.fd = ends->ours, .events = 0};
    assert_int_equal(poll(&poll_fd, 1, 10000), 1);
    assert_int_equal(socket_state(ends->ours), SOCKET_RESET);
    assert_int_equal(socket_take_error(ends->ours), ECONNRESET);
    assert_int_equal(socket_take_error(ends->ours), 0);
    assert_int_equal(socket_state(ends->ours), SOCKET_RESET);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reset, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
