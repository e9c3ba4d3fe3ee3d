/* What of a run's conditions fired, and what of the others was met. */
#include "reports/run_coverage.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct report_fixture run;
    struct run_coverage *coverage;
    struct fixture_call calls[FIXTURE_CALLS];
};

static void hear(void *user, const struct event *event) {
    struct fixture *fixture = user;
    run_coverage_note(fixture->coverage, event, fixture->run.scratch);
}

/* Two calls of one scenario, and one of another. */
static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, FIXTURE_CALLS);
    fixture.run.calls[0].scenario = fixture.run.calls[1].scenario = 0;
    fixture.run.calls[2].scenario = 1;
    fixture.coverage = run_coverage_create(&fixture.run.arena, fixture.run.calls, FIXTURE_CALLS);
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        fixture.calls[i] = (struct fixture_call){.listener = {.event = hear, .user = &fixture},
                                                 .call = &fixture.run.calls[i]};
    }
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    fixture_finish(&fixture->run);
    return 0;
}

static void assert_json(const struct fixture *fixture, const char *expected) {
    struct buffer text;
    cJSON *object = cJSON_CreateObject();
    buffer_init(&text, NULL);
    run_coverage_add(object, fixture->coverage);
    members_print(object, false, &text);
    assert_string_equal(buffer_terminate(&text), expected);
    buffer_finish(&text);
}

/* Each condition counts once for its scenario, in whichever call it fired. */
static void test_counts(void **state) {
    struct fixture *fixture = *state;
    size_t fired = 0;
    size_t conditions = 0;
    play_stuck(&fixture->calls[0], 0, NULL);
    play_stuck(&fixture->calls[1], 0, NULL);
    assert_int_equal(fixture->coverage->scenario_count, 2);
    assert_int_equal(fixture->coverage->scenarios[0].fired_count, 1);
    play_passed(&fixture->calls[2], 0);
    assert_true(run_coverage_percent(fixture->coverage, &fired, &conditions) == 62.5);
    assert_int_equal(fired, 5);
    assert_int_equal(conditions, 8);
}

/* A condition that held and did not fire is shadowed. */
static void test_fates(void **state) {
    struct fixture *fixture = *state;
    const struct scenario_coverage *scenario = &fixture->coverage->scenarios[0];
    tell_condition(&fixture->calls[0], EVENT_FIRED, 1, 0);
    tell_heard(&fixture->calls[0], 2, "Which appointment? I can confirm it.");
    tell_condition(&fixture->calls[0], EVENT_FIRED, 2, 1);
    assert_int_equal(scenario_coverage_fate(scenario, 0), FATE_FIRED);
    assert_int_equal(scenario_coverage_fate(scenario, 1), FATE_FIRED);
    assert_int_equal(scenario_coverage_fate(scenario, 2), FATE_SHADOWED);
    assert_int_equal(scenario_coverage_fate(scenario, 3), FATE_NEVER);
}

/* As JSON: figures, ids, and the terms that no utterance met. */
static void test_json(void **state) {
    struct fixture *fixture = *state;
    tell_condition(&fixture->calls[0], EVENT_FIRED, 1, 0);
    tell_heard(&fixture->calls[1], 2, "Which appointment? I can confirm it.");
    tell_condition(&fixture->calls[1], EVENT_FIRED, 2, 1);
    play_passed(&fixture->calls[2], 0);
    assert_json(
        fixture,
        "{\"coverage\":{\"percent\":75,\"conditions\":8,\"fired\":6,\"scenarios\":["
        "{\"name\":\"appointment\",\"file\":\"scenarios/appointment.json\",\"percent\":50,"
        "\"conditions\":4,\"fired\":2,\"never_fired\":[2,3],\"shadowed\":[2],\"never_matched\":["
        "{\"condition\":1,\"term\":\"contains \\\"help\\\"\"}]},"
        "{\"name\":\"ivr-menu\",\"file\":\"scenarios/ivr/menu.yaml\",\"percent\":100,"
        "\"conditions\":4,\"fired\":4,\"never_fired\":[],\"shadowed\":[],\"never_matched\":["
        "{\"condition\":1,\"term\":\"contains \\\"help\\\"\"}]}]}}");
}

/* Of nothing all is covered. */
static void test_percent(void **state) {
    (void)state;
    assert_true(coverage_percent(0, 0) == 100);
    assert_true(coverage_percent(0, 3) == 0);
    assert_true(coverage_percent(3, 3) == 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fates, setup, teardown),
        cmocka_unit_test_setup_teardown(test_json, setup, teardown),
        cmocka_unit_test(test_percent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
