/* html_call.c - one call of the page. */
#include "reports/html.h"
#include "reports/html_text.h"
#include "reports/words.h"

#include <inttypes.h>
#include <string.h>

static void add_tags(const struct call *call, struct buffer *out) {
    for (size_t i = 0; i < call->tag_count; i++) {
        buffer_append_text(out, "<span class=\"tag\">");
        html_string(out, call->tags[i]);
        buffer_append_text(out, "</span>");
    }
}

/* Duration, turns, response time: what can be said of a call that was open. */
static void add_facts(const struct call_record *call, struct buffer *out) {
    if (!call->ended || !call->opened) {
        return;
    }
    buffer_append_text(out, "<span class=\"facts\">");
    words_duration(out, record_duration(call));
    buffer_append_text(out, " · ");
    words_count(out, call->turns, "turn");
    if (call->latency.count > 0) {
        buffer_append_text(out, " · answers in ");
        words_duration(out, (uint64_t)(call->latency.p50 * MS));
    }
    buffer_append_text(out, "</span>");
}

static void add_summary(const struct call_record *call, struct buffer *out) {
    const char *verdict = verdict_text(record_verdict(call));
    buffer_printf(out, "<summary><span class=\"verdict %s\">%s</span><span class=\"name\">",
                  verdict, verdict);
    html_string(out, call->call->name);
    buffer_append_text(out, "</span>");
    if (call->call->file != NULL) {
        buffer_append_text(out, "<span class=\"file\">");
        html_string(out, call->call->file);
        buffer_append_text(out, "</span>");
    }
    add_tags(call->call, out);
    add_facts(call, out);
    buffer_append_text(out, "</summary>\n");
}

static void add_condition(const struct machine *machine, uint32_t index, uint32_t fired,
                          struct buffer *out) {
    const struct machine_condition *condition = machine_condition(machine, index);
    buffer_printf(out, "<tr%s><td class=\"number\">#%" PRId32 "</td><td>",
                  fired == 0 ? " class=\"never\"" : "", condition->id);
    html_condition(machine, index, out);
    buffer_append_text(out, "</td><td>");
    html_text(out, condition->action.source, condition->action.source_length);
    buffer_printf(out, "</td><td class=\"number\">%" PRIu32 "</td></tr>\n", fired);
}

static void add_conditions(const struct call_record *call, struct buffer *out) {
    const struct machine *machine = call->call->playbook->machine;
    uint32_t count = (uint32_t)machine_condition_count(machine);
    uint32_t fired = 0;
    for (uint32_t i = 0; i < count; i++) {
        fired += call->fired[i] > 0;
    }
    buffer_printf(out,
                  "<details class=\"conditions\"><summary>%" PRIu32 " of %" PRIu32
                  " conditions fired</summary>\n<table><thead><tr><th></th><th>condition</th>"
                  "<th>action</th><th class=\"number\">fired</th></tr></thead><tbody>\n",
                  fired, count);
    for (uint32_t i = 0; i < count; i++) {
        add_condition(machine, i, call->fired[i], out);
    }
    buffer_append_text(out, "</tbody></table></details>\n");
}

/* What was expected beyond the scenario, and what came of it. */
static void add_expectations(const struct judgements *judgements, struct buffer *out) {
    for (size_t i = 0; i < judgements->count; i++) {
        const struct judgement *judgement = &judgements->list[i];
        const char *verdict = !judgement->judged  ? "cancelled"
                              : judgement->passed ? "passed"
                                                  : "failed";
        const char *word = judgement->judged ? verdict : "not judged";
        buffer_append_text(out, i == 0 ? "<table class=\"expectations\"><tbody>\n" : "");
        buffer_printf(out, "<tr><td><span class=\"verdict %s\">%s</span></td><td><code>", verdict,
                      word);
        html_string(out, judgement->title);
        buffer_append_text(out, "</code></td><td>");
        html_string(out, judgement->explanation);
        buffer_append_text(out, "</td></tr>\n");
    }
    buffer_append_text(out, judgements->count > 0 ? "</tbody></table>\n" : "");
}

/* A line each: a tag may hold spaces. */
static void add_tag_list(const struct call *call, struct buffer *out) {
    for (size_t i = 0; i < call->tag_count; i++) {
        buffer_append_text(out, i > 0 ? "\n" : "");
        html_string(out, call->tags[i]);
    }
}

void html_call(const struct record *record, const struct call_record *call, struct buffer *out) {
    const char *verdict = verdict_text(record_verdict(call));
    bool passed = record_verdict(call) == VERDICT_PASSED;
    bool open = !passed || record_subject(record)->call_count == 1;
    buffer_printf(out, "<details class=\"call %s\" data-verdict=\"%s\" data-tags=\"", verdict,
                  verdict);
    add_tag_list(call->call, out);
    buffer_append_text(out, open ? "\" open>\n" : "\">\n");
    add_summary(call, out);
    buffer_append_text(out, "<div class=\"body\">\n");
    html_strip(call, out);
    html_chat(call, out);
    if (call->transcript.count == 0) {
        html_why(call, out);
        buffer_append_text(out, "\n");
    }
    add_expectations(&call->judgements, out);
    add_conditions(call, out);
    buffer_append_text(out, "</div>\n</details>\n");
}
