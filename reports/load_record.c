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
    for (size_t i = 0; i < record->second_count; i++) {
        const struct load_second *second = &record->seconds[i];
        memory_system.resize(memory_system.user, second->slots,
                             second->slot_count * sizeof(*second->slots), 0);
    }
    memory_system.resize(memory_system.user, record->seconds,
                         record->second_capacity * sizeof(*record->seconds), 0);
}

static void keep_slots(struct load_second *second, const struct histogram *response) {
    size_t count = 0;
    for (uint32_t slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        count += response->slots[slot] > 0;
    }
    second->slot_count = 0;
    second->slots =
        memory_system.resize(memory_system.user, NULL, 0, count * sizeof(*second->slots));
    for (uint32_t slot = 0; second->slot_count < count; slot++) {
        if (response->slots[slot] > 0) {
            second->slots[second->slot_count++] =
                (struct load_slot){.slot = slot, .count = response->slots[slot]};
        }
    }
}

void load_record_append(struct load_record *record, const struct load_second *second,
                        const struct histogram *response) {
    if (record->second_count == record->second_capacity) {
        size_t capacity = record->second_capacity == 0 ? 64 : record->second_capacity * 2;
        record->seconds = memory_system.resize(memory_system.user, record->seconds,
                                               record->second_capacity * sizeof(*record->seconds),
                                               capacity * sizeof(*record->seconds));
        record->second_capacity = capacity;
    }
    struct load_second *noted = &record->seconds[record->second_count++];
    *noted = *second;
    noted->slots = NULL;
    noted->slot_count = 0;
    if (response != NULL && response->count > 0) {
        keep_slots(noted, response);
    }
}

void load_second_expand(const struct load_second *second, struct histogram *response) {
    if (second->responses == 0) {
        return;
    }
    if (response->count == 0 || second->min_us < response->min) {
        response->min = second->min_us;
    }
    response->max = second->max_us > response->max ? second->max_us : response->max;
    for (size_t i = 0; i < second->slot_count; i++) {
        response->slots[second->slots[i].slot] += second->slots[i].count;
        response->count += second->slots[i].count;
    }
}

static bool is_shard(const struct load_record *record) {
    return record->subject.plan->schedule.shard_count > 1 && record->subject.merged_count == 0;
}

void load_record_second(struct load_record *record, const struct load_progress *progress) {
    const struct load_interval *interval = progress->interval;
    const struct histogram *response = &interval->times[LOAD_RESPONSE];
    struct load_second second = {
        .until_us = progress->elapsed_us,
        .due = interval->due,
        .started = interval->started,
        .ended = load_interval_ended(interval),
        .late = interval->late,
        .responses = response->count,
        .p50_us = histogram_percentile(response, 50),
        .p95_us = histogram_percentile(response, 95),
        .p99_us = histogram_percentile(response, 99),
        .min_us = response->min,
        .max_us = response->max,
        .in_flight = interval->in_flight,
    };
    memcpy(second.verdicts, interval->verdicts, sizeof(second.verdicts));
    load_record_append(record, &second, is_shard(record) ? response : NULL);
}

double load_record_part(const struct load_record *record) {
    const struct load_subject *subject = &record->subject;
    size_t held = subject->merged_count > 0 ? subject->merged_count : 1;
    return (double)held / (double)subject->plan->schedule.shard_count;
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
        limit->is_open = !limit->aborts && is_shard(record);
        if (limit->is_open || (aborting && !limit->aborts)) {
            continue;
        }
        limit->has_figure = threshold_figure(&limit->threshold, figures, &limit->figure);
        limit->holds =
            limit->has_figure ? threshold_holds(&limit->threshold, limit->figure) : aborting;
        all_hold = all_hold && limit->holds;
    }
    return all_hold;
}
