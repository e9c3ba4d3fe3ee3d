/* The coverage of a run, for a terminal. */
#include "reports/coverage_view.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct fixture {
    struct report_fixture run;
    struct run_coverage *coverage;
};

static void hear(void *user, const struct event *event) {
    struct fixture *fixture = user;
    run_coverage_note(fixture->coverage, event, fixture->run.scratch);
}

/* Each scenario has its line, and a line for each condition and term that was not met. */
static void test_view(void **state) {
    (void)state;
    struct fixture fixture;
    struct buffer out;
    fixture_init(&fixture.run, 2);
    fixture.run.calls[1].scenario = 1;
    fixture.run.calls[1].name = "late \x1b[31m";
    fixture.coverage = run_coverage_create(&fixture.run.arena, fixture.run.calls, 2);
    const struct fixture_call first = {{hear, &fixture}, &fixture.run.calls[0]};
    const struct fixture_call second = {{hear, &fixture}, &fixture.run.calls[1]};
    tell_condition(&first, EVENT_FIRED, 1, 0);
    tell_heard(&first, 2, "Which appointment? I can confirm it.");
    tell_condition(&first, EVENT_FIRED, 2, 1);
    tell_condition(&second, EVENT_FIRED, 1, 0);
    buffer_init(&out, NULL);
    const struct view_style style = {.width = 70};
    coverage_view(&style, fixture.coverage, &out);
    assert_string_equal(buffer_terminate(&out),
                        "Coverage: 3 of 8 conditions fired (37.5%)\n"
                        "    50%  2 of 4  appointment\n"
                        "         shadowed: condition 2 held, but something else came first\n"
                        "           each time: contains \"confirm\"\n"
                        "         never fired: condition 3, which follows condition 2\n"
                        "         never matched: contains \"help\" of condition 1\n"
                        "    25%  1 of 4  late \\x1b[31m\n"
                        "         never fired: condition 1, waiting for contains\n"
                        "           \"appointment\" OR contains \"help\"\n"
                        "         never fired: condition 2, waiting for contains \"confirm\"\n"
                        "         never fired: condition 3, which follows condition 2\n");
    buffer_finish(&out);
    fixture_finish(&fixture.run);
}

/* Only all is 100%. */
static void test_percent(void **state) {
    (void)state;
    static const struct {
        double percent;
        const char *text;
    } cases[] = {
        {0, "0%"},        {75, "75%"},   {200.0 / 3, "66.6%"},
        {99.99, "99.9%"}, {100, "100%"}, {0.3, "0.3%"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        coverage_view_percent(cases[i].percent, &out);
        assert_string_equal(buffer_terminate(&out), cases[i].text);
        buffer_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_view),
        cmocka_unit_test(test_percent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
