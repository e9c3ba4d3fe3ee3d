/* test_files.c - the folder of --out: made, filled, replaced, and what cannot be written told. */
#include "reports/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 256 };

/* A folder of its own for each test, removed after it. */
struct fixture {
    char root[PATH_SIZE];
    char error[PATH_SIZE * 2];
};

static int setup(void **state) {
    static struct fixture fixture;
    const char *base = getenv("TMPDIR");
    snprintf(fixture.root, sizeof(fixture.root), "%s/parley-files-XXXXXX",
             base != NULL ? base : "/tmp");
    fixture.error[0] = '\0';
    *state = &fixture;
    return mkdtemp(fixture.root) != NULL ? 0 : -1;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    char command[PATH_SIZE + 16];
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture->root);
    return system(command); /* NOLINT(cert-env33-c): a path of our own making */
}

static const char *path_of(const struct fixture *fixture, const char *name) {
    static char path[PATH_SIZE * 2];
    snprintf(path, sizeof(path), "%s/%s", fixture->root, name);
    return path;
}

static void put(const struct fixture *fixture, const char *name, const char *text) {
    FILE *file = fopen(path_of(fixture, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static bool is_there(const struct fixture *fixture, const char *name) {
    struct stat status;
    return lstat(path_of(fixture, name), &status) == 0;
}

static void assert_holds(const struct fixture *fixture, const char *name, const char *expected) {
    char text[PATH_SIZE] = "";
    FILE *file = fopen(path_of(fixture, name), "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof(text) - 1, file);
    text[length] = '\0';
    fclose(file);
    assert_string_equal(text, expected);
}

static struct files *create(struct fixture *fixture, const char *folder) {
    char path[PATH_SIZE * 2];
    snprintf(path, sizeof(path), "%s/%s", fixture->root, folder);
    return files_create(NULL, path, fixture->error, sizeof(fixture->error));
}

static const struct call call = {.run_id = "run-1", .name = "Refund, late / angry"};

/* The folder is made with its parents; files land under their names with nothing left beside. */
static void test_writes(void **state) {
    struct fixture *fixture = *state;
    struct files *files = create(fixture, "a/b/c");
    assert_non_null(files);
    output_text(files_events(files), "{}\n");
    output_flush(files_events(files));
    assert_holds(fixture, "a/b/c/events.jsonl", "{}\n");
    files_write(files, "result.json", "[1]", 3);
    files_write(files, "result.json", "[2]", 3);
    files_write_transcript(files, &call, "{}", 2);
    assert_holds(fixture, "a/b/c/result.json", "[2]");
    assert_holds(fixture, "a/b/c/transcripts/run-1-Refund-late-angry.json", "{}");
    assert_false(is_there(fixture, "a/b/c/.result.json.parley-tmp"));
    assert_null(files_error(files, 0));
    files_destroy(files);
}

/* A folder that cannot be made is told with its path and the reason. */
static void test_cannot_make(void **state) {
    struct fixture *fixture = *state;
    put(fixture, "file", "");
    assert_null(create(fixture, "file/out"));
    assert_non_null(strstr(fixture->error, "cannot make the folder "));
    assert_non_null(strstr(fixture->error, "/file/out: Not a directory"));
    assert_null(create(fixture, "file"));
    assert_non_null(strstr(fixture->error, "/file: Not a directory"));
}

/* An older result goes; what is not known to be ours stays, whatever it is called. */
static void test_replaces(void **state) {
    struct fixture *fixture = *state;
    mkdir(path_of(fixture, "transcripts"), 0777);
    put(fixture, "result.json", "{\"run_as_text\":true,\"runs\":[]}");
    put(fixture, "junit.xml", "<testsuites/>");
    put(fixture, "events.jsonl", "old\n");
    put(fixture, "notes.txt", "mine");
    put(fixture, "transcripts/old-1-x.json", "{\"id\":\"old-1\",\"transcript_object\":[]}");
    put(fixture, "transcripts/.old-2-x.json.parley-tmp", "{");
    put(fixture, "transcripts/other-x.json", "{\"id\":\"old-1\",\"transcript_object\":[]}");
    put(fixture, "transcripts/old-3-x.json", "{\"id\":\"old-3\"}");
    put(fixture, "transcripts/broken-x.json", "{");
    put(fixture, "transcripts/old-4-x.txt", "{\"id\":\"old-4\",\"transcript_object\":[]}");
    struct files *files = create(fixture, ".");
    assert_non_null(files);
    assert_false(is_there(fixture, "result.json"));
    assert_false(is_there(fixture, "junit.xml"));
    assert_holds(fixture, "events.jsonl", "");
    assert_holds(fixture, "notes.txt", "mine");
    assert_false(is_there(fixture, "transcripts/old-1-x.json"));
    assert_false(is_there(fixture, "transcripts/.old-2-x.json.parley-tmp"));
    assert_true(is_there(fixture, "transcripts/other-x.json"));
    assert_true(is_there(fixture, "transcripts/old-3-x.json"));
    assert_true(is_there(fixture, "transcripts/broken-x.json"));
    assert_true(is_there(fixture, "transcripts/old-4-x.txt"));
    files_destroy(files);
}

/* A result.json of something else is not ours to judge others by. */
static void test_foreign_result(void **state) {
    struct fixture *fixture = *state;
    put(fixture, "result.json", "{\"tests\":5}");
    put(fixture, "junit.xml", "<testsuites/>");
    struct files *files = create(fixture, ".");
    assert_non_null(files);
    assert_true(is_there(fixture, "junit.xml"));
    files_destroy(files);
}

/* What stands in the way of a file is an error about that file, and the others are written. */
static void test_errors(void **state) {
    struct fixture *fixture = *state;
    mkdir(path_of(fixture, "result.json"), 0777);
    mkdir(path_of(fixture, "events.jsonl"), 0777);
    put(fixture, "transcripts", "in the way");
    struct files *files = create(fixture, ".");
    assert_non_null(files);
    files_write(files, "result.json", "{}", 2);
    files_write_transcript(files, &call, "{}", 2);
    files_write(files, "junit.xml", "<x/>", 4);
    assert_holds(fixture, "junit.xml", "<x/>");
    static const char *const lines[] = {
        "cannot make %s/./transcripts: Not a directory",
        "cannot write %s/./result.json: Is a directory",
        "cannot write %s/./events.jsonl: Is a directory",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        char expected[PATH_SIZE * 2];
        const char *rest = strstr(lines[i], "%s") + 2;
        snprintf(expected, sizeof(expected), "%.*s%s%s", (int)(rest - 2 - lines[i]), lines[i],
                 fixture->root, rest);
        assert_string_equal(files_error(files, i), expected);
    }
    assert_null(files_error(files, 3));
    assert_false(is_there(fixture, ".result.json.parley-tmp"));
    files_destroy(files);
}

/* A transcript's name is safe in any file system and short enough. */
static void test_names(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *file;
    } cases[] = {
        {"plain", "r1-plain.json"},
        {"two words #2", "r1-two-words-2.json"},
        {"../../etc/passwd", "r1-..-..-etc-passwd.json"},
        {"a:b*c?\"<>|\\d\x01", "r1-a-b-c-d.json"},
        {"予約の確認", "r1-予約の確認.json"},
        {"हिन्दी", "r1-हिन्दी.json"},
        {"😀", "r1-scenario.json"},
        {"", "r1-scenario.json"},
        {"v1.2_final", "r1-v1.2_final.json"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct call named = {.run_id = "r1", .name = cases[i].name};
        struct buffer out;
        buffer_init(&out, NULL);
        files_transcript_name(&out, &named);
        assert_string_equal(buffer_terminate(&out), cases[i].file);
        buffer_finish(&out);
    }
    char name[400];
    for (size_t i = 0; i < sizeof(name) - 1; i += 3) {
        memcpy(name + i, "約", 3);
    }
    name[sizeof(name) - 1] = '\0';
    const struct call named = {.run_id = "r1", .name = name};
    struct buffer out;
    buffer_init(&out, NULL);
    files_transcript_name(&out, &named);
    assert_int_equal(out.length, strlen("r1-") + 78 + strlen(".json"));
    buffer_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cannot_make, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replaces, setup, teardown),
        cmocka_unit_test_setup_teardown(test_foreign_result, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
