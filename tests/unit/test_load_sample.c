/* test_load_sample.c - which calls of very many are kept, and what is kept of them. */
#include "reports/load_sample.h"

#include "formats/secrets.h"
#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS = 12, PATH_SIZE = 256 };

struct fixture {
    struct report_fixture run;
    struct secrets secrets;
    struct call calls[CALLS];
    char run_ids[CALLS][16];
    struct load_sampler *sampler;
    struct load_samples samples;
};

static uint32_t place(const struct call *call) {
    return call->number;
}

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, FIXTURE_CALLS);
    fixture.secrets = (struct secrets){0};
    for (uint32_t i = 0; i < CALLS; i++) {
        fixture.calls[i] = fixture.run.calls[0];
        fixture.calls[i].number = i;
        snprintf(fixture.run_ids[i], sizeof(fixture.run_ids[i]), "run-%u", i);
        fixture.calls[i].run_id = fixture.run_ids[i];
    }
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    load_sampler_destroy(fixture->sampler);
    fixture->sampler = NULL;
    fixture_finish(&fixture->run);
    return 0;
}

static void begin(struct fixture *fixture, uint32_t keep_failed, uint32_t keep_passed) {
    const struct load_sampler_options options = {
        .subject = &fixture->run.subject,
        .secrets = &fixture->secrets,
        .keep_failed = keep_failed,
        .keep_passed = keep_passed,
        .place = place,
    };
    fixture->sampler = load_sampler_create(&options);
    fixture->samples = (struct load_samples){.samplers = &fixture->sampler, .count = 1};
}

/* Where the events of call @number go. */
static struct fixture_call to(struct fixture *fixture, uint32_t number) {
    return (struct fixture_call){load_sampler_listener(fixture->sampler), &fixture->calls[number]};
}

/* The call ends at @at, and was never open. */
static void tell_refused(const struct fixture_call *to, uint32_t at,
                         const struct machine_state *state) {
    const struct transport_end end = {
        .kind = TRANSPORT_REFUSED, .close_reason = "", .detail = "connection refused"};
    struct event event = {.ended = {.ending = ENDING_NOT_CONNECTED,
                                    .verdict = VERDICT_ERRORED,
                                    .end = &end,
                                    .state = state}};
    tell_connecting(to, at, 1);
    tell_ended(to, at + 10, &event);
}

static const char *example_of(struct fixture *fixture, enum ending ending) {
    const struct load_sample *sample = load_samples_example(&fixture->samples, ending);
    return sample != NULL ? sample->run_id : "none";
}

/* Of every reason the first call is an example, also where no transcripts are kept; of calls that
 * passed there is none. */
static void test_the_first_of_each_reason(void **state) {
    struct fixture *fixture = *state;
    static const uint32_t kept[] = {0, 5};
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        begin(fixture, kept[i], 0);
        for (uint32_t number = 0; number < 6; number++) {
            struct fixture_call call = to(fixture, number);
            if (number < 2) {
                play_passed(&call, number);
            } else if (number % 2 == 0) {
                tell_refused(&call, number, fixture->run.state);
            } else {
                play_stuck(&call, number, fixture->run.state);
            }
        }
        assert_string_equal(example_of(fixture, ENDING_NOT_CONNECTED), "run-2");
        assert_string_equal(example_of(fixture, ENDING_NO_CONDITION_MATCHED), "run-3");
        assert_string_equal(example_of(fixture, ENDING_CALLER_ENDED), "none");
        assert_string_equal(example_of(fixture, ENDING_DROPPED), "none");
        const struct load_sample *stuck =
            load_samples_example(&fixture->samples, ENDING_NO_CONDITION_MATCHED);
        assert_string_equal(stuck->name, "appointment");
        assert_non_null(strstr(stuck->error_message, "Hmm, let me see."));
        assert_true(stuck->explanation_count > 0);
        load_sampler_destroy(fixture->sampler);
        fixture->sampler = NULL;
    }
}

/* What was read from files stands in for samplers; no samples at all have no example. */
static void test_read_examples(void **state) {
    (void)state;
    const struct load_sample sample = {.run_id = "run-9"};
    const struct load_sample *read[ENDINGS] = {[ENDING_DROPPED] = &sample};
    const struct load_samples samples = {.read = read};
    assert_ptr_equal(load_samples_example(&samples, ENDING_DROPPED), &sample);
    assert_null(load_samples_example(&samples, ENDING_NOT_CONNECTED));
    assert_null(load_samples_example(NULL, ENDING_DROPPED));
    assert_int_equal(load_samples_transcripts(NULL, ENDING_DROPPED, NULL, 0), 0);
    assert_int_equal(load_samples_transcripts(&samples, ENDING_DROPPED, NULL, 0), 0);
}

/* Of calls that did not pass the first are kept, as many as asked for, whatever the reason. */
static void test_the_first_that_fail_are_kept(void **state) {
    struct fixture *fixture = *state;
    const struct call *calls[2] = {NULL, NULL};
    begin(fixture, 4, 0);
    for (uint32_t number = 0; number < CALLS; number++) {
        struct fixture_call call = to(fixture, number);
        if (number % 4 == 3) {
            tell_refused(&call, number, fixture->run.state);
        } else {
            play_stuck(&call, number, fixture->run.state);
        }
    }
    assert_int_equal(
        load_samples_transcripts(&fixture->samples, ENDING_NO_CONDITION_MATCHED, calls, 2), 3);
    assert_string_equal(calls[0]->run_id, "run-0");
    assert_string_equal(calls[1]->run_id, "run-1");
    assert_int_equal(load_samples_transcripts(&fixture->samples, ENDING_NOT_CONNECTED, calls, 2),
                     1);
    assert_string_equal(calls[0]->run_id, "run-3");
}

/* A reason that comes when there is no room for transcripts any more has its example all the same,
 * and no transcript. */
static void test_a_late_reason(void **state) {
    struct fixture *fixture = *state;
    begin(fixture, 2, 0);
    for (uint32_t number = 0; number < 8; number++) {
        struct fixture_call call = to(fixture, number);
        if (number < 5) {
            play_stuck(&call, number, fixture->run.state);
        } else {
            tell_refused(&call, number, fixture->run.state);
        }
    }
    assert_string_equal(example_of(fixture, ENDING_NO_CONDITION_MATCHED), "run-0");
    assert_string_equal(example_of(fixture, ENDING_NOT_CONNECTED), "run-5");
    assert_int_equal(load_samples_transcripts(&fixture->samples, ENDING_NOT_CONNECTED, NULL, 0), 0);
}

/* Write what is kept into a folder of its own, and list the files. */
static size_t write_files(struct fixture *fixture, const char *part, size_t *with_part) {
    char root[] = "/tmp/parley-sample-XXXXXX";
    char path[PATH_SIZE];
    char error[PATH_SIZE];
    char command[PATH_SIZE];
    assert_non_null(mkdtemp(root));
    struct files *files = files_create(NULL, root, error, sizeof(error));
    assert_non_null(files);
    load_samples_write(&fixture->samples, files);
    assert_null(files_error(files, 0));
    files_destroy(files);
    snprintf(path, sizeof(path), "%s/transcripts", root);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    size_t count = 0;
    *with_part = 0;
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL) {
        count += entry->d_name[0] != '.';
        *with_part += strstr(entry->d_name, part) != NULL;
    }
    closedir(folder);
    snprintf(command, sizeof(command), "rm -rf '%s'", root);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a path of our own making */
    return count;
}

/* The call ends at @at because nothing matched @text. */
static void tell_stuck(const struct fixture_call *to, uint32_t at, const char *text,
                       const struct machine_state *state) {
    const struct transport_end end = {
        .kind = TRANSPORT_CLOSED, .has_close_frame = true, .close_reason = "", .detail = ""};
    struct event event = {.ended = {.ending = ENDING_NO_CONDITION_MATCHED,
                                    .verdict = VERDICT_FAILED,
                                    .opened = true,
                                    .end = &end,
                                    .state = state,
                                    .stuck_on = text,
                                    .stuck_on_length = strlen(text)}};
    tell_ended(to, at, &event);
}

/* Calls that are in flight at once are told apart; each that is kept becomes a file. */
static void test_calls_at_once(void **state) {
    struct fixture *fixture = *state;
    size_t named = 0;
    begin(fixture, 2, 1);
    struct fixture_call one = to(fixture, 0);
    struct fixture_call other = to(fixture, 7);
    tell_connecting(&one, 0, 1);
    tell_connecting(&other, 0, 1);
    tell_opened(&one, 10);
    tell_opened(&other, 10);
    tell_heard(&one, 20, "This is one.");
    tell_heard(&other, 20, "This is the other.");
    tell_stuck(&other, 400, "This is the other.", fixture->run.state);
    tell_stuck(&one, 500, "This is one.", fixture->run.state);
    const struct load_sample *first =
        load_samples_example(&fixture->samples, ENDING_NO_CONDITION_MATCHED);
    assert_string_equal(first->run_id, "run-7");
    assert_non_null(strstr(first->error_message, "This is the other."));
    assert_int_equal(write_files(fixture, "run-7-appointment", &named), 2);
    assert_int_equal(named, 1);
}

/* A sample of calls that passed is kept, from all over the load; none when no transcripts are. */
static void test_some_that_passed_are_kept(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        uint32_t keep_failed;
        uint32_t keep_passed;
        size_t files;
    } cases[] = {{10, 3, 3}, {10, 0, 0}, {10, CALLS + 5, CALLS}, {0, 3, 0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t named = 0;
        begin(fixture, cases[i].keep_failed, cases[i].keep_passed);
        for (uint32_t number = 0; number < CALLS; number++) {
            struct fixture_call call = to(fixture, number);
            play_passed(&call, number);
        }
        assert_int_equal(write_files(fixture, "appointment", &named), cases[i].files);
        assert_int_equal(named, cases[i].files);
        load_sampler_destroy(fixture->sampler);
        fixture->sampler = NULL;
    }
}

/* A secret is masked in whatever is kept. */
static void test_secrets_are_masked(void **state) {
    struct fixture *fixture = *state;
    struct arena arena;
    arena_init(&arena, NULL);
    secrets_init(&fixture->secrets, &arena);
    secrets_add(&fixture->secrets, "let me see");
    begin(fixture, 1, 0);
    struct fixture_call call = to(fixture, 0);
    play_stuck(&call, 0, fixture->run.state);
    const struct load_sample *sample =
        load_samples_example(&fixture->samples, ENDING_NO_CONDITION_MATCHED);
    assert_null(strstr(sample->error_message, "let me see"));
    assert_non_null(strstr(sample->error_message, "Hmm, ***"));
    load_sampler_destroy(fixture->sampler);
    fixture->sampler = NULL;
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_first_of_each_reason, setup, teardown),
        cmocka_unit_test(test_read_examples),
        cmocka_unit_test_setup_teardown(test_the_first_that_fail_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_late_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(test_calls_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_some_that_passed_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_secrets_are_masked, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
