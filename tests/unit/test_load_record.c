/* test_load_record.c - what is noted of each second of a load. */
#include "reports/load_record.h"

#include "engine/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_responses_are_kept_where_they_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
