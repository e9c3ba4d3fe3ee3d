/* Scenarios of many files in one list. */
#include "formats/case_collector.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

/* What is added comes out in order; a cloud field is named once, one that is null not at all. */
static void collected(void **unused) {
    (void)unused;
    static const struct key cloud[] = {
        {.name = "metrics"}, {.name = "personality"}, {.name = "runs"}};
    const struct key_set set = {.keys = cloud, .count = sizeof(cloud) / sizeof(cloud[0])};
    struct parsed parsed;
    parsed_text(&parsed, "a.json", "{\"runs\":[],\"name\":\"x\",\"metrics\":null}");
    struct case_collector collector;
    struct case_list list;
    collector_init(&collector, &parsed.arena, &parsed.diagnostics);
    for (size_t i = 0; i < 100; i++) {
        collector_add(&collector, &(struct scenario_case){.name = "n", .frequency = (uint32_t)i});
        collector_note_cloud(&collector, parsed.root, &set);
        collector_note_cloud_field(&collector, "personality");
    }
    collector_skip(&collector, "b.json");
    collector_finish(&collector, &list);
    assert_int_equal(list.count, 100);
    assert_int_equal(list.cases[99].frequency, 99);
    assert_int_equal(list.cloud_field_count, 2);
    assert_string_equal(list.cloud_fields[0], "runs");
    assert_string_equal(list.cloud_fields[1], "personality");
    assert_int_equal(list.skipped_count, 1);
    parsed_end(&parsed);
}

/* Nothing added is nothing found. */
static void nothing(void **unused) {
    (void)unused;
    struct parsed parsed;
    struct case_collector collector;
    struct case_list list;
    parsed_begin(&parsed);
    collector_init(&collector, &parsed.arena, &parsed.diagnostics);
    collector_finish(&collector, &list);
    assert_int_equal(list.count + list.skipped_count + list.cloud_field_count, 0);
    parsed_end(&parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(collected),
        cmocka_unit_test(nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
