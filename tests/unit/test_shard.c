/* test_shard.c - which part of a load a process plays. */
#include "load/shard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* "A=1 B=2": looked up as an environment is. What the last few calls gave stays valid. */
static const char *look_up(const void *user, const char *name) {
    static char values[8][64];
    static size_t taken;
    char *value = values[taken++ % 8];
    size_t length = strlen(name);
    for (const char *at = user; *at != '\0';) {
        size_t whole = strcspn(at, " ");
        if (whole > length && strncmp(at, name, length) == 0 && at[length] == '=') {
            snprintf(value, sizeof(values[0]), "%.*s", (int)(whole - length - 1), at + length + 1);
            return value;
        }
        at += whole + (at[whole] == ' ');
    }
    return NULL;
}

/* The one of the command line counts from 1, and is not beyond its count. */
static void a_shard_is_one_of_so_many(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_shard;
        struct shard shard;
    } cases[] = {
        {"1/1", true, {0, 1}},      {"1/4", true, {0, 4}},
        {"4/4", true, {3, 4}},      {"10000/10000", true, {9999, 10000}},
        {"0/4", false, {0, 0}},     {"5/4", false, {0, 0}},
        {"1/10001", false, {0, 0}}, {"1", false, {0, 0}},
        {"/4", false, {0, 0}},      {"1/", false, {0, 0}},
        {"-1/4", false, {0, 0}},    {"1/4x", false, {0, 0}},
        {"1/4/4", false, {0, 0}},   {"99999999999999999999/4", false, {0, 0}},
        {"", false, {0, 0}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct shard shard = {0};
        bool is_shard = shard_parse(cases[i].text, &shard);
        if (is_shard != cases[i].is_shard || shard.index != cases[i].shard.index ||
            shard.count != cases[i].shard.count) {
            fail_msg("%s: %d %u/%u", cases[i].text, is_shard, shard.index, shard.count);
        }
    }
}

/* Each scheduler's variables are understood, and what was used, or lacks, is said. */
static void the_environment_tells_the_shard(void **state) {
    (void)state;
    static const struct {
        const char *environment;
        bool found;
        const char *words; /* These are part of what is said. */
    } cases[] = {
        {"SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0", true,
         "1/4, from SLURM_ARRAY_TASK_ID=0 and SLURM_ARRAY_TASK_COUNT=4"},
        {"SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1", true, "4/4"},
        {"SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 "
         "SLURM_ARRAY_TASK_STEP=2",
         true, "3/3"},
        {"SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1", false,
         "numbers without gaps"},
        {"SLURM_ARRAY_TASK_ID=11 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 "
         "SLURM_ARRAY_TASK_STEP=2",
         false, "numbers without gaps"},
        {"SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=4 SLURM_PROCID=0 SLURM_NTASKS=1", true,
         "3/4"},
        {"SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=4 OMPI_COMM_WORLD_RANK=0 "
         "OMPI_COMM_WORLD_SIZE=2",
         false, "both SLURM_ARRAY_TASK_ID and OMPI_COMM_WORLD_RANK"},
        {"SLURM_PROCID=2 SLURM_NTASKS=3", true, "3/3, from SLURM_PROCID=2 and SLURM_NTASKS=3"},
        {"SLURM_PROCID=2", false, "SLURM_PROCID is 2, but of how many is not known"},
        {"OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4", true, "2/4, from OMPI_COMM_WORLD_RANK"},
        {"OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 SLURM_PROCID=0 SLURM_NTASKS=4", true,
         "2/4, from OMPI_COMM_WORLD_RANK"},
        {"PMI_RANK=0 PMI_SIZE=2", true, "1/2"},
        {"JOB_COMPLETION_INDEX=3", false, "set PARLEY_SHARD_COUNT (JOB_COMPLETIONS is not set)"},
        {"JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=4", true, "4/4"},
        {"JOB_COMPLETION_INDEX=3 PARLEY_SHARD_COUNT=5", true, "4/5, from JOB_COMPLETION_INDEX=3"},
        {"JOB_COMPLETION_INDEX=4 JOB_COMPLETIONS=4", false, "make no shard"},
        {"CI_NODE_INDEX=1 CI_NODE_TOTAL=4", true, "1/4"},
        {"CI_NODE_INDEX=0 CI_NODE_TOTAL=4", false, "make no shard"},
        {"CI_NODE_INDEX=x CI_NODE_TOTAL=4", false, "make no shard"},
        {"PMI_RANK=1 PMI_SIZE=20000", false, "at most 10000"},
        {"PARLEY_SHARD_COUNT=4", false, "nothing in the environment"},
        {"", false, "say --shard I/N"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct shard shard = {0};
        char words[512] = "";
        bool found = shard_find(look_up, cases[i].environment, &shard, words, sizeof(words));
        if (found != cases[i].found || strstr(words, cases[i].words) == NULL) {
            fail_msg("%s\n  %d: %s", cases[i].environment, found, words);
        }
        assert_true(!found || shard.index < shard.count);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shard_is_one_of_so_many),
        cmocka_unit_test(the_environment_tells_the_shard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
