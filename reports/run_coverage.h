/* run_coverage.h - which conditions of a run's scenarios fired, and what of the others was met
 * (engine/coverage.h), over all calls of each. */
#ifndef PARLEY_REPORTS_RUN_COVERAGE_H
#define PARLEY_REPORTS_RUN_COVERAGE_H

#include "reports/members.h"
#include "runtime/event.h"

#include <stdint.h>

/* One scenario. */
struct scenario_coverage {
    const struct call *call; /* Its first. */
    size_t condition_count;  /* That can fire: a blank condition 0 apart. */
    size_t fired_count;      /* Of these. */
    /* private */
    bool *fired;     /* By index of the condition. */
    uint64_t *terms; /* Bits, as coverage_hear() has them. */
    uint64_t *held;
};

struct run_coverage {
    struct scenario_coverage *scenarios; /* In input order. */
    size_t scenario_count;
    /* private */
    uint32_t *scenario_of; /* By number of the call. */
};

/* Of @call_count calls, those of a scenario standing together; in @arena. */
struct run_coverage *run_coverage_create(struct arena *arena, const struct call *calls,
                                         size_t call_count);

/* Note what @event met. @scratch is for matching. */
void run_coverage_note(struct run_coverage *coverage, const struct event *event,
                       struct machine_scratch *scratch);

/* How much of @condition_count fired, 0 to 100; of nothing all. */
double coverage_percent(size_t fired_count, size_t condition_count);

/* The whole run's; each count may be NULL. */
double run_coverage_percent(const struct run_coverage *coverage, size_t *fired_count,
                            size_t *condition_count);

/* What became of a condition. */
enum condition_fate {
    FATE_FIRED,
    FATE_SHADOWED, /* It held, but each time something else came first. */
    FATE_NEVER,    /* Nothing met it, or what it follows never fired. */
    FATE_BLANK,    /* Condition 0 of an agent that speaks first, which does not count. */
};
enum condition_fate scenario_coverage_fate(const struct scenario_coverage *scenario,
                                           uint32_t condition);

/* Called for each predicate that no utterance met, in file order. */
typedef void unmet_term_cb(void *user, uint32_t condition, const struct expression *predicate);
void scenario_coverage_unmet(const struct scenario_coverage *scenario, unmet_term_cb *each,
                             void *user);

/* Add it all as `coverage` to @object. */
void run_coverage_add(cJSON *object, const struct run_coverage *coverage);

#endif
