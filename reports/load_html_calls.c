/* load_html_calls.c - calls by scenario; those that did not pass, by reason; response times by what
 * was said. */
#include "reports/html_text.h"
#include "reports/load_chart.h"
#include "reports/load_html.h"
#include "reports/words.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum { LINKS_MOST = 5, ROWS_MOST = 40 /* Conditions that stand there without being opened. */ };

/* -- Reasons -- */

/* Append the name of @call's transcript as a part of an address. */
static void add_address(struct buffer *out, const struct call *call) {
    struct buffer name;
    buffer_init(&name, NULL);
    files_transcript_name(&name, call);
    for (size_t i = 0; i < name.length; i++) {
        unsigned char byte = (unsigned char)name.data[i];
        bool is_plain = byte < 0x80 && (isalnum(byte) != 0 || strchr("-_.", byte) != NULL);
        buffer_printf(out, is_plain ? "%c" : "%%%02X", byte);
    }
    buffer_finish(&name);
}

static void add_transcripts(const struct load_samples *samples, enum ending ending,
                            struct buffer *out) {
    const struct call *calls[LINKS_MOST];
    size_t count = load_samples_transcripts(samples, ending, calls, LINKS_MOST);
    for (size_t i = 0; i < count && i < LINKS_MOST; i++) {
        buffer_append_text(out, i == 0 ? "<p>transcripts: " : ", ");
        buffer_append_text(out, "<a href=\"transcripts/");
        add_address(out, calls[i]);
        buffer_printf(out, "\">%zu</a>", i + 1);
    }
    if (count > LINKS_MOST) {
        buffer_printf(out, " and %zu more", count - LINKS_MOST);
    }
    buffer_append_text(out, count > 0 ? "</p>" : "");
}

static void add_example(const struct load_sample *example, struct buffer *out) {
    buffer_append_text(out, "<p>such as <code>");
    html_string(out, example->run_id);
    buffer_append_text(out, "</code>: ");
    html_string(out, example->error_message != NULL ? example->error_message : "");
    buffer_append_text(out, "</p>");
    html_list(out, example->explanation, example->explanation_count);
}

static void add_reason(const struct load_interval *total, enum ending ending, uint64_t most,
                       const struct load_samples *samples, struct buffer *out) {
    const double count = (double)total->endings[ending];
    const struct load_sample *example = load_samples_example(samples, ending);
    buffer_append_text(out, "<tr><td><b>");
    html_string(out, ending_text(ending));
    buffer_append_text(out, "</b>");
    if (example != NULL) {
        add_example(example, out);
    }
    add_transcripts(samples, ending, out);
    buffer_append_text(out, "</td><td class=\"number\">");
    words_number(out, total->endings[ending]);
    buffer_printf(out, "</td><td class=\"number\">%.3g %%</td><td class=\"length reason\">",
                  100 * count / (double)load_interval_ended(total));
    load_chart_lying(&count, 1, (double)most, out);
    buffer_append_text(out, "</td></tr>\n");
}

/* The reason of most calls first. */
static void add_reasons_in_order(const struct load_interval *total,
                                 const struct load_samples *samples, struct buffer *out) {
    bool is_told[ENDINGS] = {false};
    uint64_t most = 0;
    for (size_t told = 0; told < ENDINGS; told++) {
        size_t next = ENDINGS;
        for (size_t i = 0; i < ENDINGS; i++) {
            if (!is_told[i] && total->endings[i] > 0 &&
                (next == ENDINGS || total->endings[i] > total->endings[next])) {
                next = i;
            }
        }
        if (next == ENDINGS) {
            return;
        }
        is_told[next] = true;
        most = most == 0 ? total->endings[next] : most;
        add_reason(total, (enum ending)next, most, samples, out);
    }
}

void load_html_reasons(const struct load_record *record, const struct load_samples *samples,
                       struct buffer *out) {
    const struct load_interval *total = record->result->total;
    uint64_t bad = load_interval_ended(total) - total->verdicts[VERDICT_PASSED];
    if (bad == 0) {
        return;
    }
    buffer_append_text(out, "<section class=\"card\" id=\"reasons\">\n<h2>Why ");
    words_number(out, bad);
    buffer_append_text(out, bad == 1 ? " call" : " calls");
    buffer_append_text(out, " did not pass</h2>\n<table><thead><tr><th>reason</th>"
                            "<th class=\"number\">calls</th><th class=\"number\">of all</th>"
                            "<th class=\"length\"></th></tr></thead><tbody>\n");
    add_reasons_in_order(total, samples, out);
    buffer_append_text(out, "</tbody></table>\n</section>\n");
}

/* -- Scenarios -- */

static void add_scenario(const char *name, const struct load_sums *sums, struct buffer *out) {
    uint64_t ended = 0;
    for (size_t i = 0; i < VERDICTS; i++) {
        ended += sums->verdicts[i];
    }
    double passed = ended > 0 ? 100 * (double)sums->verdicts[VERDICT_PASSED] / (double)ended : 0;
    buffer_append_text(out, "<tr><td>");
    html_string(out, name);
    buffer_append_text(out, "</td>");
    for (size_t i = 0; i < VERDICTS; i++) {
        buffer_append_text(out, "<td class=\"number\">");
        words_number(out, sums->verdicts[i]);
        buffer_append_text(out, "</td>");
    }
    buffer_printf(out, "<td class=\"number\">%.1f %%</td></tr>\n", passed);
}

void load_html_scenarios(const struct load_record *record, struct buffer *out) {
    const struct load_result *result = record->result;
    if (result->scenario_count < 2) {
        return;
    }
    buffer_append_text(out,
                       "<section class=\"card\" id=\"scenarios\">\n<h2>Calls by scenario</h2>\n"
                       "<div class=\"scroll\"><table class=\"times\"><thead><tr>"
                       "<th>scenario</th>");
    for (size_t i = 0; i < VERDICTS; i++) {
        buffer_printf(out, "<th class=\"number\">%s</th>", verdict_text((enum verdict)i));
    }
    buffer_append_text(out, "<th class=\"number\">pass rate</th></tr></thead><tbody>\n");
    for (uint32_t i = 0; i < result->scenario_count; i++) {
        add_scenario(record->subject.scenarios[i].name, &result->scenarios[i], out);
    }
    buffer_append_text(out, "</tbody></table></div>\n</section>\n");
}

/* -- Response times -- */

static void add_time(struct buffer *out, uint64_t microseconds) {
    buffer_append_text(out, "<td class=\"number\">");
    words_time(out, microseconds);
    buffer_append_text(out, "</td>");
}

/* The rest of a row of @times: figures, and p99, p95 and p50 as one length of which @most is all. */
static void add_times(const struct histogram *times, double most, struct buffer *out) {
    const uint64_t p50 = histogram_percentile(times, 50);
    const uint64_t p95 = histogram_percentile(times, 95);
    const uint64_t p99 = histogram_percentile(times, 99);
    const double lengths[] = {(double)p99, (double)p95, (double)p50};
    buffer_append_text(out, "<td class=\"number\">");
    words_number(out, times->count);
    buffer_append_text(out, "</td>");
    add_time(out, p50);
    add_time(out, p95);
    add_time(out, p99);
    add_time(out, times->max);
    buffer_append_text(out, "<td class=\"length\">");
    load_chart_lying(lengths, sizeof(lengths) / sizeof(lengths[0]), most, out);
    buffer_append_text(out, "</td></tr>\n");
}

static double longest_p99(struct histogram *const *times, size_t count) {
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t p99 = times[i] != NULL ? histogram_percentile(times[i], 99) : 0;
        most = p99 > most ? p99 : most;
    }
    return (double)most;
}

static void begin_table(const char *of, struct buffer *out) {
    buffer_printf(out,
                  "<div class=\"scroll\"><table class=\"times\"><thead><tr><th>%s</th>"
                  "<th class=\"number\">answers</th><th class=\"number\">p50</th>"
                  "<th class=\"number\">p95</th><th class=\"number\">p99</th>"
                  "<th class=\"number\">max</th><th class=\"length\">p50, p95, p99</th></tr>"
                  "</thead><tbody>\n",
                  of);
}

static void end_table(struct buffer *out) {
    buffer_append_text(out, "</tbody></table></div>\n");
}

void load_html_turns(const struct load_record *record, struct buffer *out) {
    struct histogram *const *turns = record->result->turns;
    double most = longest_p99(turns, TALLY_TURNS);
    if (turns[0] == NULL) {
        return;
    }
    buffer_append_text(out, "<section class=\"card\" id=\"turns\">\n<h2>Response time by turn"
                            "</h2>\n");
    begin_table("turn", out);
    for (size_t i = 0; i < TALLY_TURNS; i++) {
        if (turns[i] != NULL) {
            buffer_printf(out, "<tr><td>%zu</td>", i + 1);
            add_times(turns[i], most, out);
        }
    }
    end_table(out);
    buffer_append_text(out, "</section>\n");
}

static void add_condition(const struct load_record *record, uint32_t index, double most,
                          struct buffer *out) {
    const struct load_subject *subject = &record->subject;
    const struct load_condition *condition = &subject->conditions[index];
    buffer_printf(out, "<tr><td>#%" PRId32, condition->id);
    if (subject->plan->scenario_count > 1) {
        buffer_append_text(out, " <span class=\"file\">");
        html_string(out, subject->scenarios[condition->scenario].name);
        buffer_append_text(out, "</span>");
    }
    buffer_append_text(out, "</td>");
    add_times(record->result->conditions[index], most, out);
}

/* Very many of them are folded away. */
void load_html_conditions(const struct load_record *record, struct buffer *out) {
    struct histogram *const *conditions = record->result->conditions;
    uint32_t count = record->result->condition_count;
    double most = longest_p99(conditions, count);
    size_t shown = 0;
    for (uint32_t i = 0; i < count; i++) {
        shown += conditions[i] != NULL;
    }
    if (shown == 0) {
        return;
    }
    bool is_folded = shown > ROWS_MOST;
    buffer_append_text(out, "<section class=\"card\" id=\"conditions\">\n<h2>Response time to what "
                            "each condition said</h2>\n");
    if (is_folded) {
        buffer_printf(out, "<details><summary>%zu conditions</summary>\n", shown);
    }
    begin_table("condition", out);
    for (uint32_t i = 0; i < count; i++) {
        if (conditions[i] != NULL) {
            add_condition(record, i, most, out);
        }
    }
    end_table(out);
    buffer_append_text(out, is_folded ? "</details>\n</section>\n" : "</section>\n");
}
