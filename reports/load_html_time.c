/* load_html_time.c - a load over time. */
#include "reports/load_chart.h"
#include "reports/load_html.h"
#include "reports/words.h"

#include <math.h>
#include <stdio.h>

static const double US_PER_S = 1e6;

/* Percentiles this far apart are told apart by their ratio. */
static const double WIDE = 20;

/* The points of a load as rows of numbers. */
struct rows {
    const struct load_record *record;
    const struct load_points *points;
    double *edges; /* In seconds. */
    double *values;
};

static struct load_row row_of(const struct rows *rows) {
    return (struct load_row){rows->edges, rows->values, rows->points->count};
}

/* One figure of each point; NAN: none. */
typedef double figure_fn(const struct load_point *point);

static double answered(const struct load_point *point, uint64_t microseconds) {
    return point->responses > 0 ? (double)microseconds : (double)NAN;
}

static double p50(const struct load_point *point) {
    return answered(point, point->p50_us);
}

static double p95(const struct load_point *point) {
    return answered(point, point->p95_us);
}

static double p99(const struct load_point *point) {
    return answered(point, point->p99_us);
}

static double longest(const struct load_point *point) {
    return answered(point, point->max_us);
}

static double offered(const struct load_point *point) {
    return point->offered_rate;
}

static double achieved(const struct load_point *point) {
    return point->achieved_rate;
}

/* Per second, to be seen beside the rates. */
static double late(const struct load_point *point) {
    uint64_t span = point->until_us - point->from_us;
    return span > 0 ? (double)point->late * US_PER_S / (double)span : 0;
}

static double in_flight(const struct load_point *point) {
    return point->in_flight;
}

static struct load_row fill(const struct rows *rows, figure_fn *figure) {
    for (size_t i = 0; i < rows->points->count; i++) {
        rows->values[i] = figure(&rows->points->items[i]);
    }
    return row_of(rows);
}

/* The highest of a figure; 0 when there is none. */
static double highest(const struct rows *rows, figure_fn *figure) {
    double most = 0;
    for (size_t i = 0; i < rows->points->count; i++) {
        double value = figure(&rows->points->items[i]);
        most = value > most ? value : most;
    }
    return most;
}

static double lowest(const struct rows *rows, figure_fn *figure) {
    double least = HUGE_VAL;
    for (size_t i = 0; i < rows->points->count; i++) {
        double value = figure(&rows->points->items[i]);
        least = value < least ? value : least;
    }
    return least;
}

/* -- What is told of a point -- */

/* "12 s to 13 s: " */
static void add_stretch(struct buffer *out, const struct load_point *point) {
    buffer_printf(out, "%.4g s to %.4g s: ", (double)point->from_us / US_PER_S,
                  (double)point->until_us / US_PER_S);
}

static void tell_times(struct buffer *out, const void *user, size_t index) {
    const struct load_point *point = &((const struct load_points *)user)->items[index];
    add_stretch(out, point);
    if (point->responses == 0) {
        buffer_append_text(out, "no answer");
        return;
    }
    const uint64_t times[] = {point->p50_us, point->p95_us, point->p99_us, point->max_us};
    static const char *const names[] = {"p50 ", ", p95 ", ", p99 ", ", longest "};
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        buffer_append_text(out, names[i]);
        words_time(out, times[i]);
    }
    buffer_append_text(out, " of ");
    words_number(out, point->responses);
    buffer_append_text(out, point->responses == 1 ? " answer" : " answers");
}

static void tell_rates(struct buffer *out, const void *user, size_t index) {
    const struct load_point *point = &((const struct load_points *)user)->items[index];
    add_stretch(out, point);
    if (!isnan(point->offered_rate) && point->offered_rate > 0) {
        buffer_printf(out, "offered %.4g/s, ", point->offered_rate);
    }
    if (!isnan(point->achieved_rate)) {
        buffer_printf(out, "achieved %.4g/s, ", point->achieved_rate);
    }
    words_number(out, point->started);
    buffer_append_text(out, " started, late ");
    words_number(out, point->late);
}

static void tell_flight(struct buffer *out, const void *user, size_t index) {
    const struct load_point *point = &((const struct load_points *)user)->items[index];
    add_stretch(out, point);
    words_number(out, point->in_flight);
    buffer_append_text(out, " in flight, ");
    words_number(out, point->ended);
    buffer_append_text(out, " ended, failed or errored ");
    words_number(out, point->failed);
}

/* -- What surrounds a chart -- */

static void begin_figure(const char *heading, const char *aside, struct buffer *out) {
    buffer_printf(out,
                  "<figure class=\"card\">\n<figcaption><h2>%s</h2> <span>%s</span></figcaption>\n",
                  heading, aside);
}

struct legend {
    const char *class;
    const char *name;
};

static void add_legend(const struct legend *entries, size_t count, struct buffer *out) {
    buffer_append_text(out, "<ul class=\"legend\">");
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "<li class=\"%s\">%s</li>", entries[i].class, entries[i].name);
    }
    buffer_append_text(out, "</ul>\n");
}

static void end_figure(struct buffer *out) {
    buffer_append_text(out, "</figure>\n");
}

/* The warm-up, whose calls and answers are in none of the lines. */
static void add_warm_up(const struct load_chart *chart, const struct rows *rows,
                        struct buffer *out) {
    double until = (double)rows->record->subject.plan->warm_up_us / US_PER_S;
    if (until > 0) {
        load_chart_band(chart, 0, until, "warm-up", "warm-up: not counted", out);
    }
}

/* -- The charts -- */

/* Where calls waited and nothing was answered, there is no line to be seen. */
static void add_silence(const struct load_chart *chart, const struct rows *rows,
                        struct buffer *out) {
    uint64_t warm_up = rows->record->subject.plan->warm_up_us;
    for (size_t i = 0; i < rows->points->count; i++) {
        const struct load_point *point = &rows->points->items[i];
        if (point->responses == 0 && point->in_flight > 0 && point->from_us >= warm_up) {
            load_chart_band(chart, rows->edges[i], rows->edges[i + 1], "silence", "no answer", out);
        }
    }
}

static void add_times(const struct rows *rows, struct buffer *out) {
    static const struct legend legend[] = {{"p50", "p50"},
                                           {"p95", "p95"},
                                           {"p99", "p99"},
                                           {"longest", "longest"},
                                           {"silence", "calls in flight, no answer"}};
    double least = lowest(rows, p50);
    double most = highest(rows, longest);
    if (isinf(least)) {
        return;
    }
    struct load_chart chart = {
        .id = "times",
        .title = "Response time over time",
        .description = "Percentiles and the longest of the time from the caller's last frame to "
                       "the agent's next "
                       "utterance, for each point in time. The figures stand in the table at the "
                       "end of the page.",
    };
    load_axis_clock(&chart.x, rows->edges[rows->points->count]);
    bool is_wide = most > least * WIDE;
    if (is_wide) {
        load_axis_time_logarithmic(&chart.y, least, most);
    } else {
        load_axis_time(&chart.y, most);
    }
    begin_figure("Response time", is_wide ? "over time, on a logarithmic scale" : "over time", out);
    add_legend(legend, sizeof(legend) / sizeof(legend[0]), out);
    load_chart_begin(&chart, out);
    add_warm_up(&chart, rows, out);
    add_silence(&chart, rows, out);
    struct load_row row = fill(rows, longest);
    load_chart_line(&chart, &row, "longest", out);
    row = fill(rows, p99);
    load_chart_line(&chart, &row, "p99", out);
    row = fill(rows, p95);
    load_chart_line(&chart, &row, "p95", out);
    row = fill(rows, p50);
    load_chart_line(&chart, &row, "p50", out);
    load_chart_spots(&chart, &row, tell_times, rows->points, out);
    load_chart_end(out);
    end_figure(out);
}

static void add_rates(const struct rows *rows, struct buffer *out) {
    static const struct legend legend[] = {
        {"achieved", "started"}, {"late", "of these late"}, {"offered", "offered"}};
    bool is_open = rows->record->subject.plan->is_open;
    struct load_chart chart = {
        .id = "rates",
        .title = "Calls per second over time",
        .description = "How many calls should have started each second, how many did, and how many "
                       "of these started more than 10 ms late.",
    };
    double most = highest(rows, achieved);
    most = fmax(most, is_open ? fmax(highest(rows, offered), highest(rows, late)) : 0);
    load_axis_clock(&chart.x, rows->edges[rows->points->count]);
    load_axis_number(&chart.y, most * 1.05); /* A level line is not the chart's edge. */
    begin_figure("Calls per second", is_open ? "offered against achieved" : "achieved", out);
    add_legend(legend, is_open ? 3 : 1, out);
    load_chart_begin(&chart, out);
    add_warm_up(&chart, rows, out);
    struct load_row row = fill(rows, achieved);
    load_chart_area(&chart, &row, "achieved", out);
    if (is_open) {
        row = fill(rows, late);
        load_chart_bars(&chart, &row, "late", out);
        row = fill(rows, offered);
        load_chart_line(&chart, &row, "offered", out);
    }
    load_chart_spots(&chart, &row, tell_rates, rows->points, out);
    load_chart_end(out);
    end_figure(out);
}

static void add_flight(const struct rows *rows, struct buffer *out) {
    struct load_chart chart = {
        .id = "flight",
        .title = "Calls in flight over time",
        .description = "How many calls had started and not ended, at the end of each second.",
    };
    load_axis_clock(&chart.x, rows->edges[rows->points->count]);
    load_axis_count(&chart.y, highest(rows, in_flight) * 1.05);
    char aside[64];
    snprintf(aside, sizeof(aside), "at the end of each second, at most %.0f",
             highest(rows, in_flight));
    begin_figure("Calls in flight", aside, out);
    load_chart_begin(&chart, out);
    add_warm_up(&chart, rows, out);
    struct load_row row = fill(rows, in_flight);
    load_chart_area(&chart, &row, "flight", out);
    load_chart_spots(&chart, &row, tell_flight, rows->points, out);
    load_chart_end(out);
    end_figure(out);
}

void load_html_time(const struct load_record *record, const struct load_points *points,
                    struct buffer *out) {
    struct arena arena;
    if (points->count == 0) {
        return;
    }
    arena_init(&arena, NULL);
    struct rows rows = {
        .record = record,
        .points = points,
        .edges = arena_alloc(&arena, (points->count + 1) * sizeof(double)),
        .values = arena_alloc(&arena, points->count * sizeof(double)),
    };
    rows.edges[0] = (double)points->items[0].from_us / US_PER_S;
    for (size_t i = 0; i < points->count; i++) {
        double until = (double)points->items[i].until_us / US_PER_S;
        rows.edges[i + 1] = until > rows.edges[i] ? until : rows.edges[i];
    }
    add_times(&rows, out);
    add_rates(&rows, out);
    add_flight(&rows, out);
    arena_finish(&arena);
}

/* -- The same as a table -- */

static void add_number(struct buffer *out, uint64_t number) {
    buffer_append_text(out, "<td class=\"number\">");
    words_number(out, number);
    buffer_append_text(out, "</td>");
}

static void add_rate(struct buffer *out, double rate) {
    buffer_append_text(out, "<td class=\"number\">");
    if (!isnan(rate)) {
        buffer_printf(out, "%.1f", rate);
    }
    buffer_append_text(out, "</td>");
}

static void add_time(struct buffer *out, const struct load_point *point, uint64_t microseconds) {
    buffer_append_text(out, "<td class=\"number\">");
    if (point->responses > 0) {
        words_time(out, microseconds);
    }
    buffer_append_text(out, "</td>");
}

static void add_point(const struct load_point *point, bool is_open, struct buffer *out) {
    buffer_printf(out, "<tr><td class=\"number\">%.1f s</td>", (double)point->until_us / US_PER_S);
    if (is_open) {
        add_rate(out, point->offered_rate);
    }
    add_rate(out, point->achieved_rate);
    add_number(out, point->late);
    add_number(out, point->in_flight);
    add_number(out, point->ended);
    add_number(out, point->failed);
    add_number(out, point->responses);
    add_time(out, point, point->p50_us);
    add_time(out, point, point->p95_us);
    add_time(out, point, point->p99_us);
    add_time(out, point, point->max_us);
    buffer_append_text(out, "</tr>\n");
}

void load_html_points(const struct load_record *record, const struct load_points *points,
                      struct buffer *out) {
    static const char *const names[] = {"until",     "offered/s", "achieved/s", "late",
                                        "in flight", "ended",     "not passed", "answers",
                                        "p50",       "p95",       "p99",        "max"};
    bool is_open = record->subject.plan->is_open;
    buffer_printf(out,
                  "<details class=\"coverage\" id=\"points\"><summary><b>Figures over time</b>, "
                  "%zu of %zu s each</summary>\n<div class=\"scroll\"><table><thead><tr>",
                  points->count, points->seconds);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (is_open || i != 1) {
            buffer_printf(out, "<th class=\"number\">%s</th>", names[i]);
        }
    }
    buffer_append_text(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < points->count; i++) {
        add_point(&points->items[i], is_open, out);
    }
    buffer_append_text(out, "</tbody></table></div></details>\n");
}
