/* reports.c - the reports of one run, put together. */
#include "reports/reports.h"

#include "reports/files.h"
#include "reports/jsonl.h"
#include "reports/junit.h"
#include "reports/mask.h"
#include "reports/pretty.h"
#include "reports/result.h"
#include "reports/tap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LISTENERS = 4, DEFAULT_WIDTH = 80 };

struct reports {
    const struct memory *memory;
    enum report_format format;
    struct record *record;
    struct output output; /* Standard output. */
    struct files *files;  /* NULL without `--out`. */
    struct jsonl events;  /* Into events.jsonl. */
    struct jsonl lines;   /* To standard output. */
    struct pretty *pretty;
    struct mask *mask;
    char output_error[128];
};

static const char *const formats[REPORT_FORMATS] = {
#define X(symbol, name) [REPORT_##symbol] = (name),
    REPORT_FORMAT_MAP(X)
#undef X
};

const char *report_format_text(enum report_format format) {
    return formats[format];
}

bool report_format_parse(const char *text, enum report_format *format) {
    for (size_t i = 0; i < REPORT_FORMATS; i++) {
        if (strcmp(formats[i], text) == 0) {
            *format = (enum report_format)i;
            return true;
        }
    }
    return false;
}

/* A transcript is written as soon as its call has ended: a kill later does not lose it. */
static void write_transcript(void *user, const struct event *event) {
    struct reports *reports = user;
    if (event->kind != EVENT_ENDED) {
        return;
    }
    struct buffer text;
    buffer_init(&text, reports->memory);
    result_print_run(reports->record, event->call->number, &text);
    files_write_transcript(reports->files, event->call, text.data, text.length);
    buffer_finish(&text);
}

/* The record first: the others look things up in it. */
static size_t add_listeners(struct reports *reports, const struct reports_options *options,
                            struct event_listener *listeners) {
    size_t count = 0;
    listeners[count++] = record_listener(reports->record);
    if (reports->files != NULL) {
        jsonl_init(&reports->events, reports->record, files_events(reports->files));
        listeners[count++] = jsonl_listener(&reports->events);
        listeners[count++] = (struct event_listener){.event = write_transcript, .user = reports};
    }
    if (options->format == REPORT_JSONL) {
        jsonl_init(&reports->lines, reports->record, &reports->output);
        listeners[count++] = jsonl_listener(&reports->lines);
    } else if (options->format == REPORT_PRETTY) {
        const struct pretty_options pretty = {
            .style = {.colour = options->colour,
                      .verbose = options->verbose,
                      .width = options->width > 0 ? options->width : DEFAULT_WIDTH},
            .in_order = options->in_order || options->subject.call_count == 1,
            .quiet = options->quiet,
            .live = options->live,
        };
        reports->pretty =
            pretty_create(reports->memory, &pretty, reports->record, &reports->output);
        listeners[count++] = pretty_listener(reports->pretty);
    }
    return count;
}

struct reports *reports_create(const struct memory *memory, const struct reports_options *options,
                               char *error, size_t error_size) {
    const struct memory *from = memory != NULL ? memory : &memory_system;
    struct files *files = NULL;
    if (options->out != NULL) {
        files = files_create(from, options->out, error, error_size);
        if (files == NULL) {
            return NULL;
        }
    }
    struct reports *reports = from->resize(from->user, NULL, 0, sizeof(*reports));
    *reports = (struct reports){.memory = from, .format = options->format, .files = files};
    reports->record = record_create(from, &options->subject);
    output_init(&reports->output, options->standard_output, from);
    struct event_listener listeners[LISTENERS];
    size_t count = add_listeners(reports, options, listeners);
    reports->mask = mask_create(from, options->secrets, listeners, count);
    return reports;
}

void reports_destroy(struct reports *reports) {
    if (reports == NULL) {
        return;
    }
    mask_destroy(reports->mask);
    pretty_destroy(reports->pretty);
    files_destroy(reports->files);
    output_finish(&reports->output);
    record_destroy(reports->record);
    reports->memory->resize(reports->memory->user, reports, sizeof(*reports), 0);
}

struct event_listener reports_listener(struct reports *reports) {
    return mask_listener(reports->mask);
}

void reports_tick(void *user) {
    struct reports *reports = user;
    if (reports->pretty != NULL) {
        pretty_tick(reports->pretty);
    }
}

/* The report called @name, also into the folder. */
static void write_report(struct reports *reports, const char *name, const struct buffer *text) {
    output_write(&reports->output, text->data, text->length);
    if (reports->files != NULL && name != NULL) {
        files_write(reports->files, name, text->data, text->length);
    }
}

static void finish_format(struct reports *reports, struct buffer *text) {
    switch (reports->format) {
    case REPORT_PRETTY:
        pretty_finish(reports->pretty);
        break;
    case REPORT_JSON:
        result_print(reports->record, text);
        write_report(reports, NULL, text);
        break;
    case REPORT_JUNIT:
        if (!junit_print(reports->record, text)) {
            reports->output.error = ENOMEM;
        }
        write_report(reports, "junit.xml", text);
        break;
    case REPORT_TAP:
        tap_print(reports->record, text);
        write_report(reports, "results.tap", text);
        break;
    case REPORT_JSONL:
    case REPORT_FORMATS:
        break;
    }
    output_flush(&reports->output);
}

bool reports_finish(struct reports *reports) {
    struct buffer text;
    buffer_init(&text, reports->memory);
    if (reports->files != NULL) {
        result_print(reports->record, &text);
        files_write(reports->files, "result.json", text.data, text.length);
        text.length = 0;
    }
    finish_format(reports, &text);
    buffer_finish(&text);
    return reports_error(reports, 0) == NULL;
}

const char *reports_error(struct reports *reports, size_t index) {
    if (reports->output.error != 0) {
        if (index == 0) {
            snprintf(reports->output_error, sizeof(reports->output_error),
                     "cannot write to standard output: %s", strerror(reports->output.error));
            return reports->output_error;
        }
        index--;
    }
    return reports->files != NULL ? files_error(reports->files, index) : NULL;
}

struct record_totals reports_totals(const struct reports *reports) {
    return record_totals(reports->record);
}
