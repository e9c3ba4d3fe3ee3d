/* load_plan_json.h - the plan of a load in bench.json, written and read back.
 *
 * What all shards of one load have in common comes first and has a hash of its own; what belongs to
 * one process alone (its shard, workers, files) stands behind it. */
#ifndef PARLEY_REPORTS_LOAD_PLAN_JSON_H
#define PARLEY_REPORTS_LOAD_PLAN_JSON_H

#include "reports/load_record.h"

#include <cjson/cJSON.h>

/* The plan of @record; the caller's to delete. */
cJSON *load_plan_json(const struct load_record *record);

/* Read it back: subject.plan and what is beside it, and the limits, in @arena. False when it is not
 * what load_plan_json() writes. */
bool load_plan_json_read(const cJSON *json, struct arena *arena, struct load_record *record);

/* What in @json is common to all shards, in a copy that is the caller's to delete. */
cJSON *load_plan_json_common(const cJSON *json);

#endif
