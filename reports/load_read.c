/* load_read.c - bench.json back into what it was printed from. */
#include "reports/load_read.h"

#include "reports/load_members.h"
#include "reports/load_plan_json.h"

#include <stdio.h>
#include <string.h>

static const uint64_t US_PER_MS = 1000;

static const cJSON *member(const cJSON *object, const char *key) {
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static uint64_t count_of(const cJSON *object, const char *key, bool *failed) {
    return load_member_count(object, key, LOAD_MEMBER_MOST, failed);
}

static const char *copy_text(struct arena *arena, const cJSON *object, const char *key,
                             bool *failed) {
    const char *text = load_member_text(object, key, failed);
    return text != NULL ? arena_copy(arena, text, strlen(text)) : "";
}

/* -- What it was about -- */

static void read_subject(struct load_shard *shard, const cJSON *json, struct arena *arena,
                         bool *failed) {
    struct load_subject *subject = &shard->record.subject;
    subject->id = copy_text(arena, json, "id", failed);
    subject->name = copy_text(arena, json, "name", failed);
    subject->agent_url = copy_text(arena, member(json, "agent"), "url", failed);
    subject->started_at = load_member_seconds(json, "started_at", failed);
    shard->result.elapsed_us = load_member_seconds(json, "duration", failed);
    const char *status = load_member_text(json, "status", failed);
    if (status != NULL && strcmp(status, "completed") != 0) {
        shard->result.outcome = strcmp(status, "aborted") == 0 ? LOAD_ABORTED : LOAD_INTERRUPTED;
    }
    if (cJSON_IsString(member(json, "doubt"))) {
        shard->record.doubt = copy_text(arena, json, "doubt", failed);
    }
}

/* -- What was counted -- */

static void read_calls(struct load_interval *total, const cJSON *json, bool *failed) {
    const cJSON *calls = member(json, "calls");
    const cJSON *messages = member(json, "messages");
    total->due = count_of(calls, "due", failed);
    total->started = count_of(calls, "started", failed);
    total->late = count_of(calls, "late", failed);
    total->held_back = count_of(calls, "held_back", failed);
    total->warm_up = count_of(calls, "warm_up", failed);
    for (size_t i = 0; i < VERDICTS; i++) {
        total->verdicts[i] = count_of(calls, verdict_text((enum verdict)i), failed);
    }
    for (size_t i = 0; i < ENDINGS; i++) {
        const char *reason = ending_text((enum ending)i);
        if (member(member(json, "endings"), reason) != NULL) {
            total->endings[i] = count_of(member(json, "endings"), reason, failed);
        }
    }
    total->said = count_of(messages, "said", failed);
    total->heard = count_of(messages, "heard", failed);
}

static void read_scenarios(struct load_result *result, const cJSON *json, bool *failed) {
    const cJSON *array = load_member_array(json, "scenarios", failed);
    uint32_t at = 0;
    const cJSON *item = NULL;
    *failed = *failed || (uint32_t)cJSON_GetArraySize(array) != result->scenario_count;
    cJSON_ArrayForEach(item, array) {
        if (*failed) {
            return;
        }
        struct load_sums *sums = &result->scenarios[at++];
        for (size_t i = 0; i < VERDICTS; i++) {
            sums->verdicts[i] = count_of(item, verdict_text((enum verdict)i), failed);
        }
        sums->said = count_of(item, "said", failed);
        sums->heard = count_of(item, "heard", failed);
    }
}

static void read_itself(struct load_result *result, const cJSON *json, bool *failed) {
    const cJSON *itself = member(json, "parley");
    const cJSON *workers = load_member_array(itself, "workers_cpu", failed);
    result->user_us = load_member_seconds(itself, "cpu_user", failed);
    result->system_us = load_member_seconds(itself, "cpu_system", failed);
    result->resident_most = count_of(itself, "resident_most", failed);
    result->worker_count = (uint32_t)cJSON_GetArraySize(workers);
    if (result->worker_count == 0) {
        *failed = true;
        return;
    }
    result->worker_cpu_us = memory_take(result->worker_count * sizeof(uint64_t));
    uint32_t at = 0;
    const cJSON *worker = NULL;
    cJSON_ArrayForEach(worker, workers) {
        double seconds =
            cJSON_IsNumber(worker) && worker->valuedouble >= 0 && worker->valuedouble < 1e9
                ? worker->valuedouble
                : 0;
        result->worker_cpu_us[at++] = (uint64_t)(seconds * 1e6 + 0.5);
    }
}

static struct histogram *read_histogram(const cJSON *json, bool *failed) {
    struct histogram *times = memory_take(sizeof(*times));
    load_histogram_read(json, times, failed);
    return times;
}

static void read_histograms(struct load_shard *shard, const cJSON *json, bool *failed) {
    struct load_result *result = &shard->result;
    const cJSON *object = member(json, "histograms");
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        load_histogram_read(member(object, load_time_text((enum load_time)i)),
                            &result->total->times[i], failed);
    }
    size_t turn = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, load_member_array(object, "turns", failed)) {
        if (turn < TALLY_TURNS && cJSON_IsObject(item)) {
            result->turns[turn++] = read_histogram(item, failed);
        }
    }
    const cJSON *conditions = load_member_array(object, "conditions", failed);
    uint32_t condition = 0;
    *failed = *failed || (uint32_t)cJSON_GetArraySize(conditions) != result->condition_count;
    cJSON_ArrayForEach(item, conditions) {
        if (condition < result->condition_count && !cJSON_IsNull(item)) {
            result->conditions[condition] = read_histogram(item, failed);
        }
        condition++;
    }
}

static uint64_t ms_of(const cJSON *object, const char *key, bool *failed) {
    return (uint64_t)(load_member_number(object, key, failed) * (double)US_PER_MS + 0.5);
}

static void read_second(struct load_record *record, const cJSON *json, struct histogram *response,
                        bool *failed) {
    struct load_second second = {
        .until_us = load_member_seconds(json, "until", failed),
        .started = count_of(json, "started", failed),
        .late = count_of(json, "late", failed),
        .responses = count_of(json, "responses", failed),
        .in_flight = (uint32_t)load_member_count(json, "in_flight", UINT32_MAX, failed),
    };
    for (size_t i = 0; i < VERDICTS; i++) {
        second.verdicts[i] = count_of(json, verdict_text((enum verdict)i), failed);
        second.ended += second.verdicts[i];
    }
    memset(response, 0, sizeof(*response));
    if (second.responses > 0) {
        second.min_us = ms_of(json, "min", failed);
        second.max_us = ms_of(json, "max", failed);
        if (member(json, "slots") != NULL) {
            load_member_slots(json, "slots", response, failed);
            response->min = second.min_us;
            response->max = second.max_us;
            *failed = *failed || !histogram_is_whole(response);
        }
    }
    load_record_append(record, &second, response);
}

static void read_seconds(struct load_record *record, const cJSON *json, bool *failed) {
    struct histogram *response = load_histogram_take();
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, load_member_array(json, "seconds", failed)) {
        read_second(record, item, response, failed);
    }
    load_histogram_give_back(response);
}

/* -- Examples -- */

static const struct load_sample *read_example(const cJSON *json, struct arena *arena,
                                              bool *failed) {
    struct load_sample *example = arena_alloc(arena, sizeof(*example));
    const cJSON *lines = load_member_array(json, "explanation", failed);
    const char **texts =
        arena_alloc(arena, ((size_t)cJSON_GetArraySize(lines) + 1) * sizeof(*texts));
    *example = (struct load_sample){
        .run_id = copy_text(arena, json, "run", failed),
        .name = copy_text(arena, json, "scenario", failed),
        .error_message = copy_text(arena, json, "error_message", failed),
        .explanation = texts,
    };
    const cJSON *line = NULL;
    cJSON_ArrayForEach(line, lines) {
        if (cJSON_IsString(line)) {
            texts[example->explanation_count++] =
                arena_copy(arena, line->valuestring, strlen(line->valuestring));
        }
    }
    return example;
}

static void read_examples(struct load_shard *shard, const cJSON *json, struct arena *arena,
                          bool *failed) {
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, load_member_array(json, "failures", failed)) {
        const char *reason = load_member_text(item, "call_ended_reason", failed);
        for (size_t i = 0; i < ENDINGS && reason != NULL; i++) {
            if (strcmp(reason, ending_text((enum ending)i)) == 0) {
                shard->examples[i] = read_example(item, arena, failed);
            }
        }
    }
}

/* -- All of it -- */

static bool read_all(struct load_shard *shard, const cJSON *json, struct arena *arena) {
    struct load_result *result = &shard->result;
    const cJSON *rate = member(json, "rate");
    bool failed = !load_plan_json_read(member(json, "plan"), arena, &shard->record);
    if (failed) {
        return false;
    }
    result->condition_count = shard->record.subject.plan->condition_count;
    result->conditions = memory_take((result->condition_count + 1) * sizeof(struct histogram *));
    result->scenario_count = shard->record.subject.plan->scenario_count;
    result->scenarios = memory_take((result->scenario_count + 1) * sizeof(*result->scenarios));
    read_subject(shard, json, arena, &failed);
    read_calls(result->total, json, &failed);
    read_scenarios(result, json, &failed);
    result->offered_us = load_member_seconds(rate, "offered_for", &failed);
    result->achieved_us = load_member_seconds(rate, "achieved_for", &failed);
    read_itself(result, json, &failed);
    read_histograms(shard, json, &failed);
    read_seconds(&shard->record, json, &failed);
    read_examples(shard, json, arena, &failed);
    return !failed;
}

bool load_shard_read(struct load_shard *shard, const char *file, const char *text, size_t length,
                     struct arena *arena, char *error, size_t error_size) {
    *shard = (struct load_shard){.file = file};
    shard->result.total = memory_take(sizeof(*shard->result.total));
    shard->record.result = &shard->result;
    cJSON *json = cJSON_ParseWithLength(text, length);
    const cJSON *plan = member(json, "plan");
    bool is_merged = cJSON_IsArray(member(plan, "merged"));
    bool is_read = !is_merged && read_all(shard, json, arena);
    if (json == NULL) {
        snprintf(error, error_size, "%s: it is no JSON: expected a bench.json of parley bench",
                 file);
    } else if (is_merged) {
        snprintf(error, error_size, "%s: it was merged already: name the shards it was merged from",
                 file);
    } else if (!is_read) {
        snprintf(error, error_size, "%s: it is no bench.json of this version of parley bench",
                 file);
    } else {
        shard->common = load_plan_json_common(plan);
    }
    cJSON_Delete(json);
    return is_read;
}

void load_shard_finish(struct load_shard *shard) {
    load_record_finish(&shard->record);
    load_result_finish(&shard->result);
    cJSON_Delete(shard->common);
}
