/* pretty.c - which view of a call is shown, and when. */
#include "reports/pretty.h"

#include "reports/coverage_view.h"
#include "reports/live.h"
#include "reports/redraw.h"
#include "reports/verdict_view.h"

/* What is kept of one call: the lines that are not shown yet. */
struct kept {
    struct conversation_view view;
    struct buffer lines;
    bool begun;
    bool ended;
    bool shown; /* Some of its lines are. */
};

struct pretty {
    const struct memory *memory;
    struct arena arena;
    struct pretty_options options;
    const struct record *record;
    struct output *output;
    struct kept *kept; /* By the number of the call. */
    size_t count;
    size_t name_columns;
    size_t under_way;
    const struct kept *current; /* In order: whose lines are being shown; NULL: nobody's. */
    bool shown;                 /* Something is. */
    struct live *live;          /* NULL when nothing is redrawn. */
    struct redraw redraw;       /* What stands below all other lines. */
    instant now;                /* When something came last. */
};

struct pretty *pretty_create(const struct memory *memory, const struct pretty_options *options,
                             const struct record *record, struct output *output) {
    const struct memory *from = memory != NULL ? memory : &memory_system;
    const struct record_subject *subject = record_subject(record);
    struct pretty *pretty = from->resize(from->user, NULL, 0, sizeof(*pretty));
    *pretty = (struct pretty){
        .memory = from,
        .options = *options,
        .record = record,
        .output = output,
        .count = subject->call_count,
        .name_columns = verdict_view_name_columns(&options->style, subject),
    };
    if (options->live) {
        pretty->live = live_create(from, &pretty->options.style, record);
    }
    redraw_init(&pretty->redraw, from);
    arena_init(&pretty->arena, from);
    pretty->kept = arena_alloc(&pretty->arena, pretty->count * sizeof(*pretty->kept));
    for (size_t i = 0; i < pretty->count; i++) {
        buffer_init(&pretty->kept[i].lines, from);
    }
    return pretty;
}

void pretty_destroy(struct pretty *pretty) {
    if (pretty == NULL) {
        return;
    }
    const struct memory *memory = pretty->memory;
    for (size_t i = 0; i < pretty->count; i++) {
        buffer_finish(&pretty->kept[i].lines);
    }
    live_destroy(pretty->live);
    redraw_finish(&pretty->redraw);
    arena_finish(&pretty->arena);
    memory->resize(memory->user, pretty, sizeof(*pretty), 0);
}

/* The terminal may have got another width since the last line. */
static void follow_width(struct pretty *pretty) {
    unsigned width = pretty->live != NULL ? output_width(pretty->output) : 0;
    if (width > 0 && width != pretty->options.style.width) {
        pretty->options.style.width = width;
        pretty->name_columns =
            verdict_view_name_columns(&pretty->options.style, record_subject(pretty->record));
    }
}

/* Take away what goes on, so that other lines can be shown. True when it was there. */
static bool hide_live(struct pretty *pretty) {
    struct buffer hiding;
    buffer_init(&hiding, pretty->memory);
    bool shown = redraw_hide(&pretty->redraw, pretty->options.style.width, &hiding);
    output_write(pretty->output, hiding.data, hiding.length);
    buffer_finish(&hiding);
    return shown;
}

static void show_live(struct pretty *pretty) {
    struct buffer lines;
    buffer_init(&lines, pretty->memory);
    hide_live(pretty);
    live_print(pretty->live, pretty->now, &lines);
    redraw_note(&pretty->redraw, &lines);
    output_write(pretty->output, lines.data, lines.length);
    buffer_finish(&lines);
}

/* Show @lines, above what goes on, and forget them. */
static void show(struct pretty *pretty, struct buffer *lines) {
    if (lines->length > 0) {
        bool live = hide_live(pretty);
        output_write(pretty->output, lines->data, lines->length);
        if (live) {
            show_live(pretty);
        }
        output_flush(pretty->output);
        lines->length = 0;
        pretty->shown = true;
    }
}

/* The same, with an empty line between them and what stands above. */
static void show_apart(struct pretty *pretty, struct buffer *lines) {
    if (pretty->shown && lines->length > 0) {
        struct buffer apart;
        buffer_init(&apart, pretty->memory);
        buffer_append_text(&apart, "\n");
        buffer_append(&apart, lines->data, lines->length);
        show(pretty, &apart);
        buffer_finish(&apart);
        lines->length = 0;
    } else {
        show(pretty, lines);
    }
}

static bool shows_conversations_live(const struct pretty *pretty) {
    return pretty->options.in_order && !pretty->options.quiet;
}

/* All conversations are shown in full, each when its call has ended. */
static bool shows_all(const struct pretty *pretty) {
    return pretty->options.style.verbose && !pretty->options.quiet;
}

/* Show what there is of a conversation, apart from the one above. */
static void show_kept(struct pretty *pretty, struct kept *kept) {
    if (kept->shown) {
        show(pretty, &kept->lines);
    } else {
        show_apart(pretty, &kept->lines);
    }
    kept->shown = true;
}

static void begin(struct pretty *pretty, struct kept *kept, const struct call *call) {
    kept->begun = true;
    conversation_view_title(&pretty->options.style, call, &kept->lines);
}

/* A call of many that ended: a line now, the conversation later if it did not pass. */
static void end_one_of_many(struct pretty *pretty, struct kept *kept,
                            const struct call_record *call) {
    bool passed = call->verdict == VERDICT_PASSED;
    if (shows_all(pretty)) {
        show_apart(pretty, &kept->lines);
        return;
    }
    if (!pretty->options.quiet || !passed) {
        struct buffer line;
        buffer_init(&line, pretty->memory);
        verdict_view_line(&pretty->options.style, call, pretty->name_columns, &line);
        show(pretty, &line);
        buffer_finish(&line);
    }
    if (passed) {
        buffer_finish(&kept->lines);
    }
}

/* The conversation under way has ended: calls that ended meanwhile, cancelled before they began,
 * come behind it. */
static void end_current(struct pretty *pretty) {
    pretty->current = NULL;
    for (size_t i = 0; i < pretty->count; i++) {
        struct kept *kept = &pretty->kept[i];
        if (kept->ended && kept->lines.length > 0) {
            show_kept(pretty, kept);
        }
    }
}

static void end_in_order(struct pretty *pretty, struct kept *kept, const struct call_record *call) {
    if (pretty->options.quiet && call->verdict == VERDICT_PASSED) {
        kept->lines.length = 0;
    }
    if (pretty->current == kept) {
        end_current(pretty);
    }
}

static void end(struct pretty *pretty, struct kept *kept, const struct call_record *call) {
    kept->ended = true;
    pretty->under_way--;
    verdict_view_full(&pretty->options.style, call, &kept->lines);
    if (pretty->options.in_order) {
        end_in_order(pretty, kept, call);
    } else {
        end_one_of_many(pretty, kept, call);
    }
}

static void hear(void *user, const struct event *event) {
    struct pretty *pretty = user;
    struct kept *kept = &pretty->kept[event->call->number];
    const struct call_record *call = record_call(pretty->record, event->call->number);
    pretty->now = event->at;
    follow_width(pretty);
    if (pretty->live != NULL) {
        live_hear(pretty->live, event);
    }
    if (!kept->begun) {
        begin(pretty, kept, event->call);
        pretty->under_way++;
        pretty->current = pretty->current != NULL ? pretty->current : kept;
    }
    conversation_view_event(&kept->view, &pretty->options.style, call, event, &kept->lines);
    if (event->kind == EVENT_ENDED) {
        end(pretty, kept, call);
    } else if (pretty->current == kept && shows_conversations_live(pretty)) {
        show_kept(pretty, kept);
    }
}

struct event_listener pretty_listener(struct pretty *pretty) {
    return (struct event_listener){.event = hear, .user = pretty};
}

void pretty_tick(struct pretty *pretty, instant now) {
    if (pretty->live != NULL) {
        pretty->now = now;
        follow_width(pretty);
        show_live(pretty);
        output_flush(pretty->output);
    }
}

/* The conversations that were kept because they did not pass. */
static void show_failures(struct pretty *pretty) {
    for (size_t i = 0; i < pretty->count; i++) {
        show_apart(pretty, &pretty->kept[i].lines);
    }
}

static void show_coverage(struct pretty *pretty) {
    struct buffer lines;
    buffer_init(&lines, pretty->memory);
    coverage_view(&pretty->options.style, record_coverage(pretty->record), &lines);
    show_apart(pretty, &lines);
    buffer_finish(&lines);
}

void pretty_finish(struct pretty *pretty) {
    follow_width(pretty);
    hide_live(pretty);
    if (!pretty->options.in_order) {
        show_failures(pretty);
    }
    if (pretty->options.coverage && record_coverage(pretty->record) != NULL) {
        show_coverage(pretty);
    }
    if (pretty->count > 1 || pretty->options.quiet) {
        struct buffer line;
        buffer_init(&line, pretty->memory);
        verdict_view_rates(&pretty->options.style, pretty->record, &line);
        show_apart(pretty, &line);
        verdict_view_summary(&pretty->options.style, pretty->record, &line);
        show_apart(pretty, &line);
        buffer_finish(&line);
    }
    output_flush(pretty->output);
}
