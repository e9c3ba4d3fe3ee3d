/* load_json.h - bench.json: a load for programs, with all it takes to add it to others.
 *
 * Times are seconds, response times and their like milliseconds, histograms microseconds. */
#ifndef PARLEY_REPORTS_LOAD_JSON_H
#define PARLEY_REPORTS_LOAD_JSON_H

#include "reports/load_record.h"
#include "reports/load_sample.h"

/* Append the whole. The record has its result. @samples may be NULL. */
void load_json_print(const struct load_record *record, const struct load_samples *samples,
                     struct buffer *out);

#endif
