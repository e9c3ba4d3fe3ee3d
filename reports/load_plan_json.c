/* load_plan_json.c - plans to JSON and back. */
#include "reports/load_plan_json.h"

#include "reports/digest.h"
#include "reports/load_members.h"
#include "reports/members.h"

#include <string.h>

/* Of one process. The file of a scenario, too, may lie elsewhere on another machine. */
static const char *const own_members[] = {"sha256",  "data",  "max_calls",
                                          "workers", "shard", "merged"};

/* -- Writing -- */

static void add_duration(cJSON *object, const char *key, uint64_t microseconds, bool has_one) {
    if (has_one) {
        member_add_seconds(object, key, microseconds);
    } else {
        cJSON_AddNullToObject(object, key);
    }
}

static void add_stages(cJSON *object, const struct schedule_plan *schedule) {
    cJSON *array = cJSON_AddArrayToObject(object, "stages");
    for (size_t i = 0; i < schedule->stage_count; i++) {
        const struct schedule_stage *stage = &schedule->stages[i];
        cJSON *item = cJSON_CreateObject();
        add_duration(item, "duration", stage->duration_us,
                     stage->duration_us < SCHEDULE_ENDLESS_US);
        cJSON_AddNumberToObject(item, "from_rate", stage->from_rate);
        cJSON_AddNumberToObject(item, "to_rate", stage->to_rate);
        cJSON_AddItemToArray(array, item);
    }
}

static void add_scenarios(cJSON *object, const struct load_subject *subject) {
    cJSON *array = cJSON_AddArrayToObject(object, "scenarios");
    uint32_t condition = 0;
    for (uint32_t i = 0; i < subject->plan->scenario_count; i++) {
        const struct load_scenario *scenario = &subject->scenarios[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "name", scenario->name);
        load_member_add_count(item, "weight", scenario->weight);
        member_add_text(item, "sha256", scenario->sha256);
        cJSON *conditions = cJSON_AddArrayToObject(item, "conditions");
        for (; condition < subject->plan->condition_count &&
               subject->conditions[condition].scenario == i;
             condition++) {
            cJSON_AddItemToArray(conditions, cJSON_CreateNumber(subject->conditions[condition].id));
        }
        cJSON_AddItemToArray(array, item);
    }
}

static void add_files(cJSON *object, const struct load_subject *subject) {
    cJSON *array = cJSON_GetObjectItemCaseSensitive(object, "scenarios");
    for (uint32_t i = 0; i < subject->plan->scenario_count; i++) {
        member_add_text(cJSON_GetArrayItem(array, (int)i), "file", subject->scenarios[i].file);
    }
}

static void add_settings(cJSON *object, const struct load_subject *subject) {
    cJSON *settings = cJSON_AddObjectToObject(object, "settings");
    for (size_t i = 0; i < subject->setting_count; i++) {
        cJSON_AddStringToObject(settings, subject->settings[i].name, subject->settings[i].value);
    }
}

static void add_limits(cJSON *object, const struct load_record *record) {
    cJSON *array = cJSON_AddArrayToObject(object, "thresholds");
    for (size_t i = 0; i < record->limit_count; i++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "limit", record->limits[i].threshold.text);
        cJSON_AddBoolToObject(item, "aborts", record->limits[i].aborts);
        cJSON_AddItemToArray(array, item);
    }
}

static cJSON *common_json(const struct load_record *record) {
    const struct load_subject *subject = &record->subject;
    const struct load_plan *plan = subject->plan;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "agent", subject->agent_name);
    cJSON_AddStringToObject(object, "model", plan->is_open ? "open" : "closed");
    if (plan->is_open) {
        bool is_poisson = plan->schedule.arrivals == ARRIVALS_POISSON;
        cJSON_AddStringToObject(object, "arrivals", is_poisson ? "poisson" : "fixed");
        load_member_add_count(object, "seed", plan->schedule.seed);
        add_stages(object, &plan->schedule);
    } else {
        load_member_add_count(object, "at_once", plan->at_once);
    }
    add_duration(object, "duration", plan->duration_us, plan->duration_us > 0);
    if (plan->calls > 0) {
        load_member_add_count(object, "calls", plan->calls);
    } else {
        cJSON_AddNullToObject(object, "calls");
    }
    member_add_seconds(object, "warmup", plan->warm_up_us);
    load_member_add_count(object, "shards", plan->schedule.shard_count);
    member_add_text(object, "data_sha256", subject->data_sha256);
    load_member_add_count(object, "rows", plan->row_count);
    add_scenarios(object, subject);
    add_settings(object, subject);
    add_limits(object, record);
    return object;
}

static void add_hash(cJSON *object) {
    char hex[DIGEST_HEX_SIZE];
    char *text = cJSON_PrintUnformatted(object);
    digest_hex(text, strlen(text), hex);
    cJSON_free(text);
    cJSON_AddStringToObject(object, "sha256", hex);
}

cJSON *load_plan_json(const struct load_record *record) {
    const struct load_subject *subject = &record->subject;
    const struct load_plan *plan = subject->plan;
    cJSON *object = common_json(record);
    add_hash(object);
    add_files(object, subject);
    member_add_text(object, "data", subject->data);
    load_member_add_count(object, "max_calls", plan->max_in_flight);
    load_member_add_count(object, "workers", plan->workers);
    if (subject->merged_count == 0) {
        load_member_add_count(object, "shard", (uint64_t)plan->schedule.shard + 1);
        return object;
    }
    cJSON_AddNullToObject(object, "shard");
    cJSON *merged = cJSON_AddArrayToObject(object, "merged");
    for (size_t i = 0; i < subject->merged_count; i++) {
        cJSON_AddItemToArray(merged, cJSON_CreateNumber(subject->merged[i] + 1));
    }
    return object;
}

cJSON *load_plan_json_common(const cJSON *json) {
    cJSON *copy = cJSON_Duplicate(json, true);
    for (size_t i = 0; i < sizeof(own_members) / sizeof(own_members[0]); i++) {
        cJSON_DeleteItemFromObjectCaseSensitive(copy, own_members[i]);
    }
    cJSON *scenario = NULL;
    cJSON_ArrayForEach(scenario, cJSON_GetObjectItemCaseSensitive(copy, "scenarios")) {
        cJSON_DeleteItemFromObjectCaseSensitive(scenario, "file");
    }
    return copy;
}

/* -- Reading -- */

struct reading {
    struct arena *arena;
    struct load_subject *subject;
    struct load_plan *plan;
    bool failed;
};

static void read_stages(struct reading *reading, const cJSON *json) {
    const cJSON *array = load_member_array(json, "stages", &reading->failed);
    size_t count = (size_t)cJSON_GetArraySize(array);
    struct schedule_stage *stages = arena_alloc(reading->arena, (count + 1) * sizeof(*stages));
    size_t at = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, array) {
        bool is_endless = cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(item, "duration"));
        stages[at].duration_us = is_endless
                                     ? SCHEDULE_ENDLESS_US
                                     : load_member_seconds(item, "duration", &reading->failed);
        stages[at].from_rate = load_member_number(item, "from_rate", &reading->failed);
        stages[at].to_rate = load_member_number(item, "to_rate", &reading->failed);
        at++;
    }
    reading->plan->schedule.stages = stages;
    reading->plan->schedule.stage_count = count;
}

static void read_model(struct reading *reading, const cJSON *json) {
    struct load_plan *plan = reading->plan;
    bool *failed = &reading->failed;
    const char *model = load_member_text(json, "model", failed);
    plan->is_open = model != NULL && strcmp(model, "open") == 0;
    if (plan->is_open) {
        const char *arrivals = load_member_text(json, "arrivals", failed);
        plan->schedule.arrivals = arrivals != NULL && strcmp(arrivals, "poisson") == 0
                                      ? ARRIVALS_POISSON
                                      : ARRIVALS_FIXED;
        plan->schedule.seed = load_member_count(json, "seed", UINT32_MAX, failed);
        read_stages(reading, json);
    } else {
        plan->at_once = (uint32_t)load_member_count(json, "at_once", UINT32_MAX, failed);
    }
    if (!cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(json, "duration"))) {
        plan->duration_us = load_member_seconds(json, "duration", failed);
    }
    if (!cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(json, "calls"))) {
        plan->calls = (uint32_t)load_member_count(json, "calls", UINT32_MAX, failed);
    }
    plan->warm_up_us = load_member_seconds(json, "warmup", failed);
}

static const char *copy_text(struct reading *reading, const cJSON *json, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
    return cJSON_IsString(item)
               ? arena_copy(reading->arena, item->valuestring, strlen(item->valuestring))
               : NULL;
}

static void read_conditions(struct reading *reading, const cJSON *scenarios, size_t count) {
    struct load_condition *conditions =
        arena_alloc(reading->arena, (count + 1) * sizeof(*conditions));
    uint32_t at = 0;
    uint32_t scenario = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, scenarios) {
        const cJSON *id = NULL;
        cJSON_ArrayForEach(id, cJSON_GetObjectItemCaseSensitive(item, "conditions")) {
            conditions[at++] =
                (struct load_condition){.scenario = scenario, .id = (int32_t)id->valueint};
        }
        scenario++;
    }
    reading->subject->conditions = conditions;
    reading->plan->condition_count = at;
}

static void read_scenarios(struct reading *reading, const cJSON *json) {
    const cJSON *array = load_member_array(json, "scenarios", &reading->failed);
    size_t count = (size_t)cJSON_GetArraySize(array);
    size_t condition_count = 0;
    struct load_scenario *scenarios = arena_alloc(reading->arena, (count + 1) * sizeof(*scenarios));
    size_t at = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, array) {
        const cJSON *ids = load_member_array(item, "conditions", &reading->failed);
        const char *name = copy_text(reading, item, "name");
        scenarios[at++] = (struct load_scenario){
            .name = name != NULL ? name : "",
            .file = copy_text(reading, item, "file"),
            .sha256 = copy_text(reading, item, "sha256"),
            .weight = (uint32_t)load_member_count(item, "weight", UINT32_MAX, &reading->failed),
        };
        condition_count += (size_t)cJSON_GetArraySize(ids);
    }
    reading->subject->scenarios = scenarios;
    reading->plan->scenario_count = (uint32_t)count;
    read_conditions(reading, array, condition_count);
}

static void read_settings(struct reading *reading, const cJSON *json) {
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(json, "settings");
    struct load_setting *settings =
        arena_alloc(reading->arena, ((size_t)cJSON_GetArraySize(object) + 1) * sizeof(*settings));
    size_t count = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, object) {
        if (item->string != NULL && cJSON_IsString(item)) {
            settings[count].name = arena_copy(reading->arena, item->string, strlen(item->string));
            settings[count++].value =
                arena_copy(reading->arena, item->valuestring, strlen(item->valuestring));
        }
    }
    reading->subject->settings = settings;
    reading->subject->setting_count = count;
}

static void read_limits(struct reading *reading, const cJSON *json, struct load_record *record) {
    const cJSON *array = load_member_array(json, "thresholds", &reading->failed);
    record->limits = arena_alloc(reading->arena,
                                 ((size_t)cJSON_GetArraySize(array) + 1) * sizeof(*record->limits));
    record->limit_count = 0;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, array) {
        char error[512];
        struct load_limit *limit = &record->limits[record->limit_count++];
        const char *text = copy_text(reading, item, "limit");
        limit->aborts = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "aborts"));
        reading->failed = reading->failed || text == NULL ||
                          !threshold_parse(text, &limit->threshold, error, sizeof(error));
    }
}

bool load_plan_json_read(const cJSON *json, struct arena *arena, struct load_record *record) {
    struct load_plan *plan = arena_alloc(arena, sizeof(*plan));
    struct reading reading = {.arena = arena, .subject = &record->subject, .plan = plan};
    bool *failed = &reading.failed;
    const char *agent_name = copy_text(&reading, json, "agent");
    record->subject.plan = plan;
    record->subject.agent_name = agent_name != NULL ? agent_name : "";
    read_model(&reading, json);
    plan->schedule.shard_count = (uint32_t)load_member_count(json, "shards", UINT16_MAX, failed);
    plan->schedule.shard = (uint32_t)load_member_count(json, "shard", UINT16_MAX, failed) - 1;
    plan->max_in_flight = (uint32_t)load_member_count(json, "max_calls", UINT32_MAX, failed);
    plan->workers = (uint32_t)load_member_count(json, "workers", UINT16_MAX, failed);
    plan->row_count = (uint32_t)load_member_count(json, "rows", UINT32_MAX, failed);
    record->subject.data = copy_text(&reading, json, "data");
    record->subject.data_sha256 = copy_text(&reading, json, "data_sha256");
    read_scenarios(&reading, json);
    read_settings(&reading, json);
    read_limits(&reading, json, record);
    return !reading.failed && plan->schedule.shard < plan->schedule.shard_count;
}
