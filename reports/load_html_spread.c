/* load_html_spread.c - how response times are spread: a bar for each stretch of them. */
#include "reports/load_bins.h"
#include "reports/load_chart.h"
#include "reports/load_html.h"
#include "reports/words.h"

struct told {
    const struct load_bins *bins;
    uint64_t count; /* Of all bars. */
};

static void tell(struct buffer *out, const void *user, size_t index) {
    const struct told *told = user;
    words_time(out, (uint64_t)(told->bins->edges[index] + 0.5));
    buffer_append_text(out, " to ");
    words_time(out, (uint64_t)(told->bins->edges[index + 1] + 0.5));
    buffer_append_text(out, ": ");
    words_number(out, told->bins->counts[index]);
    buffer_printf(out, " of answers, %.3g %%",
                  100 * (double)told->bins->counts[index] / (double)told->count);
}

/* Each percentile at its place, its words one line lower than those before, so that they do not
 * cover each other. */
static void add_marks(const struct load_chart *chart, const struct histogram *times,
                      struct buffer *out) {
    static const double percentiles[] = {50, 90, 95, 99, 99.9};
    for (unsigned i = 0; i < sizeof(percentiles) / sizeof(percentiles[0]); i++) {
        struct buffer words;
        uint64_t time = histogram_percentile(times, percentiles[i]);
        buffer_init(&words, NULL);
        buffer_printf(&words, "p%g ", percentiles[i]);
        words_time(&words, time);
        load_chart_mark(chart, (double)time, i, buffer_terminate(&words), out);
        buffer_finish(&words);
    }
}

void load_html_spread(const struct load_record *record, struct buffer *out) {
    const struct histogram *times = &record->result->total->times[LOAD_RESPONSE];
    struct load_bins bins;
    double shares[LOAD_BINS_MAX];
    double most = 0;
    if (times->count == 0) {
        return;
    }
    struct load_chart chart = {
        .id = "spread",
        .title = "Distribution of response times",
        .description = "What share of all answers took how long. Percentiles are marked.",
    };
    load_axis_time_logarithmic(&chart.x, (double)times->min, (double)times->max);
    load_bins_make(&bins, times, chart.x.from, chart.x.to);
    for (size_t i = 0; i < bins.count; i++) {
        shares[i] = 100 * (double)bins.counts[i] / (double)times->count;
        most = shares[i] > most ? shares[i] : most;
    }
    load_axis_percent(&chart.y, most);
    const struct load_row row = {bins.edges, shares, bins.count};
    const struct told told = {&bins, times->count};
    buffer_append_text(out, "<figure class=\"card\">\n<figcaption><h2>Distribution of response "
                            "times</h2> <span>share of ");
    words_number(out, times->count);
    buffer_append_text(out, times->count == 1 ? " answer" : " answers");
    buffer_append_text(out, "</span></figcaption>\n");
    load_chart_begin(&chart, out);
    load_chart_bars(&chart, &row, "bar", out);
    add_marks(&chart, times, out);
    load_chart_spots(&chart, &row, tell, &told, out);
    load_chart_end(out);
    buffer_append_text(out, "</figure>\n");
}
