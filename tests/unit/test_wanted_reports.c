/* test_wanted_reports.c - reports of the command line, and GitHub's where it runs. */
#include "commands/wanted_reports.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

static const char *nowhere(const char *name) {
    (void)name;
    return NULL;
}

static const char *in_a_job(const char *name) {
    if (strcmp(name, "GITHUB_ACTIONS") == 0) {
        return "true";
    }
    return strcmp(name, "GITHUB_STEP_SUMMARY") == 0 ? "/tmp/summary.md" : NULL;
}

/* Types with and without a path, in the order they were given; in a job of GitHub's its report too,
 * but only once. */
static void test_wanted(void **state) {
    (void)state;
    static const struct {
        environment_fn *environment;
        const char *given[3];
        const char *expected;
    } cases[] = {
        {nowhere, {NULL}, ""},
        {nowhere, {"html", "junit=a=b.xml"}, "html -, junit a=b.xml, "},
        {nowhere, {"github"}, "github -, "},
        {in_a_job, {NULL}, "github /tmp/summary.md, "},
        {in_a_job, {"tap=x"}, "tap x, github /tmp/summary.md, "},
        {in_a_job, {"github=s.md"}, "github s.md, "},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena arena;
        struct buffer told;
        arena_init(&arena, NULL);
        buffer_init(&told, NULL);
        const char *given[3] = {cases[i].given[0], cases[i].given[1], cases[i].given[2]};
        struct options options = {.reports = {.items = given}};
        while (options.reports.count < 3 && given[options.reports.count] != NULL) {
            options.reports.count++;
        }
        struct reports_options out = {0};
        wanted_reports(&arena, &options, cases[i].environment, &out);
        bool github = false;
        for (size_t j = 0; j < out.wanted_count; j++) {
            const char *path = out.wanted[j].path;
            github = github || out.wanted[j].format == REPORT_GITHUB;
            buffer_printf(&told, "%s %s, ", report_format_text(out.wanted[j].format),
                          path != NULL ? path : "-");
        }
        assert_string_equal(buffer_terminate(&told), cases[i].expected);
        assert_int_equal(out.token != NULL, github);
        buffer_finish(&told);
        arena_finish(&arena);
    }
}

/* The HTML report shows the coverage, so it is collected for it. */
static void test_cover(void **state) {
    (void)state;
    const char *with[] = {"tap", "html=r.html"};
    const char *without[] = {"tap=html", "json"};
    assert_true(wanted_reports_cover(&(struct options){.reports = {with, 2}}));
    assert_false(wanted_reports_cover(&(struct options){.reports = {without, 2}}));
    assert_false(wanted_reports_cover(&(struct options){0}));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wanted),
        cmocka_unit_test(test_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
