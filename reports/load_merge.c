/* load_merge.c - checking that shards belong together, and adding them. */
#include "reports/load_merge.h"

#include "reports/load_members.h"

#include <stdlib.h>
#include <string.h>

enum { US_PER_S = 1000000 };

static uint32_t number_of(const struct load_shard *shard) {
    return shard->record.subject.plan->schedule.shard;
}

static uint32_t shard_count(const struct load_shard *shards) {
    return shards[0].record.subject.plan->schedule.shard_count;
}

/* By number; doubles by id and by name, so that they too have one order. */
static int compare(const void *one, const void *other) {
    const struct load_shard *first = one;
    const struct load_shard *second = other;
    if (number_of(first) != number_of(second)) {
        return number_of(first) < number_of(second) ? -1 : 1;
    }
    int by_id = strcmp(first->record.subject.id, second->record.subject.id);
    return by_id != 0 ? by_id : strcmp(first->file, second->file);
}

void load_merge_sort(struct load_shard *shards, size_t count) {
    qsort(shards, count, sizeof(*shards), compare);
    for (size_t i = 0; i < count; i++) {
        shards[i].record.result = &shards[i].result;
    }
}

/* -- Whether they belong together -- */

static void append_value(struct buffer *out, const cJSON *value) {
    enum { SHOWN = 120 };
    char *text = value != NULL ? cJSON_PrintUnformatted(value) : NULL;
    buffer_printf(out, "%.*s%s", SHOWN, text != NULL ? text : "nothing",
                  text != NULL && strlen(text) > SHOWN ? "..." : "");
    cJSON_free(text);
}

struct comparison {
    const struct load_shard *first;
    const struct load_shard *other;
    struct buffer *problems;
};

static void compare_objects(const struct comparison *comparison, const char *path,
                            const cJSON *first, const cJSON *other);

/* Tell how the two differ: of objects, member by member. */
static void compare_values(const struct comparison *comparison, const char *path,
                           const cJSON *first, const cJSON *other) {
    struct buffer *out = comparison->problems;
    if (first != NULL && other != NULL && cJSON_Compare(first, other, true)) {
        return;
    }
    if (cJSON_IsObject(first) && cJSON_IsObject(other)) {
        compare_objects(comparison, path, first, other);
        return;
    }
    buffer_printf(out, "%s and %s are not of one load: %s is ", comparison->first->file,
                  comparison->other->file, path);
    append_value(out, first);
    buffer_append_text(out, " in the first and ");
    append_value(out, other);
    buffer_append_text(out, " in the second\n");
}

/* The recursion is bounded by cJSON's own limit of nesting. */
static void compare_objects(const struct comparison *comparison, const char *path,
                            const cJSON *first, const cJSON *other) {
    struct buffer name;
    buffer_init(&name, NULL);
    const cJSON *const both[] = {first, other};
    for (size_t i = 0; i < 2; i++) {
        const cJSON *item = NULL;
        cJSON_ArrayForEach(item, both[i]) {
            const cJSON *one = cJSON_GetObjectItemCaseSensitive(first, item->string);
            name.length = 0;
            buffer_printf(&name, "%s%s%s", path, *path != '\0' ? "." : "", item->string);
            if (i == 0 || one == NULL) { /* What both have was compared with the first. */
                compare_values(comparison, buffer_terminate(&name), one,
                               cJSON_GetObjectItemCaseSensitive(other, item->string));
            }
        }
    }
    buffer_finish(&name);
}

bool load_merge_fits(const struct load_shard *shards, size_t count, struct buffer *problems) {
    for (size_t i = 1; i < count; i++) {
        const struct comparison comparison = {&shards[0], &shards[i], problems};
        compare_objects(&comparison, "", shards[0].common, shards[i].common);
    }
    bool one_plan = problems->length == 0;
    for (size_t i = 1; i < count && one_plan; i++) {
        if (number_of(&shards[i]) == number_of(&shards[i - 1])) {
            buffer_printf(problems, "%s and %s are both shard %u of %u\n", shards[i - 1].file,
                          shards[i].file, number_of(&shards[i]) + 1, shard_count(shards));
        }
    }
    return problems->length == 0;
}

/* -- Adding -- */

static void add_histogram(struct histogram **to, const struct histogram *from) {
    if (from != NULL) {
        *to = *to != NULL ? *to : load_histogram_take();
        histogram_add(*to, from);
    }
}

static uint64_t longer(uint64_t one, uint64_t other) {
    return one > other ? one : other;
}

static void add_result(struct load_result *result, const struct load_result *shard) {
    load_interval_add(result->total, shard->total);
    for (size_t i = 0; i < TALLY_TURNS; i++) {
        add_histogram(&result->turns[i], shard->turns[i]);
    }
    for (uint32_t i = 0; i < result->condition_count; i++) {
        add_histogram(&result->conditions[i], shard->conditions[i]);
    }
    for (uint32_t i = 0; i < result->scenario_count; i++) {
        load_sums_add(&result->scenarios[i], &shard->scenarios[i]);
    }
    memcpy(result->worker_cpu_us + result->worker_count, shard->worker_cpu_us,
           shard->worker_count * sizeof(uint64_t));
    result->worker_count += shard->worker_count;
    result->outcome = shard->outcome > result->outcome ? shard->outcome : result->outcome;
    result->elapsed_us = longer(result->elapsed_us, shard->elapsed_us);
    result->offered_us = longer(result->offered_us, shard->offered_us);
    result->achieved_us = longer(result->achieved_us, shard->achieved_us);
    result->user_us += shard->user_us;
    result->system_us += shard->system_us;
    result->resident_most += shard->resident_most;
}

static void add_results(struct load_merge *merge, const struct load_shard *shards, size_t count) {
    uint32_t workers = 0;
    uint32_t conditions = shards[0].result.condition_count;
    uint32_t scenarios = shards[0].result.scenario_count;
    for (size_t i = 0; i < count; i++) {
        workers += shards[i].result.worker_count;
    }
    merge->result = (struct load_result){
        .total = memory_take(sizeof(*merge->result.total)),
        .conditions = memory_take((conditions + 1) * sizeof(struct histogram *)),
        .condition_count = conditions,
        .scenarios = memory_take((scenarios + 1) * sizeof(*merge->result.scenarios)),
        .scenario_count = scenarios,
        .worker_cpu_us = memory_take(workers * sizeof(uint64_t)),
    };
    for (size_t i = 0; i < count; i++) {
        add_result(&merge->result, &shards[i].result);
        for (size_t ending = 0; ending < ENDINGS; ending++) {
            if (merge->examples[ending] == NULL) {
                merge->examples[ending] = shards[i].examples[ending];
            }
        }
    }
    merge->samples.read = merge->examples;
}

/* -- Seconds -- */

/* The second that what was told at @until_us is counted to: a timer is a little late, a stalled
 * process more. */
static uint64_t second_of(uint64_t until_us) {
    return (until_us + US_PER_S / 2) / US_PER_S;
}

static void add_second(struct load_second *sum, const struct load_second *second,
                       struct histogram *response) {
    sum->until_us = longer(sum->until_us, second->until_us);
    sum->started += second->started;
    sum->ended += second->ended;
    sum->late += second->late;
    sum->responses += second->responses;
    for (size_t i = 0; i < VERDICTS; i++) {
        sum->verdicts[i] += second->verdicts[i];
    }
    load_second_expand(second, response);
}

/* Add what each shard told of second @number, beginning at its place in @next, which goes on. A
 * shard that told nothing of it and will tell more still has the calls in flight it had. */
static void merge_second(struct load_merge *merge, const struct load_shard *shards, size_t count,
                         size_t *next, uint64_t number, struct histogram *response) {
    struct load_second sum = {0};
    memset(response, 0, sizeof(*response));
    for (size_t i = 0; i < count; i++) {
        const struct load_record *record = &shards[i].record;
        for (; next[i] < record->second_count &&
               second_of(record->seconds[next[i]].until_us) <= number;
             next[i]++) {
            add_second(&sum, &record->seconds[next[i]], response);
        }
        if (next[i] > 0 && next[i] < record->second_count) {
            sum.in_flight += record->seconds[next[i] - 1].in_flight;
        }
    }
    sum.p50_us = histogram_percentile(response, 50);
    sum.p95_us = histogram_percentile(response, 95);
    sum.p99_us = histogram_percentile(response, 99);
    sum.min_us = response->min;
    sum.max_us = response->max;
    if (sum.until_us > 0) {
        load_record_append(&merge->record, &sum, response);
    }
}

static void add_seconds(struct load_merge *merge, const struct load_shard *shards, size_t count) {
    size_t *next = memory_take((count + 1) * sizeof(*next));
    struct histogram *response = load_histogram_take();
    for (;;) {
        uint64_t number = UINT64_MAX;
        for (size_t i = 0; i < count; i++) {
            const struct load_record *record = &shards[i].record;
            if (next[i] < record->second_count) {
                uint64_t own = second_of(record->seconds[next[i]].until_us);
                number = own < number ? own : number;
            }
        }
        if (number == UINT64_MAX) {
            break;
        }
        merge_second(merge, shards, count, next, number, response);
    }
    load_histogram_give_back(response);
    memory_system.resize(memory_system.user, next, (count + 1) * sizeof(*next), 0);
}

/* -- What it is about, and what is wrong with it -- */

static void merge_subject(struct load_merge *merge, const struct load_shard *shards, size_t count,
                          struct arena *arena) {
    struct load_subject *subject = &merge->record.subject;
    uint32_t *merged = arena_alloc(arena, count * sizeof(*merged));
    *subject = shards[0].record.subject;
    merge->plan = *subject->plan;
    merge->plan.max_in_flight = 0;
    merge->plan.workers = 0;
    for (size_t i = 0; i < count; i++) {
        const struct load_subject *each = &shards[i].record.subject;
        merged[i] = number_of(&shards[i]);
        merge->plan.max_in_flight += each->plan->max_in_flight;
        merge->plan.workers += each->plan->workers;
        if (each->started_at < subject->started_at) {
            subject->started_at = each->started_at;
        }
    }
    subject->plan = &merge->plan;
    subject->merged = merged;
    subject->merged_count = count;
}

static void append_missing(struct buffer *out, const struct load_shard *shards, size_t count) {
    enum { NAMED = 20 };
    uint32_t missing = shard_count(shards) - (uint32_t)count;
    uint32_t named = 0;
    size_t at = 0;
    if (missing == 0) {
        return;
    }
    buffer_append_text(out, missing == 1 ? "shard " : "shards ");
    for (uint32_t i = 0; i < shard_count(shards) && named < NAMED; i++) {
        if (at < count && number_of(&shards[at]) == i) {
            at++;
        } else {
            buffer_printf(out, "%s%u", named++ > 0 ? ", " : "", i + 1);
        }
    }
    if (missing > named) {
        buffer_printf(out, " and %u more", missing - named);
    }
    buffer_printf(out, " of %u %s missing", shard_count(shards), missing == 1 ? "is" : "are");
}

static const char *find_doubt(const struct load_shard *shards, size_t count, struct arena *arena) {
    struct buffer out;
    buffer_init(&out, NULL);
    append_missing(&out, shards, count);
    for (size_t i = 0; i < count; i++) {
        const struct load_shard *shard = &shards[i];
        const char *doubt = shard->record.doubt;
        if (doubt == NULL && shard->result.outcome == LOAD_INTERRUPTED) {
            doubt = "it was cancelled before its end";
        }
        if (doubt != NULL) {
            buffer_printf(&out, "%sshard %u: %s", out.length > 0 ? "; " : "", number_of(shard) + 1,
                          doubt);
        }
    }
    const char *doubt = out.length > 0 ? arena_copy(arena, out.data, out.length) : NULL;
    buffer_finish(&out);
    return doubt;
}

void load_merge_add(struct load_merge *merge, const struct load_shard *shards, size_t count,
                    struct arena *arena) {
    *merge = (struct load_merge){0};
    load_record_init(&merge->record, &shards[0].record.subject, shards[0].record.limits,
                     shards[0].record.limit_count);
    merge_subject(merge, shards, count, arena);
    add_results(merge, shards, count);
    add_seconds(merge, shards, count);
    merge->record.result = &merge->result;
    merge->record.doubt = find_doubt(shards, count, arena);
}

void load_merge_finish(struct load_merge *merge) {
    load_record_finish(&merge->record);
    load_result_finish(&merge->result);
}
