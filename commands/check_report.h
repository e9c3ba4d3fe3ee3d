/* check_report.h - what `parley check` found, for people and for programs. */
#ifndef PARLEY_COMMANDS_CHECK_REPORT_H
#define PARLEY_COMMANDS_CHECK_REPORT_H

#include "commands/plan.h"

/* The diagnostics, what would be played, and a line that sums it up. */
void check_report_pretty(const struct plan *plan, struct buffer *out);

/* The same as one JSON object: `diagnostics`, `scenarios`, `skipped`, `cloud_fields`, `summary`. */
void check_report_json(const struct plan *plan, struct buffer *out);

#endif
