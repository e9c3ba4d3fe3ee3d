/* test_reports.c - the reports of one run, put together. */
#include "reports/reports.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_SIZE = 256 };

struct fixture {
    struct report_fixture run;
    struct secrets secrets;
    char root[PATH_SIZE];
    char error[PATH_SIZE * 2];
    struct reports_options options;
    struct reports *reports;
    int pipe[2];
    struct buffer shown; /* What came to standard output. */
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){0};
    const char *base = getenv("TMPDIR");
    snprintf(fixture.root, sizeof(fixture.root), "%s/parley-reports-XXXXXX",
             base != NULL ? base : "/tmp");
    if (mkdtemp(fixture.root) == NULL || pipe(fixture.pipe) != 0) {
        return -1;
    }
    fixture_init(&fixture.run, FIXTURE_CALLS);
    secrets_init(&fixture.secrets, &fixture.run.arena);
    secrets_add(&fixture.secrets, "s3cret-token-1");
    buffer_init(&fixture.shown, NULL);
    fixture.options = (struct reports_options){.subject = fixture.run.subject,
                                               .secrets = &fixture.secrets,
                                               .standard_output = fixture.pipe[1]};
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    reports_destroy(fixture->reports);
    buffer_finish(&fixture->shown);
    fixture_finish(&fixture->run);
    close(fixture->pipe[0]);
    close(fixture->pipe[1]);
    char command[PATH_SIZE + 16];
    snprintf(command, sizeof(command), "rm -rf '%s'", fixture->root);
    return system(command); /* NOLINT(cert-env33-c): a path of our own making */
}

/* Play one call of each kind; in the first the agent echoes a secret. */
static void play(struct fixture *fixture) {
    fixture->reports = reports_create(NULL, &fixture->options, fixture->error, PATH_SIZE);
    assert_non_null(fixture->reports);
    struct fixture_call calls[FIXTURE_CALLS];
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        calls[i] =
            (struct fixture_call){reports_listener(fixture->reports), &fixture->run.calls[i]};
    }
    tell_opened(&calls[0], 0);
    tell_heard(&calls[0], 1, "I got s3cret-token-1 from you");
    play_passed(&calls[0], 10);
    play_stuck(&calls[1], 0, NULL);
    play_refused(&calls[2], 0);
}

/* A new pipe for standard output. */
static void open_pipe(struct fixture *fixture) {
    close(fixture->pipe[0]);
    close(fixture->pipe[1]);
    assert_int_equal(pipe(fixture->pipe), 0);
}

/* Read what came to the pipe; its writing end is closed. */
static const char *shown(struct fixture *fixture) {
    close(fixture->pipe[1]);
    fixture->pipe[1] = -1;
    ssize_t bytes = 0;
    do {
        bytes = read(fixture->pipe[0], buffer_reserve(&fixture->shown, 4096), 4096);
        assert_true(bytes >= 0);
        fixture->shown.length += (size_t)bytes;
    } while (bytes > 0);
    return buffer_terminate(&fixture->shown);
}

/* Whatever the format, a secret that an agent echoes is not in it. */
static void test_formats(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *name;
        const char *begins;
    } cases[] = {
        {"pretty", "PASSED     appointment"},
        {"json", "{\n\t\"id\":\t\"result-1\""},
        {"jsonl", "{\"t\":"},
        {"junit", "<?xml version=\"1.0\""},
        {"tap", "TAP version 14\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_true(report_format_parse(cases[i].name, &fixture->options.format));
        assert_string_equal(report_format_text(fixture->options.format), cases[i].name);
        open_pipe(fixture);
        fixture->options.standard_output = fixture->pipe[1];
        play(fixture);
        assert_true(reports_finish(fixture->reports));
        fixture->shown.length = 0;
        const char *text = shown(fixture);
        assert_memory_equal(text, cases[i].begins, strlen(cases[i].begins));
        assert_null(strstr(text, "s3cret-token-1"));
        reports_destroy(fixture->reports);
        fixture->reports = NULL;
    }
    enum report_format format = REPORT_TAP;
    assert_false(report_format_parse("xml", &format));
    assert_int_equal(format, REPORT_TAP);
}

static cJSON *read_json(const struct fixture *fixture, const char *name) {
    static char text[1 << 16];
    char path[PATH_SIZE * 2];
    snprintf(path, sizeof(path), "%s/out/%s", fixture->root, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[length] = '\0';
    assert_null(strstr(text, "s3cret-token-1"));
    cJSON *json = cJSON_Parse(text);
    assert_non_null(json);
    return json;
}

/* The folder holds the result, the events, a transcript for each call, and the report asked for. */
static void test_folder(void **state) {
    struct fixture *fixture = *state;
    char folder[PATH_SIZE * 2];
    snprintf(folder, sizeof(folder), "%s/out", fixture->root);
    fixture->options.out = folder;
    fixture->options.format = REPORT_JUNIT;
    play(fixture);
    assert_true(reports_finish(fixture->reports));
    cJSON *result = read_json(fixture, "result.json");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(result, "runs")), 3);
    cJSON *transcript = read_json(fixture, "transcripts/r1-appointment.json");
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(transcript, "id")), "r1");
    cJSON_Delete(read_json(fixture, "transcripts/r3-ivr-menu.json"));
    cJSON_Delete(read_json(fixture, "events.jsonl"));
    char path[PATH_SIZE * 3];
    snprintf(path, sizeof(path), "%s/junit.xml", folder);
    assert_int_equal(access(path, R_OK), 0);
    struct record_totals totals = reports_totals(fixture->reports);
    assert_int_equal(totals.by_verdict[VERDICT_PASSED], 1);
    assert_int_equal(totals.by_verdict[VERDICT_ERRORED], 1);
    cJSON_Delete(result);
    cJSON_Delete(transcript);
}

/* A folder that cannot be made stops everything before it begins. */
static void test_no_folder(void **state) {
    struct fixture *fixture = *state;
    fixture->options.out = "/dev/null/out";
    assert_null(reports_create(NULL, &fixture->options, fixture->error, PATH_SIZE));
    assert_string_equal(fixture->error, "cannot make the folder /dev/null/out: Not a directory");
}

/* A standard output that is closed or full is told, and the folder is written all the same. */
static void test_output_errors(void **state) {
    struct fixture *fixture = *state;
    char folder[PATH_SIZE * 2];
    snprintf(folder, sizeof(folder), "%s/out", fixture->root);
    fixture->options.out = folder;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    fixture->options.standard_output = full;
    play(fixture);
    assert_false(reports_finish(fixture->reports));
    assert_string_equal(reports_take_error(fixture->reports),
                        "cannot write to standard output: No space left on device");
    assert_null(reports_take_error(fixture->reports));
    cJSON_Delete(read_json(fixture, "result.json"));
    close(full);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_formats, setup, teardown),
        cmocka_unit_test_setup_teardown(test_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_output_errors, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
