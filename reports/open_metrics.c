/* open_metrics.c - families of metrics, one after the other. */
#include "reports/open_metrics.h"

#include "engine/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

static const uint64_t US_PER_S = 1000000;

/* -- The format -- */

static void append_family(struct buffer *out, const char *name, const char *type, const char *unit,
                          const char *help) {
    buffer_printf(out, "# TYPE %s %s\n", name, type);
    if (unit != NULL) {
        buffer_printf(out, "# UNIT %s %s\n", name, unit);
    }
    buffer_printf(out, "# HELP %s %s\n", name, help);
}

/* A value of a label: valid UTF-8 in one line. */
static void append_label(struct buffer *out, const char *name, const char *value) {
    buffer_printf(out, "%s=\"", name);
    size_t length = strlen(value);
    while (length > 0) {
        uint32_t code_point = 0;
        size_t used = text_read(value, length, &code_point);
        if (*value == '\n') {
            buffer_append_text(out, "\\n");
        } else if (used == 1 && (unsigned char)*value >= 0x80) {
            buffer_append_text(out, "\uFFFD");
        } else {
            buffer_append_text(out, *value == '"' || *value == '\\' ? "\\" : "");
            buffer_append(out, value, used);
        }
        value += used;
        length -= used;
    }
    buffer_append_text(out, "\"");
}

/* A sample with one label. */
static void begin_labelled(struct buffer *out, const char *name, const char *label,
                           const char *value) {
    buffer_printf(out, "%s{", name);
    append_label(out, label, value);
    buffer_append_text(out, "} ");
}

static void end_count(struct buffer *out, uint64_t count) {
    buffer_printf(out, "%" PRIu64 "\n", count);
}

static void end_seconds(struct buffer *out, uint64_t microseconds) {
    buffer_printf(out, "%" PRIu64 ".%06" PRIu64 "\n", microseconds / US_PER_S,
                  microseconds % US_PER_S);
}

/* -- The load -- */

static void print_info(const struct load_subject *subject, struct buffer *out) {
    const struct schedule_plan *schedule = &subject->plan->schedule;
    append_family(out, "parley_load", "info", NULL, "Which load this is.");
    buffer_append_text(out, "parley_load_info{");
    append_label(out, "version", PARLEY_VERSION);
    buffer_append_text(out, ",");
    append_label(out, "id", subject->id);
    buffer_append_text(out, ",");
    append_label(out, "name", subject->name);
    buffer_printf(out, ",shard=\"%" PRIu32 "/%" PRIu32 "\"} 1\n", schedule->shard + 1,
                  schedule->shard_count);
}

/* The rates of the last second that was noted; none before the first. */
static void print_rates(const struct load_record *record, struct buffer *out) {
    if (record->second_count == 0) {
        return;
    }
    const struct load_second *last = &record->seconds[record->second_count - 1];
    uint64_t from = record->second_count > 1 ? last[-1].until_us : 0;
    double seconds = (double)(last->until_us - from) / (double)US_PER_S;
    if (seconds <= 0) {
        return;
    }
    if (record->subject.plan->is_open) {
        append_family(out, "parley_offered_calls_per_second", "gauge", NULL,
                      "Calls per second that should have started, in the last second.");
        buffer_printf(out, "parley_offered_calls_per_second %g\n",
                      load_record_offered(record, from, last->until_us) / seconds);
    }
    append_family(out, "parley_achieved_calls_per_second", "gauge", NULL,
                  "Calls per second that did start, in the last second.");
    buffer_printf(out, "parley_achieved_calls_per_second %g\n", (double)last->started / seconds);
}

/* -- Counts -- */

static const struct {
    const char *name;
    const char *help;
    size_t field; /* Of struct load_interval, uint64_t. */
} counts[] = {
#define COUNT(name) offsetof(struct load_interval, name)
    {"parley_calls_due", "Calls whose intended start has come.", COUNT(due)},
    {"parley_calls_started", "Calls that started.", COUNT(started)},
    {"parley_calls_late", "Calls that started more than 10 ms late.", COUNT(late)},
    {"parley_calls_held_back", "Late calls that waited for one of --max-calls to end.",
     COUNT(held_back)},
    {"parley_calls_warm_up", "Calls of the warm-up, which are in no other figure of calls.",
     COUNT(warm_up)},
    {"parley_messages_said", "Messages to the agent.", COUNT(said)},
    {"parley_messages_heard", "Messages of the agent.", COUNT(heard)},
#undef COUNT
};

static void print_counts(const struct load_interval *total, struct buffer *out) {
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        const void *count = (const char *)total + counts[i].field;
        append_family(out, counts[i].name, "counter", NULL, counts[i].help);
        buffer_printf(out, "%s_total ", counts[i].name);
        end_count(out, *(const uint64_t *)count);
    }
}

/* Those that are 0 too: a counter that appears with its first count shows no increase. */
static void print_ended(const struct load_interval *total, struct buffer *out) {
    append_family(out, "parley_calls_ended", "counter", NULL, "Calls that ended, by verdict.");
    for (unsigned i = 0; i < VERDICTS; i++) {
        begin_labelled(out, "parley_calls_ended_total", "verdict", verdict_text((enum verdict)i));
        end_count(out, total->verdicts[i]);
    }
    append_family(out, "parley_calls_not_passed", "counter", NULL,
                  "Calls that ended and did not pass, by call_ended_reason.");
    for (unsigned i = 0; i < ENDINGS; i++) {
        begin_labelled(out, "parley_calls_not_passed_total", "reason", ending_text((enum ending)i));
        end_count(out, total->endings[i]);
    }
}

/* -- Times -- */

/* Where buckets end. */
static const struct {
    const char *text;
    uint64_t microseconds;
} bounds[] = {
    {"0.0001", 100},      {"0.0002", 200},        {"0.0005", 500},      {"0.001", 1000},
    {"0.002", 2000},      {"0.005", 5000},        {"0.01", 10000},      {"0.02", 20000},
    {"0.05", 50000},      {"0.1", 100000},        {"0.2", 200000},      {"0.5", 500000},
    {"1.0", 1000000},     {"2.0", 2000000},       {"5.0", 5000000},     {"10.0", 10000000},
    {"20.0", 20000000},   {"50.0", 50000000},     {"100.0", 100000000}, {"200.0", 200000000},
    {"500.0", 500000000}, {"1000.0", 1000000000},
};

static const struct {
    const char *text;
    double percentile;
} quantiles[] = {{"0.5", 50}, {"0.95", 95}, {"0.99", 99}};

/* A bucket counts the whole slot that its bound falls into: exact to a thousandth of the bound. */
static void print_buckets(const char *name, const struct histogram *times, struct buffer *out) {
    uint32_t slot = 0;
    uint64_t count = 0;
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
        for (; slot <= histogram_slot(bounds[i].microseconds); slot++) {
            count += times->slots[slot];
        }
        buffer_printf(out, "%s_bucket{le=\"%s\"} ", name, bounds[i].text);
        end_count(out, count);
    }
    buffer_printf(out, "%s_bucket{le=\"+Inf\"} ", name);
    end_count(out, times->count);
    buffer_printf(out, "%s_count ", name);
    end_count(out, times->count);
    buffer_printf(out, "%s_sum ", name);
    end_seconds(out, times->sum);
}

/* None while nothing was measured. */
static void print_quantiles(const char *name, const struct histogram *times, struct buffer *out) {
    for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]) && times->count > 0; i++) {
        begin_labelled(out, name, "quantile", quantiles[i].text);
        end_seconds(out, histogram_percentile(times, quantiles[i].percentile));
    }
}

static void print_time(enum load_time time, const struct histogram *times, struct buffer *out) {
    struct arena arena;
    arena_init(&arena, NULL);
    const char *name = arena_printf(&arena, "parley_%s_seconds", load_time_text(time));
    const char *quantiles_name =
        arena_printf(&arena, "parley_%s_quantiles_seconds", load_time_text(time));
    char *clock = arena_printf(&arena, "%s.", load_time_clock(time));
    *clock = (char)toupper((unsigned char)*clock);
    append_family(out, name, "histogram", "seconds", clock);
    print_buckets(name, times, out);
    append_family(out, quantiles_name, "summary", "seconds",
                  arena_printf(&arena, "Percentiles of %s so far.", name));
    print_quantiles(quantiles_name, times, out);
    arena_finish(&arena);
}

/* -- parley itself -- */

static void print_process(const struct load_plan *plan, const struct open_metrics_process *process,
                          struct buffer *out) {
    append_family(out, "parley_cpu_seconds", "counter", "seconds", "CPU time of parley itself.");
    begin_labelled(out, "parley_cpu_seconds_total", "mode", "user");
    end_seconds(out, process->user_us);
    begin_labelled(out, "parley_cpu_seconds_total", "mode", "system");
    end_seconds(out, process->system_us);
    append_family(out, "parley_resident_memory_bytes", "gauge", "bytes",
                  "Memory of parley itself that is resident.");
    buffer_printf(out, "parley_resident_memory_bytes %" PRIu64 "\n", process->resident);
    append_family(out, "parley_workers", "gauge", NULL, "Threads that play calls.");
    buffer_printf(out, "parley_workers %" PRIu32 "\n", plan->workers);
}

void open_metrics_print(const struct load_record *record, const struct load_progress *progress,
                        const struct open_metrics_process *process, struct buffer *out) {
    const struct load_interval *total = progress->total;
    print_info(&record->subject, out);
    append_family(out, "parley_elapsed_seconds", "gauge", "seconds", "Time since the load began.");
    buffer_append_text(out, "parley_elapsed_seconds ");
    end_seconds(out, progress->elapsed_us);
    print_rates(record, out);
    append_family(out, "parley_calls_in_flight", "gauge", NULL, "Calls under way.");
    buffer_printf(out, "parley_calls_in_flight %" PRIu32 "\n", total->in_flight);
    print_counts(total, out);
    print_ended(total, out);
    for (unsigned i = 0; i < LOAD_TIMES; i++) {
        print_time((enum load_time)i, &total->times[i], out);
    }
    print_process(record->subject.plan, process, out);
    buffer_append_text(out, "# EOF\n");
}
