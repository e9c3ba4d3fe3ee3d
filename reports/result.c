/* result.c - a record as JSON. */
#include "reports/result.h"

#include "reports/members.h"
#include "reports/transcript_json.h"

#include <string.h>

static void add_latency(cJSON *run, const struct latency *latency) {
    cJSON *object = cJSON_AddObjectToObject(run, "latency");
    cJSON_AddNumberToObject(object, "count", (double)latency->count);
    const struct {
        const char *key;
        double milliseconds;
    } figures[] = {
        {"mean", latency->mean}, {"p50", latency->p50}, {"p95", latency->p95},
        {"p99", latency->p99},   {"max", latency->max},
    };
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        if (latency->count > 0) {
            cJSON_AddNumberToObject(object, figures[i].key, figures[i].milliseconds);
        } else {
            cJSON_AddNullToObject(object, figures[i].key);
        }
    }
}

static void add_conditions(cJSON *run, const struct call_record *call) {
    cJSON *array = cJSON_AddArrayToObject(run, "conditions");
    size_t count = machine_condition_count(call->call->playbook->machine);
    for (uint32_t i = 0; i < count; i++) {
        cJSON *condition = cJSON_CreateObject();
        cJSON_AddNumberToObject(condition, "id", record_condition_id(call->call, i));
        cJSON_AddNumberToObject(condition, "fired", call->fired[i]);
        cJSON_AddItemToArray(array, condition);
    }
}

static void add_metadata(cJSON *run, const struct call_record *call, struct buffer *scratch) {
    scratch->length = 0;
    metadata_print(&call->metadata, scratch);
    member_add_raw(run, "metadata", buffer_terminate(scratch));
}

/* The format's ids are integers, so an id that is one stands here as it does in its file. */
static bool is_integer(const char *text) {
    size_t length = strlen(text);
    size_t digits = strspn(text, "0123456789");
    return length > 0 && digits == length && (text[0] != '0' || length == 1);
}

static void add_scenario_members(cJSON *scenario, const struct call *call) {
    if (call->scenario_id != NULL && is_integer(call->scenario_id)) {
        member_add_raw(scenario, "id", call->scenario_id);
    } else {
        member_add_text(scenario, "id", call->scenario_id);
    }
    cJSON_AddStringToObject(scenario, "name", call->name);
    member_add_text(scenario, "file", call->file);
    member_add_text(scenario, "suite", call->suite);
}

static void add_outcome(cJSON *run, const struct call_record *call) {
    enum verdict verdict = call->ended ? call->verdict : VERDICT_CANCELLED;
    enum ending ending = call->ended ? call->ending : ENDING_CANCELLED;
    cJSON_AddStringToObject(run, "status", verdict_status(verdict, ending));
    cJSON_AddBoolToObject(run, "success", verdict == VERDICT_PASSED);
    cJSON_AddStringToObject(run, "verdict", verdict_text(verdict));
    cJSON_AddStringToObject(run, "call_ended_reason", ending_text(ending));
    if (call->has_close_frame) {
        cJSON_AddNumberToObject(run, "close_code", call->close_code);
        cJSON_AddStringToObject(run, "close_reason", call->close_reason);
    } else {
        cJSON_AddNullToObject(run, "close_code");
        cJSON_AddNullToObject(run, "close_reason");
    }
    member_add_text(run, "error_message", call->ended ? call->error_message : "never ended");
    cJSON *explanation = cJSON_AddArrayToObject(run, "explanation");
    for (size_t i = 0; i < call->explanation_count; i++) {
        cJSON_AddItemToArray(explanation, cJSON_CreateString(call->explanation[i]));
    }
}

static void add_times(cJSON *run, const struct record *record, const struct call_record *call) {
    instant ended = call->ended ? call->ended_at : record_last(record);
    member_add_seconds(run, "duration", record_since_open(call, ended));
    if (call->opened) {
        member_add_seconds(run, "connect_time", call->connect_us);
    } else {
        cJSON_AddNullToObject(run, "connect_time");
    }
    struct arena arena;
    arena_init(&arena, NULL);
    member_add_text(run, "executed_at",
                    call->started ? record_timestamp(record, &arena, call->started_at) : NULL);
    arena_finish(&arena);
}

static cJSON *run_json(const struct record *record, size_t number, struct buffer *scratch) {
    const struct call_record *call = record_call(record, number);
    char hash[DIGEST_HEX_SIZE];
    cJSON *run = cJSON_CreateObject();
    cJSON_AddStringToObject(run, "id", call->call->run_id);
    add_scenario_members(cJSON_AddObjectToObject(run, "scenario"), call->call);
    add_outcome(run, call);
    add_times(run, record, call);
    add_metadata(run, call, scratch);
    add_conditions(run, call);
    judgements_add(run, &call->judgements);
    add_latency(run, &call->latency);
    transcript_json_hash(call, hash);
    cJSON_AddStringToObject(run, "transcript_hash", hash);
    cJSON_AddItemToObject(run, "transcript_object", transcript_json(call));
    return run;
}

/* Of the whole: cancelled when any call was, failed when no call could be played. */
static const char *status_of(const struct record_totals *totals) {
    if (totals->by_verdict[VERDICT_CANCELLED] > 0) {
        return "cancelled";
    }
    bool all_errored = totals->calls > 0 && totals->by_verdict[VERDICT_ERRORED] == totals->calls;
    return all_errored ? "failed" : "completed";
}

static void add_totals(cJSON *result, const struct record_totals *totals) {
    const size_t *counts = totals->by_verdict;
    double passed = (double)counts[VERDICT_PASSED];
    cJSON_AddStringToObject(result, "status", status_of(totals));
    cJSON_AddTrueToObject(result, "run_as_text");
    cJSON_AddNumberToObject(result, "success_rate",
                            totals->calls > 0 ? 100 * passed / (double)totals->calls : 0);
    cJSON_AddNumberToObject(result, "total_runs_count", (double)totals->calls);
    cJSON_AddNumberToObject(result, "success_runs_count", passed);
    cJSON_AddNumberToObject(result, "failed_runs_count", (double)counts[VERDICT_FAILED]);
    cJSON_AddNumberToObject(result, "errored_runs_count", (double)counts[VERDICT_ERRORED]);
    cJSON_AddNumberToObject(result, "cancelled_runs_count", (double)counts[VERDICT_CANCELLED]);
}

/* How often a scenario passed of all its calls, which stand together. Returns the first of the next
 * scenario. */
static size_t add_scenario_rate(cJSON *scenarios, const struct record *record, size_t first) {
    const struct record_subject *subject = record_subject(record);
    struct record_rate rate = record_rate(record, first);
    cJSON *scenario = cJSON_CreateObject();
    cJSON_AddItemToArray(scenarios, scenario);
    add_scenario_members(scenario, &subject->calls[first]);
    cJSON_AddNumberToObject(scenario, "runs", (double)rate.calls);
    cJSON_AddNumberToObject(scenario, "passed", (double)rate.passed);
    cJSON_AddNumberToObject(scenario, "pass_rate", 100 * (double)rate.passed / (double)rate.calls);
    return first + rate.calls;
}

static void add_subject(cJSON *result, const struct record_subject *subject) {
    cJSON_AddStringToObject(result, "id", subject->id);
    cJSON_AddStringToObject(result, "name", subject->name);
    cJSON *agent = cJSON_AddObjectToObject(result, "agent");
    cJSON_AddStringToObject(agent, "name", subject->agent_name);
    cJSON_AddStringToObject(agent, "url", subject->agent_url);
}

void result_print(const struct record *record, struct buffer *out) {
    const struct record_subject *subject = record_subject(record);
    struct record_totals totals = record_totals(record);
    struct arena arena;
    struct buffer scratch;
    arena_init(&arena, NULL);
    buffer_init(&scratch, NULL);
    cJSON *result = cJSON_CreateObject();
    add_subject(result, subject);
    add_totals(result, &totals);
    cJSON_AddStringToObject(result, "created_at",
                            record_timestamp(record, &arena, subject->started));
    cJSON_AddBoolToObject(result, "partial", record_is_partial(record));
    cJSON *scenarios = cJSON_AddArrayToObject(result, "scenarios");
    for (size_t i = 0; i < subject->call_count;) {
        i = add_scenario_rate(scenarios, record, i);
    }
    if (record_coverage(record) != NULL) {
        run_coverage_add(result, record_coverage(record));
    }
    cJSON *runs = cJSON_AddArrayToObject(result, "runs");
    for (size_t i = 0; i < subject->call_count; i++) {
        cJSON_AddItemToArray(runs, run_json(record, i, &scratch));
    }
    members_print(result, true, out);
    buffer_append_text(out, "\n");
    buffer_finish(&scratch);
    arena_finish(&arena);
}

void result_print_run(const struct record *record, size_t number, struct buffer *out) {
    struct buffer scratch;
    buffer_init(&scratch, NULL);
    members_print(run_json(record, number, &scratch), true, out);
    buffer_append_text(out, "\n");
    buffer_finish(&scratch);
}
