/* test_suite_shard.c - which shard a scenario is in. */
#include "commands/suite_shard.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

/* The key does not depend on how the path was written, nor on where the folder is. */
static void test_key(void **state) {
    (void)state;
    char absolute[4096 + 16];
    assert_non_null(getcwd(absolute, 4096));
    size_t length = 0;
    while (absolute[length] != '\0') {
        length++;
    }
    snprintf(absolute + length, 16, "/a/b.json");
    const struct {
        const char *file, *id, *name, *key;
    } cases[] = {
        {"a/b.json", NULL, "greets", "a/b.json#greets"},
        {"./a/b.json", NULL, "greets", "a/b.json#greets"},
        {".//./a/b.json", "42", "greets", "a/b.json#42"},
        {absolute, NULL, "greets", "a/b.json#greets"},
        {"/elsewhere/a.json", NULL, "x", "/elsewhere/a.json#x"},
        {"../a.json", NULL, "x", "../a.json#x"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct scenario_case source = {
            .file = cases[i].file, .id = cases[i].id, .name = cases[i].name};
        struct buffer key;
        buffer_init(&key, NULL);
        suite_shard_key(&source, &key);
        assert_string_equal(buffer_terminate(&key), cases[i].key);
        buffer_finish(&key);
    }
}

/* Each scenario is in exactly one shard of any count, and shards are of about one size. */
static void test_parts(void **state) {
    (void)state;
    enum { SCENARIOS = 400, SHARDS = 4 };
    size_t sizes[SHARDS] = {0};
    for (unsigned i = 0; i < SCENARIOS; i++) {
        char name[16];
        snprintf(name, sizeof(name), "case %u", i);
        const struct scenario_case source = {.file = "suite.json", .name = name};
        size_t held = 0;
        for (uint32_t index = 0; index < SHARDS; index++) {
            const struct shard shard = {index, SHARDS};
            bool holds = suite_shard_holds(&shard, &source);
            sizes[index] += holds;
            held += holds;
        }
        assert_int_equal(held, 1);
    }
    for (size_t i = 0; i < SHARDS; i++) {
        assert_in_range(sizes[i], SCENARIOS / SHARDS / 2, SCENARIOS / SHARDS * 2);
    }
}

/* The digest is pinned: a new version must not deal a suite out anew. */
static void test_stable(void **state) {
    (void)state;
    const struct scenario_case source = {.file = "a/b.json", .name = "greets"};
    for (uint32_t index = 0; index < 1000; index++) {
        const struct shard shard = {index, 1000};
        assert_int_equal(suite_shard_holds(&shard, &source), index == 947);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
