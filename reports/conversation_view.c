/* conversation_view.c - a conversation as lines for a terminal. */
#include "reports/conversation_view.h"

#include "reports/paint.h"
#include "reports/printable.h"
#include "reports/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    MARGIN = 2,
    TIME_COLUMNS = 5, /* mm:ss */
    WHO_COLUMNS = 8,  /* "function" */
    ID_SIZE = 16,
    TIME_SIZE = 32,
};

/* One line to be shown. */
struct line {
    const char *who;
    enum paint who_paint;
    uint32_t condition; /* MACHINE_NONE: none. */
    const char *text;
    size_t length;
    const char *note; /* Ours, behind the text; NULL when there is none. */
    enum paint paint; /* Of the whole line. */
};

/* How wide "#12" may get in this scenario. */
static size_t id_columns(const struct call_record *call) {
    const struct machine *machine = call->call->playbook->machine;
    int columns = 2;
    for (uint32_t i = 0; i < machine_condition_count(machine); i++) {
        char id[ID_SIZE];
        int length = snprintf(id, sizeof(id), "#%" PRId32, machine_condition(machine, i)->id);
        columns = length > columns ? length : columns;
    }
    return (size_t)columns;
}

static size_t text_column(const struct call_record *call) {
    return MARGIN + TIME_COLUMNS + 2 + WHO_COLUMNS + 2 + id_columns(call) + 2;
}

/* Seconds since the open; before it there is no time to show. */
static void add_time(struct buffer *out, const struct call_record *call, instant at) {
    char text[TIME_SIZE] = "";
    if (call->opened && at >= call->opened_at) {
        uint64_t seconds = (at - call->opened_at) / 1000000;
        snprintf(text, sizeof(text), "%02" PRIu64 ":%02" PRIu64, seconds / 60, seconds % 60);
    }
    buffer_printf(out, "%-*s", TIME_COLUMNS, text);
}

static void add_who(struct buffer *out, const struct view_style *style, const struct line *line) {
    paint_begin(out, style->colour, line->who_paint);
    buffer_append_text(out, line->who);
    paint_end(out, style->colour, line->who_paint);
    printable_spaces(out, WHO_COLUMNS - strlen(line->who));
}

static void add_id(struct buffer *out, const struct call_record *call, uint32_t condition) {
    char text[ID_SIZE] = "";
    if (condition != MACHINE_NONE) {
        snprintf(text, sizeof(text), "#%" PRId32, record_condition_id(call->call, condition));
    }
    buffer_printf(out, "%-*s", (int)id_columns(call), text);
}

static void end_line(struct buffer *out) {
    while (out->length > 0 && out->data[out->length - 1] == ' ') {
        out->length--;
    }
    buffer_append_text(out, "\n");
}

/* The text, and behind it the note, wrapped as one. */
static void add_text(struct buffer *out, const struct view_style *style, size_t indent,
                     const struct line *line) {
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_append(&text, line->text, line->length);
    if (line->note != NULL) {
        buffer_append_text(&text, line->length > 0 ? " " : "");
        buffer_append_text(&text, line->note);
    }
    printable_wrap(out, buffer_terminate(&text), text.length, indent, style->width);
    buffer_finish(&text);
}

static void add_line(struct buffer *out, const struct view_style *style,
                     const struct call_record *call, instant at, const struct line *line) {
    printable_spaces(out, MARGIN);
    enum paint time_paint = line->paint == PAINT_PLAIN ? PAINT_FAINT : line->paint;
    paint_begin(out, style->colour, time_paint);
    add_time(out, call, at);
    paint_end(out, style->colour, time_paint);
    printable_spaces(out, 2);
    add_who(out, style, line);
    printable_spaces(out, 2);
    paint_begin(out, style->colour, line->paint);
    add_id(out, call, line->condition);
    printable_spaces(out, 2);
    add_text(out, style, text_column(call), line);
    paint_end(out, style->colour, line->paint);
    end_line(out);
}

/* A remark of ours about @condition, faint beside what is said. */
static void add_remark(struct buffer *out, const struct view_style *style,
                       const struct call_record *call, instant at, uint32_t condition,
                       enum paint paint, const char *text) {
    const struct line line = {
        .who = "", .condition = condition, .text = text, .length = strlen(text), .paint = paint};
    add_line(out, style, call, at, &line);
}

static void view_heard(const struct view_style *style, const struct call_record *call,
                       const struct event *event, struct buffer *out) {
    const struct line line = {
        .who = "agent",
        .who_paint = PAINT_AGENT,
        .condition = MACHINE_NONE,
        .text = event->heard.text,
        .length = event->heard.length,
        .note = event->heard.ends_call ? "(ends the call)" : NULL,
    };
    add_line(out, style, call, event->heard.arrived, &line);
}

static void view_said(const struct view_style *style, const struct call_record *call,
                      const struct event *event, struct buffer *out) {
    static const char *const notes[] = {
        [SAID_MESSAGE] = NULL,
        [SAID_DTMF] = "(keys)",
        [SAID_CLIENT_MESSAGE] = "(to the agent's program)",
        [SAID_END_CALL] = "(ends the call)",
    };
    const struct line line = {
        .who = "caller",
        .who_paint = PAINT_CALLER,
        .condition = event->said.condition,
        .text = event->said.text,
        .length = event->said.length,
        .note = event->kind == EVENT_SMS ? "(a text message, not sent)" : notes[event->said.type],
    };
    add_line(out, style, call, event->at, &line);
}

static void view_data(const struct view_style *style, const struct call_record *call,
                      const struct event *event, const char *who, struct buffer *out) {
    const struct line line = {
        .who = who,
        .who_paint = PAINT_AGENT,
        .condition = MACHINE_NONE,
        .text = event->data.json,
        .length = strlen(event->data.json),
    };
    add_line(out, style, call, event->at, &line);
}

/* What became of an utterance: below its line, or with its words when other lines came between. */
static void view_fate(const struct conversation_view *view, const struct view_style *style,
                      const struct call_record *call, const struct event *event, const char *fate,
                      struct buffer *out) {
    struct buffer text;
    buffer_init(&text, NULL);
    if (view->heard_last && view->heard_at == event->heard.arrived) {
        buffer_printf(&text, "^ %s", fate);
        printable_spaces(out, text_column(call));
        paint_text(out, style->colour, PAINT_ODD, buffer_terminate(&text));
        buffer_append_text(out, "\n");
    } else {
        buffer_printf(&text, "%s: ", fate);
        words_quote(&text, event->heard.text, event->heard.length, 40);
        add_remark(out, style, call, event->at, MACHINE_NONE, PAINT_ODD, buffer_terminate(&text));
    }
    buffer_finish(&text);
}

static void view_paused(const struct view_style *style, const struct call_record *call,
                        const struct event *event, struct buffer *out) {
    static const char *const notes[] = {
        [PAUSE_WAITS] = "",
        [PAUSE_INTERRUPTIBLE] = ", unless the agent speaks",
        [PAUSE_DEAF] = ", whatever the agent says",
    };
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_append_text(&text, "pauses ");
    words_duration(&text, (uint64_t)event->paused.ms * MS);
    buffer_append_text(&text, notes[event->paused.mode]);
    add_remark(out, style, call, event->at, event->paused.condition, PAINT_FAINT,
               buffer_terminate(&text));
    buffer_finish(&text);
}

static void view_retrying(const struct view_style *style, const struct call_record *call,
                          const struct event *event, struct buffer *out) {
    const struct transport_end *end = event->retrying.end;
    struct buffer text;
    buffer_init(&text, NULL);
    if (end != NULL && end->kind == TRANSPORT_UPGRADE_STATUS) {
        buffer_printf(&text, "answered with %d", end->http_status);
    } else {
        buffer_append_text(&text, end != NULL ? transport_end_text(end->kind) : "no answer");
    }
    buffer_append_text(&text, "; trying again in ");
    words_duration(&text, (uint64_t)event->retrying.delay_ms * MS);
    add_remark(out, style, call, event->at, MACHINE_NONE, PAINT_ODD, buffer_terminate(&text));
    buffer_finish(&text);
}

/* What only `-v` shows. */
static void view_background(const struct view_style *style, const struct call_record *call,
                            const struct event *event, struct buffer *out) {
    struct buffer text;
    buffer_init(&text, NULL);
    uint32_t condition = MACHINE_NONE;
    if (event->kind == EVENT_CONNECTING) {
        buffer_printf(&text, "connecting, attempt %" PRIu32 " of %" PRIu32,
                      event->connecting.attempt, event->connecting.attempts);
    } else if (event->kind == EVENT_OPENED) {
        buffer_append_text(&text, "connected in ");
        words_duration(&text, event->opened.connect_us);
    } else if (event->kind == EVENT_FIRED) {
        condition = event->fired.condition;
        buffer_append_text(&text, "fires");
    } else if (event->kind == EVENT_METADATA) {
        buffer_printf(&text, "metadata %s", event->data.json);
    } else {
        buffer_append_text(&text, "a binary frame, ignored");
    }
    add_remark(out, style, call, event->at, condition, PAINT_FAINT, buffer_terminate(&text));
    buffer_finish(&text);
}

static void add_event(const struct conversation_view *view, const struct view_style *style,
                      const struct call_record *call, const struct event *event,
                      struct buffer *out) {
    switch (event->kind) {
    case EVENT_HEARD:
        view_heard(style, call, event, out);
        break;
    case EVENT_SAID:
    case EVENT_SMS:
        view_said(style, call, event, out);
        break;
    case EVENT_UNMATCHED:
        view_fate(view, style, call, event, "no condition matched", out);
        break;
    case EVENT_IGNORED:
        if (!call->transcript.over) {
            view_fate(view, style, call, event, "heard while nothing may fire", out);
        }
        break;
    case EVENT_PAUSED:
        view_paused(style, call, event, out);
        break;
    case EVENT_INTERRUPTED:
        add_remark(out, style, call, event->at, event->fired.condition, PAINT_ODD,
                   "interrupted: the rest of its action is dropped");
        break;
    case EVENT_LIMIT:
        add_remark(out, style, call, event->at, event->fired.condition, PAINT_ODD,
                   "its regular expression met the match limit, which counts as no match");
        break;
    case EVENT_FUNCTION_CALL:
        view_data(style, call, event, "function", out);
        break;
    case EVENT_FUNCTION_CALL_RESULT:
        view_data(style, call, event, "result", out);
        break;
    case EVENT_OTHER:
        view_data(style, call, event, "event", out);
        break;
    case EVENT_RETRYING:
        view_retrying(style, call, event, out);
        break;
    case EVENT_CONNECTING:
    case EVENT_OPENED:
    case EVENT_FIRED:
    case EVENT_METADATA:
    case EVENT_BINARY:
        if (style->verbose) {
            view_background(style, call, event, out);
        }
        break;
    case EVENT_ENDED:
    case EVENTS:
        break;
    }
}

void conversation_view_event(struct conversation_view *view, const struct view_style *style,
                             const struct call_record *call, const struct event *event,
                             struct buffer *out) {
    size_t before = out->length;
    add_event(view, style, call, event, out);
    if (out->length > before) {
        view->heard_last = event->kind == EVENT_HEARD;
        view->heard_at = view->heard_last ? event->heard.arrived : 0;
    }
}

void conversation_view_title(const struct view_style *style, const struct call *call,
                             struct buffer *out) {
    paint_begin(out, style->colour, PAINT_STRONG);
    printable_append(out, call->name, strlen(call->name));
    paint_end(out, style->colour, PAINT_STRONG);
    if (call->file != NULL) {
        paint_begin(out, style->colour, PAINT_FAINT);
        buffer_append_text(out, " (");
        printable_append(out, call->file, strlen(call->file));
        buffer_append_text(out, ")");
        paint_end(out, style->colour, PAINT_FAINT);
    }
    buffer_append_text(out, "\n");
}
