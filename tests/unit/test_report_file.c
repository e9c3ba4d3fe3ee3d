/* test_report_file.c - the files of `--report`: made beforehand, written whole or line by line. */
#include "reports/report_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 256, TEXT_SIZE = 64 };

struct fixture {
    char root[PATH_SIZE];
    char path[2 * PATH_SIZE];
    char error[4 * PATH_SIZE];
    struct report_file file;
    struct arena arena;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){0};
    snprintf(fixture.root, sizeof(fixture.root), "/tmp/parley-report-XXXXXX");
    if (mkdtemp(fixture.root) == NULL) {
        return -1;
    }
    arena_init(&fixture.arena, NULL);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    report_file_close(&fixture->file);
    arena_finish(&fixture->arena);
    char command[PATH_SIZE + 16];
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture->root);
    return system(command); /* NOLINT(cert-env33-c): a path of our own making */
}

static bool open_file(struct fixture *fixture, const char *name, enum report_file_mode mode) {
    snprintf(fixture->path, sizeof(fixture->path), "%s/%s", fixture->root, name);
    return report_file_open(&fixture->file, fixture->path, mode, fixture->error,
                            sizeof(fixture->error));
}

static void assert_holds(const struct fixture *fixture, const char *expected) {
    char text[TEXT_SIZE] = "";
    FILE *file = fopen(fixture->path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, expected);
}

/* A whole file: its folders are there from the start, the file itself only when it is written. */
static void test_whole(void **state) {
    struct fixture *fixture = *state;
    assert_true(open_file(fixture, "a/b/report.html", REPORT_FILE_WHOLE));
    assert_int_equal(access(fixture->path, F_OK), -1);
    report_file_write(&fixture->file, "<p>", 3);
    assert_holds(fixture, "<p>");
    assert_null(report_file_error(&fixture->file, &fixture->arena));
}

/* What is there and is no file of its own is not replaced: a pipe gets the text, so does a link's
 * target, and what a device says is told. */
static void test_what_stays(void **state) {
    struct fixture *fixture = *state;
    char target[2 * PATH_SIZE];
    struct stat status;
    snprintf(fixture->path, sizeof(fixture->path), "%s/link", fixture->root);
    snprintf(target, sizeof(target), "%s/target", fixture->root);
    assert_int_equal(symlink(target, fixture->path), 0);
    assert_true(open_file(fixture, "link", REPORT_FILE_WHOLE));
    report_file_write(&fixture->file, "<p>", 3);
    assert_null(report_file_error(&fixture->file, &fixture->arena));
    report_file_close(&fixture->file);
    assert_holds(fixture, "<p>");
    assert_int_equal(lstat(fixture->path, &status), 0);
    assert_true(S_ISLNK(status.st_mode));

    assert_int_equal(unlink(fixture->path), 0);
    assert_int_equal(symlink("/dev/full", fixture->path), 0);
    assert_true(open_file(fixture, "link", REPORT_FILE_WHOLE));
    report_file_write(&fixture->file, "<p>", 3);
    assert_non_null(strstr(report_file_error(&fixture->file, &fixture->arena), "No space left"));
    report_file_close(&fixture->file);

    assert_int_equal(unlink(fixture->path), 0);
    assert_int_equal(mkfifo(fixture->path, 0600), 0);
    int reader = open(fixture->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    char text[TEXT_SIZE] = "";
    assert_true(open_file(fixture, "link", REPORT_FILE_WHOLE));
    report_file_write(&fixture->file, "<p>", 3);
    assert_int_equal(read(reader, text, sizeof(text)), 3);
    assert_string_equal(text, "<p>");
    close(reader);
}

/* Lines are there as soon as they are flushed; those of an older run are gone. */
static void test_lines(void **state) {
    struct fixture *fixture = *state;
    for (int run = 0; run < 2; run++) {
        assert_true(open_file(fixture, "events.jsonl", REPORT_FILE_LINES));
        assert_holds(fixture, "");
        output_text(&fixture->file.lines, "one\n");
        output_flush(&fixture->file.lines);
        assert_holds(fixture, "one\n");
        report_file_close(&fixture->file);
    }
}

/* What others wrote into a summary stays in front. */
static void test_more(void **state) {
    struct fixture *fixture = *state;
    for (int run = 0; run < 2; run++) {
        assert_true(open_file(fixture, "summary.md", REPORT_FILE_MORE));
        output_text(&fixture->file.lines, "one\n");
        output_flush(&fixture->file.lines);
        report_file_close(&fixture->file);
    }
    assert_holds(fixture, "one\none\n");
}

/* A path that cannot be is told before anything begins; one that turns bad is told at the end. */
static void test_errors(void **state) {
    struct fixture *fixture = *state;
    char expected[4 * PATH_SIZE];
    assert_false(open_file(fixture, "", REPORT_FILE_WHOLE));
    snprintf(expected, sizeof(expected), "cannot make the report %s: Is a directory",
             fixture->path);
    assert_string_equal(fixture->error, expected);
    assert_false(report_file_open(&fixture->file, "/dev/null/x", REPORT_FILE_WHOLE, fixture->error,
                                  sizeof(fixture->error)));
    assert_string_equal(fixture->error, "cannot make the report /dev/null/x: Not a directory");
    assert_true(open_file(fixture, "r.xml", REPORT_FILE_WHOLE));
    assert_int_equal(mkdir(fixture->path, 0700), 0);
    report_file_write(&fixture->file, "x", 1);
    snprintf(expected, sizeof(expected), "cannot write %s: Is a directory", fixture->path);
    assert_string_equal(report_file_error(&fixture->file, &fixture->arena), expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_more, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
