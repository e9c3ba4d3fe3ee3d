/* Files that are there whole or not at all. */
#include "reports/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

struct fixture {
    char path[64];
    int folder;
};

static int set_up(void **state) {
    static struct fixture fixture;
    snprintf(fixture.path, sizeof(fixture.path), "/tmp/parley-whole-XXXXXX");
    assert_non_null(mkdtemp(fixture.path));
    fixture.folder = open(fixture.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(fixture.folder >= 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    const struct fixture *fixture = *state;
    unlinkat(fixture->folder, "a.json", 0);
    unlinkat(fixture->folder, "a.json", AT_REMOVEDIR);
    close(fixture->folder);
    return rmdir(fixture->path); /* Fails when anything was left behind. */
}

static void assert_holds(const struct fixture *fixture, const char *text) {
    char read_text[64] = "";
    int file = openat(fixture->folder, "a.json", O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0);
    assert_int_equal(read(file, read_text, sizeof(read_text) - 1), strlen(text));
    assert_string_equal(read_text, text);
    close(file);
}

/* A new file is written, an old one replaced. */
static void written(void **state) {
    const struct fixture *fixture = *state;
    assert_int_equal(whole_file_write(fixture->folder, "a.json", "one", 3), 0);
    assert_holds(fixture, "one");
    assert_int_equal(whole_file_write(fixture->folder, "a.json", "", 0), 0);
    assert_holds(fixture, "");
}

/* What only its owner may read stays so. */
static void permissions_stay(void **state) {
    const struct fixture *fixture = *state;
    struct stat status;
    assert_int_equal(whole_file_write(fixture->folder, "a.json", "one", 3), 0);
    assert_int_equal(fchmodat(fixture->folder, "a.json", 0600, 0), 0);
    assert_int_equal(whole_file_write(fixture->folder, "a.json", "two", 3), 0);
    assert_int_equal(fstatat(fixture->folder, "a.json", &status, 0), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_holds(fixture, "two");
}

/* A failure is told, and nothing is left behind. */
static void failures(void **state) {
    const struct fixture *fixture = *state;
    char long_name[300];
    memset(long_name, 'n', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    assert_int_equal(whole_file_write(fixture->folder, long_name, "x", 1), ENAMETOOLONG);
    assert_int_equal(mkdirat(fixture->folder, "a.json", 0700), 0);
    assert_int_equal(whole_file_write(fixture->folder, "a.json", "x", 1), EISDIR);
    assert_int_equal(whole_file_write(-1, "a.json", "x", 1), EBADF);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(permissions_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(failures, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
