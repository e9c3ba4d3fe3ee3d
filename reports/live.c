/* live.c - each call in flight, and what it waits for. */
#include "reports/live.h"

#include "reports/paint.h"
#include "reports/printable.h"
#include "reports/words.h"

#include <string.h>

enum {
    CALLS_SHOWN = 8, /* The longest under way; the rest is counted. */
    BAR_COLUMNS = 24,
    TIME_COLUMNS = 6,
    NAME_COLUMNS = 40, /* At most; on a narrower terminal a quarter of it. */
    QUOTE_CODE_POINTS = 32,
    QUOTE_SIZE = QUOTE_CODE_POINTS * 4 + 8,
    SECOND_US = 1000000,
};

/* What a call waits for. */
enum awaits {
    AWAITS_NOTHING, /* It is not under way. */
    AWAITS_CONNECTION,
    AWAITS_ATTEMPT,
    AWAITS_AGENT,
    AWAITS_ANSWER, /* To `said`. */
    AWAITS_MATCH,  /* What the agent said last fired nothing. */
    AWAITS_PAUSE,
    AWAITS_LAST_WORDS,
};

struct pending {
    enum awaits awaits;
    instant until;
    char said[QUOTE_SIZE];
};

struct live {
    const struct memory *memory;
    const struct view_style *style;
    const struct record *record;
    struct pending *pending; /* By the number of the call. */
    size_t count;
};

struct live *live_create(const struct memory *memory, const struct view_style *style,
                         const struct record *record) {
    const struct memory *from = memory != NULL ? memory : &memory_system;
    struct live *live = from->resize(from->user, NULL, 0, sizeof(*live));
    size_t count = record_subject(record)->call_count;
    *live = (struct live){.memory = from, .style = style, .record = record, .count = count};
    live->pending = from->resize(from->user, NULL, 0, (count + 1) * sizeof(*live->pending));
    memset(live->pending, 0, (count + 1) * sizeof(*live->pending));
    return live;
}

void live_destroy(struct live *live) {
    if (live == NULL) {
        return;
    }
    const struct memory *memory = live->memory;
    memory->resize(memory->user, live->pending, (live->count + 1) * sizeof(*live->pending), 0);
    memory->resize(memory->user, live, sizeof(*live), 0);
}

static void await(struct pending *pending, enum awaits awaits, instant from, uint32_t ms) {
    pending->awaits = awaits;
    pending->until = from + (instant)ms * MS;
}

static void note_said(struct live *live, struct pending *pending, const struct event *event) {
    const struct conversation_settings *settings = record_subject(live->record)->settings;
    if (event->said.type == SAID_END_CALL) {
        await(pending, AWAITS_LAST_WORDS, event->at, settings->grace_ms);
        return;
    }
    struct buffer quote;
    buffer_init(&quote, live->memory);
    words_quote(&quote, event->said.text, event->said.length, QUOTE_CODE_POINTS);
    size_t length = quote.length < QUOTE_SIZE ? quote.length : QUOTE_SIZE - 1;
    memcpy(pending->said, quote.data, length);
    pending->said[length] = '\0';
    buffer_finish(&quote);
    await(pending, AWAITS_ANSWER, event->at, settings->silence_timeout_ms);
}

void live_hear(struct live *live, const struct event *event) {
    const struct conversation_settings *settings = record_subject(live->record)->settings;
    struct pending *pending = &live->pending[event->call->number];
    switch (event->kind) {
    case EVENT_CONNECTING:
        await(pending, AWAITS_CONNECTION, event->at, settings->connect_timeout_ms);
        break;
    case EVENT_RETRYING:
        await(pending, AWAITS_ATTEMPT, event->at, event->retrying.delay_ms);
        break;
    case EVENT_OPENED:
        await(pending, AWAITS_AGENT, event->at, settings->silence_timeout_ms);
        break;
    case EVENT_PAUSED:
        await(pending, AWAITS_PAUSE, event->at, event->paused.ms);
        break;
    case EVENT_SAID:
        note_said(live, pending, event);
        break;
    case EVENT_UNMATCHED:
        await(pending, AWAITS_MATCH, event->at, settings->stuck_timeout_ms);
        break;
    case EVENT_FUNCTION_CALL:
        if (pending->awaits == AWAITS_ANSWER) {
            await(pending, AWAITS_ANSWER, event->at, settings->silence_timeout_ms);
        }
        break;
    case EVENT_ENDED:
        pending->awaits = AWAITS_NOTHING;
        break;
    default:
        break;
    }
}

/* Whole seconds are enough here, and do not flicker. */
static void add_seconds(struct buffer *out, uint64_t microseconds) {
    words_duration(out, microseconds / SECOND_US * SECOND_US);
}

static void add_awaited(const struct pending *pending, instant now, struct buffer *out) {
    static const char *const words[] = {
        [AWAITS_CONNECTION] = "connects",
        [AWAITS_ATTEMPT] = "will try to connect again",
        [AWAITS_AGENT] = "waits for the agent to speak",
        [AWAITS_ANSWER] = "waits for an answer",
        [AWAITS_MATCH] = "nothing matched, waits for more",
        [AWAITS_PAUSE] = "pauses",
        [AWAITS_LAST_WORDS] = "listens for last words",
    };
    buffer_append_text(out, words[pending->awaits]);
    if (pending->until > now) {
        buffer_append_text(out, ", ");
        add_seconds(out, pending->until - now + SECOND_US - 1);
        buffer_append_text(out, " left");
    }
    if (pending->awaits == AWAITS_ANSWER) {
        buffer_printf(out, ", to %s", pending->said);
    }
}

static size_t room(const struct live *live) {
    return live->style->width > 1 ? live->style->width - 1 : 1;
}

static void add_call(const struct live *live, size_t number, instant now, struct buffer *out) {
    const struct call_record *call = record_call(live->record, number);
    const char *name = call->call->name;
    struct buffer text;
    struct buffer time;
    buffer_init(&text, live->memory);
    buffer_init(&time, live->memory);
    size_t columns = live->style->width / 4 < NAME_COLUMNS ? live->style->width / 4 : NAME_COLUMNS;
    buffer_append_text(&text, "  ");
    size_t used = printable_cut(&text, name, strlen(name), columns);
    printable_spaces(&text, columns - used);
    add_seconds(&time, now > call->started_at ? now - call->started_at : 0);
    buffer_printf(&text, " %*s  ", TIME_COLUMNS, buffer_terminate(&time));
    add_awaited(&live->pending[number], now, &text);
    paint_begin(out, live->style->colour, PAINT_FAINT);
    printable_cut(out, buffer_terminate(&text), text.length, room(live));
    paint_end(out, live->style->colour, PAINT_FAINT);
    buffer_finish(&time);
    buffer_finish(&text);
}

static void add_bar(const struct live *live, const struct record_totals *totals,
                    struct buffer *out) {
    size_t done = BAR_COLUMNS * totals->ended / totals->calls;
    paint_begin(out, live->style->colour, PAINT_GOOD);
    for (size_t i = 0; i < BAR_COLUMNS; i++) {
        if (i == done) {
            paint_end(out, live->style->colour, PAINT_GOOD);
        }
        buffer_append_text(out, i < done ? "━" : "─");
    }
    if (done == BAR_COLUMNS) {
        paint_end(out, live->style->colour, PAINT_GOOD);
    }
}

static void add_progress(const struct live *live, size_t under_way, instant now,
                         struct buffer *out) {
    struct record_totals totals = record_totals(live->record);
    size_t bad = totals.by_verdict[VERDICT_FAILED] + totals.by_verdict[VERDICT_ERRORED];
    struct buffer text;
    buffer_init(&text, live->memory);
    buffer_printf(&text, " %zu of %zu done, %zu under way", totals.ended, totals.calls, under_way);
    if (bad > 0) {
        buffer_printf(&text, ", %zu failed", bad);
    }
    buffer_append_text(&text, ", ");
    add_seconds(&text, record_since_start(live->record, now));
    size_t left = room(live);
    if (left > BAR_COLUMNS + text.length) {
        add_bar(live, &totals, out);
        left -= BAR_COLUMNS;
    }
    printable_cut(out, text.data, text.length, left);
    buffer_finish(&text);
}

void live_print(const struct live *live, instant now, struct buffer *out) {
    size_t under_way = 0;
    for (size_t i = 0; i < live->count; i++) {
        under_way += live->pending[i].awaits != AWAITS_NOTHING;
    }
    if (under_way == 0) {
        return;
    }
    if (live->count > 1) {
        add_progress(live, under_way, now, out);
    }
    size_t shown = 0;
    for (size_t i = 0; i < live->count && shown < CALLS_SHOWN; i++) {
        if (live->pending[i].awaits != AWAITS_NOTHING) {
            buffer_append_text(out, live->count > 1 || shown > 0 ? "\n" : "");
            add_call(live, i, now, out);
            shown++;
        }
    }
    if (under_way > shown) {
        buffer_printf(out, "\n  and %zu more", under_way - shown);
    }
}
