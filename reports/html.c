/* html.c - the page: its head, what came of the run, the calls. */
#include "reports/html.h"

#include "reports/html_page.h"
#include "reports/html_text.h"

#include <string.h>

static void begin_page(const struct record *record, struct buffer *out) {
    struct record_totals totals = record_totals(record);
    struct buffer title;
    buffer_init(&title, NULL);
    buffer_printf(&title, "%s: %zu of %zu passed", record_subject(record)->name,
                  totals.by_verdict[VERDICT_PASSED], totals.calls);
    html_page_begin(out, buffer_terminate(&title), true);
    buffer_finish(&title);
}

static void add_header(const struct record *record, struct buffer *out) {
    const struct record_subject *subject = record_subject(record);
    struct arena arena;
    arena_init(&arena, NULL);
    const struct html_page_subject about = {
        .name = subject->name,
        .agent_name = subject->agent_name,
        .agent_url = subject->agent_url,
        .started = record_timestamp(record, &arena, subject->started),
        .elapsed_us = record_since_start(record, record_last(record)),
    };
    buffer_append_text(out, "<header>\n");
    html_page_about(out, &about);
    if (record_is_partial(record)) {
        buffer_append_text(out, "<p class=\"partial\">Partial: the run was ended before all calls "
                                "had been played.</p>\n");
    }
    buffer_append_text(out, "</header>\n");
    arena_finish(&arena);
}

static void add_figure(const char *class, const char *name, size_t count, struct buffer *out) {
    buffer_printf(out, "<div class=\"%s\"><dt>%s</dt><dd>%zu</dd></div>",
                  count > 0 ? class : "none", name, count);
}

/* Each verdict's share of the calls, as one bar. */
static void add_share(const struct record_totals *totals, struct buffer *out) {
    double from = 0;
    buffer_append_text(out, "<svg class=\"share\" viewBox=\"0 0 100 1\" "
                            "preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (size_t i = 0; i < VERDICTS && totals->calls > 0; i++) {
        double width = 100 * (double)totals->by_verdict[i] / (double)totals->calls;
        buffer_printf(out, "<rect class=\"%s\" x=\"%.3f\" y=\"0\" width=\"%.3f\" height=\"1\"/>",
                      verdict_text((enum verdict)i), from, width);
        from += width;
    }
    buffer_append_text(out, "</svg>\n");
}

static void add_overview(const struct record *record, struct buffer *out) {
    struct record_totals totals = record_totals(record);
    buffer_append_text(out, "<section class=\"overview\">\n<dl class=\"figures\">");
    add_figure("calls", "calls", totals.calls, out);
    for (size_t i = 0; i < VERDICTS; i++) {
        const char *verdict = verdict_text((enum verdict)i);
        add_figure(verdict, verdict, totals.by_verdict[i], out);
    }
    buffer_append_text(out, "</dl>\n");
    add_share(&totals, out);
    buffer_append_text(out, "</section>\n");
}

static void add_rate(const struct call *call, const struct record_rate *rate, struct buffer *out) {
    buffer_append_text(out, "<tr><td>");
    html_string(out, call->name);
    buffer_append_text(out, "</td><td>");
    html_string(out, call->file != NULL ? call->file : "");
    buffer_printf(
        out, "</td><td class=\"number\">%zu of %zu</td><td class=\"number\">%.0f%%</td></tr>\n",
        rate->passed, rate->calls, 100 * (double)rate->passed / (double)rate->calls);
}

/* How often each scenario passed, where one was played more than once. */
static void add_rates(const struct record *record, struct buffer *out) {
    const struct record_subject *subject = record_subject(record);
    bool begun = false;
    struct record_rate rate;
    for (size_t i = 0; i < subject->call_count; i += rate.calls) {
        rate = record_rate(record, i);
        if (rate.calls > 1) {
            buffer_append_text(
                out, begun ? ""
                           : "<section class=\"rates\">\n<h2>Pass rate by scenario</h2>\n"
                             "<table><thead><tr><th>scenario</th><th>file</th>"
                             "<th class=\"number\">passed</th><th class=\"number\">rate</th></tr>"
                             "</thead><tbody>\n");
            begun = true;
            add_rate(&subject->calls[i], &rate, out);
        }
    }
    buffer_append_text(out, begun ? "</tbody></table>\n</section>\n" : "");
}

static bool has_tag(const struct call *call, const char *tag) {
    for (size_t i = 0; i < call->tag_count; i++) {
        if (strcmp(call->tags[i], tag) == 0) {
            return true;
        }
    }
    return false;
}

/* True when the scenario of an earlier call than @call has that tag, or an earlier tag is the
 * same. */
static bool is_known_tag(const struct call *calls, const struct call *call, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (strcmp(call->tags[i], call->tags[index]) == 0) {
            return true;
        }
    }
    for (const struct call *each = calls; each < call; each++) {
        bool repeated = each > calls && each->scenario == (each - 1)->scenario;
        if (!repeated && has_tag(each, call->tags[index])) {
            return true;
        }
    }
    return false;
}

static void add_tag_choice(const struct record *record, struct buffer *out) {
    const struct record_subject *subject = record_subject(record);
    bool begun = false;
    for (size_t i = 0; i < subject->call_count; i += record_rate(record, i).calls) {
        const struct call *call = &subject->calls[i];
        for (size_t j = 0; j < call->tag_count; j++) {
            if (is_known_tag(subject->calls, call, j)) {
                continue;
            }
            buffer_append_text(out, begun ? ""
                                          : "<select id=\"tag\" aria-label=\"tag\">"
                                            "<option value=\"\">any tag</option>");
            begun = true;
            buffer_append_text(out, "<option>");
            html_string(out, call->tags[j]);
            buffer_append_text(out, "</option>");
        }
    }
    buffer_append_text(out, begun ? "</select>\n" : "");
}

/* Hidden until the script shows it: without scripts there is nothing it could do. */
static void add_controls(const struct record *record, struct buffer *out) {
    struct record_totals totals = record_totals(record);
    buffer_append_text(out, "<nav id=\"controls\" aria-label=\"filter\" hidden>\n"
                            "<button type=\"button\" data-verdict=\"\" aria-pressed=\"true\">all"
                            "</button>\n");
    for (size_t i = 0; i < VERDICTS; i++) {
        if (totals.by_verdict[i] > 0) {
            const char *verdict = verdict_text((enum verdict)i);
            buffer_printf(out,
                          "<button type=\"button\" data-verdict=\"%s\" aria-pressed=\"false\">%s "
                          "%zu</button>\n",
                          verdict, verdict, totals.by_verdict[i]);
        }
    }
    add_tag_choice(record, out);
    buffer_append_text(out, "<input id=\"text\" type=\"search\" placeholder=\"words in a call\" "
                            "aria-label=\"words in a call\">\n"
                            "<button id=\"fold\" type=\"button\">open or close all</button>\n"
                            "<span id=\"shown\" role=\"status\"></span>\n</nav>\n");
}

void html_print(const struct record *record, struct buffer *out) {
    begin_page(record, out);
    add_header(record, out);
    add_overview(record, out);
    add_rates(record, out);
    html_coverage(record, out);
    add_controls(record, out);
    buffer_append_text(out, "<main>\n");
    for (size_t i = 0; i < record_subject(record)->call_count; i++) {
        html_call(record, record_call(record, i), out);
    }
    buffer_append_text(out, "</main>\n");
    html_page_end(out, true);
}
