/* bench_plan.h - what `parley bench` is asked for, made into a load. */
#ifndef PARLEY_COMMANDS_BENCH_PLAN_H
#define PARLEY_COMMANDS_BENCH_PLAN_H

#include "commands/plan.h"
#include "reports/load_record.h"
#include "runtime/load_plan.h"

struct bench_plan {
    struct load_plan load;
    struct load_limit *limits; /* Thresholds, those that abort last. */
    size_t limit_count;
    uint32_t allowed_by_files; /* How many calls at once the limit of open files allows. */
    uint64_t start_at_us;      /* Since 1970-01-01 UTC; 0: at once. */
    /* private */
    struct conversation_settings settings;
    uint32_t *weights; /* By scenario. */
};

/* Read the options and the rows of data into @bench. @plan has found its agents; afterwards its
 * cases are one for each scenario and row. All mistakes go to the invocation's diagnostics. */
void bench_plan_read(struct bench_plan *bench, struct plan *plan);

/* Lay the calls out. Only without mistakes, when @plan is compiled and its agents are served.
 * @id is the result's. */
void bench_plan_lay_out(struct bench_plan *bench, const struct plan *plan, const char *id);

#endif
