/* load_html_figures.c - what a load came to, in figures. */
#include "reports/html_text.h"
#include "reports/load_html.h"
#include "reports/words.h"

#include <string.h>

static const double US_PER_S = 1e6;

/* -- Whether it is what was asked for -- */

static void add_banner(const char *class, const char *name, const char *words, struct buffer *out) {
    buffer_printf(out, "<p class=\"%s\"><b>%s</b> ", class, name);
    html_string(out, words);
    buffer_append_text(out, "</p>\n");
}

void load_html_doubt(const struct load_record *record, struct buffer *out) {
    if (record->doubt != NULL) {
        add_banner("partial invalid", "Not valid:", record->doubt, out);
    }
    if (record->result->outcome == LOAD_ABORTED) {
        add_banner("partial", "Aborted:", "a limit did not hold, and the load was ended there.",
                   out);
    } else if (record->result->outcome != LOAD_DONE) {
        add_banner("partial", "Cancelled:", "the load was ended before its time.", out);
    }
    if (load_record_is_shard(record)) {
        add_banner("partial", "One shard:",
                   "a part of a load. parley merge adds it to the others and judges the whole.",
                   out);
    }
}

/* -- What is asked for first -- */

static void begin_figure(const char *class, const char *name, struct buffer *out) {
    buffer_printf(out, "<div class=\"%s\"><dt>%s</dt><dd>", class, name);
}

static void end_figure(struct buffer *out) {
    buffer_append_text(out, "</dd></div>\n");
}

static void add_percentile(const struct histogram *times, const char *name, double percentile,
                           struct buffer *out) {
    begin_figure("calls", name, out);
    if (times->count > 0) {
        words_time(out, histogram_percentile(times, percentile));
    } else {
        buffer_append_text(out, "none");
    }
    end_figure(out);
}

static void add_rate(const struct load_record *record, struct buffer *out) {
    const struct load_result *result = record->result;
    if (record->subject.plan->is_open) {
        buffer_printf(out, "<div class=\"calls\"><dt>of %.4g/s offered</dt><dd>",
                      load_offered_rate(result));
    } else {
        begin_figure("calls", "calls", out);
    }
    buffer_printf(out, "%.4g/s", load_achieved_rate(result));
    end_figure(out);
}

static void add_verdicts(const struct load_interval *total, struct buffer *out) {
    for (size_t i = 0; i < VERDICTS; i++) {
        const char *verdict = verdict_text((enum verdict)i);
        if (i == VERDICT_CANCELLED && total->verdicts[i] == 0) {
            continue;
        }
        begin_figure(total->verdicts[i] > 0 ? verdict : "none", verdict, out);
        words_number(out, total->verdicts[i]);
        end_figure(out);
    }
}

/* Each verdict's share of the calls, as one bar. */
static void add_share(const struct load_interval *total, struct buffer *out) {
    double ended = (double)load_interval_ended(total);
    double from = 0;
    buffer_append_text(out, "<svg class=\"share\" viewBox=\"0 0 100 1\" "
                            "preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (size_t i = 0; i < VERDICTS && ended > 0; i++) {
        double width = 100 * (double)total->verdicts[i] / ended;
        buffer_printf(out, "<rect class=\"%s\" x=\"%.3f\" y=\"0\" width=\"%.3f\" height=\"1\"/>",
                      verdict_text((enum verdict)i), from, width);
        from += width;
    }
    buffer_append_text(out, "</svg>\n");
}

void load_html_overview(const struct load_record *record, struct buffer *out) {
    const struct load_interval *total = record->result->total;
    const struct histogram *response = &total->times[LOAD_RESPONSE];
    buffer_append_text(out, "<section class=\"overview\">\n<dl class=\"figures\">\n");
    add_percentile(response, "response p50", 50, out);
    add_percentile(response, "response p95", 95, out);
    add_percentile(response, "response p99", 99, out);
    add_rate(record, out);
    add_verdicts(total, out);
    buffer_append_text(out, "</dl>\n");
    add_share(total, out);
    buffer_append_text(out, "</section>\n");
}

/* -- Limits -- */

static void add_limit(const struct load_limit *limit, struct buffer *out) {
    const char *class = limit->is_open ? "cancelled" : limit->holds ? "passed" : "failed";
    const char *word = limit->is_open ? "not judged" : limit->holds ? "holds" : "crossed";
    char figure[64];
    buffer_printf(out, "<tr><td><span class=\"verdict %s\">%s</span></td><td><code>", class, word);
    html_string(out, limit->threshold.text);
    buffer_append_text(out, "</code></td><td>");
    if (limit->is_open) {
        buffer_append_text(out, "judged when all shards are merged");
    } else if (limit->has_figure) {
        threshold_print(&limit->threshold, limit->figure, figure, sizeof(figure));
        html_string(out, figure);
    } else {
        buffer_append_text(out, "there is no figure to judge");
    }
    buffer_append_text(out,
                       limit->aborts ? "; ends the load when crossed</td></tr>\n" : "</td></tr>\n");
}

void load_html_limits(const struct load_record *record, struct buffer *out) {
    if (record->limit_count == 0) {
        return;
    }
    buffer_append_text(out, "<section class=\"card\">\n<h2>Thresholds</h2>\n"
                            "<table class=\"expectations\"><tbody>\n");
    for (size_t i = 0; i < record->limit_count; i++) {
        add_limit(&record->limits[i], out);
    }
    buffer_append_text(out, "</tbody></table>\n</section>\n");
}

/* -- Every clock -- */

/* Calls of a closed load are not intended for a moment. */
static bool tells(const struct load_record *record, enum load_time time) {
    bool by_intent =
        time == LOAD_CONNECT_INTENDED || time == LOAD_DURATION_INTENDED || time == LOAD_LATENESS;
    return record->subject.plan->is_open || !by_intent;
}

static void add_clock(const struct histogram *times, enum load_time time, struct buffer *out) {
    static const double percentiles[] = {50, 90, 95, 99, 99.9};
    buffer_append_text(out, "<tr><td>");
    html_string(out, load_time_text(time));
    buffer_append_text(out, "<br><span class=\"file\">");
    html_string(out, load_time_clock(time));
    buffer_append_text(out, "</span></td><td class=\"number\">");
    words_number(out, times->count);
    for (size_t i = 0; i < sizeof(percentiles) / sizeof(percentiles[0]); i++) {
        buffer_append_text(out, "</td><td class=\"number\">");
        words_time(out, histogram_percentile(times, percentiles[i]));
    }
    buffer_append_text(out, "</td><td class=\"number\">");
    words_time(out, times->max);
    buffer_append_text(out, "</td></tr>\n");
}

static void add_itself(const struct load_result *result, struct buffer *out) {
    uint64_t busiest = 0;
    for (uint32_t i = 0; i < result->worker_count; i++) {
        busiest = result->worker_cpu_us[i] > busiest ? result->worker_cpu_us[i] : busiest;
    }
    buffer_printf(out, "<p class=\"aside\">parley itself: CPU %.2f s, the busiest of ",
                  (double)(result->user_us + result->system_us) / US_PER_S);
    words_count(out, result->worker_count, "worker");
    buffer_printf(out, " %.0f %%; memory at most %.1f MiB; messages said ",
                  result->elapsed_us > 0 ? 100 * (double)busiest / (double)result->elapsed_us : 0,
                  (double)result->resident_most / (1 << 20));
    words_number(out, result->total->said);
    buffer_append_text(out, ", heard ");
    words_number(out, result->total->heard);
    buffer_append_text(out, "; late starts ");
    words_number(out, result->total->late);
    if (result->total->held_back > 0) {
        buffer_append_text(out, ", of which held back by the limit of calls at once ");
        words_number(out, result->total->held_back);
    }
    buffer_append_text(out, "</p>\n");
}

void load_html_clocks(const struct load_record *record, struct buffer *out) {
    const struct load_result *result = record->result;
    buffer_append_text(
        out, "<section class=\"card\">\n<h2>Every clock</h2>\n<div class=\"scroll\">"
             "<table class=\"times\"><thead><tr><th>time</th><th class=\"number\">count</th>"
             "<th class=\"number\">p50</th><th class=\"number\">p90</th>"
             "<th class=\"number\">p95</th><th class=\"number\">p99</th>"
             "<th class=\"number\">p99.9</th><th class=\"number\">max</th></tr></thead>"
             "<tbody>\n");
    for (size_t i = 0; i < LOAD_TIMES; i++) {
        if (result->total->times[i].count > 0 && tells(record, (enum load_time)i)) {
            add_clock(&result->total->times[i], (enum load_time)i, out);
        }
    }
    buffer_append_text(out, "</tbody></table></div>\n");
    add_itself(result, out);
    buffer_append_text(out, "</section>\n");
}
