/* test_load_merge.c - results printed, read back, and added. */
#include "reports/load_merge.h"

#include "reports/load_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 3, SECONDS = 4, SCENARIOS = 2, CONDITIONS = 3 };

/* A shard as it comes out of a load, with figures of its own. */
struct played {
    struct load_plan plan;
    struct load_limit limits[1];
    struct load_record record;
    struct load_result result;
};

static const struct schedule_stage stages[] = {{5000000, 0, 10}, {10000000, 10, 10}};
static const struct load_scenario scenarios[] = {
    {.name = "greeting", .file = "a.yaml", .sha256 = "aa", .weight = 2},
    {.name = "farewell", .file = "b.yaml", .sha256 = "bb", .weight = 1},
};
static const struct load_condition conditions[CONDITIONS] = {{0, 0}, {0, 7}, {1, 0}};
static const struct load_setting settings[] = {{"turn-gap", "0s"}, {"time-scale", "1"}};

/* Different for each shard and second, and the same in every run. */
static uint64_t value_of(uint32_t shard, uint32_t second) {
    return 1000 * (shard + 1) + 37 * second + 13;
}

static void *take(size_t size) {
    void *memory = memory_system.resize(memory_system.user, NULL, 0, size);
    memset(memory, 0, size);
    return memory;
}

static void play_second(struct played *played, uint32_t shard, uint32_t second,
                        struct load_interval *interval) {
    memset(interval, 0, sizeof(*interval));
    interval->due = interval->started = 2 + shard;
    interval->verdicts[VERDICT_PASSED] = 1 + shard;
    interval->verdicts[VERDICT_FAILED] = 1;
    interval->endings[ENDING_NO_CONDITION_MATCHED] = 1;
    interval->late = shard;
    interval->said = interval->heard = 5;
    interval->in_flight = second + 1 < SECONDS ? shard + 1 : 0;
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        histogram_record(&interval->times[i], value_of(shard, second) + i);
        histogram_record(&interval->times[i], value_of(shard, second) * 3);
    }
    const struct load_progress progress = {
        .elapsed_us = (uint64_t)(second + 1) * 1000000 + (uint64_t)shard * 1500,
        .interval = interval,
    };
    load_record_second(&played->record, &progress);
    load_interval_add(played->result.total, interval);
    played->result.total->in_flight = 0;
}

static void play(struct played *played, uint32_t shard) {
    static const char *const ids[SHARDS] = {"id-0", "id-1", "id-2"};
    char error[64];
    *played = (struct played){0};
    played->plan = (struct load_plan){
        .scenario_count = SCENARIOS,
        .row_count = 1,
        .condition_count = CONDITIONS,
        .is_open = true,
        .schedule = {stages, 2, ARRIVALS_POISSON, 42, shard, SHARDS},
        .warm_up_us = 1000000,
        .max_in_flight = 100 + shard,
        .workers = 1 + shard,
    };
    const struct load_subject subject = {
        .id = ids[shard],
        .name = "greetings",
        .agent_name = "clinic",
        .agent_url = "ws://clinic/",
        .started_at = UINT64_C(1772357400123456) - shard,
        .plan = &played->plan,
        .scenarios = scenarios,
        .conditions = conditions,
        .settings = settings,
        .setting_count = 2,
    };
    assert_true(
        threshold_parse("response.p95<2s", &played->limits[0].threshold, error, sizeof(error)));
    load_record_init(&played->record, &subject, played->limits, 1);
    played->result = (struct load_result){
        .total = take(sizeof(struct load_interval)),
        .conditions = take((CONDITIONS + 1) * sizeof(struct histogram *)),
        .condition_count = CONDITIONS,
        .scenarios = take((SCENARIOS + 1) * sizeof(struct load_sums)),
        .scenario_count = SCENARIOS,
        .worker_cpu_us = take((1 + shard) * sizeof(uint64_t)),
        .worker_count = 1 + shard,
        .elapsed_us = 4000000 + shard,
        .offered_us = 3000000 + shard,
        .achieved_us = 3100000 + shard,
        .user_us = 70000,
        .system_us = 30001,
        .resident_most = (UINT64_C(20) + shard) << 20,
    };
    played->result.worker_cpu_us[shard] = 12345;
    played->result.scenarios[1] =
        (struct load_sums){.verdicts = {[VERDICT_FAILED] = 2}, .said = 7 + shard, .heard = 5};
    played->record.result = &played->result;
    struct load_interval *interval = take(sizeof(*interval));
    for (uint32_t second = 0; second < SECONDS; second++) {
        play_second(played, shard, second, interval);
    }
    played->result.turns[0] = take(sizeof(struct histogram));
    histogram_record(played->result.turns[0], value_of(shard, 9));
    /* Of each condition some shard has no answer. */
    played->result.conditions[shard] = take(sizeof(struct histogram));
    histogram_record(played->result.conditions[shard], value_of(shard, 10));
    memory_system.resize(memory_system.user, interval, sizeof(*interval), 0);
    const struct load_figures none = load_record_figures(played->result.total, 0, 0);
    load_record_judge(&played->record, &none, false);
}

static void played_finish(struct played *played) {
    load_record_finish(&played->record);
    load_result_finish(&played->result);
}

static void print(const struct played *played, struct buffer *out) {
    buffer_init(out, NULL);
    load_json_print(&played->record, NULL, out);
    buffer_terminate(out);
}

static void read_back(struct load_shard *shard, const struct buffer *text, struct arena *arena) {
    char error[256] = "";
    bool is_read =
        load_shard_read(shard, "bench.json", text->data, text->length, arena, error, sizeof(error));
    if (!is_read) {
        fail_msg("%s\n%s", error, text->data);
    }
}

/* The shards @which, printed and read back. */
static void read_shards(struct load_shard *shards, const uint32_t *which, size_t count,
                        struct arena *arena) {
    for (size_t i = 0; i < count; i++) {
        struct played played;
        struct buffer text;
        play(&played, which[i]);
        print(&played, &text);
        read_back(&shards[i], &text, arena);
        buffer_finish(&text);
        played_finish(&played);
    }
}

static void finish_shards(struct load_shard *shards, size_t count) {
    for (size_t i = 0; i < count; i++) {
        load_shard_finish(&shards[i]);
    }
}

/* Nothing that merging needs is lost in bench.json: of what was read, only the percentiles of
 * seconds are made anew. */
static void a_result_reads_back_as_it_was(void **state) {
    (void)state;
    struct arena arena;
    struct played played;
    struct buffer text;
    struct load_shard shard;
    arena_init(&arena, NULL);
    play(&played, 1);
    print(&played, &text);
    read_back(&shard, &text, &arena);
    const struct load_result *result = &shard.result;
    assert_memory_equal(result->total->times, played.result.total->times,
                        sizeof(result->total->times));
    assert_memory_equal(result->total->verdicts, played.result.total->verdicts,
                        sizeof(result->total->verdicts));
    assert_memory_equal(result->total->endings, played.result.total->endings,
                        sizeof(result->total->endings));
    assert_int_equal(result->total->due, played.result.total->due);
    assert_int_equal(result->offered_us, played.result.offered_us);
    assert_int_equal(result->achieved_us, played.result.achieved_us);
    assert_int_equal(result->elapsed_us, played.result.elapsed_us);
    assert_int_equal(result->worker_cpu_us[1], 12345);
    assert_int_equal(result->resident_most, 21 << 20);
    assert_memory_equal(result->scenarios, played.result.scenarios,
                        SCENARIOS * sizeof(struct load_sums));
    assert_null(result->conditions[0]);
    assert_memory_equal(result->conditions[1], played.result.conditions[1],
                        sizeof(struct histogram));
    assert_int_equal(shard.record.subject.started_at, played.record.subject.started_at);
    assert_int_equal(shard.record.subject.plan->schedule.shard, 1);
    assert_int_equal(shard.record.subject.conditions[1].id, 7);
    assert_int_equal(shard.record.second_count, SECONDS);
    for (size_t i = 0; i < SECONDS; i++) {
        const struct load_second *second = &shard.record.seconds[i];
        const struct load_second *original = &played.record.seconds[i];
        assert_int_equal(second->until_us, original->until_us);
        assert_int_equal(second->min_us, original->min_us);
        assert_int_equal(second->max_us, original->max_us);
        assert_int_equal(second->slot_count, original->slot_count);
        for (size_t slot = 0; slot < second->slot_count; slot++) {
            assert_int_equal(second->slots[slot].slot, original->slots[slot].slot);
            assert_int_equal(second->slots[slot].count, original->slots[slot].count);
        }
    }
    load_shard_finish(&shard);
    buffer_finish(&text);
    played_finish(&played);
    arena_finish(&arena);
}

static void merge_in_order(const uint32_t order[SHARDS], struct buffer *out) {
    struct arena arena;
    struct load_shard shards[SHARDS];
    struct load_merge merge;
    struct buffer problems;
    arena_init(&arena, NULL);
    buffer_init(&problems, NULL);
    read_shards(shards, order, SHARDS, &arena);
    load_merge_sort(shards, SHARDS);
    assert_true(load_merge_fits(shards, SHARDS, &problems));
    load_merge_add(&merge, shards, SHARDS, &arena);
    assert_null(merge.record.doubt);
    assert_int_equal(merge.result.total->started, SECONDS * (2 + 3 + 4));
    assert_int_equal(merge.result.total->times[LOAD_RESPONSE].count, SHARDS * SECONDS * 2);
    assert_int_equal(merge.result.total->times[LOAD_RESPONSE].min, value_of(0, 0));
    assert_int_equal(merge.result.total->times[LOAD_RESPONSE].max, value_of(2, 3) * 3);
    assert_int_equal(merge.result.worker_count, 1 + 2 + 3);
    assert_int_equal(merge.result.resident_most, (20 + 21 + 22) << 20);
    assert_int_equal(merge.result.scenarios[1].said, 7 + 8 + 9);
    assert_int_equal(merge.result.scenarios[1].verdicts[VERDICT_FAILED], SHARDS * 2);
    assert_int_equal(merge.record.second_count, SECONDS);
    for (uint32_t second = 0; second < SECONDS; second++) {
        struct histogram *expected = take(sizeof(*expected));
        for (uint32_t shard = 0; shard < SHARDS; shard++) {
            histogram_record(expected, value_of(shard, second));
            histogram_record(expected, value_of(shard, second) * 3);
        }
        assert_int_equal(merge.record.seconds[second].p50_us, histogram_percentile(expected, 50));
        assert_int_equal(merge.record.seconds[second].p99_us, histogram_percentile(expected, 99));
        struct histogram *kept = take(sizeof(*kept));
        load_second_expand(&merge.record.seconds[second], kept);
        assert_memory_equal(kept->slots, expected->slots, sizeof(kept->slots));
        memory_system.resize(memory_system.user, kept, sizeof(*kept), 0);
        assert_int_equal(merge.record.seconds[second].in_flight,
                         second + 1 < SECONDS ? 1 + 2 + 3 : 0);
        memory_system.resize(memory_system.user, expected, sizeof(*expected), 0);
    }
    buffer_init(out, NULL);
    load_json_print(&merge.record, &merge.samples, out);
    buffer_terminate(out);
    load_merge_finish(&merge);
    finish_shards(shards, SHARDS);
    buffer_finish(&problems);
    arena_finish(&arena);
}

/* Every order of the shards gives the same bytes. */
static void any_order_gives_the_same_bytes(void **state) {
    (void)state;
    static const uint32_t orders[][SHARDS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                              {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct buffer first;
    merge_in_order(orders[0], &first);
    for (size_t i = 1; i < sizeof(orders) / sizeof(orders[0]); i++) {
        struct buffer other;
        merge_in_order(orders[i], &other);
        assert_string_equal(first.data, other.data);
        buffer_finish(&other);
    }
    buffer_finish(&first);
}

/* A gap makes the sum doubtful; a double is no sum. */
static void gaps_are_named_and_doubles_refused(void **state) {
    (void)state;
    static const struct {
        uint32_t which[SHARDS];
        size_t count;
        const char *problems;
        const char *doubt;
    } cases[] = {
        {{1}, 1, "", "shards 1, 3 of 3 are missing"},
        {{2, 0}, 2, "", "shard 2 of 3 is missing"},
        {{2, 1}, 2, "", "shard 1 of 3 is missing"},
        {{0, 2, 0}, 3, "bench.json and bench.json are both shard 1 of 3\n", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena arena;
        struct load_shard shards[SHARDS];
        struct buffer problems;
        arena_init(&arena, NULL);
        buffer_init(&problems, NULL);
        read_shards(shards, cases[i].which, cases[i].count, &arena);
        load_merge_sort(shards, cases[i].count);
        bool fits = load_merge_fits(shards, cases[i].count, &problems);
        assert_string_equal(buffer_terminate(&problems), cases[i].problems);
        assert_int_equal(fits, cases[i].doubt != NULL);
        if (fits) {
            struct load_merge merge;
            load_merge_add(&merge, shards, cases[i].count, &arena);
            assert_string_equal(merge.record.doubt, cases[i].doubt);
            load_merge_finish(&merge);
        }
        finish_shards(shards, cases[i].count);
        buffer_finish(&problems);
        arena_finish(&arena);
    }
}

/* Whatever is cut off or missing in a file, it is refused rather than half read. */
static void what_is_not_whole_is_refused(void **state) {
    (void)state;
    static const char *const needed[] = {
        "\"plan\"",      "\"scenarios\"",  "\"shards\"",       "\"calls\"",       "\"histograms\"",
        "\"seconds\"",   "\"started_at\"", "\"offered_for\"",  "\"workers_cpu\"", "\"turns\"",
        "\"in_flight\"", "\"thresholds\"", "\"resident_most\""};
    enum { NEEDED = sizeof(needed) / sizeof(needed[0]) };
    struct played played;
    struct buffer text;
    play(&played, 0);
    print(&played, &text);
    for (size_t i = 0; i < NEEDED; i++) {
        struct arena arena;
        struct load_shard shard;
        char error[256];
        arena_init(&arena, NULL);
        char *copy = arena_copy(&arena, text.data, text.length);
        for (char *at = copy; (at = strstr(at, needed[i])) != NULL;) {
            at[1] = '_';
        }
        if (load_shard_read(&shard, "f", copy, text.length, &arena, error, sizeof(error))) {
            fail_msg("read without %s", needed[i]);
        }
        load_shard_finish(&shard);
        assert_false(load_shard_read(&shard, "f", text.data, text.length * i / NEEDED, &arena,
                                     error, sizeof(error)));
        load_shard_finish(&shard);
        arena_finish(&arena);
    }
    buffer_finish(&text);
    played_finish(&played);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_reads_back_as_it_was),
        cmocka_unit_test(any_order_gives_the_same_bytes),
        cmocka_unit_test(gaps_are_named_and_doubles_refused),
        cmocka_unit_test(what_is_not_whole_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
