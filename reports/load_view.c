/* load_view.c - figures in columns. */
#include "reports/load_view.h"

#include "reports/paint.h"
#include "reports/printable.h"
#include "reports/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_COLUMNS = 26, TIME_COLUMNS = 10, TEXT_SIZE = 32, SPARKS_MAX = 60 };

static const double US_PER_S = 1e6;

/* -- Small things -- */

/* A time to the right of a column. */
static void append_time(struct buffer *out, uint64_t microseconds) {
    struct buffer text;
    buffer_init(&text, NULL);
    words_time(&text, microseconds);
    printable_spaces(out, text.length < TIME_COLUMNS ? TIME_COLUMNS - text.length : 1);
    buffer_append(out, text.data, text.length);
    buffer_finish(&text);
}

static void append_heading(struct buffer *out, const char *name, bool colour) {
    buffer_append_text(out, "  ");
    paint_text(out, colour, PAINT_STRONG, name);
    printable_spaces(out, NAME_COLUMNS > strlen(name) ? NAME_COLUMNS - strlen(name) : 1);
}

/* -- While it goes on -- */

static double offered_now(const struct load_record *record) {
    const struct load_plan *plan = record->subject.plan;
    uint64_t at = record->second_count > 0 ? record->seconds[record->second_count - 1].until_us : 0;
    return plan->is_open ? schedule_rate(&plan->schedule, at) * load_record_part(record) : 0;
}

/* Calls started per second, in the last second. */
static double achieved_now(const struct load_record *record) {
    if (record->second_count == 0) {
        return 0;
    }
    const struct load_second *last = &record->seconds[record->second_count - 1];
    uint64_t before = record->second_count > 1 ? last[-1].until_us : 0;
    uint64_t span = last->until_us - before;
    return span == 0 ? 0 : (double)last->started * US_PER_S / (double)span;
}

/* One bar for each of the last seconds, the highest p95 of them being the highest. */
static void append_sparks(const struct load_record *record, unsigned width, struct buffer *out) {
    static const char *const bars[] = {"\u2581", "\u2582", "\u2583", "\u2584",
                                       "\u2585", "\u2586", "\u2587", "\u2588"};
    enum { BARS = sizeof(bars) / sizeof(bars[0]) };
    size_t most = width < SPARKS_MAX ? width : SPARKS_MAX;
    size_t shown = record->second_count < most ? record->second_count : most;
    const struct load_second *first = record->seconds + (record->second_count - shown);
    uint64_t highest = 1;
    for (size_t i = 0; i < shown; i++) {
        highest = first[i].p95_us > highest ? first[i].p95_us : highest;
    }
    for (size_t i = 0; i < shown; i++) {
        buffer_append_text(
            out, first[i].responses == 0 ? " " : bars[first[i].p95_us * (BARS - 1) / highest]);
    }
}

static void append_state(const struct load_record *record, const struct load_interval *total,
                         bool colour, struct buffer *out) {
    const struct load_plan *plan = record->subject.plan;
    uint64_t at = record->second_count > 0 ? record->seconds[record->second_count - 1].until_us : 0;
    buffer_printf(out, "%5.0f s  ", (double)at / US_PER_S);
    if (plan->is_open) {
        buffer_printf(out, "offered %.1f/s, ", offered_now(record));
    }
    buffer_printf(out, "achieved %.1f/s, in flight ", achieved_now(record));
    words_number(out, total->in_flight);
    buffer_append_text(out, ", passed ");
    words_number(out, total->verdicts[VERDICT_PASSED]);
    uint64_t bad = total->verdicts[VERDICT_FAILED] + total->verdicts[VERDICT_ERRORED];
    paint_begin(out, colour && bad > 0, PAINT_BAD);
    buffer_append_text(out, ", failed ");
    words_number(out, total->verdicts[VERDICT_FAILED]);
    buffer_append_text(out, ", errored ");
    words_number(out, total->verdicts[VERDICT_ERRORED]);
    paint_end(out, colour && bad > 0, PAINT_BAD);
}

static void append_percentiles(const struct histogram *times, struct buffer *out) {
    static const double percentiles[] = {50, 95, 99};
    for (size_t i = 0; i < sizeof(percentiles) / sizeof(percentiles[0]); i++) {
        buffer_printf(out, "%sp%.0f ", i > 0 ? ", " : "", percentiles[i]);
        words_time(out, histogram_percentile(times, percentiles[i]));
    }
}

void load_view_live(const struct load_record *record, const struct load_interval *total,
                    bool colour, unsigned width, struct buffer *out) {
    append_state(record, total, colour, out);
    buffer_append_text(out, "\n         response ");
    append_percentiles(&total->times[LOAD_RESPONSE], out);
    buffer_append_text(out, "\n");
    for (size_t i = 0; i < ENDINGS; i++) {
        if (total->endings[i] > 0) {
            buffer_append_text(out, "         ");
            words_number(out, total->endings[i]);
            buffer_printf(out, " %s\n", ending_text((enum ending)i));
        }
    }
    if (record->second_count > 1) {
        buffer_append_text(out, "         p95 ");
        append_sparks(record, width > 20 ? width - 20 : 1, out);
        buffer_append_text(out, "\n");
    }
}

void load_view_log(const struct load_record *record, const struct load_interval *total,
                   const struct load_interval *recent, struct buffer *out) {
    append_state(record, total, false, out);
    if (recent->times[LOAD_RESPONSE].count > 0) {
        buffer_append_text(out, ", response ");
        append_percentiles(&recent->times[LOAD_RESPONSE], out);
    }
    buffer_append_text(out, "\n");
}

/* -- At its end -- */

static void append_title(const struct load_record *record, bool colour, struct buffer *out) {
    const struct load_subject *subject = &record->subject;
    const struct load_result *result = record->result;
    paint_begin(out, colour, PAINT_STRONG);
    printable_append(out, subject->name, strlen(subject->name));
    paint_end(out, colour, PAINT_STRONG);
    buffer_append_text(out, " against ");
    printable_append(out, subject->agent_name, strlen(subject->agent_name));
    buffer_append_text(out, ": ");
    words_number(out, load_interval_ended(result->total));
    buffer_append_text(out, " calls in ");
    words_duration(out, result->elapsed_us);
    if (result->total->warm_up > 0) {
        buffer_append_text(out, ", ");
        words_number(out, result->total->warm_up);
        buffer_append_text(out, " more to warm up");
    }
    buffer_append_text(out, "\n");
}

static void append_calls(const struct load_record *record, bool colour, struct buffer *out) {
    static const enum paint paints[VERDICTS] = {
        [VERDICT_PASSED] = PAINT_GOOD,
        [VERDICT_FAILED] = PAINT_BAD,
        [VERDICT_ERRORED] = PAINT_BAD,
        [VERDICT_CANCELLED] = PAINT_ODD,
    };
    const struct load_interval *total = record->result->total;
    append_heading(out, "calls", colour);
    for (size_t i = 0; i < VERDICTS; i++) {
        bool painted = colour && total->verdicts[i] > 0;
        buffer_append_text(out, i > 0 ? ", " : "");
        paint_begin(out, painted, paints[i]);
        buffer_printf(out, "%s ", verdict_text((enum verdict)i));
        words_number(out, total->verdicts[i]);
        paint_end(out, painted, paints[i]);
    }
    buffer_append_text(out, "\n");
}

static void append_rate(const struct load_record *record, bool colour, struct buffer *out) {
    const struct load_result *result = record->result;
    const struct load_interval *total = result->total;
    append_heading(out, "rate", colour);
    if (record->subject.plan->is_open) {
        buffer_printf(out, "offered %.1f/s, achieved %.1f/s", load_offered_rate(result),
                      load_achieved_rate(result));
        buffer_printf(out, "; late starts ");
        words_number(out, total->late);
        if (total->held_back > 0) {
            buffer_append_text(out, ", of which held back by the limit of calls at once ");
            words_number(out, total->held_back);
        }
        if (total->due > total->started) {
            buffer_append_text(out, "; never started ");
            words_number(out, total->due - total->started);
        }
    } else {
        buffer_printf(out, "achieved %.1f/s, %u at once", load_achieved_rate(result),
                      record->subject.plan->at_once);
    }
    buffer_append_text(out, "\n");
}

static const double shown_percentiles[] = {50, 90, 95, 99, 99.9};
enum { SHOWN = sizeof(shown_percentiles) / sizeof(shown_percentiles[0]) };

static void append_times(const char *name, const struct histogram *times, struct buffer *out) {
    buffer_append_text(out, "  ");
    size_t columns = printable_cut(out, name, strlen(name), NAME_COLUMNS - 1);
    printable_spaces(out, NAME_COLUMNS - columns);
    for (size_t i = 0; i < SHOWN; i++) {
        append_time(out, histogram_percentile(times, shown_percentiles[i]));
    }
    append_time(out, times->max);
    buffer_append_text(out, "\n");
}

static void append_all_times(const struct load_record *record, bool colour, struct buffer *out) {
    static const struct {
        enum load_time time;
        const char *name;
    } rows[] = {
        {LOAD_RESPONSE, "response"},
        {LOAD_CONNECT, "connect"},
        {LOAD_CONNECT_INTENDED, "connect, from intended"},
        {LOAD_DURATION, "duration"},
        {LOAD_DURATION_INTENDED, "duration, from intended"},
        {LOAD_LATENESS, "lateness of starts"},
    };
    const struct load_interval *total = record->result->total;
    append_heading(out, "", colour);
    for (size_t i = 0; i < SHOWN; i++) {
        buffer_printf(out, "%*s%g",
                      shown_percentiles[i] < 99.5 ? TIME_COLUMNS - 2 : TIME_COLUMNS - 4, "p",
                      shown_percentiles[i]);
    }
    buffer_printf(out, "%*s\n", TIME_COLUMNS, "max");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool by_intent = rows[i].time == LOAD_CONNECT_INTENDED ||
                         rows[i].time == LOAD_DURATION_INTENDED || rows[i].time == LOAD_LATENESS;
        if (total->times[rows[i].time].count > 0 && (record->subject.plan->is_open || !by_intent)) {
            append_times(rows[i].name, &total->times[rows[i].time], out);
        }
    }
}

static void append_turns(const struct load_result *result, bool colour, struct buffer *out) {
    if (result->turns[1] == NULL) { /* One turn is all there is. */
        return;
    }
    append_heading(out, "response by turn", colour);
    buffer_append_text(out, "\n");
    for (unsigned i = 0; i < TALLY_TURNS; i++) {
        char name[TEXT_SIZE];
        snprintf(name, sizeof(name), "turn %u", i + 1);
        if (result->turns[i] != NULL) {
            append_times(name, result->turns[i], out);
        }
    }
}

static void append_conditions(const struct load_record *record, bool colour, struct buffer *out) {
    const struct load_subject *subject = &record->subject;
    append_heading(out, "response to condition", colour);
    buffer_append_text(out, "\n");
    for (uint32_t i = 0; i < record->result->condition_count; i++) {
        const struct histogram *times = record->result->conditions[i];
        if (times != NULL) {
            const struct load_condition *condition = &subject->conditions[i];
            const char *scenario = subject->scenarios[condition->scenario].name;
            struct buffer name;
            buffer_init(&name, NULL);
            buffer_printf(&name, "#%" PRId32 " %s", condition->id,
                          subject->plan->scenario_count > 1 ? scenario : "");
            append_times(buffer_terminate(&name), times, out);
            buffer_finish(&name);
        }
    }
}

static void append_reasons(const struct load_record *record, const struct load_samples *samples,
                           bool colour, struct buffer *out) {
    const struct load_interval *total = record->result->total;
    for (size_t i = 0; i < ENDINGS; i++) {
        if (total->endings[i] == 0) {
            continue;
        }
        buffer_append_text(out, "  ");
        paint_begin(out, colour, PAINT_BAD);
        words_number(out, total->endings[i]);
        buffer_printf(out, " %s", ending_text((enum ending)i));
        paint_end(out, colour, PAINT_BAD);
        buffer_append_text(out, "\n");
        const struct load_sample *example = load_samples_example(samples, (enum ending)i);
        if (example != NULL) {
            buffer_printf(out, "    such as %s: ", example->run_id);
            printable_append(out, example->error_message, strlen(example->error_message));
            buffer_append_text(out, "\n");
            for (size_t line = 0; line < example->explanation_count; line++) {
                buffer_append_text(out, "      - ");
                printable_append(out, example->explanation[line],
                                 strlen(example->explanation[line]));
                buffer_append_text(out, "\n");
            }
        }
    }
}

static void append_itself(const struct load_record *record, bool colour, struct buffer *out) {
    const struct load_result *result = record->result;
    uint64_t busiest = 0;
    for (uint32_t i = 0; i < result->worker_count; i++) {
        busiest = result->worker_cpu_us[i] > busiest ? result->worker_cpu_us[i] : busiest;
    }
    append_heading(out, "parley itself", colour);
    buffer_printf(out, "CPU %.2f s, the busiest of ",
                  (double)(result->user_us + result->system_us) / US_PER_S);
    words_count(out, result->worker_count, "worker");
    buffer_printf(out, " %.0f %%; loop lag p99 ",
                  result->elapsed_us > 0 ? 100.0 * (double)busiest / (double)result->elapsed_us
                                         : 0);
    words_time(out, histogram_percentile(&result->total->times[LOAD_LOOP_LAG], 99));
    buffer_append_text(out, "\n");
    if (record->doubt != NULL) {
        paint_begin(out, colour, PAINT_BAD);
        buffer_printf(out, "  NOT VALID: %s\n", record->doubt);
        paint_end(out, colour, PAINT_BAD);
    }
}

static void append_limits(const struct load_record *record, bool colour, struct buffer *out) {
    for (size_t i = 0; i < record->limit_count; i++) {
        const struct load_limit *limit = &record->limits[i];
        char figure[TEXT_SIZE];
        buffer_append_text(out, "  ");
        if (limit->is_open) {
            printable_append(out, limit->threshold.text, strlen(limit->threshold.text));
            buffer_append_text(out, ": judged when all shards are merged\n");
            continue;
        }
        paint_text(out, colour, limit->holds ? PAINT_GOOD : PAINT_BAD,
                   limit->holds ? "held   " : "CROSSED");
        buffer_append_text(out, " ");
        printable_append(out, limit->threshold.text, strlen(limit->threshold.text));
        if (limit->has_figure) {
            threshold_print(&limit->threshold, limit->figure, figure, sizeof(figure));
            buffer_printf(out, ": %s", figure);
        } else {
            buffer_append_text(out, ": there is no figure to judge");
        }
        buffer_append_text(out, "\n");
    }
}

void load_view_summary(const struct load_record *record, const struct load_samples *samples,
                       bool colour, struct buffer *out) {
    append_title(record, colour, out);
    append_rate(record, colour, out);
    append_calls(record, colour, out);
    append_all_times(record, colour, out);
    append_turns(record->result, colour, out);
    append_conditions(record, colour, out);
    append_reasons(record, samples, colour, out);
    append_itself(record, colour, out);
    append_limits(record, colour, out);
}
