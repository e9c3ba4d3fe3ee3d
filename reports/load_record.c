/* load_record.c - noting the seconds of a load, judging its limits. */
#include "reports/load_record.h"

#include "engine/memory.h"

#include <string.h>

enum { LISTS_HELD = 1200 /* Lists of slots, about: twice what a chart shows. */ };

void load_record_init(struct load_record *record, const struct load_subject *subject,
                      struct load_limit *limits, size_t limit_count) {
    *record =
        (struct load_record){.subject = *subject, .limits = limits, .limit_count = limit_count};
}

static void give_back_slots(struct load_second *second) {
    memory_system.resize(memory_system.user, second->slots,
                         second->slot_count * sizeof(*second->slots), 0);
    second->slots = NULL;
    second->slot_count = 0;
}

void load_record_finish(struct load_record *record) {
    for (size_t i = 0; i < record->second_count; i++) {
        give_back_slots(&record->seconds[i]);
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

static void expand(const struct load_second *second, bool is_first, struct histogram *response) {
    if (second->responses > 0) {
        response->min = is_first || second->min_us < response->min ? second->min_us : response->min;
        response->max = second->max_us > response->max ? second->max_us : response->max;
    }
    for (size_t i = 0; i < second->slot_count; i++) {
        response->slots[second->slots[i].slot] += second->slots[i].count;
        response->count += second->slots[i].count;
    }
}

void load_second_expand(const struct load_second *second, struct histogram *response) {
    expand(second, response->count == 0, response);
}

void load_record_expand(const struct load_record *record, size_t from, size_t to,
                        struct histogram *response) {
    bool is_first = true;
    for (size_t i = from; i < to; i++) {
        expand(&record->seconds[i], is_first, response);
        is_first = is_first && record->seconds[i].responses == 0;
    }
}

bool load_record_is_shard(const struct load_record *record) {
    return record->subject.plan->schedule.shard_count > 1 && record->subject.merged_count == 0;
}

/* -- Seconds that share slots -- */

/* Move the slots of @from to @to. Both lists ascend. */
static void move_slots(struct load_second *from, struct load_second *to) {
    size_t most = from->slot_count + to->slot_count;
    struct load_slot *both =
        memory_system.resize(memory_system.user, NULL, 0, most * sizeof(*both));
    size_t count = 0;
    size_t one = 0;
    size_t other = 0;
    while (one < from->slot_count || other < to->slot_count) {
        bool has_one = one < from->slot_count;
        bool has_other = other < to->slot_count;
        uint32_t slot = has_one ? from->slots[one].slot : UINT32_MAX;
        slot = has_other && to->slots[other].slot < slot ? to->slots[other].slot : slot;
        both[count] = (struct load_slot){.slot = slot};
        if (has_one && from->slots[one].slot == slot) {
            both[count].count += from->slots[one++].count;
        }
        if (has_other && to->slots[other].slot == slot) {
            both[count].count += to->slots[other++].count;
        }
        count++;
    }
    give_back_slots(from);
    give_back_slots(to);
    to->slots =
        memory_system.resize(memory_system.user, both, most * sizeof(*both), count * sizeof(*both));
    to->slot_count = count;
}

/* Let the seconds of the stretch that begins at @from share one list. */
static void join_stretch(struct load_record *record, size_t from) {
    size_t stretch = (size_t)1 << record->doublings;
    for (size_t i = from + 1; i < from + stretch; i++) {
        if (record->seconds[i - 1].slot_count > 0) {
            move_slots(&record->seconds[i - 1], &record->seconds[i]);
        }
    }
}

/* Keep the number of lists below what is held, now that there is one second more. */
static void bound_slots(struct load_record *record) {
    if (record->second_count == (size_t)LISTS_HELD << record->doublings) {
        record->doublings++;
        for (size_t i = 0; i < record->second_count; i += (size_t)1 << record->doublings) {
            join_stretch(record, i);
        }
    } else if (record->second_count % ((size_t)1 << record->doublings) == 0) {
        join_stretch(record, record->second_count - ((size_t)1 << record->doublings));
    }
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
    bool is_shard = load_record_is_shard(record);
    load_record_append(record, &second, is_shard || record->is_drawn ? response : NULL);
    if (!is_shard) {
        bound_slots(record);
    }
}

/* -- What was offered, and what it is judged on -- */

double load_record_part(const struct load_record *record) {
    const struct load_subject *subject = &record->subject;
    size_t held = subject->merged_count > 0 ? subject->merged_count : 1;
    return (double)held / (double)subject->plan->schedule.shard_count;
}

static double calls_by(const struct load_plan *plan, uint64_t at_us) {
    double calls = schedule_calls(&plan->schedule, at_us);
    return plan->calls > 0 && calls > plan->calls ? plan->calls : calls;
}

double load_record_offered(const struct load_record *record, uint64_t from_us, uint64_t until_us) {
    const struct load_plan *plan = record->subject.plan;
    if (!plan->is_open || until_us <= from_us) {
        return 0;
    }
    return (calls_by(plan, until_us) - calls_by(plan, from_us)) * load_record_part(record);
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
        limit->is_open = !limit->aborts && load_record_is_shard(record);
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
