/* test_snapshot.c - what is to be played again when files change. */
#include "commands/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 64 };

struct fixture {
    char root[PATH_SIZE];
    char old_folder[4096];
    struct arena arena;
    const char *named[2];
    struct options options;
};

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int setup(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){0};
    snprintf(fixture.root, sizeof(fixture.root), "/tmp/parley-snapshot-XXXXXX");
    assert_non_null(mkdtemp(fixture.root));
    assert_non_null(getcwd(fixture.old_folder, sizeof(fixture.old_folder)));
    assert_int_equal(chdir(fixture.root), 0);
    assert_int_equal(system("mkdir -p in/deep out"), 0); /* NOLINT(cert-env33-c) */
    write_file("in/a.json", "1");
    write_file("in/deep/b.yaml", "1");
    write_file("in/a.agent.json", "1");
    write_file("in/notes.txt", "1");
    write_file("single.json", "1");
    write_file("other-agent.json", "1");
    arena_init(&fixture.arena, NULL);
    fixture.named[0] = "in";
    fixture.named[1] = "single.json";
    fixture.options.files = (struct text_list){fixture.named, 2};
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    arena_finish(&fixture->arena);
    assert_int_equal(chdir(fixture->old_folder), 0);
    char command[PATH_SIZE + 16];
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture->root);
    return system(command); /* NOLINT(cert-env33-c): a path of our own making */
}

struct change_case {
    const char *path; /* Written anew, or removed. */
    const char *text; /* NULL: removed. */
    const char *expected;
};

/* One change at a time, and what follows from it. */
static void check(struct fixture *fixture, const struct change_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct snapshot before;
        struct snapshot after;
        struct buffer told;
        snapshot_take(&fixture->arena, &fixture->options, &before);
        if (cases[i].text != NULL) {
            write_file(cases[i].path, cases[i].text);
        } else {
            assert_int_equal(unlink(cases[i].path), 0);
        }
        snapshot_take(&fixture->arena, &fixture->options, &after);
        const struct snapshot_change change =
            snapshot_compare(&fixture->arena, &fixture->options, &before, &after);
        buffer_init(&told, NULL);
        buffer_append_text(&told, !change.any ? "nothing" : change.everything ? "everything" : "");
        for (size_t j = 0; j < change.files.count && !change.everything; j++) {
            buffer_printf(&told, "%s ", change.files.items[j]);
        }
        assert_string_equal(buffer_terminate(&told), cases[i].expected);
        buffer_finish(&told);
    }
}

/* A file that changed is played again, an agent's with the scenario it stands beside; what is no
 * document, or was removed, plays nothing. */
static void test_changes(void **state) {
    struct fixture *fixture = *state;
    static const struct change_case cases[] = {
        {"in/a.json", "22", "in/a.json "},
        {"in/deep/b.yaml", "22", "in/deep/b.yaml "},
        {"in/deep/new.yml", "1", "in/deep/new.yml "},
        {"in/notes.txt", "22", "nothing"},
        {"single.json", "22", "single.json "},
        {"other-agent.json", "22", "nothing"},
        {"in/a.agent.json", "22", "in/a.json in/a.yaml in/a.yml "},
        {"single.agent.yaml", "1", "single.json single.yaml single.yml "},
        {"in/a.json", NULL, "nothing"},
    };
    check(fixture, cases, sizeof(cases) / sizeof(cases[0]));
}

/* The agent of all plays all again. */
static void test_agent(void **state) {
    struct fixture *fixture = *state;
    static const struct change_case cases[] = {
        {"other-agent.json", "333", "everything"},
        {"in/a.json", "333", "in/a.json "},
    };
    fixture->options.agent = "other-agent.json";
    check(fixture, cases, sizeof(cases) / sizeof(cases[0]));
}

/* What a run itself writes is no change. */
static void test_outputs(void **state) {
    struct fixture *fixture = *state;
    const char *reports[] = {"json=in/r.json"};
    static const struct change_case cases[] = {
        {"out/result.json", "1", "nothing"},
        {"in/r.json", "1", "nothing"},
        {"in/c.json", "1", "./in/c.json "},
    };
    fixture->named[0] = ".";
    fixture->options.out = "out";
    fixture->options.reports = (struct text_list){reports, 1};
    check(fixture, cases, sizeof(cases) / sizeof(cases[0]));
}

/* A change is seen in every folder that holds a file, and below those named. */
static void test_folders(void **state) {
    struct fixture *fixture = *state;
    struct snapshot snapshot;
    snapshot_take(&fixture->arena, &fixture->options, &snapshot);
    assert_int_equal(snapshot.folder_count, 3);
    assert_string_equal(snapshot.folders[0], "in");
    assert_string_equal(snapshot.folders[1], "in/deep");
    assert_string_equal(snapshot.folders[2], ".");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_changes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_agent, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outputs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_folders, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
