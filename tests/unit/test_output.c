/* test_output.c - bytes on their way out. */
#include "reports/output.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Nothing is written before a flush, and all of it by one. */
static void test_flush(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    struct output output;
    output_init(&output, ends[1], NULL);
    output_text(&output, "one ");
    output_printf(&output, "%d", 2);
    char text[16] = "";
    assert_int_equal(read(ends[0], text, sizeof(text)), -1);
    output_flush(&output);
    assert_int_equal(read(ends[0], text, sizeof(text)), 5);
    assert_memory_equal(text, "one 2", 5);
    assert_int_equal(output.error, 0);
    output_finish(&output);
    close(ends[0]);
    close(ends[1]);
}

/* A reader that went away is an error that stays, and nothing is kept for it any more. */
static void test_closed_pipe(void **state) {
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    struct output output;
    output_init(&output, ends[1], NULL);
    output_text(&output, "lost");
    output_flush(&output);
    assert_int_equal(output.error, EPIPE);
    output_text(&output, "dropped");
    assert_int_equal(output.pending.length, 0);
    output_flush(&output);
    assert_int_equal(output.error, EPIPE);
    output_finish(&output);
    close(ends[1]);
}

/* A full disk is told. */
static void test_full_disk(void **state) {
    (void)state;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    struct output output;
    output_init(&output, full, NULL);
    output_text(&output, "x");
    output_flush(&output);
    assert_int_equal(output.error, ENOSPC);
    output_finish(&output);
    close(full);
}

/* A pipe that does not block is waited for until its reader has made room. */
static void *read_slowly(void *descriptor) {
    char bytes[4096];
    size_t total = 0;
    ssize_t length = 0;
    while ((length = read(*(int *)descriptor, bytes, sizeof(bytes))) > 0) {
        total += (size_t)length;
    }
    return (void *)total;
}

static void a_pipe_without_room_is_waited_for(void **state) {
    (void)state;
    enum { MORE_THAN_A_PIPE = 1 << 20 };
    static char text[MORE_THAN_A_PIPE];
    int ends[2];
    pthread_t reader;
    void *total = NULL;
    memset(text, 'x', sizeof(text));
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(pthread_create(&reader, NULL, read_slowly, &ends[0]), 0);
    struct output output;
    output_init(&output, ends[1], NULL);
    output_write(&output, text, sizeof(text));
    output_flush(&output);
    assert_int_equal(output.error, 0);
    close(ends[1]);
    pthread_join(reader, &total);
    assert_int_equal((size_t)total, sizeof(text));
    close(ends[0]);
    output_finish(&output);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flush),
        cmocka_unit_test(test_closed_pipe),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(a_pipe_without_room_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
