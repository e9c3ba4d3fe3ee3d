/* load.h - a whole load: its workers started, asked once a second, and added up. */
#ifndef PARLEY_RUNTIME_LOAD_H
#define PARLEY_RUNTIME_LOAD_H

#include "runtime/load_plan.h"
#include "runtime/load_tally.h"

#include <uv.h>

/* How the load stands, told once a second and at its end. */
struct load_progress {
    uint64_t elapsed_us;                  /* Since the load began. */
    const struct load_interval *interval; /* What happened since it was told last. */
    const struct load_interval *total;
    bool is_last; /* The load is over. */
};

struct load_options {
    const struct load_plan *plan;
    uv_loop_t *loop; /* Of this thread. What else is on it goes on meanwhile. */
    /* One for each worker, called on its thread; NULL: nobody listens. */
    const struct event_listener *listeners;
    /* Called on this thread. False: stop the load; calls in flight are ended. May be NULL. */
    bool (*second)(void *user, const struct load_progress *progress);
    void *user;
};

enum load_outcome {
    LOAD_DONE,
    LOAD_ABORTED, /* `second` said so. */
    LOAD_INTERRUPTED,
    LOAD_TERMINATED,
    LOAD_FAILED
};

/* What a load came to. */
struct load_result {
    enum load_outcome outcome;
    struct load_interval *total;
    struct histogram *turns[TALLY_TURNS]; /* NULL where there was no answer. */
    struct histogram **conditions;        /* By number among those of all scenarios. */
    uint32_t condition_count;
    struct load_sums *scenarios; /* By number among the plan's. */
    uint32_t scenario_count;
    uint64_t elapsed_us;  /* From its begin to the end of the last call. */
    uint64_t offered_us;  /* How long calls came due behind the warm-up; 0 for a closed load. */
    uint64_t achieved_us; /* How long calls were started behind the warm-up. */
    uint64_t *worker_cpu_us;
    uint32_t worker_count;
    uint64_t user_us; /* CPU of the whole process. */
    uint64_t system_us;
    uint64_t resident_most; /* Bytes that were resident at most, of the whole process. */
};

/* Play the load and return when its last call has ended. SIGINT and SIGTERM end all calls in order;
 * a second signal ends the process at once with status 130 or 143. On LOAD_FAILED a line in words
 * is in @error. Free with load_result_finish() in any case. */
void load_play(const struct load_options *options, struct load_result *result, char *error,
               size_t error_size);
void load_result_finish(struct load_result *result);

/* Calls per second that should have started (0 for a closed load), and that did. */
double load_offered_rate(const struct load_result *result);
double load_achieved_rate(const struct load_result *result);

/* Why the figures are parley's rather than the agent's: one line in words, or NULL when they are
 * not. @out holds the line. */
const char *load_doubt(const struct load_result *result, char *out, size_t size);

#endif
