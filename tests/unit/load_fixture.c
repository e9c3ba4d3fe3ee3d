/* load_fixture.c - a load made by hand. */
#include "load_fixture.h"

#include <assert.h>
#include <string.h>

enum { US_PER_S = 1000000, RATE = 10 };

static const struct load_scenario scenarios[] = {
    {.name = "booking", .file = "booking.yaml", .sha256 = "aa", .weight = 3},
    {.name = "a <b>refund</b>", .file = "refund.yaml", .sha256 = "bb", .weight = 1},
};
static const struct load_condition conditions[LOAD_FIXTURE_CONDITIONS] = {{0, 0}, {0, 7}, {1, 0}};
static const struct load_setting settings[] = {{"turn-gap", "0s"}, {"time-scale", "1"}};

void load_fixture_init(struct load_fixture *fixture) {
    *fixture = (struct load_fixture){.stage = {3600 * (uint64_t)US_PER_S, RATE, RATE}};
    fixture->plan = (struct load_plan){
        .scenario_count = 2,
        .row_count = 1,
        .condition_count = LOAD_FIXTURE_CONDITIONS,
        .is_open = true,
        .schedule = {&fixture->stage, 1, ARRIVALS_FIXED, 42, 0, 1},
        .max_in_flight = 1000,
        .workers = 2,
    };
    const struct load_subject subject = {
        .id = "id-0",
        .name = "desk & <i>co</i>",
        .agent_name = "clinic",
        .agent_url = "ws://clinic/",
        .started_at = UINT64_C(1772357400000000),
        .plan = &fixture->plan,
        .scenarios = scenarios,
        .conditions = conditions,
        .settings = settings,
        .setting_count = 2,
    };
    static const char *const limits[LOAD_FIXTURE_LIMITS] = {"response.p95<800ms",
                                                            "calls.failed<1%"};
    for (size_t i = 0; i < LOAD_FIXTURE_LIMITS; i++) {
        char error[128];
        bool parsed =
            threshold_parse(limits[i], &fixture->limits[i].threshold, error, sizeof(error));
        assert(parsed);
        (void)parsed;
    }
    load_record_init(&fixture->record, &subject, fixture->limits, LOAD_FIXTURE_LIMITS);
    fixture->record.is_drawn = true;
    fixture->result = (struct load_result){
        .total = memory_take(sizeof(struct load_interval)),
        .conditions = memory_take((LOAD_FIXTURE_CONDITIONS + 1) * sizeof(struct histogram *)),
        .condition_count = LOAD_FIXTURE_CONDITIONS,
        .scenarios = memory_take(3 * sizeof(struct load_sums)),
        .scenario_count = 2,
        .worker_cpu_us = memory_take(2 * sizeof(uint64_t)),
        .worker_count = 2,
        .user_us = 70000,
        .system_us = 30000,
        .resident_most = UINT64_C(21) << 20,
    };
    fixture->interval = memory_take(sizeof(*fixture->interval));
}

void load_fixture_finish(struct load_fixture *fixture) {
    load_record_finish(&fixture->record);
    load_result_finish(&fixture->result);
    memory_give_back(fixture->interval, sizeof(*fixture->interval));
}

void load_fixture_note(struct load_fixture *fixture, uint64_t until_us) {
    const struct load_progress progress = {.elapsed_us = until_us, .interval = fixture->interval};
    load_record_second(&fixture->record, &progress);
    load_interval_add(fixture->result.total, fixture->interval);
    fixture->result.elapsed_us = until_us;
    memset(fixture->interval, 0, sizeof(*fixture->interval));
}

static void count_answer(struct load_fixture *fixture, uint64_t second, uint64_t response_us) {
    struct load_result *result = &fixture->result;
    histogram_record(&fixture->interval->times[LOAD_RESPONSE], response_us);
    struct histogram **both[] = {&result->turns[second % 2],
                                 &result->conditions[second % LOAD_FIXTURE_CONDITIONS]};
    for (size_t i = 0; i < 2; i++) {
        *both[i] = *both[i] != NULL ? *both[i] : memory_take(sizeof(struct histogram));
        histogram_record(*both[i], response_us);
    }
}

void load_fixture_second(struct load_fixture *fixture, uint64_t second, uint32_t failed,
                         uint64_t response_us) {
    struct load_interval *interval = fixture->interval;
    interval->due = interval->started = RATE;
    interval->late = second % 3;
    interval->verdicts[VERDICT_PASSED] = RATE - failed;
    interval->verdicts[VERDICT_FAILED] = failed;
    interval->endings[ENDING_NO_CONDITION_MATCHED] = failed;
    interval->said = interval->heard = UINT64_C(2) * RATE;
    interval->in_flight = 4;
    for (uint32_t i = 1; i < RATE; i++) {
        count_answer(fixture, second, response_us);
    }
    count_answer(fixture, second, 10 * response_us);
    histogram_record(&interval->times[LOAD_CONNECT], 300);
    histogram_record(&interval->times[LOAD_CONNECT_INTENDED], 400);
    load_fixture_note(fixture, (second + 1) * US_PER_S);
}

void load_fixture_end(struct load_fixture *fixture) {
    struct load_result *result = &fixture->result;
    result->total->in_flight = 0;
    result->offered_us = result->elapsed_us - fixture->plan.warm_up_us;
    result->achieved_us = result->offered_us;
    fixture->record.result = result;
    const struct load_figures figures =
        load_record_figures(result->total, load_offered_rate(result), load_achieved_rate(result));
    load_record_judge(&fixture->record, &figures, false);
}
