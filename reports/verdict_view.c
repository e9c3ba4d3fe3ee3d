/* verdict_view.c - what came of calls, for a terminal. */
#include "reports/verdict_view.h"

#include "reports/paint.h"
#include "reports/printable.h"
#include "reports/words.h"

#include <string.h>

enum {
    VERDICT_COLUMNS = 9, /* "CANCELLED" */
    DURATION_COLUMNS = 8,
    REASON_COLUMNS = 30, /* At least so many are left for a reason. */
    SHORTEST_NAME = 12,
};

static const struct {
    const char *word;
    enum paint paint;
} verdicts[VERDICTS] = {
    [VERDICT_PASSED] = {"PASSED", PAINT_GOOD},
    [VERDICT_FAILED] = {"FAILED", PAINT_BAD},
    [VERDICT_ERRORED] = {"ERRORED", PAINT_BAD},
    [VERDICT_CANCELLED] = {"CANCELLED", PAINT_ODD},
};

static void add_verdict(struct buffer *out, const struct view_style *style,
                        const struct call_record *call) {
    const char *word = verdicts[call->verdict].word;
    paint_text(out, style->colour, verdicts[call->verdict].paint, word);
    printable_spaces(out, VERDICT_COLUMNS - strlen(word) + 2);
}

size_t verdict_view_name_columns(const struct view_style *style,
                                 const struct record_subject *subject) {
    size_t taken = VERDICT_COLUMNS + 2 + DURATION_COLUMNS + 2 + 2 + REASON_COLUMNS;
    size_t most = style->width > taken + SHORTEST_NAME ? style->width - taken : SHORTEST_NAME;
    size_t columns = SHORTEST_NAME;
    for (size_t i = 0; i < subject->call_count; i++) {
        const char *name = subject->calls[i].name;
        size_t wanted = printable_columns(name, strlen(name));
        columns = wanted > columns ? wanted : columns;
    }
    return columns < most ? columns : most;
}

/* Right-aligned; nothing when it never opened. */
static void add_duration(struct buffer *out, const struct call_record *call) {
    struct buffer text;
    buffer_init(&text, NULL);
    if (call->opened) {
        words_duration(&text, record_duration(call));
    }
    buffer_printf(out, "%*s", DURATION_COLUMNS, buffer_terminate(&text));
    buffer_finish(&text);
}

/* How fast the agent answered, of a call that passed. */
static void add_pace(struct buffer *out, const struct call_record *call) {
    words_count(out, call->turns, "turn");
    if (call->latency.count > 0) {
        buffer_append_text(out, ", answers in ");
        words_duration(out, (uint64_t)(call->latency.p50 * MS));
    }
}

void verdict_view_line(const struct view_style *style, const struct call_record *call,
                       size_t name_columns, struct buffer *out) {
    add_verdict(out, style, call);
    const char *name = call->call->name;
    size_t used = printable_cut(out, name, strlen(name), name_columns);
    printable_spaces(out, name_columns - used + 2);
    add_duration(out, call);
    printable_spaces(out, 2);
    struct buffer text;
    buffer_init(&text, NULL);
    if (call->verdict == VERDICT_PASSED) {
        add_pace(&text, call);
    } else {
        buffer_append_text(&text, call->error_message);
    }
    size_t column = VERDICT_COLUMNS + 2 + name_columns + 2 + DURATION_COLUMNS + 2;
    size_t room = style->width > column + SHORTEST_NAME ? style->width - column : SHORTEST_NAME;
    paint_begin(out, style->colour, PAINT_FAINT);
    printable_cut(out, buffer_terminate(&text), text.length, room);
    paint_end(out, style->colour, PAINT_FAINT);
    buffer_append_text(out, "\n");
    buffer_finish(&text);
}

static void add_below(struct buffer *out, const struct view_style *style, const char *bullet,
                      const char *text) {
    size_t indent = VERDICT_COLUMNS + 2;
    printable_spaces(out, indent);
    buffer_append_text(out, bullet);
    printable_wrap(out, text, strlen(text), indent + strlen(bullet), style->width);
    buffer_append_text(out, "\n");
}

/* What was expected and holds; what does not is in the explanation. */
static void add_met(struct buffer *out, const struct view_style *style,
                    const struct call_record *call) {
    struct buffer text;
    buffer_init(&text, NULL);
    for (size_t i = 0; i < call->judgements.count; i++) {
        const struct judgement *judgement = &call->judgements.list[i];
        if (!judgement->judged || judgement->passed) {
            text.length = 0;
            buffer_printf(&text, "%s: %s", judgement->title, judgement->explanation);
            add_below(out, style, judgement->judged ? "+ " : "? ", buffer_terminate(&text));
        }
    }
    buffer_finish(&text);
}

void verdict_view_full(const struct view_style *style, const struct call_record *call,
                       struct buffer *out) {
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_append_text(&text, call->call->name);
    if (call->opened) {
        buffer_append_text(&text, ", ");
        words_duration(&text, record_duration(call));
    }
    if (call->verdict == VERDICT_PASSED) {
        buffer_append_text(&text, ", ");
        add_pace(&text, call);
        if (call->latency.count > 1) {
            buffer_append_text(&text, ", at most ");
            words_duration(&text, (uint64_t)(call->latency.max * MS));
        }
    } else {
        buffer_printf(&text, ": %s", ending_text(call->ending));
    }
    add_verdict(out, style, call);
    printable_wrap(out, buffer_terminate(&text), text.length, VERDICT_COLUMNS + 2, style->width);
    buffer_append_text(out, "\n");
    buffer_finish(&text);
    if (call->error_message != NULL) {
        add_below(out, style, "", call->error_message);
    }
    for (size_t i = 0; i < call->explanation_count; i++) {
        add_below(out, style, "- ", call->explanation[i]);
    }
    if (style->verbose) {
        add_met(out, style, call);
    }
}

static void add_rate(const struct view_style *style, const struct call *call,
                     const struct record_rate *rate, struct buffer *out) {
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_printf(&text, "%3.0f%%  %zu of %zu passed  ",
                  100 * (double)rate->passed / (double)rate->calls, rate->passed, rate->calls);
    paint_text(out, style->colour, rate->passed == rate->calls ? PAINT_GOOD : PAINT_BAD,
               buffer_terminate(&text));
    size_t room =
        style->width > text.length + SHORTEST_NAME ? style->width - text.length : SHORTEST_NAME;
    printable_cut(out, call->name, strlen(call->name), room);
    buffer_append_text(out, "\n");
    buffer_finish(&text);
}

void verdict_view_rates(const struct view_style *style, const struct record *record,
                        struct buffer *out) {
    const struct record_subject *subject = record_subject(record);
    struct record_rate rate;
    for (size_t i = 0; i < subject->call_count; i += rate.calls) {
        rate = record_rate(record, i);
        if (rate.calls > 1) {
            add_rate(style, &subject->calls[i], &rate, out);
        }
    }
}

void verdict_view_summary(const struct view_style *style, const struct record *record,
                          struct buffer *out) {
    struct record_totals totals = record_totals(record);
    words_count(out, totals.calls, "call");
    buffer_append_text(out, " in ");
    words_duration(out, record_since_start(record, record_last(record)));
    const char *separator = ": ";
    for (size_t i = 0; i < VERDICTS; i++) {
        if (totals.by_verdict[i] > 0) {
            buffer_append_text(out, separator);
            paint_begin(out, style->colour, verdicts[i].paint);
            buffer_printf(out, "%zu %s", totals.by_verdict[i], verdict_text((enum verdict)i));
            paint_end(out, style->colour, verdicts[i].paint);
            separator = ", ";
        }
    }
    buffer_append_text(out, "\n");
}
