/* test_output.c - bytes on their way out. */
#include "reports/output.h"

#include <errno.h>
#include <fcntl.h>
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flush),
        cmocka_unit_test(test_closed_pipe),
        cmocka_unit_test(test_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
