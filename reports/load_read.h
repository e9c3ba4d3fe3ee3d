/* load_read.h - a bench.json read back: one shard's part of a load. */
#ifndef PARLEY_REPORTS_LOAD_READ_H
#define PARLEY_REPORTS_LOAD_READ_H

#include "reports/load_record.h"
#include "reports/load_sample.h"

#include <cjson/cJSON.h>

struct load_shard {
    const char *file; /* As it was named. */
    struct load_record record;
    struct load_result result;                   /* `record.result` is this one. */
    const struct load_sample *examples[ENDINGS]; /* By reason; NULL where there is none. */
    cJSON *common;                               /* What its plan shares with the other shards. */
};

/* Read @text, the bytes of @file, into @shard. Texts lie in @arena; @file and @arena must outlive
 * the shard. False, with a line in words in @error, when it is no result of
 * `parley bench`; load_shard_finish() in any case. */
bool load_shard_read(struct load_shard *shard, const char *file, const char *text, size_t length,
                     struct arena *arena, char *error, size_t error_size);
void load_shard_finish(struct load_shard *shard);

#endif
