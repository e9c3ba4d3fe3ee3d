/* load_record.h - a load as it is told about: its plan, its seconds, its figures, its limits. */
#ifndef PARLEY_REPORTS_LOAD_RECORD_H
#define PARLEY_REPORTS_LOAD_RECORD_H

#include "load/threshold.h"
#include "runtime/load.h"

/* A scenario of the load, and what tells that another shard plays the same. */
struct load_scenario {
    const char *name;
    const char *file;
    const char *sha256; /* Of the file's bytes; NULL when it could not be read again. */
    uint32_t weight;
};

/* One condition, as histograms of conditions count them: over all scenarios. */
struct load_condition {
    uint32_t scenario; /* Its index. */
    int32_t id;
};

/* An option that changes what a call is, as it was given. */
struct load_setting {
    const char *name;
    const char *value;
};

/* A limit that was asked for, and what became of it. */
struct load_limit {
    struct threshold threshold;
    bool aborts;     /* It stops the load when it does not hold. */
    bool is_open;    /* Not judged: of a shard, for its limits are about the whole. */
    bool has_figure; /* There was something to judge. */
    bool holds;
    double figure;
};

struct load_slot {
    uint32_t slot;
    uint64_t count;
};

/* One second, or what passed until the next could be told. */
struct load_second {
    uint64_t until_us; /* Since the load began. */
    uint64_t due, started, ended, late;
    uint64_t verdicts[VERDICTS];
    uint64_t responses;
    uint64_t p50_us, p95_us, p99_us, min_us, max_us; /* Of these responses. */
    /* The slots of their histogram that have any; NULL when they stand with a later second. */
    struct load_slot *slots;
    size_t slot_count;
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
    const struct load_scenario *scenarios;   /* plan->scenario_count. */
    const struct load_condition *conditions; /* plan->condition_count, by scenario. */
    const struct load_setting *settings;
    size_t setting_count;
    const char *data;        /* The file of rows; NULL. */
    const char *data_sha256; /* Of its bytes; NULL. */
    const uint32_t *merged;  /* Which shards were added to be this, from 0, ascending. */
    size_t merged_count;     /* 0: it is one process's. */
};

struct load_record {
    struct load_subject subject;
    struct load_limit *limits;
    size_t limit_count;
    struct load_second *seconds;
    size_t second_count;
    size_t second_capacity;
    /* 2 to this so many seconds share one list of slots, which the last of them has. */
    unsigned doublings;
    /* A report shows its seconds: they keep their responses, though it is no shard. */
    bool is_drawn;
    const struct load_result *result; /* NULL while the load goes on. */
    const char *doubt;                /* Why the measurement is not valid; NULL. */
};

/* @limits are judged in place. */
void load_record_init(struct load_record *record, const struct load_subject *subject,
                      struct load_limit *limits, size_t limit_count);
void load_record_finish(struct load_record *record);

/* Whether it is a part that others are to be added to. */
bool load_record_is_shard(const struct load_record *record);

/* Note what happened since the last second. In fixed memory but for what one second takes without
 * its slots: in a long load more and more seconds share one list of them, unless it is a shard's,
 * whose seconds are to be added to those of others. */
void load_record_second(struct load_record *record, const struct load_progress *progress);

/* Note @second, which is copied; its slots are made from @response when that is not NULL. */
void load_record_append(struct load_record *record, const struct load_second *second,
                        const struct histogram *response);
/* Add the slots of @second to @response, with its minimum and maximum. */
void load_second_expand(const struct load_second *second, struct histogram *response);
/* Add those of all seconds from @from to before @to to the empty @response: whole stretches of
 * seconds that share slots, or what stands behind them. */
void load_record_expand(const struct load_record *record, size_t from, size_t to,
                        struct histogram *response);

/* How many calls, in this part of the load, should have started between these times since it
 * began; at fixed arrivals, for none is noted one by one. 0 for a closed load. */
double load_record_offered(const struct load_record *record, uint64_t from_us, uint64_t until_us);

/* Which part of the whole load this is: 1, or less for a shard, or where shards are missing. */
double load_record_part(const struct load_record *record);

/* What limits are judged on, from @total. A rate is 0 where there is none to speak of. */
struct load_figures load_record_figures(const struct load_interval *total, double offered_rate,
                                        double achieved_rate);

/* Judge every limit on @figures, of a shard only those that abort; with @aborting only those
 * that abort, and one without a figure is not judged yet. In the end a limit without a figure
 * does not hold. True when all judged hold. */
bool load_record_judge(struct load_record *record, const struct load_figures *figures,
                       bool aborting);

#endif
