/* load_record.c - noting the seconds of a load, judging its limits. */
#include "reports/load_record.h"

#include "engine/memory.h"

#include <string.h>

void load_record_init(struct load_record *record, const struct load_subject *subject,
                      struct load_limit *limits, size_t limit_count) {
    *record =
        (struct load_record){.subject = *subject, .limits = limits, .limit_count = limit_count};
}

void load_record_finish(struct load_record *record) {
    memory_system.resize(memory_system.user, record->seconds,
                         record->second_capacity * sizeof(*record->seconds), 0);
}

void load_record_second(struct load_record *record, const struct load_progress *progress) {
    const struct load_interval *interval = progress->interval;
    const struct histogram *response = &interval->times[LOAD_RESPONSE];
    if (record->second_count == record->second_capacity) {
        size_t capacity = record->second_capacity == 0 ? 64 : record->second_capacity * 2;
        record->seconds = memory_system.resize(memory_system.user, record->seconds,
                                               record->second_capacity * sizeof(*record->seconds),
                                               capacity * sizeof(*record->seconds));
        record->second_capacity = capacity;
    }
    struct load_second *second = &record->seconds[record->second_count++];
    *second = (struct load_second){
        .until_us = progress->elapsed_us,
        .due = interval->due,
        .started = interval->started,
        .ended = load_interval_ended(interval),
        .late = interval->late,
        .responses = response->count,
        .p50_us = histogram_percentile(response, 50),
        .p95_us = histogram_percentile(response, 95),
        .p99_us = histogram_percentile(response, 99),
        .max_us = response->max,
        .in_flight = interval->in_flight,
    };
    memcpy(second->verdicts, interval->verdicts, sizeof(second->verdicts));
}

struct load_figures load_record_figures(const struct load_interval *total, double offered_rate,
                                        double achieved_rate) {
    return (struct load_figures){
        .response = &total->times[LOAD_RESPONSE],
        .connect = &total->times[LOAD_CONNECT],
        .duration = &total->times[LOAD_DURATION],
        .lateness = &total->times[LOAD_LATENESS],
        .calls = load_interval_ended(total) - total->verdicts[VERDICT_CANCELLED],
        .passed = total->verdicts[VERDICT_PASSED],
        .failed = total->verdicts[VERDICT_FAILED],
        .errored = total->verdicts[VERDICT_ERRORED],
        .offered_rate = offered_rate,
        .achieved_rate = achieved_rate,
    };
}

bool load_record_judge(struct load_record *record, const struct load_figures *figures,
                       bool aborting) {
    bool all_hold = true;
    for (size_t i = 0; i < record->limit_count; i++) {
        struct load_limit *limit = &record->limits[i];
        if (aborting && !limit->aborts) {
            continue;
        }
        limit->has_figure = threshold_figure(&limit->threshold, figures, &limit->figure);
        limit->holds =
            limit->has_figure ? threshold_holds(&limit->threshold, limit->figure) : aborting;
        all_hold = all_hold && limit->holds;
    }
    return all_hold;
}
