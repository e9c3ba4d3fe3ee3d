/* open_metrics.h - how a load stands, in the text format of OpenMetrics 1.0: for a scraper.
 *
 * docs/load.md lists what is told. No text of an agent is in it. */
#ifndef PARLEY_REPORTS_OPEN_METRICS_H
#define PARLEY_REPORTS_OPEN_METRICS_H

#include "reports/load_record.h"

#define OPEN_METRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

/* What the process takes. */
struct open_metrics_process {
    uint64_t user_us; /* CPU. */
    uint64_t system_us;
    uint64_t resident; /* Bytes that are resident now. */
};

/* Append all figures, up to "# EOF". @progress is the one that @record has noted last, or zeroed
 * but for an empty `total` when there was none. */
void open_metrics_print(const struct load_record *record, const struct load_progress *progress,
                        const struct open_metrics_process *process, struct buffer *out);

#endif
