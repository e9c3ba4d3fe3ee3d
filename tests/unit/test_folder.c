/* The scenario files below a folder. */
#include "formats/folder.h"

#include "tests/lib/parsed.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

static void make_file(int folder, const char *name) {
    int descriptor = openat(folder, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(descriptor >= 0);
    close(descriptor);
}

/* Files of the three extensions, sorted by path; hidden names and links to folders passed over. */
static void listed(void **unused) {
    (void)unused;
    char path[] = "/tmp/parley-folder-XXXXXX";
    assert_non_null(mkdtemp(path));
    int folder = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    assert_true(folder >= 0);
    assert_int_equal(mkdirat(folder, "b", 0700), 0);
    assert_int_equal(mkdirat(folder, "b/c.json", 0700), 0);
    assert_int_equal(mkdirat(folder, ".hidden", 0700), 0);
    static const char *const files[] = {"z.yml",  "a.json",  "b/x.yaml",       "b/c.json/d.json",
                                        "b.json", ".a.json", ".hidden/a.json", "notes.txt"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        make_file(folder, files[i]);
    }
    assert_int_equal(symlinkat("..", folder, "b/up"), 0);
    assert_int_equal(symlinkat(".", folder, "loop.json"), 0);
    assert_int_equal(symlinkat("a.json", folder, "link.json"), 0);
    close(folder);

    struct parsed parsed;
    struct folder_files found;
    parsed_begin(&parsed);
    folder_list(&parsed.arena, path, &found, &parsed.diagnostics);
    assert_string_equal(parsed_diagnostics(&parsed), "");
    static const char *const expected[] = {"a.json",   "b.json",    "b/c.json/d.json",
                                           "b/x.yaml", "link.json", "z.yml"};
    assert_int_equal(found.count, sizeof(expected) / sizeof(expected[0]));
    for (size_t i = 0; i < found.count; i++) {
        assert_string_equal(found.paths[i] + strlen(path) + 1, expected[i]);
    }
    assert_true(folder_is(path));
    assert_false(folder_is(found.paths[0]));
    parsed_end(&parsed);
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A slash at the end of the name is not doubled, and a folder that is not there is an error. */
static void named(void **unused) {
    (void)unused;
    char path[] = "/tmp/parley-folder-XXXXXX";
    assert_non_null(mkdtemp(path));
    struct parsed parsed;
    struct folder_files found;
    parsed_begin(&parsed);
    int folder = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    make_file(folder, "a.json");
    close(folder);
    const char *slashed = arena_printf(&parsed.arena, "%s/", path);
    folder_list(&parsed.arena, slashed, &found, &parsed.diagnostics);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.paths[0], arena_printf(&parsed.arena, "%s/a.json", path));
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);

    folder_list(&parsed.arena, path, &found, &parsed.diagnostics);
    assert_int_equal(found.count, 0);
    assert_string_equal(parsed_diagnostics(&parsed),
                        "0:0 error unreadable: cannot be read: No such file or directory\n");
    parsed_end(&parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listed),
        cmocka_unit_test(named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
