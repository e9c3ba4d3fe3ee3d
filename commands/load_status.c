/* load_status.c - limits, calls and doubts into a status. */
#include "commands/load_status.h"

#include <string.h>

static bool has_limit_on(const struct load_record *record, const char *metric) {
    for (size_t i = 0; i < record->limit_count; i++) {
        const char *text = record->limits[i].threshold.text;
        if (strncmp(text, metric, strlen(metric)) == 0 ||
            strncmp(text, "calls.passed", strlen("calls.passed")) == 0) {
            return true;
        }
    }
    return false;
}

enum exit_status load_status(struct load_record *record) {
    const struct load_result *result = record->result;
    const uint64_t *verdicts = result->total->verdicts;
    enum exit_status status = STATUS_PASSED;
    const struct load_figures figures =
        load_record_figures(result->total, load_offered_rate(result), load_achieved_rate(result));
    if (!load_record_judge(record, &figures, false)) {
        status = STATUS_THRESHOLD;
    }
    if (verdicts[VERDICT_FAILED] > 0 && !has_limit_on(record, "calls.failed")) {
        status = exit_status_worse(status, STATUS_FAILED);
    }
    if (verdicts[VERDICT_ERRORED] > 0 && !has_limit_on(record, "calls.errored")) {
        status = exit_status_worse(status, STATUS_BROKEN);
    }
    return record->doubt != NULL ? exit_status_worse(status, STATUS_INVALID) : status;
}
