/* load_json.c - a load's record as JSON. */
#include "reports/load_json.h"

#include "reports/members.h"
#include "reports/record.h"

#include <stdio.h>
#include <string.h>

static const double US_PER_MS = 1000;

static void add_count(cJSON *object, const char *key, uint64_t count) {
    cJSON_AddNumberToObject(object, key, (double)count);
}

static void add_ms(cJSON *object, const char *key, double microseconds) {
    cJSON_AddNumberToObject(object, key, microseconds / US_PER_MS);
}

/* -- What was planned -- */

static void add_scenarios(cJSON *object, const struct load_subject *subject) {
    const struct load_plan *plan = subject->plan;
    cJSON *array = cJSON_AddArrayToObject(object, "scenarios");
    for (uint32_t i = 0; i < plan->scenario_count; i++) {
        const struct call *call = &plan->plays[(size_t)i * plan->row_count].call;
        cJSON *scenario = cJSON_CreateObject();
        cJSON_AddStringToObject(scenario, "name", call->name);
        member_add_text(scenario, "file", call->file);
        add_count(scenario, "weight", subject->weights[i]);
        cJSON_AddItemToArray(array, scenario);
    }
}

static void add_stages(cJSON *object, const struct schedule_plan *schedule, bool is_endless) {
    cJSON *array = cJSON_AddArrayToObject(object, "stages");
    for (size_t i = 0; i < schedule->stage_count; i++) {
        cJSON *stage = cJSON_CreateObject();
        if (is_endless) {
            cJSON_AddNullToObject(stage, "duration");
        } else {
            member_add_seconds(stage, "duration", schedule->stages[i].duration_us);
        }
        cJSON_AddNumberToObject(stage, "from_rate", schedule->stages[i].from_rate);
        cJSON_AddNumberToObject(stage, "to_rate", schedule->stages[i].to_rate);
        cJSON_AddItemToArray(array, stage);
    }
}

static void add_optional(cJSON *object, const char *key, uint64_t count) {
    if (count > 0) {
        add_count(object, key, count);
    } else {
        cJSON_AddNullToObject(object, key);
    }
}

static void add_plan(cJSON *result, const struct load_subject *subject) {
    const struct load_plan *plan = subject->plan;
    cJSON *object = cJSON_AddObjectToObject(result, "plan");
    cJSON_AddStringToObject(object, "model", plan->is_open ? "open" : "closed");
    if (plan->is_open) {
        bool is_poisson = plan->schedule.arrivals == ARRIVALS_POISSON;
        cJSON_AddStringToObject(object, "arrivals", is_poisson ? "poisson" : "fixed");
        add_count(object, "seed", plan->schedule.seed);
        add_stages(object, &plan->schedule,
                   plan->duration_us == 0 && plan->calls > 0 && plan->schedule.stage_count == 1);
    } else {
        add_count(object, "at_once", plan->at_once);
    }
    if (plan->duration_us > 0) {
        member_add_seconds(object, "duration", plan->duration_us);
    } else {
        cJSON_AddNullToObject(object, "duration");
    }
    add_optional(object, "calls", plan->calls);
    member_add_seconds(object, "warmup", plan->warm_up_us);
    add_count(object, "max_calls", plan->max_in_flight);
    add_count(object, "workers", plan->workers);
    add_count(object, "shard", plan->schedule.shard);
    add_count(object, "shards", plan->schedule.shard_count);
    member_add_text(object, "data", subject->data);
    add_count(object, "rows", plan->row_count);
    add_scenarios(object, subject);
}

/* -- What came of it -- */

static cJSON *times_json(const struct histogram *times) {
    static const struct {
        const char *key;
        double percentile;
    } percentiles[] = {{"p50", 50}, {"p90", 90}, {"p95", 95}, {"p99", 99}, {"p999", 99.9}};
    cJSON *object = cJSON_CreateObject();
    add_count(object, "count", times->count);
    if (times->count == 0) {
        return object;
    }
    add_ms(object, "mean", histogram_mean(times));
    add_ms(object, "min", (double)times->min);
    for (size_t i = 0; i < sizeof(percentiles) / sizeof(percentiles[0]); i++) {
        add_ms(object, percentiles[i].key,
               (double)histogram_percentile(times, percentiles[i].percentile));
    }
    add_ms(object, "max", (double)times->max);
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
            add_count(turn, "turn", i + 1);
            cJSON_AddItemToObject(turn, "response", times_json(load->turns[i]));
            cJSON_AddItemToArray(array, turn);
        }
    }
}

static void add_conditions(cJSON *result, const struct load_record *record) {
    const struct load_plan *plan = record->subject.plan;
    cJSON *array = cJSON_AddArrayToObject(result, "conditions");
    for (uint32_t scenario = 0; scenario < plan->scenario_count; scenario++) {
        const struct load_play *play = &plan->plays[(size_t)scenario * plan->row_count];
        size_t count = machine_condition_count(play->call.playbook->machine);
        for (uint32_t i = 0; i < count; i++) {
            const struct histogram *times = record->result->conditions[play->first_condition + i];
            if (times != NULL) {
                cJSON *condition = cJSON_CreateObject();
                cJSON_AddStringToObject(condition, "scenario", play->call.name);
                cJSON_AddNumberToObject(condition, "id", record_condition_id(&play->call, i));
                cJSON_AddItemToObject(condition, "response", times_json(times));
                cJSON_AddItemToArray(array, condition);
            }
        }
    }
}

static void add_calls(cJSON *result, const struct load_interval *total) {
    cJSON *calls = cJSON_AddObjectToObject(result, "calls");
    add_count(calls, "due", total->due);
    add_count(calls, "started", total->started);
    add_count(calls, "ended", load_interval_ended(total));
    for (size_t i = 0; i < VERDICTS; i++) {
        add_count(calls, verdict_text((enum verdict)i), total->verdicts[i]);
    }
    add_count(calls, "late", total->late);
    add_count(calls, "held_back", total->held_back);
    add_count(calls, "warm_up", total->warm_up);
    cJSON *endings = cJSON_AddObjectToObject(result, "endings");
    for (size_t i = 0; i < ENDINGS; i++) {
        if (total->endings[i] > 0) {
            add_count(endings, ending_text((enum ending)i), total->endings[i]);
        }
    }
    cJSON *messages = cJSON_AddObjectToObject(result, "messages");
    add_count(messages, "said", total->said);
    add_count(messages, "heard", total->heard);
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
        cJSON_AddBoolToObject(object, "holds", limit->holds);
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
    const struct schedule_plan *schedule = &record->subject.plan->schedule;
    bool is_open = record->subject.plan->is_open;
    double shards = (double)schedule->shard_count;
    cJSON *array = cJSON_AddArrayToObject(result, "seconds");
    uint64_t before = 0;
    for (size_t i = 0; i < record->second_count; i++) {
        const struct load_second *second = &record->seconds[i];
        cJSON *object = cJSON_CreateObject();
        member_add_seconds(object, "until", second->until_us);
        if (is_open) {
            cJSON_AddNumberToObject(
                object, "offered",
                (schedule_calls(schedule, second->until_us) - schedule_calls(schedule, before)) /
                    shards);
        }
        add_count(object, "started", second->started);
        add_count(object, "late", second->late);
        for (size_t verdict = 0; verdict < VERDICTS; verdict++) {
            add_count(object, verdict_text((enum verdict)verdict), second->verdicts[verdict]);
        }
        add_count(object, "in_flight", second->in_flight);
        add_count(object, "responses", second->responses);
        if (second->responses > 0) {
            add_ms(object, "p50", (double)second->p50_us);
            add_ms(object, "p95", (double)second->p95_us);
            add_ms(object, "p99", (double)second->p99_us);
            add_ms(object, "max", (double)second->max_us);
        }
        cJSON_AddItemToArray(array, object);
        before = second->until_us;
    }
}

/* A histogram as it is: [slot, count] for each slot that has any. */
static cJSON *histogram_json(const struct histogram *times) {
    cJSON *object = cJSON_CreateObject();
    add_count(object, "count", times->count);
    add_count(object, "sum", times->sum);
    add_count(object, "min", times->min);
    add_count(object, "max", times->max);
    struct buffer slots;
    buffer_init(&slots, NULL);
    buffer_append_text(&slots, "[");
    for (uint32_t i = 0; i < HISTOGRAM_SLOTS; i++) {
        if (times->slots[i] > 0) {
            buffer_printf(&slots, "%s[%u,%llu]", slots.length > 1 ? "," : "", i,
                          (unsigned long long)times->slots[i]);
        }
    }
    buffer_append_text(&slots, "]");
    cJSON_AddRawToObject(object, "slots", buffer_terminate(&slots));
    buffer_finish(&slots);
    return object;
}

static void add_histograms(cJSON *result, const struct load_result *load) {
    cJSON *object = cJSON_AddObjectToObject(result, "histograms");
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        cJSON_AddItemToObject(object, load_time_text((enum load_time)i),
                              histogram_json(&load->total->times[i]));
    }
    cJSON *turns = cJSON_AddArrayToObject(object, "turns");
    for (unsigned i = 0; i < TALLY_TURNS && load->turns[i] != NULL; i++) {
        cJSON_AddItemToArray(turns, histogram_json(load->turns[i]));
    }
    cJSON *conditions = cJSON_AddArrayToObject(object, "conditions");
    for (uint32_t i = 0; i < load->condition_count; i++) {
        cJSON_AddItemToArray(conditions, load->conditions[i] != NULL
                                             ? histogram_json(load->conditions[i])
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
    add_plan(result, &record->subject);
    add_rate(result, record);
    add_calls(result, load->total);
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
