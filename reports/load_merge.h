/* load_merge.h - shards of one load, added up to be the whole. */
#ifndef PARLEY_REPORTS_LOAD_MERGE_H
#define PARLEY_REPORTS_LOAD_MERGE_H

#include "reports/load_read.h"

struct load_merge {
    struct load_record record; /* Its limits are those of the plan, not judged yet. */
    struct load_result result; /* `record.result` is this one. */
    struct load_samples samples;
    /* private */
    struct load_plan plan;
    const struct load_sample *examples[ENDINGS];
};

/* Put @shards in the order of their numbers: what comes of them is then the same in whatever order
 * they were named. */
void load_merge_sort(struct load_shard *shards, size_t count);

/* Whether sorted shards can be added: one plan, no shard twice. If not, a line for each reason is
 * appended to @problems. */
bool load_merge_fits(const struct load_shard *shards, size_t count, struct buffer *problems);

/* Add sorted @shards that fit, at least one, which must outlive @merge. `record.doubt`, in @arena,
 * says which shards are missing, and what was doubtful in those that are here. Free with
 * load_merge_finish(). */
void load_merge_add(struct load_merge *merge, const struct load_shard *shards, size_t count,
                    struct arena *arena);
void load_merge_finish(struct load_merge *merge);

#endif
