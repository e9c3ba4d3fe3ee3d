/* load_members.c - members of bench.json, there and back. */
#include "reports/load_members.h"

#include "engine/memory.h"

#include <inttypes.h>
#include <string.h>

static const double US_PER_MS = 1000;
static const double US_PER_S = 1e6;

void load_member_add_count(cJSON *object, const char *key, uint64_t count) {
    cJSON_AddNumberToObject(object, key, (double)count);
}

void load_member_add_ms(cJSON *object, const char *key, double microseconds) {
    cJSON_AddNumberToObject(object, key, microseconds / US_PER_MS);
}

void load_member_add_slots(cJSON *object, const char *key, const struct histogram *times) {
    struct buffer slots;
    buffer_init(&slots, NULL);
    buffer_append_text(&slots, "[");
    for (uint32_t i = 0; i < HISTOGRAM_SLOTS; i++) {
        if (times->slots[i] > 0) {
            buffer_printf(&slots, "%s[%" PRIu32 ",%" PRIu64 "]", slots.length > 1 ? "," : "", i,
                          times->slots[i]);
        }
    }
    buffer_append_text(&slots, "]");
    cJSON_AddRawToObject(object, key, buffer_terminate(&slots));
    buffer_finish(&slots);
}

struct histogram *load_histogram_take(void) {
    struct histogram *times = memory_system.resize(memory_system.user, NULL, 0, sizeof(*times));
    memset(times, 0, sizeof(*times));
    return times;
}

void load_histogram_give_back(struct histogram *times) {
    if (times != NULL) {
        memory_system.resize(memory_system.user, times, sizeof(*times), 0);
    }
}

cJSON *load_histogram_json(const struct histogram *times) {
    cJSON *object = cJSON_CreateObject();
    load_member_add_count(object, "count", times->count);
    load_member_add_count(object, "sum", times->sum);
    load_member_add_count(object, "min", times->min);
    load_member_add_count(object, "max", times->max);
    load_member_add_slots(object, "slots", times);
    return object;
}

/* The whole number that @item is. */
static uint64_t whole_number(const cJSON *item, uint64_t most, bool *failed) {
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) || item->valuedouble > (double)most ||
        (double)(uint64_t)item->valuedouble < item->valuedouble) {
        *failed = true;
        return 0;
    }
    return (uint64_t)item->valuedouble;
}

uint64_t load_member_count(const cJSON *object, const char *key, uint64_t most, bool *failed) {
    return whole_number(cJSON_GetObjectItemCaseSensitive(object, key), most, failed);
}

double load_member_number(const cJSON *object, const char *key, bool *failed) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) ||
        item->valuedouble > (double)LOAD_MEMBER_MOST) {
        *failed = true;
        return 0;
    }
    return item->valuedouble;
}

uint64_t load_member_seconds(const cJSON *object, const char *key, bool *failed) {
    double microseconds = load_member_number(object, key, failed) * US_PER_S;
    if (microseconds > (double)LOAD_MEMBER_MOST) {
        *failed = true;
        return 0;
    }
    return (uint64_t)(microseconds + 0.5);
}

const char *load_member_text(const cJSON *object, const char *key, bool *failed) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsString(item)) {
        *failed = true;
        return NULL;
    }
    return item->valuestring;
}

const cJSON *load_member_array(const cJSON *object, const char *key, bool *failed) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsArray(item)) {
        *failed = true;
        return NULL;
    }
    return item;
}

void load_member_slots(const cJSON *object, const char *key, struct histogram *times,
                       bool *failed) {
    const cJSON *pair = NULL;
    cJSON_ArrayForEach(pair, load_member_array(object, key, failed)) {
        uint64_t slot = whole_number(cJSON_GetArrayItem(pair, 0), HISTOGRAM_SLOTS - 1, failed);
        uint64_t count = whole_number(cJSON_GetArrayItem(pair, 1), LOAD_MEMBER_MOST, failed);
        times->slots[slot] += count;
        times->count += count;
    }
}

void load_histogram_read(const cJSON *json, struct histogram *times, bool *failed) {
    uint64_t count = load_member_count(json, "count", LOAD_MEMBER_MOST, failed);
    times->sum = load_member_count(json, "sum", LOAD_MEMBER_MOST, failed);
    times->min = load_member_count(json, "min", LOAD_MEMBER_MOST, failed);
    times->max = load_member_count(json, "max", LOAD_MEMBER_MOST, failed);
    load_member_slots(json, "slots", times, failed);
    *failed = *failed || times->count != count || !histogram_is_whole(times);
}
