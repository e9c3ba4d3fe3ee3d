/* hdr_log.h - histograms as an HdrHistogram interval log, version 1.3 of the format, for the tools
 * that read it: each line a stretch of time and a histogram in the compressed V2 encoding. */
#ifndef PARLEY_LOAD_HDR_LOG_H
#define PARLEY_LOAD_HDR_LOG_H

#include "engine/memory.h"
#include "load/histogram.h"

/* Append the log's head. @started_us is in microseconds since 1970-01-01 UTC; the times of lines
 * count from it. */
void hdr_log_begin(struct buffer *out, uint64_t started_us);

/* Append a line: what @histogram (microseconds) counted from @from_us for @length_us. Values longer
 * than HISTOGRAM_HIGHEST stand as that. */
void hdr_log_add(struct buffer *out, const struct histogram *histogram, uint64_t from_us,
                 uint64_t length_us);

#endif
