/* test_github.c - annotations and the job's summary. */
#include "reports/github.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

enum { MANY = 12 };

struct fixture {
    struct report_fixture run;
    struct call calls[MANY];
    struct record *record;
    struct buffer out;
};

/* A run of @count calls, the first of them those of report_fixture.h. */
static void begin(struct fixture *fixture, size_t count) {
    fixture_init(&fixture->run, FIXTURE_CALLS);
    for (size_t i = 0; i < count; i++) {
        fixture->calls[i] = fixture->run.calls[i < FIXTURE_CALLS ? i : FIXTURE_CALLS - 1];
        fixture->calls[i].number = (uint32_t)i;
        fixture->calls[i].scenario = (uint32_t)i;
        fixture->calls[i].line = 3;
    }
    fixture->run.subject.calls = fixture->calls;
    fixture->run.subject.call_count = count;
    fixture->record = record_create(NULL, &fixture->run.subject);
    buffer_init(&fixture->out, NULL);
}

static struct fixture_call to(struct fixture *fixture, size_t number) {
    return (struct fixture_call){record_listener(fixture->record), &fixture->calls[number]};
}

static void finish(struct fixture *fixture) {
    buffer_finish(&fixture->out);
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
}

static void get_stuck(struct fixture *fixture, size_t number) {
    struct fixture_call call = to(fixture, number);
    play_stuck(&call, 0, NULL);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

/* An error at the scenario's place; no value can end its property, its command or its line. */
static void test_annotation(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture, 1);
    fixture.calls[0].name = "50%: one, two\nthree";
    fixture.calls[0].file = "a,b/c:d.json";
    get_stuck(&fixture, 0);
    github_annotate(fixture.record, &fixture.out);
    assert_string_equal(
        buffer_terminate(&fixture.out),
        "::error file=a%2Cb/c%3Ad.json,line=3,title=50%25%3A one%2C two%0Athree failed::"
        "no condition matched what the agent said last: \"Hmm, let me see.\" (waited 30 s)"
        "%0A- never fired: conditions 1, 2 and 3"
        "%0A- condition 1 waits for: contains \"appointment\" OR contains \"help\""
        "%0A- condition 2 waits for: contains \"confirm\""
        "%0A- condition 3 follows condition 2\n");
    finish(&fixture);
}

/* Nine, then one that counts the rest. */
static void test_at_most_ten(void **state) {
    (void)state;
    static const struct {
        size_t failures;
        size_t annotations;
        const char *last;
    } cases[] = {
        {0, 0, ""},
        {9, 9, ""},
        {10, 10,
         "::error title=parley::1 more call did not pass: see the log or the summary of "
         "the job\n"},
        {12, 10,
         "::error title=parley::3 more calls did not pass: see the log or the summary of "
         "the job\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture fixture;
        begin(&fixture, MANY);
        for (size_t call = 0; call < cases[i].failures; call++) {
            get_stuck(&fixture, call);
        }
        github_annotate(fixture.record, &fixture.out);
        const char *text = buffer_terminate(&fixture.out);
        assert_int_equal(count_of(text, "::error "), cases[i].annotations);
        assert_string_equal(text + fixture.out.length - strlen(cases[i].last), cases[i].last);
        finish(&fixture);
    }
}

/* The summary: counts, then what did not pass, with the conversation to open. */
static void test_summary(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture, FIXTURE_CALLS);
    struct fixture_call first = to(&fixture, 0);
    struct fixture_call third = to(&fixture, 2);
    play_passed(&first, 0);
    get_stuck(&fixture, 1);
    play_refused(&third, 0);
    github_summarize(fixture.record, &fixture.out);
    assert_string_equal(
        buffer_terminate(&fixture.out),
        "## ❌ appointments: 1 of 3 passed\n\n"
        "| passed | failed | errored | cancelled | time |\n"
        "| ---: | ---: | ---: | ---: | ---: |\n"
        "| 1 | 1 | 1 | 0 | 520 ms |\n"
        "\n### failed: cancellation\n\n"
        "no condition matched what the agent said last&#58; &#34;Hmm&#44; let me see&#46;&#34; "
        "&#40;waited 30 s&#41;\n\n"
        "- never fired&#58; conditions 1&#44; 2 and 3\n"
        "- condition 1 waits for&#58; contains &#34;appointment&#34; OR contains "
        "&#34;help&#34;\n"
        "- condition 2 waits for&#58; contains &#34;confirm&#34;\n"
        "- condition 3 follows condition 2\n"
        "\n<details><summary>Conversation</summary>\n\n"
        "<pre>[00:00] caller #0: Hi there, I need to check on my appointment\n"
        "[00:00] agent: Hmm, let me see. (no condition matched)\n"
        "[00:30] caller: (ends the call)\n"
        "</pre>\n\n</details>\n"
        "\n### errored: ivr&#45;menu\n\n"
        "could not connect to ws&#58;&#47;&#47;127&#46;0&#46;0&#46;1&#58;8765&#47;chat&#58; "
        "connection refused &#40;tried 2 times&#41;&#59; is the agent running&#63;\n\n");
    finish(&fixture);
}

/* How often each scenario passed, when it was played more than once; a run cut short says so. */
static void test_rates_and_partial(void **state) {
    (void)state;
    struct fixture fixture;
    begin(&fixture, FIXTURE_CALLS);
    fixture.calls[1].scenario = 0;
    struct fixture_call first = to(&fixture, 0);
    play_passed(&first, 0);
    get_stuck(&fixture, 1);
    github_summarize(fixture.record, &fixture.out);
    const char *text = buffer_terminate(&fixture.out);
    assert_non_null(strstr(text, "\n**Partial**: the run was ended before all calls had been "
                                 "played.\n"));
    assert_non_null(strstr(text, "\n| scenario | passed | rate |\n| --- | ---: | ---: |\n"
                                 "| appointment | 1 of 2 | 50% |\n"));
    finish(&fixture);
}

/* However much agents say, the summary stays below its limit and counts what it leaves out. */
static void test_limit(void **state) {
    (void)state;
    enum { LONG = 400 * 1000 };
    struct fixture fixture;
    begin(&fixture, MANY);
    char *text = arena_alloc(&fixture.run.arena, LONG + 1);
    memset(text, 'x', LONG);
    for (size_t i = 0; i < MANY; i++) {
        struct fixture_call call = to(&fixture, i);
        tell_opened(&call, 0);
        tell_heard(&call, 1, text);
        get_stuck(&fixture, i);
    }
    github_summarize(fixture.record, &fixture.out);
    const char *summary = buffer_terminate(&fixture.out);
    assert_true(fixture.out.length < GITHUB_SUMMARY_LIMIT);
    assert_true(fixture.out.length > GITHUB_SUMMARY_LIMIT / 2);
    assert_int_equal(count_of(summary, "\n### "), MANY);
    assert_int_equal(count_of(summary, "<details>"), 2);
    finish(&fixture);
}

/* Calls whose reason alone is long are left out where no more fits, and counted. */
static void test_left_out(void **state) {
    (void)state;
    enum { NAME = 200 * 1000 };
    struct fixture fixture;
    begin(&fixture, MANY);
    char *name = arena_alloc(&fixture.run.arena, NAME + 1);
    memset(name, 'n', NAME);
    for (size_t i = 0; i < MANY; i++) {
        fixture.calls[i].name = name;
        get_stuck(&fixture, i);
    }
    github_summarize(fixture.record, &fixture.out);
    const char *summary = buffer_terminate(&fixture.out);
    assert_true(fixture.out.length < GITHUB_SUMMARY_LIMIT);
    size_t shown = count_of(summary, "\n### ");
    char words[64];
    snprintf(words, sizeof(words), "\n%zu more calls did not pass and did not fit here.\n",
             MANY - shown);
    assert_in_range(shown, 1, MANY - 1);
    assert_non_null(strstr(summary, words));
    finish(&fixture);
}

/* Between these two the runner sees no command. */
static void test_commands_stopped(void **state) {
    (void)state;
    struct buffer out;
    buffer_init(&out, NULL);
    github_stop_commands("0f1e", &out);
    github_resume_commands("0f1e", &out);
    assert_string_equal(buffer_terminate(&out), "::stop-commands::0f1e\n::0f1e::\n");
    buffer_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_annotation),
        cmocka_unit_test(test_at_most_ten),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_rates_and_partial),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_commands_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
