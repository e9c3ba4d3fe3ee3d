/* test_threshold.c - limits on a load's figures. */
#include "load/threshold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static struct histogram response;
static struct histogram others[3]; /* One value each: 1, 2 and 3 seconds. */
static struct histogram empty;

static struct load_figures figures(void) {
    memset(&response, 0, sizeof(response));
    for (uint64_t i = 1; i <= 100; i++) {
        histogram_record(&response, i * 1000);
    }
    for (uint64_t i = 0; i < 3; i++) {
        memset(&others[i], 0, sizeof(others[i]));
        histogram_record(&others[i], (i + 1) * 1000 * 1000);
    }
    return (struct load_figures){.response = &response,
                                 .connect = &others[0],
                                 .duration = &others[1],
                                 .lateness = &others[2],
                                 .calls = 200,
                                 .passed = 190,
                                 .failed = 7,
                                 .errored = 3,
                                 .offered_rate = 50,
                                 .achieved_rate = 49};
}

/* Each threshold is parsed, judged on one load, and printed in its unit. */
static void thresholds_are_judged(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool holds;
        const char *figure;
    } cases[] = {
        {"response.p95<800ms", true, "95 ms"},    {"response.p95<95ms", false, "95 ms"},
        {"response.p50<=50016us", true, "50 ms"}, {"response.p99.9<0.1s", false, "100 ms"},
        {"response.max<100ms", false, "100 ms"},  {"response.min>=1ms", true, "1.00 ms"},
        {"response.mean<1m", true, "50 ms"},      {"calls.failed<4%", true, "3.50 %"},
        {"calls.failed<7", false, "7"},           {"calls.errored<=1.5%", true, "1.50 %"},
        {"calls.passed>=95%", true, "95.00 %"},   {"calls.total>100", true, "200"},
        {"rate.achieved>95%", true, "98.00 %"},   {"rate.achieved>49/s", false, "49.0/s"},
        {"rate.offered>=50/s", true, "50.0/s"},   {"connect.max<2s", true, "1000 ms"},
        {"duration.p50>2s", false, "2000 ms"},    {"lateness.p99<3s", false, "3000 ms"},
    };
    struct load_figures load = figures();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct threshold threshold;
        char text[128] = "";
        double figure = 0;
        assert_true(threshold_parse(cases[i].text, &threshold, text, sizeof(text)));
        assert_true(threshold_figure(&threshold, &load, &figure));
        threshold_print(&threshold, figure, text, sizeof(text));
        if (threshold_holds(&threshold, figure) != cases[i].holds ||
            strcmp(text, cases[i].figure) != 0) {
            fail_msg("%s: figure %s, expected %s", cases[i].text, text, cases[i].figure);
        }
    }
}

/* What is no threshold is refused, and the message says what would be one. */
static void mistakes_are_named(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *says;
    } cases[] = {
        {"response.p95", "no comparison"},      {"latency.p95<1s", "is no metric"},
        {"response<1s", "is no metric"},        {"response.p101<1s", "is no metric"},
        {"response.p95x<1s", "is no metric"},   {"response.p95<800", "a time with its unit"},
        {"response.p95<", "a number"},          {"calls.failed<1s", "a share of all calls"},
        {"calls.failed<-1", "a number"},        {"rate.achieved>95", "95%"},
        {"rate.offered>95%", "a rate such as"}, {"", "no comparison"},
        {"response.<1s", "is no metric"},       {"response.p99.99999999999999<1s", "is no metric"},
        {"response.median<1s", "is no metric"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct threshold threshold;
        char error[512] = "";
        assert_false(threshold_parse(cases[i].text, &threshold, error, sizeof(error)));
        if (strstr(error, cases[i].says) == NULL) {
            fail_msg("'%s': said '%s', expected '%s' in it", cases[i].text, error, cases[i].says);
        }
    }
}

/* Without a call or a response there is nothing to judge. */
static void nothing_to_judge_yet(void **state) {
    (void)state;
    struct load_figures load = figures();
    load.calls = 0;
    load.response = &empty;
    struct threshold threshold;
    char error[128];
    double figure = 0;
    assert_true(threshold_parse("response.p95<1s", &threshold, error, sizeof(error)));
    assert_false(threshold_figure(&threshold, &load, &figure));
    assert_true(threshold_parse("calls.failed<1%", &threshold, error, sizeof(error)));
    assert_false(threshold_figure(&threshold, &load, &figure));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_are_judged),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(nothing_to_judge_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
