/* html_strip.c - how long the agent took, turn by turn, as bars. */
#include "reports/html.h"
#include "reports/words.h"

#include <stdio.h>

enum {
    HEIGHT = 40,
    WIDEST = 720, /* Of all bars together. */
    BAR = 12,
    GAP = 3,
};

static uint64_t slowest(const struct call_record *call) {
    uint64_t most = 1;
    for (const struct transcript_entry *entry = call->transcript.first; entry != NULL;
         entry = entry->next) {
        most = entry->has_response && entry->response_us > most ? entry->response_us : most;
    }
    return most;
}

/* @index counts the bars, @turn the entries. */
static void add_bar(const struct call_record *call, const struct transcript_entry *entry,
                    size_t index, size_t turn, double step, uint64_t most, struct buffer *out) {
    double height = 1 + (HEIGHT - 1) * (double)entry->response_us / (double)most;
    buffer_printf(out, "<a href=\"#c%u-%zu\"><title>", call->call->number, turn);
    html_time(call, entry->ended, out);
    buffer_append_text(out, ": ");
    words_duration(out, entry->response_us);
    buffer_printf(out,
                  "</title><rect class=\"bar\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
                  "height=\"%.2f\" rx=\"1.5\"/></a>",
                  (double)index * step, HEIGHT - height, step * BAR / (BAR + GAP), height);
}

static void add_figure(const char *name, double milliseconds, struct buffer *out) {
    buffer_printf(out, " · %s ", name);
    words_duration(out, (uint64_t)(milliseconds * MS));
}

void html_strip(const struct call_record *call, struct buffer *out) {
    size_t count = call->latency.count;
    if (count == 0) {
        return;
    }
    double step = count * (BAR + GAP) > WIDEST ? (double)WIDEST / (double)count : BAR + GAP;
    buffer_printf(out,
                  "<div class=\"strip\"><svg role=\"img\" aria-label=\"response times\" "
                  "width=\"%.0f\" height=\"%d\" viewBox=\"0 0 %.2f %d\">",
                  step * (double)count, HEIGHT + 1, step * (double)count, HEIGHT + 1);
    uint64_t most = slowest(call);
    size_t index = 0;
    size_t turn = 0;
    for (const struct transcript_entry *entry = call->transcript.first; entry != NULL;
         entry = entry->next, turn++) {
        if (entry->has_response) {
            add_bar(call, entry, index++, turn, step, most, out);
        }
    }
    buffer_printf(out, "<path class=\"floor\" d=\"M0 %d.5H%.2f\"/></svg><p>", HEIGHT,
                  step * (double)count);
    words_count(out, count, "answer");
    add_figure("median", call->latency.p50, out);
    add_figure("p95", call->latency.p95, out);
    add_figure("slowest", call->latency.max, out);
    buffer_append_text(out, "</p></div>\n");
}
