/* github.c - workflow commands and Markdown. */
#include "reports/github.h"

#include "reports/html_text.h"
#include "reports/transcript_text.h"
#include "reports/words.h"

#include <string.h>

enum { TAIL_SIZE = 256 /* Room for the line that counts what did not fit. */ };

/* The value of a command; in a property `:` and `,` would end it too. */
static void add_value(struct buffer *out, const char *text, bool property) {
    for (; *text != '\0'; text++) {
        bool reserved = *text == '%' || *text == '\r' || *text == '\n' ||
                        (property && (*text == ':' || *text == ','));
        if (reserved) {
            buffer_printf(out, "%%%02X", (unsigned)*text);
        } else {
            buffer_append(out, text, 1);
        }
    }
}

static bool is_annotated(const struct call_record *call) {
    return record_verdict(call) == VERDICT_FAILED || record_verdict(call) == VERDICT_ERRORED;
}

static void add_annotation(struct buffer *out, const struct call_record *call) {
    const char *separator = " ";
    buffer_append_text(out, "::error");
    if (call->call->file != NULL) {
        buffer_append_text(out, " file=");
        add_value(out, call->call->file, true);
        separator = ",";
    }
    if (call->call->file != NULL && call->call->line > 0) {
        buffer_printf(out, ",line=%u", call->call->line);
    }
    buffer_printf(out, "%stitle=", separator);
    add_value(out, call->call->name, true);
    buffer_printf(out, " %s::", verdict_text(call->verdict));
    add_value(out, call->error_message, false);
    for (size_t i = 0; i < call->explanation_count; i++) {
        buffer_append_text(out, "%0A- ");
        add_value(out, call->explanation[i], false);
    }
    buffer_append_text(out, "\n");
}

void github_annotate(const struct record *record, struct buffer *out) {
    size_t found = 0;
    for (size_t i = 0; i < record_subject(record)->call_count; i++) {
        const struct call_record *call = record_call(record, i);
        if (is_annotated(call) && found++ < GITHUB_ANNOTATIONS) {
            add_annotation(out, call);
        }
    }
    if (found > GITHUB_ANNOTATIONS) {
        buffer_append_text(out, "::error title=parley::");
        words_count(out, found - GITHUB_ANNOTATIONS, "more call");
        buffer_append_text(out, " did not pass: see the log or the summary of the job\n");
    }
}

static void add_title(const struct record *record, struct buffer *out) {
    struct record_totals totals = record_totals(record);
    bool passed = totals.by_verdict[VERDICT_PASSED] == totals.calls;
    buffer_printf(out, "## %s ", passed ? "✅" : "❌");
    html_markdown(out, record_subject(record)->name);
    buffer_printf(out, ": %zu of %zu passed\n\n", totals.by_verdict[VERDICT_PASSED], totals.calls);
    if (record_is_partial(record)) {
        buffer_append_text(out,
                           "**Partial**: the run was ended before all calls had been played.\n\n");
    }
    buffer_append_text(out, "| passed | failed | errored | cancelled | time |\n"
                            "| ---: | ---: | ---: | ---: | ---: |\n|");
    for (size_t i = 0; i < VERDICTS; i++) {
        buffer_printf(out, " %zu |", totals.by_verdict[i]);
    }
    buffer_append_text(out, " ");
    words_duration(out, record_since_start(record, record_last(record)));
    buffer_append_text(out, " |\n");
}

/* How often each scenario passed, where one was played more than once. */
static void add_rates(const struct record *record, size_t limit, struct buffer *out) {
    const struct record_subject *subject = record_subject(record);
    bool begun = false;
    struct record_rate rate;
    for (size_t i = 0; i < subject->call_count && out->length < limit; i += rate.calls) {
        rate = record_rate(record, i);
        if (rate.calls > 1) {
            buffer_append_text(
                out, begun ? "" : "\n| scenario | passed | rate |\n| --- | ---: | ---: |\n");
            begun = true;
            buffer_append_text(out, "| ");
            html_markdown(out, subject->calls[i].name);
            buffer_printf(out, " | %zu of %zu | %.0f%% |\n", rate.passed, rate.calls,
                          100 * (double)rate.passed / (double)rate.calls);
        }
    }
}

static void add_call(const struct call_record *call, bool with_conversation, struct buffer *out) {
    buffer_printf(out, "\n### %s: ", verdict_text(call->verdict));
    html_markdown(out, call->call->name);
    buffer_append_text(out, "\n\n");
    html_markdown(out, call->error_message);
    buffer_append_text(out, "\n\n");
    for (size_t i = 0; i < call->explanation_count; i++) {
        buffer_append_text(out, "- ");
        html_markdown(out, call->explanation[i]);
        buffer_append_text(out, "\n");
    }
    if (with_conversation && call->transcript.count > 0) {
        struct buffer text;
        buffer_init(&text, NULL);
        transcript_text_print(call, &text);
        buffer_append_text(out, "\n<details><summary>Conversation</summary>\n\n<pre>");
        html_text(out, text.data, text.length);
        buffer_append_text(out, "</pre>\n\n</details>\n");
        buffer_finish(&text);
    }
}

/* False when it does not fit. */
static bool add_call_within(const struct call_record *call, size_t limit, struct buffer *out) {
    size_t before = out->length;
    for (int with_conversation = 1; with_conversation >= 0; with_conversation--) {
        add_call(call, with_conversation != 0, out);
        if (out->length <= limit) {
            return true;
        }
        out->length = before;
    }
    return false;
}

void github_summarize(const struct record *record, struct buffer *out) {
    size_t limit = out->length + GITHUB_SUMMARY_LIMIT - TAIL_SIZE;
    add_title(record, out);
    add_rates(record, out->length + GITHUB_SUMMARY_LIMIT / 4, out);
    size_t left_out = 0;
    for (size_t i = 0; i < record_subject(record)->call_count; i++) {
        const struct call_record *call = record_call(record, i);
        left_out += is_annotated(call) && !add_call_within(call, limit, out);
    }
    if (left_out > 0) {
        buffer_append_text(out, "\n");
        words_count(out, left_out, "more call");
        buffer_append_text(out, " did not pass and did not fit here.\n");
    }
}

void github_stop_commands(const char *token, struct buffer *out) {
    buffer_printf(out, "::stop-commands::%s\n", token);
}

void github_resume_commands(const char *token, struct buffer *out) {
    buffer_printf(out, "::%s::\n", token);
}
