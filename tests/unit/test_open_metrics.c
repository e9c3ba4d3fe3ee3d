/* test_open_metrics.c - a load's figures as OpenMetrics. */
#include "reports/open_metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* An open load of 50 calls a second, the second of three shards, in its third second. */
struct fixture {
    struct schedule_stage stage;
    struct load_plan plan;
    struct load_subject subject;
    struct load_record record;
    struct load_interval *total;
    struct load_progress progress;
    struct open_metrics_process process;
    struct buffer text;
};

static int begin(void **state) {
    struct fixture *fixture = memory_take(sizeof(*fixture));
    fixture->stage = (struct schedule_stage){60000000, 50, 50};
    fixture->plan = (struct load_plan){
        .is_open = true,
        .workers = 2,
        .schedule = {.stages = &fixture->stage, .stage_count = 1, .shard = 1, .shard_count = 3},
    };
    fixture->subject =
        (struct load_subject){.id = "4711", .name = "booking", .plan = &fixture->plan};
    load_record_init(&fixture->record, &fixture->subject, NULL, 0);
    fixture->total = memory_take(sizeof(*fixture->total));
    fixture->progress = (struct load_progress){.elapsed_us = 3000250, .total = fixture->total};
    fixture->process = (struct open_metrics_process){1500000, 250001, 12345678};
    buffer_init(&fixture->text, NULL);
    *state = fixture;
    return 0;
}

static int end(void **state) {
    struct fixture *fixture = *state;
    load_record_finish(&fixture->record);
    memory_give_back(fixture->total, sizeof(*fixture->total));
    buffer_finish(&fixture->text);
    memory_give_back(fixture, sizeof(*fixture));
    return 0;
}

static const char *print(struct fixture *fixture) {
    fixture->text.length = 0;
    open_metrics_print(&fixture->record, &fixture->progress, &fixture->process, &fixture->text);
    return buffer_terminate(&fixture->text);
}

/* @line stands in @text as a whole line. */
static bool has_line(const char *text, const char *line) {
    size_t length = strlen(line);
    for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
        if (strncmp(at, line, length) == 0 && at[length] == '\n') {
            return true;
        }
    }
    return false;
}

static void assert_lines(const char *text, const char *const *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!has_line(text, lines[i])) {
            fail_msg("there is no line %s in\n%s", lines[i], text);
        }
    }
}

/* Everything that is counted is told, each count with its type and what it is. */
static void counts_are_told(void **state) {
    struct fixture *fixture = *state;
    struct load_interval *total = fixture->total;
    total->due = 50;
    total->started = 49;
    total->late = 3;
    total->held_back = 2;
    total->warm_up = 7;
    total->said = 150;
    total->heard = UINT64_C(18000000000000000000);
    total->in_flight = 5;
    total->verdicts[VERDICT_PASSED] = 40;
    total->verdicts[VERDICT_FAILED] = 4;
    total->endings[ENDING_AGENT_SILENT] = 4;
    static const char *const lines[] = {
        "# TYPE parley_calls_due counter",
        "# HELP parley_calls_due Calls whose intended start has come.",
        "parley_calls_due_total 50",
        "parley_calls_started_total 49",
        "parley_calls_late_total 3",
        "parley_calls_held_back_total 2",
        "parley_calls_warm_up_total 7",
        "parley_messages_said_total 150",
        "parley_messages_heard_total 18000000000000000000",
        "parley_calls_in_flight 5",
        "parley_calls_ended_total{verdict=\"passed\"} 40",
        "parley_calls_ended_total{verdict=\"failed\"} 4",
        "parley_calls_ended_total{verdict=\"errored\"} 0",
        "parley_calls_not_passed_total{reason=\"Main agent-silence-timed-out\"} 4",
        "parley_calls_not_passed_total{reason=\"connection-dropped\"} 0",
        "# TYPE parley_load info",
        ("parley_load_info{version=\"" PARLEY_VERSION
         "\",id=\"4711\",name=\"booking\",shard=\"2/3\"} 1"),
        "# UNIT parley_elapsed_seconds seconds",
        "parley_elapsed_seconds 3.000250",
        "parley_cpu_seconds_total{mode=\"user\"} 1.500000",
        "parley_cpu_seconds_total{mode=\"system\"} 0.250001",
        "# UNIT parley_resident_memory_bytes bytes",
        "parley_resident_memory_bytes 12345678",
        "parley_workers 2",
    };
    assert_lines(print(fixture), lines, sizeof(lines) / sizeof(lines[0]));
}

/* A time falls into the first bucket that ends at or above it, and into all behind that; of the
 * slot that a bound falls into, all counts. */
static void times_fall_into_buckets(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        uint64_t microseconds;
        const char *first; /* The bucket. */
        const char *before;
    } cases[] = {
        {0, "0.0001", NULL},
        {100, "0.0001", NULL},
        {101, "0.0002", "0.0001"},
        {2000, "0.002", "0.001"},
        {2001, "0.005", "0.002"},
        {100000, "0.1", "0.05"},
        {100031, "0.1", "0.05"}, /* The same slot: 64 us wide. */
        {100032, "0.2", "0.1"},
        {999000, "1.0", "0.5"},
        {1500000, "2.0", "1.0"},
        {999000000, "1000.0", "500.0"},
        {UINT64_C(4000000000), "+Inf", "1000.0"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct histogram *times = &fixture->total->times[LOAD_CONNECT];
        memset(times, 0, sizeof(*times));
        histogram_record(times, cases[i].microseconds);
        const char *text = print(fixture);
        struct buffer line;
        buffer_init(&line, NULL);
        buffer_printf(&line, "parley_connect_seconds_bucket{le=\"%s\"} 1", cases[i].first);
        assert_true(has_line(text, buffer_terminate(&line)));
        line.length = 0;
        buffer_printf(&line, "parley_connect_seconds_bucket{le=\"%s\"} 0", cases[i].before);
        assert_true(cases[i].before == NULL || has_line(text, buffer_terminate(&line)));
        assert_true(has_line(text, "parley_connect_seconds_bucket{le=\"+Inf\"} 1"));
        buffer_finish(&line);
    }
}

/* Count, sum and percentiles of each time; a time that was never measured has no percentiles. */
static void times_have_sums_and_percentiles(void **state) {
    struct fixture *fixture = *state;
    struct histogram *times = &fixture->total->times[LOAD_RESPONSE];
    for (unsigned i = 1; i <= 100; i++) {
        histogram_record(times, i);
    }
    static const char *const lines[] = {
        "# TYPE parley_response_seconds histogram",
        "# UNIT parley_response_seconds seconds",
        ("# HELP parley_response_seconds From the caller's last frame to the agent's next "
         "utterance."),
        "parley_response_seconds_count 100",
        "parley_response_seconds_sum 0.005050",
        "# TYPE parley_response_quantiles_seconds summary",
        "parley_response_quantiles_seconds{quantile=\"0.5\"} 0.000050",
        "parley_response_quantiles_seconds{quantile=\"0.95\"} 0.000095",
        "parley_response_quantiles_seconds{quantile=\"0.99\"} 0.000099",
        "parley_loop_lag_seconds_count 0",
        "parley_loop_lag_seconds_sum 0.000000",
    };
    const char *text = print(fixture);
    assert_lines(text, lines, sizeof(lines) / sizeof(lines[0]));
    assert_null(strstr(text, "parley_loop_lag_quantiles_seconds{"));
}

static void note_second(struct fixture *fixture, uint64_t until_us, uint64_t started) {
    struct load_interval *interval = memory_take(sizeof(*interval));
    interval->started = started;
    const struct load_progress progress = {
        .elapsed_us = until_us, .interval = interval, .total = fixture->total};
    load_record_second(&fixture->record, &progress);
    memory_give_back(interval, sizeof(*interval));
}

/* Rates are those of the last second, of this shard; there are none before the first second, and
 * none is offered where the agent sets the pace. */
static void rates_are_of_the_last_second(void **state) {
    struct fixture *fixture = *state;
    assert_null(strstr(print(fixture), "per_second"));
    note_second(fixture, 1000000, 3);
    note_second(fixture, 3000000, 30);
    fixture->stage.from_rate = fixture->stage.to_rate = 60;
    assert_true(has_line(print(fixture), "parley_offered_calls_per_second 20"));
    assert_true(has_line(print(fixture), "parley_achieved_calls_per_second 15"));
    fixture->plan.is_open = false;
    assert_null(strstr(print(fixture), "offered_calls"));
    assert_true(has_line(print(fixture), "parley_achieved_calls_per_second 15"));
}

/* A name stays within its quotes and its line, and is UTF-8 whatever the file was called. */
static void labels_are_escaped(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *name;
        const char *label;
    } cases[] = {
        {"plain", "name=\"plain\""},
        {"", "name=\"\""},
        {"a \"b\" \\n", "name=\"a \\\"b\\\" \\\\n\""},
        {"two\nlines", "name=\"two\\nlines\""},
        {"caf\xC3\xA9 \xE2\x98\x8E", "name=\"caf\xC3\xA9 \xE2\x98\x8E\""},
        {"\xFFx\xC3", "name=\"\xEF\xBF\xBDx\xEF\xBF\xBD\""},
        {"}\n# EOF\n", "name=\"}\\n# EOF\\n\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture->record.subject.name = cases[i].name;
        const char *text = print(fixture);
        struct buffer expected;
        buffer_init(&expected, NULL);
        buffer_printf(&expected, ",%s,shard=", cases[i].label);
        assert_non_null(strstr(text, buffer_terminate(&expected)));
        buffer_finish(&expected);
    }
}

/* The name that a line of metadata is about: its third word. */
static size_t family_of(const char *line, const char **name) {
    *name = line + strlen("# TYPE ");
    return strcspn(*name, " ");
}

/* True when the family is begun a second time behind @line. */
static bool is_typed_again(const char *line, const char *family, size_t length) {
    const char *next = line;
    while ((next = strstr(next + 1, "# TYPE ")) != NULL) {
        const char *name = NULL;
        if (family_of(next, &name) == length && memcmp(name, family, length) == 0) {
            return true;
        }
    }
    return false;
}

/* As the format wants it: each family begins with its type, its samples follow it with its name and
 * a suffix, none comes twice, and the last line is the end. */
static void every_sample_is_of_the_family_before_it(void **state) {
    struct fixture *fixture = *state;
    histogram_record(&fixture->total->times[LOAD_RESPONSE], 7);
    note_second(fixture, 1000000, 3);
    const char *text = print(fixture);
    const char *family = "";
    size_t family_length = 0;
    size_t families = 0;
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (strcmp(line, "# EOF\n") == 0) {
            assert_true(families > 30);
            return;
        }
        if (strncmp(line, "# TYPE ", 7) == 0) {
            family_length = family_of(line, &family);
            families++;
            assert_false(is_typed_again(line, family, family_length));
        } else if (*line == '#') {
            const char *about = NULL;
            size_t length = family_of(line, &about);
            assert_int_equal(length, family_length);
            assert_memory_equal(about, family, length);
        } else {
            assert_memory_equal(line, family, family_length);
            char behind = line[family_length];
            assert_true(behind == ' ' || behind == '{' || behind == '_');
        }
    }
    fail_msg("there is no end");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(counts_are_told),
        TEST(times_fall_into_buckets),
        TEST(times_have_sums_and_percentiles),
        TEST(rates_are_of_the_last_second),
        TEST(labels_are_escaped),
        TEST(every_sample_is_of_the_family_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
