/* load_record.h - a load as it is told about: its plan, its seconds, its figures, its limits. */
#ifndef PARLEY_REPORTS_LOAD_RECORD_H
#define PARLEY_REPORTS_LOAD_RECORD_H

#include "load/threshold.h"
#include "runtime/load.h"

/* A limit that was asked for, and what became of it. */
struct load_limit {
    struct threshold threshold;
    bool aborts;     /* It stops the load when it does not hold. */
    bool has_figure; /* There was something to judge. */
    bool holds;
    double figure;
};

/* One second, or what passed until the next could be told. */
struct load_second {
    uint64_t until_us; /* Since the load began. */
    uint64_t due, started, ended, late;
    uint64_t verdicts[VERDICTS];
    uint64_t responses;
    uint64_t p50_us, p95_us, p99_us, max_us; /* Of these responses. */
    uint32_t in_flight;
};

/* What a load is about, known before its first call. What it points to must outlive the record. */
struct load_subject {
    const char *id;
    const char *name;
    const char *agent_name;
    const char *agent_url;
    uint64_t started_at; /* Microseconds since 1970-01-01 UTC. */
    const struct load_plan *plan;
    const uint32_t *weights; /* By scenario. */
    const char *data;        /* The file of rows; NULL. */
};

struct load_record {
    struct load_subject subject;
    struct load_limit *limits;
    size_t limit_count;
    struct load_second *seconds;
    size_t second_count;
    size_t second_capacity;
    const struct load_result *result; /* NULL while the load goes on. */
    const char *doubt;                /* Why the measurement is not valid; NULL. */
};

/* @limits are judged in place. */
void load_record_init(struct load_record *record, const struct load_subject *subject,
                      struct load_limit *limits, size_t limit_count);
void load_record_finish(struct load_record *record);

/* Note what happened since the last second. */
void load_record_second(struct load_record *record, const struct load_progress *progress);

/* What limits are judged on, from @total. A rate is 0 where there is none to speak of. */
struct load_figures load_record_figures(const struct load_interval *total, double offered_rate,
                                        double achieved_rate);

/* Judge every limit on @figures; with @aborting only those that abort, and one without a figure is
 * not judged yet. In the end a limit without a figure does not hold. True when all judged hold. */
bool load_record_judge(struct load_record *record, const struct load_figures *figures,
                       bool aborting);

#endif
