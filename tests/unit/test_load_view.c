/* test_load_view.c - a load for people: while it goes on, and at its end. */
#include "reports/load_view.h"

#include "load_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

struct fixture {
    struct load_fixture load;
    struct buffer out;
};

static int setup(void **state) {
    static struct fixture fixture;
    load_fixture_init(&fixture.load);
    buffer_init(&fixture.out, NULL);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    buffer_finish(&fixture->out);
    load_fixture_finish(&fixture->load);
    return 0;
}

static void play(struct fixture *fixture, uint64_t seconds, uint32_t failed) {
    for (uint64_t i = 0; i < seconds; i++) {
        load_fixture_second(&fixture->load, i, failed, 1000 * (i + 1));
    }
}

static void assert_live(struct fixture *fixture, unsigned width, const char *expected) {
    fixture->out.length = 0;
    load_view_live(&fixture->load.record, fixture->load.result.total, false, width, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out), expected);
}

/* The rates of the last second, how many calls came to what, the errors by reason, and a bar of
 * each second's p95, against the highest of them. */
static void test_live(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 1, 0);
    assert_live(fixture, 80,
                "    1 s  offered 10.0/s, achieved 10.0/s, in flight 4, passed 10, failed 0, "
                "errored 0\n"
                "         response p50 1.00 ms, p95 10.0 ms, p99 10.0 ms\n");
    load_fixture_second(&fixture->load, 1, 2, 2000);
    load_fixture_second(&fixture->load, 2, 0, 500);
    fixture->load.result.total->in_flight = 4;
    assert_live(fixture, 80,
                "    3 s  offered 10.0/s, achieved 10.0/s, in flight 4, passed 28, failed 2, "
                "errored 0\n"
                "         response p50 1.00 ms, p95 10.0 ms, p99 20.0 ms\n"
                "         2 Testing agent-no-condition-matched\n"
                "         p95 \u2584\u2588\u2582\n");
}

/* Where there is no room for the bars of all seconds, the last are shown. */
static void test_bars_fit(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 30, 0);
    load_view_live(&fixture->load.record, fixture->load.result.total, false, 24, &fixture->out);
    const char *bars = strstr(buffer_terminate(&fixture->out), "p95 \u2587");
    assert_non_null(bars);
    assert_string_equal(bars, "p95 \u2587\u2587\u2587\u2588\n");
}

/* A closed load offers no rate. */
static void test_closed(void **state) {
    struct fixture *fixture = *state;
    fixture->load.plan.is_open = false;
    fixture->load.plan.at_once = 3;
    play(fixture, 1, 0);
    assert_live(fixture, 80,
                "    1 s  achieved 10.0/s, in flight 4, passed 10, failed 0, errored 0\n"
                "         response p50 1.00 ms, p95 10.0 ms, p99 10.0 ms\n");
}

/* A log has one line for a stretch, with the times of that stretch alone. */
static void test_log(void **state) {
    struct fixture *fixture = *state;
    struct load_interval *recent = memory_take(sizeof(*recent));
    play(fixture, 2, 1);
    fixture->load.result.total->in_flight = 4;
    load_view_log(&fixture->load.record, fixture->load.result.total, recent, &fixture->out);
    histogram_record(&recent->times[LOAD_RESPONSE], 1764);
    load_view_log(&fixture->load.record, fixture->load.result.total, recent, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out),
                        "    2 s  offered 10.0/s, achieved 10.0/s, in flight 4, passed 18, failed "
                        "2, errored 0\n"
                        "    2 s  offered 10.0/s, achieved 10.0/s, in flight 4, passed 18, failed "
                        "2, errored 0, response p50 1.76 ms, p95 1.76 ms, p99 1.76 ms\n");
    memory_give_back(recent, sizeof(*recent));
}

static const char *summary(struct fixture *fixture, const struct load_samples *samples) {
    fixture->out.length = 0;
    load_view_summary(&fixture->load.record, samples, false, &fixture->out);
    return buffer_terminate(&fixture->out);
}

/* Everything that bench.json has of the whole load, in columns. */
static void test_summary(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {"never fired: condition 1", "\033[31mred"};
    const struct load_sample sample = {.run_id = "id-0-7",
                                       .error_message = "no condition matched",
                                       .explanation = lines,
                                       .explanation_count = 2};
    const struct load_sample *read[ENDINGS] = {[ENDING_NO_CONDITION_MATCHED] = &sample};
    const struct load_samples samples = {.read = read};
    play(fixture, 2, 1);
    load_fixture_end(&fixture->load);
    assert_string_equal(
        summary(fixture, &samples),
        "desk & <i>co</i> against clinic: 20 calls in 2 s\n"
        "  rate                      offered 10.0/s, achieved 10.0/s; late starts 1\n"
        "  calls                     passed 18, failed 2, errored 0, cancelled 0\n"
        "                                   p50       p90       p95       p99     p99.9       max\n"
        "  response                     2.00 ms   2.00 ms   10.0 ms   20.0 ms   20.0 ms   20.0 ms\n"
        "  connect                       300 us    300 us    300 us    300 us    300 us    300 us\n"
        "  connect, from intended        400 us    400 us    400 us    400 us    400 us    400 us\n"
        "  response by turn          \n"
        "  turn 1                       1.00 ms   1.00 ms   10.0 ms   10.0 ms   10.0 ms   10.0 ms\n"
        "  turn 2                       2.00 ms   2.00 ms   20.0 ms   20.0 ms   20.0 ms   20.0 ms\n"
        "  response to condition     \n"
        "  #0 booking                   1.00 ms   1.00 ms   10.0 ms   10.0 ms   10.0 ms   10.0 ms\n"
        "  #7 booking                   2.00 ms   2.00 ms   20.0 ms   20.0 ms   20.0 ms   20.0 ms\n"
        "  2 Testing agent-no-condition-matched\n"
        "    such as id-0-7: no condition matched\n"
        "      - never fired: condition 1\n"
        "      - \\x1b[31mred\n"
        "  parley itself             CPU 0.10 s, the busiest of 2 workers 0 %; loop lag p99 0 us\n"
        "  held    response.p95<800ms: 10 ms\n"
        "  CROSSED calls.failed<1%: 10.00 %\n");
}

/* What makes figures worth less is said, and limits of a shard are not judged. */
static void test_doubts(void **state) {
    struct fixture *fixture = *state;
    fixture->load.plan.schedule.shard_count = 2;
    fixture->load.record.doubt = "parley was the bottleneck";
    load_fixture_end(&fixture->load);
    const char *text = summary(fixture, NULL);
    assert_non_null(strstr(text, "  NOT VALID: parley was the bottleneck\n"));
    assert_non_null(strstr(text, "  response.p95<800ms: judged when all shards are merged\n"));
    fixture->load.plan.schedule.shard_count = 1;
    load_fixture_end(&fixture->load);
    text = summary(fixture, NULL);
    assert_non_null(strstr(text, "  CROSSED response.p95<800ms: there is no figure to judge\n"));
}

/* Colour is added to the same text. */
static void test_colour(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 2, 1);
    load_fixture_end(&fixture->load);
    load_view_summary(&fixture->load.record, NULL, true, &fixture->out);
    assert_non_null(strstr(buffer_terminate(&fixture->out), "\033["));
    struct buffer plain;
    buffer_init(&plain, NULL);
    for (const char *at = fixture->out.data; *at != '\0';) {
        const char *escape = strstr(at, "\033[");
        const char *end = escape != NULL ? escape : at + strlen(at);
        buffer_append(&plain, at, (size_t)(end - at));
        at = escape != NULL ? strchr(escape, 'm') + 1 : end;
    }
    assert_string_equal(buffer_terminate(&plain), summary(fixture, NULL));
    buffer_finish(&plain);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_live, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bars_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_closed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_log, setup, teardown),
        cmocka_unit_test_setup_teardown(test_summary, setup, teardown),
        cmocka_unit_test_setup_teardown(test_doubts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_colour, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
