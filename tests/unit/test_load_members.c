/* test_load_members.c - numbers and histograms of bench.json, there and back. */
#include "reports/load_members.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

/* Values at both ends of slots, and beyond the highest, come back in their slots. */
static void a_histogram_comes_back_as_it_was(void **state) {
    (void)state;
    static const uint64_t values[] = {0,    1,      2047,       2048,         2049,
                                      4095, 999999, 3600000000, 360000000000, 12345678};
    struct histogram *times = load_histogram_take();
    struct histogram *read = load_histogram_take();
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        histogram_record(times, values[i]);
        histogram_record(times, values[i] / 3);
    }
    cJSON *made = load_histogram_json(times);
    char *text = cJSON_PrintUnformatted(made);
    cJSON *parsed = cJSON_Parse(text);
    bool failed = false;
    load_histogram_read(parsed, read, &failed);
    assert_false(failed);
    assert_memory_equal(times, read, sizeof(*times));
    cJSON_free(text);
    cJSON_Delete(made);
    cJSON_Delete(parsed);
    load_histogram_give_back(times);
    load_histogram_give_back(read);
}

/* What does not add up, or has slots that are none, is refused. */
static void what_is_no_histogram_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *json;
        bool is_read;
    } cases[] = {
        {"{\"count\":0,\"sum\":0,\"min\":0,\"max\":0,\"slots\":[]}", true},
        {"{\"count\":3,\"sum\":6,\"min\":1,\"max\":4,\"slots\":[[1,2],[4,1]]}", true},
        {"{\"count\":4,\"sum\":6,\"min\":1,\"max\":4,\"slots\":[[1,2],[4,1]]}", false},
        {"{\"count\":1,\"sum\":6,\"min\":5,\"max\":4,\"slots\":[[4,1]]}", false},
        {"{\"count\":1,\"sum\":6,\"min\":1,\"max\":4,\"slots\":[[23552,1]]}", false},
        {"{\"count\":1,\"sum\":6,\"min\":1,\"max\":4,\"slots\":[[-1,1]]}", false},
        {"{\"count\":1,\"sum\":6,\"min\":1,\"max\":4,\"slots\":[[4]]}", false},
        {"{\"count\":1,\"sum\":6,\"min\":1,\"max\":4,\"slots\":[4]}", false},
        {"{\"count\":1,\"sum\":6,\"min\":1,\"max\":4,\"slots\":[[4,0.5],[4,0.5]]}", false},
        {"{\"count\":1,\"sum\":1e300,\"min\":1,\"max\":4,\"slots\":[[4,1]]}", false},
        {"{\"count\":1,\"min\":1,\"max\":4,\"slots\":[[4,1]]}", false},
        {"{\"count\":0,\"sum\":0,\"min\":0,\"max\":0}", false},
        {"{}", false},
        {"null", false},
    };
    struct histogram *times = load_histogram_take();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cJSON *json = cJSON_Parse(cases[i].json);
        bool failed = false;
        memset(times, 0, sizeof(*times));
        load_histogram_read(json, times, &failed);
        if (failed == cases[i].is_read) {
            fail_msg("%s", cases[i].json);
        }
        cJSON_Delete(json);
    }
    load_histogram_give_back(times);
}

/* Seconds are exact to the microsecond, for dates too; what is no time is refused. */
static void seconds_are_read_to_the_microsecond(void **state) {
    (void)state;
    static const struct {
        const char *json;
        bool failed;
        uint64_t microseconds;
    } cases[] = {
        {"{\"at\":0}", false, 0},
        {"{\"at\":0.000001}", false, 1},
        {"{\"at\":1772357400.123457}", false, UINT64_C(1772357400123457)},
        {"{\"at\":-1}", true, 0},
        {"{\"at\":1e15}", true, 0},
        {"{\"at\":\"1\"}", true, 0},
        {"{}", true, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cJSON *json = cJSON_Parse(cases[i].json);
        bool failed = false;
        uint64_t microseconds = load_member_seconds(json, "at", &failed);
        if (failed != cases[i].failed || microseconds != cases[i].microseconds) {
            fail_msg("%s", cases[i].json);
        }
        cJSON_Delete(json);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_histogram_comes_back_as_it_was),
        cmocka_unit_test(what_is_no_histogram_is_refused),
        cmocka_unit_test(seconds_are_read_to_the_microsecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
