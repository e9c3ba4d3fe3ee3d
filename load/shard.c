/* shard.c - shards out of text and out of environments. */
#include "load/shard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One that starts many processes, and how it tells each which it is. */
struct launcher {
    const char *index;
    const char *count;
    const char *first; /* Holds the lowest index; NULL: `base` is it. */
    const char *step;  /* Holds what lies between two indices; NULL: 1. */
    uint32_t base;
};

/* One that starts processes inside another's job comes before it: in a batch job of Slurm, mpirun
 * knows the rank, and SLURM_PROCID is the same for all. */
static const struct launcher launchers[] = {
    {.index = "SLURM_ARRAY_TASK_ID",
     .count = "SLURM_ARRAY_TASK_COUNT",
     .first = "SLURM_ARRAY_TASK_MIN",
     .step = "SLURM_ARRAY_TASK_STEP"},
    {.index = "OMPI_COMM_WORLD_RANK", .count = "OMPI_COMM_WORLD_SIZE"},
    {.index = "PMI_RANK", .count = "PMI_SIZE"},
    {.index = "SLURM_PROCID", .count = "SLURM_NTASKS"},
    {.index = "JOB_COMPLETION_INDEX", .count = "JOB_COMPLETIONS"},
    {.index = "CI_NODE_INDEX", .count = "CI_NODE_TOTAL", .base = 1},
};
enum { LAUNCHERS = sizeof(launchers) / sizeof(launchers[0]) };

/* For a launcher that does not tell how many there are. */
static const char count_variable[] = "PARLEY_SHARD_COUNT";

/* Decimal digits, all of @text up to @end. */
static bool parse_number(const char *text, const char *end, uint32_t *out) {
    uint64_t number = 0;
    if (text == end) {
        return false;
    }
    for (; text < end; text++) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        number = number * 10 + (uint64_t)(*text - '0');
        if (number > UINT32_MAX) {
            return false;
        }
    }
    *out = (uint32_t)number;
    return true;
}

bool shard_parse(const char *text, struct shard *out) {
    const char *slash = strchr(text, '/');
    uint32_t number = 0;
    uint32_t count = 0;
    if (slash == NULL || !parse_number(text, slash, &number) ||
        !parse_number(slash + 1, slash + strlen(slash), &count) || number < 1 || number > count ||
        count > SHARDS_MAX) {
        return false;
    }
    *out = (struct shard){.index = number - 1, .count = count};
    return true;
}

/* The value of a variable; NULL when it is not set, or empty. */
static const char *value_of(shard_lookup_fn *lookup, const void *user, const char *name) {
    const char *value = name != NULL ? lookup(user, name) : NULL;
    return value != NULL && *value != '\0' ? value : NULL;
}

/* The number a variable holds, @otherwise when it is not set. False when it is no number. */
static bool number_of(shard_lookup_fn *lookup, const void *user, const char *name,
                      uint32_t otherwise, uint32_t *out) {
    const char *value = value_of(lookup, user, name);
    *out = otherwise;
    return value == NULL || parse_number(value, value + strlen(value), out);
}

/* What @launcher tells, whose index is set. */
static bool read_launcher(shard_lookup_fn *lookup, const void *user,
                          const struct launcher *launcher, struct shard *out, char *words,
                          size_t words_size) {
    const char *index_text = value_of(lookup, user, launcher->index);
    const char *counted_by =
        value_of(lookup, user, launcher->count) != NULL ? launcher->count : count_variable;
    const char *count_text = value_of(lookup, user, counted_by);
    uint32_t index = 0;
    uint32_t first = 0;
    uint32_t step = 0;
    if (count_text == NULL) {
        snprintf(words, words_size,
                 "%s is %s, but of how many is not known: set %s (%s is not set)", launcher->index,
                 index_text, count_variable, launcher->count);
        return false;
    }
    if (!number_of(lookup, user, launcher->index, 0, &index) ||
        !number_of(lookup, user, counted_by, 0, &out->count) ||
        !number_of(lookup, user, launcher->first, launcher->base, &first) ||
        !number_of(lookup, user, launcher->step, 1, &step) || step == 0 || index < first ||
        (index - first) % step != 0 || (index - first) / step >= out->count ||
        out->count > SHARDS_MAX) {
        snprintf(words, words_size,
                 "%s=%s and %s=%s make no shard: expected numbers without gaps, at most %d; say "
                 "--shard I/N",
                 launcher->index, index_text, counted_by, count_text, SHARDS_MAX);
        return false;
    }
    out->index = (index - first) / step;
    snprintf(words, words_size, "%" PRIu32 "/%" PRIu32 ", from %s=%s and %s=%s", out->index + 1,
             out->count, launcher->index, index_text, counted_by, count_text);
    return true;
}

/* Another launcher, behind the one at @taken, divides the work too and otherwise: an array of MPI
 * jobs, for example. NULL when none does. */
static const struct launcher *find_rival(shard_lookup_fn *lookup, const void *user, size_t taken,
                                         const struct shard *shard) {
    for (size_t i = taken + 1; i < LAUNCHERS && shard->count > 1; i++) {
        uint32_t count = 0;
        if (value_of(lookup, user, launchers[i].index) != NULL &&
            number_of(lookup, user, launchers[i].count, 0, &count) && count > 1 &&
            count != shard->count) {
            return &launchers[i];
        }
    }
    return NULL;
}

bool shard_find(shard_lookup_fn *lookup, const void *user, struct shard *out, char *words,
                size_t words_size) {
    size_t taken = 0;
    while (taken < LAUNCHERS && value_of(lookup, user, launchers[taken].index) == NULL) {
        taken++;
    }
    *out = (struct shard){.count = 1};
    if (taken == LAUNCHERS) {
        snprintf(words, words_size,
                 "nothing in the environment tells which shard this is: none of "
                 "SLURM_ARRAY_TASK_ID, OMPI_COMM_WORLD_RANK, PMI_RANK, SLURM_PROCID, "
                 "JOB_COMPLETION_INDEX and CI_NODE_INDEX is set; say --shard I/N");
        return false;
    }
    if (!read_launcher(lookup, user, &launchers[taken], out, words, words_size)) {
        return false;
    }
    const struct launcher *rival = find_rival(lookup, user, taken, out);
    if (rival != NULL) {
        snprintf(words, words_size,
                 "both %s and %s are set and divide the load differently; say --shard I/N",
                 launchers[taken].index, rival->index);
        return false;
    }
    return true;
}
