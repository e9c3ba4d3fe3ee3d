/* shard.h - which part of a load this process plays: I of N, as told, or as the scheduler that
 * started it has it in the environment. */
#ifndef PARLEY_LOAD_SHARD_H
#define PARLEY_LOAD_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHARDS_MAX = 10000 };

struct shard {
    uint32_t index; /* From 0, below count. People count from 1. */
    uint32_t count; /* At least 1. */
};

/* "1/4" is the first of four. False when it is nothing of the kind. */
bool shard_parse(const char *text, struct shard *out);

/* Looks a variable up, as getenv() does. */
typedef const char *shard_lookup_fn(const void *user, const char *name);

/* Find it in the environment: a Slurm array, Open MPI, PMI, Slurm's tasks, a Kubernetes Indexed
 * Job, GitLab's parallel jobs. @words says which variables it was taken from, or, when the result
 * is false, why there is none: a count is never guessed. */
bool shard_find(shard_lookup_fn *lookup, const void *user, struct shard *out, char *words,
                size_t words_size);

#endif
