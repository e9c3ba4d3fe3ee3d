/* load_json.c - a load's record as JSON. */
#include "reports/load_json.h"

#include "reports/load_members.h"
#include "reports/load_plan_json.h"
#include "reports/members.h"
#include "reports/record.h"

#include <stdio.h>
#include <string.h>

static cJSON *times_json(const struct histogram *times) {
    static const struct {
        const char *key;
        double percentile;
    } percentiles[] = {{"p50", 50}, {"p90", 90}, {"p95", 95}, {"p99", 99}, {"p999", 99.9}};
    cJSON *object = cJSON_CreateObject();
    load_member_add_count(object, "count", times->count);
    if (times->count == 0) {
        return object;
    }
    load_member_add_ms(object, "mean", histogram_mean(times));
    load_member_add_ms(object, "min", (double)times->min);
    for (size_t i = 0; i < sizeof(percentiles) / sizeof(percentiles[0]); i++) {
        load_member_add_ms(object, percentiles[i].key,
                           (double)histogram_percentile(times, percentiles[i].percentile));
    }
    load_member_add_ms(object, "max", (double)times->max);
    return object;
}

static void add_times(cJSON *result, const struct load_interval *total) {
    cJSON *object = cJSON_AddObjectToObject(result, "times");
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        cJSON *times = times_json(&total->times[i]);
        cJSON_AddStringToObject(times, "clock", load_time_clock((enum load_time)i));
        cJSON_AddItemToObject(object, load_time_text((enum load_time)i), times);
    }
}

static void add_turns(cJSON *result, const struct load_result *load) {
    cJSON *array = cJSON_AddArrayToObject(result, "turns");
    for (unsigned i = 0; i < TALLY_TURNS; i++) {
        if (load->turns[i] != NULL) {
            cJSON *turn = cJSON_CreateObject();
            load_member_add_count(turn, "turn", i + 1);
            cJSON_AddItemToObject(turn, "response", times_json(load->turns[i]));
            cJSON_AddItemToArray(array, turn);
        }
    }
}

static void add_conditions(cJSON *result, const struct load_record *record) {
    const struct load_subject *subject = &record->subject;
    cJSON *array = cJSON_AddArrayToObject(result, "conditions");
    for (uint32_t i = 0; i < record->result->condition_count; i++) {
        const struct histogram *times = record->result->conditions[i];
        if (times != NULL) {
            const struct load_condition *condition = &subject->conditions[i];
            cJSON *object = cJSON_CreateObject();
            cJSON_AddStringToObject(object, "scenario",
                                    subject->scenarios[condition->scenario].name);
            cJSON_AddNumberToObject(object, "id", condition->id);
            cJSON_AddItemToObject(object, "response", times_json(times));
            cJSON_AddItemToArray(array, object);
        }
    }
}

static void add_calls(cJSON *result, const struct load_interval *total) {
    cJSON *calls = cJSON_AddObjectToObject(result, "calls");
    load_member_add_count(calls, "due", total->due);
    load_member_add_count(calls, "started", total->started);
    load_member_add_count(calls, "ended", load_interval_ended(total));
    for (size_t i = 0; i < VERDICTS; i++) {
        load_member_add_count(calls, verdict_text((enum verdict)i), total->verdicts[i]);
    }
    load_member_add_count(calls, "late", total->late);
    load_member_add_count(calls, "held_back", total->held_back);
    load_member_add_count(calls, "warm_up", total->warm_up);
    cJSON *endings = cJSON_AddObjectToObject(result, "endings");
    for (size_t i = 0; i < ENDINGS; i++) {
        if (total->endings[i] > 0) {
            load_member_add_count(endings, ending_text((enum ending)i), total->endings[i]);
        }
    }
    cJSON *messages = cJSON_AddObjectToObject(result, "messages");
    load_member_add_count(messages, "said", total->said);
    load_member_add_count(messages, "heard", total->heard);
}

/* In the order of the plan, which says what each of them is. */
static void add_scenarios(cJSON *result, const struct load_record *record) {
    cJSON *array = cJSON_AddArrayToObject(result, "scenarios");
    for (uint32_t i = 0; i < record->result->scenario_count; i++) {
        const struct load_sums *sums = &record->result->scenarios[i];
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "name", record->subject.scenarios[i].name);
        for (size_t verdict = 0; verdict < VERDICTS; verdict++) {
            load_member_add_count(object, verdict_text((enum verdict)verdict),
                                  sums->verdicts[verdict]);
        }
        load_member_add_count(object, "said", sums->said);
        load_member_add_count(object, "heard", sums->heard);
        cJSON_AddItemToArray(array, object);
    }
}

static void add_rate(cJSON *result, const struct load_record *record) {
    cJSON *rate = cJSON_AddObjectToObject(result, "rate");
    if (record->subject.plan->is_open) {
        cJSON_AddNumberToObject(rate, "offered", load_offered_rate(record->result));
    } else {
        cJSON_AddNullToObject(rate, "offered");
    }
    cJSON_AddNumberToObject(rate, "achieved", load_achieved_rate(record->result));
    member_add_seconds(rate, "offered_for", record->result->offered_us);
    member_add_seconds(rate, "achieved_for", record->result->achieved_us);
}

static void add_itself(cJSON *result, const struct load_result *load) {
    cJSON *itself = cJSON_AddObjectToObject(result, "parley");
    cJSON_AddStringToObject(itself, "version", PARLEY_VERSION);
    member_add_seconds(itself, "cpu_user", load->user_us);
    member_add_seconds(itself, "cpu_system", load->system_us);
    cJSON_AddNumberToObject(itself, "resident_most", (double)load->resident_most);
    cJSON *workers = cJSON_AddArrayToObject(itself, "workers_cpu");
    for (uint32_t i = 0; i < load->worker_count; i++) {
        cJSON_AddItemToArray(workers, cJSON_CreateNumber((double)load->worker_cpu_us[i] / 1e6));
    }
}

static void add_limits(cJSON *result, const struct load_record *record) {
    cJSON *array = cJSON_AddArrayToObject(result, "thresholds");
    for (size_t i = 0; i < record->limit_count; i++) {
        const struct load_limit *limit = &record->limits[i];
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "limit", limit->threshold.text);
        cJSON_AddBoolToObject(object, "aborts", limit->aborts);
        if (limit->is_open) {
            cJSON_AddNullToObject(object, "holds");
        } else {
            cJSON_AddBoolToObject(object, "holds", limit->holds);
        }
        char figure[64];
        if (limit->has_figure) {
            threshold_print(&limit->threshold, limit->figure, figure, sizeof(figure));
            cJSON_AddStringToObject(object, "figure", figure);
        } else {
            cJSON_AddNullToObject(object, "figure");
        }
        cJSON_AddItemToArray(array, object);
    }
}

static void add_seconds(cJSON *result, const struct load_record *record) {
    bool is_open = record->subject.plan->is_open;
    bool has_slots = load_record_is_shard(record);
    struct histogram *response = load_histogram_take();
    cJSON *array = cJSON_AddArrayToObject(result, "seconds");
    uint64_t before = 0;
    for (size_t i = 0; i < record->second_count; i++) {
        const struct load_second *second = &record->seconds[i];
        cJSON *object = cJSON_CreateObject();
        member_add_seconds(object, "until", second->until_us);
        if (is_open) {
            cJSON_AddNumberToObject(object, "offered",
                                    load_record_offered(record, before, second->until_us));
        }
        load_member_add_count(object, "started", second->started);
        load_member_add_count(object, "late", second->late);
        for (size_t verdict = 0; verdict < VERDICTS; verdict++) {
            load_member_add_count(object, verdict_text((enum verdict)verdict),
                                  second->verdicts[verdict]);
        }
        load_member_add_count(object, "in_flight", second->in_flight);
        load_member_add_count(object, "responses", second->responses);
        if (second->responses > 0) {
            load_member_add_ms(object, "p50", (double)second->p50_us);
            load_member_add_ms(object, "p95", (double)second->p95_us);
            load_member_add_ms(object, "p99", (double)second->p99_us);
            load_member_add_ms(object, "min", (double)second->min_us);
            load_member_add_ms(object, "max", (double)second->max_us);
        }
        if (has_slots && second->slot_count > 0) {
            memset(response, 0, sizeof(*response));
            load_second_expand(second, response);
            load_member_add_slots(object, "slots", response);
        }
        cJSON_AddItemToArray(array, object);
        before = second->until_us;
    }
    load_histogram_give_back(response);
}

static void add_histograms(cJSON *result, const struct load_result *load) {
    cJSON *object = cJSON_AddObjectToObject(result, "histograms");
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        cJSON_AddItemToObject(object, load_time_text((enum load_time)i),
                              load_histogram_json(&load->total->times[i]));
    }
    cJSON *turns = cJSON_AddArrayToObject(object, "turns");
    for (unsigned i = 0; i < TALLY_TURNS && load->turns[i] != NULL; i++) {
        cJSON_AddItemToArray(turns, load_histogram_json(load->turns[i]));
    }
    cJSON *conditions = cJSON_AddArrayToObject(object, "conditions");
    for (uint32_t i = 0; i < load->condition_count; i++) {
        cJSON_AddItemToArray(conditions, load->conditions[i] != NULL
                                             ? load_histogram_json(load->conditions[i])
                                             : cJSON_CreateNull());
    }
}

static void add_failures(cJSON *result, const struct load_samples *samples) {
    cJSON *array = cJSON_AddArrayToObject(result, "failures");
    for (size_t i = 0; i < ENDINGS; i++) {
        const struct load_sample *example = load_samples_example(samples, (enum ending)i);
        if (example != NULL) {
            cJSON *object = cJSON_CreateObject();
            cJSON_AddStringToObject(object, "run", example->run_id);
            cJSON_AddStringToObject(object, "scenario", example->name);
            cJSON_AddStringToObject(object, "call_ended_reason", ending_text((enum ending)i));
            cJSON_AddStringToObject(object, "error_message", example->error_message);
            cJSON *lines = cJSON_AddArrayToObject(object, "explanation");
            for (size_t line = 0; line < example->explanation_count; line++) {
                cJSON_AddItemToArray(lines, cJSON_CreateString(example->explanation[line]));
            }
            cJSON_AddItemToArray(array, object);
        }
    }
}

static const char *status_of(enum load_outcome outcome) {
    switch (outcome) {
    case LOAD_DONE:
        return "completed";
    case LOAD_ABORTED:
        return "aborted";
    default:
        return "cancelled";
    }
}

static void add_subject(cJSON *result, const struct load_record *record) {
    const struct load_subject *subject = &record->subject;
    struct arena arena;
    arena_init(&arena, NULL);
    const char *created = record_utc(&arena, subject->started_at);
    cJSON_AddStringToObject(result, "id", subject->id);
    cJSON_AddStringToObject(result, "name", subject->name);
    cJSON *agent = cJSON_AddObjectToObject(result, "agent");
    cJSON_AddStringToObject(agent, "name", subject->agent_name);
    cJSON_AddStringToObject(agent, "url", subject->agent_url);
    cJSON_AddStringToObject(result, "created_at", created);
    member_add_seconds(result, "started_at", subject->started_at);
    cJSON_AddStringToObject(result, "status", status_of(record->result->outcome));
    cJSON_AddBoolToObject(result, "valid", record->doubt == NULL);
    member_add_text(result, "doubt", record->doubt);
    member_add_seconds(result, "duration", record->result->elapsed_us);
    arena_finish(&arena);
}

void load_json_print(const struct load_record *record, const struct load_samples *samples,
                     struct buffer *out) {
    const struct load_result *load = record->result;
    cJSON *result = cJSON_CreateObject();
    add_subject(result, record);
    cJSON_AddItemToObject(result, "plan", load_plan_json(record));
    add_rate(result, record);
    add_calls(result, load->total);
    add_scenarios(result, record);
    add_times(result, load->total);
    add_turns(result, load);
    add_conditions(result, record);
    add_itself(result, load);
    add_limits(result, record);
    add_failures(result, samples);
    add_seconds(result, record);
    add_histograms(result, load);
    members_print(result, true, out);
    buffer_append_text(out, "\n");
}
