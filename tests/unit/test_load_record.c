/* test_load_record.c - what is noted of each second of a load. */
#include "reports/load_record.h"

#include "engine/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

enum { SECONDS = 5 };

/* Note some seconds in which one response came, of one of @shards. */
static void note_seconds(struct load_record *record, const struct load_plan *plan, bool is_drawn) {
    const struct load_subject subject = {.plan = plan};
    struct load_interval *interval = memory_take(sizeof(*interval));
    interval->started = 3;
    histogram_record(&interval->times[LOAD_RESPONSE], 1500);
    load_record_init(record, &subject, NULL, 0);
    record->is_drawn = is_drawn;
    for (uint64_t i = 1; i <= SECONDS; i++) {
        const struct load_progress progress = {.elapsed_us = i * 1000000, .interval = interval};
        load_record_second(record, &progress);
    }
    memory_give_back(interval, sizeof(*interval));
}

/* Responses are kept where they are to be drawn or added to other shards; else a second takes the
 * same memory whatever happened in it. Its figures are there in any case. */
static void test_responses_are_kept_where_they_are_needed(void **state) {
    (void)state;
    static const struct {
        uint32_t shards;
        bool is_drawn;
        bool are_kept;
    } cases[] = {{1, false, false}, {1, true, true}, {2, false, true}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct load_plan plan = {.schedule.shard_count = cases[i].shards};
        struct load_record record;
        note_seconds(&record, &plan, cases[i].is_drawn);
        assert_int_equal(record.second_count, SECONDS);
        for (size_t second = 0; second < SECONDS; second++) {
            assert_int_equal(record.seconds[second].slot_count, cases[i].are_kept);
            assert_int_equal(record.seconds[second].started, 3);
            assert_int_equal(record.seconds[second].p50_us, 1500);
        }
        load_record_finish(&record);
    }
}

/* What the responses of second @number took. */
static uint64_t response_of(uint64_t number) {
    return 1000 + number * number % 7919;
}

/* However long a load is, it keeps about as many lists of slots; the responses of a stretch of
 * seconds that share one are still all there, with the true minimum and maximum. */
static void test_a_long_load_shares_slots(void **state) {
    (void)state;
    enum { LONG = 10007, LISTS_MOST = 1200 + 16 };
    const struct load_plan plan = {.schedule.shard_count = 1};
    const struct load_subject subject = {.plan = &plan};
    struct load_interval *interval = memory_take(sizeof(*interval));
    struct histogram *kept = memory_take(sizeof(*kept));
    struct histogram *expected = memory_take(sizeof(*expected));
    struct load_record record;
    load_record_init(&record, &subject, NULL, 0);
    record.is_drawn = true;
    for (uint64_t i = 0; i < LONG; i++) {
        memset(&interval->times[LOAD_RESPONSE], 0, sizeof(interval->times[LOAD_RESPONSE]));
        for (uint64_t response = 0; i % 5 != 0 && response < 2; response++) {
            histogram_record(&interval->times[LOAD_RESPONSE], response_of(i) * (response + 1));
        }
        const struct load_progress progress = {.elapsed_us = i * 1000000, .interval = interval};
        load_record_second(&record, &progress);
    }
    size_t lists = 0;
    for (size_t i = 0; i < LONG; i++) {
        lists += record.seconds[i].slot_count > 0;
    }
    assert_in_range(lists, 100, LISTS_MOST);
    size_t stretch = (size_t)1 << record.doublings;
    for (size_t from = 0; from < LONG; from += stretch) {
        size_t to = from + stretch < LONG ? from + stretch : LONG;
        memset(kept, 0, sizeof(*kept));
        memset(expected, 0, sizeof(*expected));
        load_record_expand(&record, from, to, kept);
        for (uint64_t i = from; i < to; i++) {
            for (uint64_t response = 0; i % 5 != 0 && response < 2; response++) {
                histogram_record(expected, response_of(i) * (response + 1));
            }
        }
        assert_int_equal(kept->count, expected->count);
        assert_int_equal(kept->min, expected->min);
        assert_int_equal(kept->max, expected->max);
        assert_memory_equal(kept->slots, expected->slots, sizeof(kept->slots));
    }
    load_record_finish(&record);
    memory_give_back(interval, sizeof(*interval));
    memory_give_back(kept, sizeof(*kept));
    memory_give_back(expected, sizeof(*expected));
}

/* What was offered is the area under the ramps, no more than there are calls, and of a shard its
 * part. */
static void test_what_was_offered(void **state) {
    (void)state;
    static const struct schedule_stage stage = {10000000, 10, 10};
    static const struct {
        bool is_open;
        uint32_t shards;
        uint32_t calls;
        uint64_t from_us;
        uint64_t until_us;
        double offered;
    } cases[] = {
        {true, 1, 0, 0, 1000000, 10},       {true, 1, 0, 9500000, 12000000, 5},
        {true, 2, 0, 0, 1000000, 5},        {true, 1, 15, 1000000, 2000000, 5},
        {true, 1, 15, 2000000, 3000000, 0}, {true, 1, 0, 2000000, 1000000, 0},
        {false, 1, 0, 0, 1000000, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct load_plan plan = {
            .is_open = cases[i].is_open,
            .calls = cases[i].calls,
            .schedule = {.stages = &stage, .stage_count = 1, .shard_count = cases[i].shards}};
        const struct load_record record = {.subject.plan = &plan};
        double offered = load_record_offered(&record, cases[i].from_us, cases[i].until_us);
        assert_true(offered > cases[i].offered - 1e-9 && offered < cases[i].offered + 1e-9);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_responses_are_kept_where_they_are_needed),
        cmocka_unit_test(test_a_long_load_shares_slots),
        cmocka_unit_test(test_what_was_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
