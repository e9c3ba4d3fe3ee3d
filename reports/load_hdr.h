/* load_hdr.h - response times of a load's seconds as an HdrHistogram interval log. */
#ifndef PARLEY_REPORTS_LOAD_HDR_H
#define PARLEY_REPORTS_LOAD_HDR_H

#include "reports/load_record.h"
#include "reports/output.h"

/* Write the line of what was answered from @from_us to @until_us since the load began at
 * @started_at (microseconds since 1970-01-01 UTC), behind the log's head when it is the first. */
void load_hdr_add(struct output *out, uint64_t started_at, const struct histogram *response,
                  uint64_t from_us, uint64_t until_us);

/* Write a line for each second of @record, none of which share their slots: of merged shards. */
void load_hdr_write(struct output *out, const struct load_record *record);

#endif
