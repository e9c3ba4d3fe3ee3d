/* load_tally.c - counting what calls come to. */
#include "runtime/load_tally.h"

#include <stddef.h>
#include <string.h>

static const char *const names[LOAD_TIMES] = {
#define X(symbol, name, clock) [LOAD_##symbol] = (name),
    LOAD_TIME_MAP(X)
#undef X
};

static const char *const clocks[LOAD_TIMES] = {
#define X(symbol, name, clock) [LOAD_##symbol] = (clock),
    LOAD_TIME_MAP(X)
#undef X
};

const char *load_time_text(enum load_time time) {
    return names[time];
}

const char *load_time_clock(enum load_time time) {
    return clocks[time];
}

void load_interval_add(struct load_interval *interval, const struct load_interval *other) {
    interval->due += other->due;
    interval->started += other->started;
    interval->late += other->late;
    interval->held_back += other->held_back;
    interval->warm_up += other->warm_up;
    interval->said += other->said;
    interval->heard += other->heard;
    interval->cpu_us += other->cpu_us;
    interval->in_flight += other->in_flight;
    for (size_t i = 0; i < VERDICTS; i++) {
        interval->verdicts[i] += other->verdicts[i];
    }
    for (size_t i = 0; i < ENDINGS; i++) {
        interval->endings[i] += other->endings[i];
    }
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        histogram_add(&interval->times[i], &other->times[i]);
    }
}

void load_sums_add(struct load_sums *sums, const struct load_sums *other) {
    for (size_t i = 0; i < VERDICTS; i++) {
        sums->verdicts[i] += other->verdicts[i];
    }
    sums->said += other->said;
    sums->heard += other->heard;
}

void load_interval_clear(struct load_interval *interval) {
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        histogram_clear(&interval->times[i]);
    }
    memset(interval, 0, offsetof(struct load_interval, times));
}

uint64_t load_interval_ended(const struct load_interval *interval) {
    uint64_t ended = 0;
    for (size_t i = 0; i < VERDICTS; i++) {
        ended += interval->verdicts[i];
    }
    return ended;
}

void load_tally_init(struct load_tally *tally, const struct memory *memory, uint32_t scenario_count,
                     uint32_t condition_count, struct load_interval *interval) {
    *tally = (struct load_tally){.interval = interval,
                                 .memory = memory,
                                 .condition_count = condition_count,
                                 .scenario_count = scenario_count};
    size_t size = (condition_count + 1) * sizeof(struct histogram *);
    tally->conditions = memory->resize(memory->user, NULL, 0, size);
    memset((void *)tally->conditions, 0, size);
    size = (scenario_count + 1) * sizeof(*tally->scenarios);
    tally->scenarios = memory->resize(memory->user, NULL, 0, size);
    memset(tally->scenarios, 0, size);
}

static void free_histogram(const struct memory *memory, struct histogram *histogram) {
    if (histogram != NULL) {
        memory->resize(memory->user, histogram, sizeof(*histogram), 0);
    }
}

void load_tally_finish(struct load_tally *tally) {
    const struct memory *memory = tally->memory;
    for (size_t i = 0; i < TALLY_TURNS; i++) {
        free_histogram(memory, tally->turns[i]);
    }
    for (size_t i = 0; i < tally->condition_count; i++) {
        free_histogram(memory, tally->conditions[i]);
    }
    memory->resize(memory->user, (void *)tally->conditions,
                   (tally->condition_count + 1) * sizeof(struct histogram *), 0);
    memory->resize(memory->user, tally->scenarios,
                   (tally->scenario_count + 1) * sizeof(*tally->scenarios), 0);
}

/* Record in a histogram that comes to be with its first value. */
static void record(const struct load_tally *tally, struct histogram **histogram,
                   uint64_t microseconds) {
    const struct memory *memory = tally->memory;
    if (*histogram == NULL) {
        *histogram = memory->resize(memory->user, NULL, 0, sizeof(**histogram));
        memset(*histogram, 0, sizeof(**histogram));
    }
    histogram_record(*histogram, microseconds);
}

void load_tally_start(struct load_tally *tally, const struct load_note *note) {
    struct load_interval *interval = tally->interval;
    if (!note->counted) {
        interval->warm_up++;
        return;
    }
    uint64_t lateness = note->started - note->due;
    interval->started++;
    interval->late += lateness > LOAD_LATE_US;
    histogram_record(&interval->times[LOAD_LATENESS], lateness);
}

static void count_response(struct load_tally *tally, struct load_note *note, uint64_t response) {
    histogram_record(&tally->interval->times[LOAD_RESPONSE], response);
    if (note->turn < TALLY_TURNS) {
        record(tally, &tally->turns[note->turn], response);
    }
    if (note->said_condition != MACHINE_NONE) {
        record(tally, &tally->conditions[note->first_condition + note->said_condition], response);
    }
}

static void count_ended(struct load_tally *tally, const struct load_note *note,
                        const struct event *event) {
    struct load_interval *interval = tally->interval;
    interval->verdicts[event->ended.verdict]++;
    tally->scenarios[note->scenario].verdicts[event->ended.verdict]++;
    if (event->ended.verdict != VERDICT_PASSED) {
        interval->endings[event->ended.ending]++;
    }
    histogram_record(&interval->times[LOAD_DURATION], event->at - note->started);
    histogram_record(&interval->times[LOAD_DURATION_INTENDED], event->at - note->due);
}

void load_tally_hear(struct load_tally *tally, struct load_note *note, const struct event *event) {
    struct load_interval *interval = tally->interval;
    switch (event->kind) {
    case EVENT_OPENED:
        if (note->counted) {
            histogram_record(&interval->times[LOAD_CONNECT], event->at - note->started);
            histogram_record(&interval->times[LOAD_CONNECT_INTENDED], event->at - note->due);
        }
        break;
    case EVENT_SAID:
        interval->said++;
        tally->scenarios[note->scenario].said++;
        if (event->said.type == SAID_MESSAGE || event->said.type == SAID_DTMF) {
            note->said_condition = event->said.condition;
        }
        break;
    case EVENT_HEARD:
        interval->heard++;
        tally->scenarios[note->scenario].heard++;
        if (event->heard.has_response && note->counted) {
            count_response(tally, note, event->heard.response_us);
        }
        note->turn += event->heard.has_response;
        break;
    case EVENT_ENDED:
        if (note->counted) {
            count_ended(tally, note, event);
        }
        break;
    default:
        break;
    }
}
