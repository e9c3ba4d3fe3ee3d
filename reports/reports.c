/* reports.c - the reports of one run, put together. */
#include "reports/reports.h"

#include "reports/files.h"
#include "reports/github.h"
#include "reports/html.h"
#include "reports/jsonl.h"
#include "reports/junit.h"
#include "reports/mask.h"
#include "reports/pretty.h"
#include "reports/report_file.h"
#include "reports/result.h"
#include "reports/tap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FIXED_LISTENERS = 4, DEFAULT_WIDTH = 80 };

/* One report of `--report`. */
struct extra {
    enum report_format format;
    bool in_folder; /* Of `--out`: written there. */
    bool has_file;  /* Else here; a summary for GitHub may go nowhere. */
    struct report_file file;
    struct jsonl lines;
    bool told; /* What went wrong with it. */
};

struct reports {
    const struct memory *memory;
    struct arena arena;
    struct reports_options options;
    struct record *record;
    struct output output; /* Standard output. */
    struct output errors; /* Standard error. */
    struct files *files;  /* NULL without `--out`. */
    struct jsonl events;  /* Into events.jsonl. */
    struct jsonl lines;   /* To standard output. */
    struct pretty *pretty;
    struct extra *extras;
    size_t extra_count;
    struct mask *mask;
    bool output_told;  /* What went wrong with standard output, */
    size_t files_told; /* and how many of the folder's errors. */
};

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

static void create_pretty(struct reports *reports) {
    const struct reports_options *options = &reports->options;
    const struct pretty_options pretty = {
        .style = {.colour = options->colour,
                  .verbose = options->verbose,
                  .width = options->width > 0 ? options->width : DEFAULT_WIDTH},
        .in_order = options->in_order || options->subject.call_count == 1,
        .coverage = options->coverage,
        .quiet = options->quiet,
        .live = options->live,
    };
    reports->pretty = pretty_create(reports->memory, &pretty, reports->record, &reports->output);
}

/* The record first: the others look things up in it. */
static size_t add_listeners(struct reports *reports, struct event_listener *listeners) {
    size_t count = 0;
    listeners[count++] = record_listener(reports->record);
    if (reports->files != NULL) {
        jsonl_init(&reports->events, reports->record, files_events(reports->files));
        listeners[count++] = jsonl_listener(&reports->events);
        listeners[count++] = (struct event_listener){.event = write_transcript, .user = reports};
    }
    if (reports->options.format == REPORT_JSONL) {
        jsonl_init(&reports->lines, reports->record, &reports->output);
        listeners[count++] = jsonl_listener(&reports->lines);
    } else if (reports->options.format == REPORT_PRETTY) {
        create_pretty(reports);
        listeners[count++] = pretty_listener(reports->pretty);
    }
    for (size_t i = 0; i < reports->extra_count; i++) {
        struct extra *extra = &reports->extras[i];
        if (extra->format == REPORT_JSONL && !extra->in_folder) {
            jsonl_init(&extra->lines, reports->record, &extra->file.lines);
            listeners[count++] = jsonl_listener(&extra->lines);
        }
    }
    return count;
}

static bool open_extra(struct reports *reports, const struct report_wanted *wanted, char *error,
                       size_t error_size) {
    struct extra *extra = &reports->extras[reports->extra_count];
    const char *path = wanted->path != NULL ? wanted->path : report_format_file(wanted->format);
    *extra = (struct extra){.format = wanted->format};
    extra->in_folder = wanted->path == NULL && path != NULL && reports->files != NULL;
    enum report_file_mode mode = wanted->format == REPORT_GITHUB  ? REPORT_FILE_MORE
                                 : wanted->format == REPORT_JSONL ? REPORT_FILE_LINES
                                                                  : REPORT_FILE_WHOLE;
    extra->has_file = !extra->in_folder && path != NULL;
    if (extra->has_file && !report_file_open(&extra->file, path, mode, error, error_size)) {
        return false;
    }
    reports->extra_count++;
    return true;
}

static bool open_all(struct reports *reports, char *error, size_t error_size) {
    const struct reports_options *options = &reports->options;
    if (options->out != NULL) {
        reports->files = files_create(reports->memory, options->out, error, error_size);
        if (reports->files == NULL) {
            return false;
        }
    }
    reports->extras =
        arena_alloc(&reports->arena, options->wanted_count * sizeof(*reports->extras));
    for (size_t i = 0; i < options->wanted_count; i++) {
        if (!open_extra(reports, &options->wanted[i], error, error_size)) {
            return false;
        }
    }
    return true;
}

static bool is_wanted(const struct reports *reports, enum report_format format) {
    for (size_t i = 0; i < reports->extra_count; i++) {
        if (reports->extras[i].format == format) {
            return true;
        }
    }
    return false;
}

/* Where workflow commands go: not between what a program reads. */
static struct output *command_output(struct reports *reports) {
    return reports->options.format == REPORT_PRETTY ? &reports->output : &reports->errors;
}

static void stop_commands(struct reports *reports) {
    struct output *output = command_output(reports);
    if (is_wanted(reports, REPORT_GITHUB)) {
        github_stop_commands(reports->options.token, &output->pending);
        output_flush(output);
    }
}

static void resume_commands(struct reports *reports) {
    struct output *output = command_output(reports);
    if (is_wanted(reports, REPORT_GITHUB)) {
        github_resume_commands(reports->options.token, &output->pending);
        github_annotate(reports->record, &output->pending);
        output_flush(output);
    }
}

struct reports *reports_create(const struct memory *memory, const struct reports_options *options,
                               char *error, size_t error_size) {
    const struct memory *from = memory != NULL ? memory : &memory_system;
    struct reports *reports = from->resize(from->user, NULL, 0, sizeof(*reports));
    *reports = (struct reports){.memory = from, .options = *options};
    arena_init(&reports->arena, from);
    output_init(&reports->output, options->standard_output, from);
    output_init(&reports->errors, options->standard_error, from);
    if (!open_all(reports, error, error_size)) {
        reports_destroy(reports);
        return NULL;
    }
    reports->record = record_create(from, &options->subject);
    struct event_listener *listeners = arena_alloc(
        &reports->arena, (FIXED_LISTENERS + options->wanted_count) * sizeof(*listeners));
    size_t count = add_listeners(reports, listeners);
    reports->mask = mask_create(from, options->secrets, listeners, count);
    stop_commands(reports);
    return reports;
}

void reports_destroy(struct reports *reports) {
    if (reports == NULL) {
        return;
    }
    mask_destroy(reports->mask);
    pretty_destroy(reports->pretty);
    for (size_t i = 0; i < reports->extra_count; i++) {
        report_file_close(&reports->extras[i].file);
    }
    files_destroy(reports->files);
    output_finish(&reports->output);
    output_finish(&reports->errors);
    record_destroy(reports->record);
    arena_finish(&reports->arena);
    reports->memory->resize(reports->memory->user, reports, sizeof(*reports), 0);
}

struct event_listener reports_listener(struct reports *reports) {
    return mask_listener(reports->mask);
}

void reports_tick(void *user, instant now) {
    struct reports *reports = user;
    if (reports->pretty != NULL) {
        pretty_tick(reports->pretty, now);
    }
}

/* The whole text of a report that is written at the end; nothing for the others. 0 or an errno. */
static int print_whole(const struct reports *reports, enum report_format format,
                       struct buffer *text) {
    switch (format) {
    case REPORT_JSON:
        result_print(reports->record, text);
        break;
    case REPORT_JUNIT:
        return junit_print(reports->record, text) ? 0 : ENOMEM;
    case REPORT_TAP:
        tap_print(reports->record, text);
        break;
    case REPORT_HTML:
        html_print(reports->record, text);
        break;
    case REPORT_GITHUB:
        github_summarize(reports->record, text);
        break;
    case REPORT_PRETTY:
    case REPORT_JSONL:
    case REPORT_FORMATS:
        break;
    }
    return 0;
}

/* result.json always; what is shown as a program reads it is kept too. */
static void write_folder(struct reports *reports, struct buffer *text) {
    enum report_format format = reports->options.format;
    text->length = 0;
    print_whole(reports, REPORT_JSON, text);
    files_write(reports->files, report_format_file(REPORT_JSON), text->data, text->length);
    if (format == REPORT_JUNIT || format == REPORT_TAP) {
        text->length = 0;
        print_whole(reports, format, text);
        files_write(reports->files, report_format_file(format), text->data, text->length);
    }
}

static void write_extra(struct reports *reports, struct extra *extra, struct buffer *text) {
    bool as_it_happened = extra->format == REPORT_JSONL;
    if (as_it_happened || (!extra->has_file && !extra->in_folder)) {
        return;
    }
    text->length = 0;
    int failed = print_whole(reports, extra->format, text);
    if (extra->in_folder) {
        files_write(reports->files, report_format_file(extra->format), text->data, text->length);
    } else if (extra->format == REPORT_GITHUB) {
        output_write(&extra->file.lines, text->data, text->length);
        output_flush(&extra->file.lines);
    } else {
        report_file_write(&extra->file, text->data, text->length);
    }
    extra->file.lines.error = failed != 0 ? failed : extra->file.lines.error;
}

static void finish_output(struct reports *reports, struct buffer *text) {
    text->length = 0;
    if (reports->pretty != NULL) {
        pretty_finish(reports->pretty);
    }
    int failed = print_whole(reports, reports->options.format, text);
    output_write(&reports->output, text->data, text->length);
    output_flush(&reports->output);
    reports->output.error = failed != 0 ? failed : reports->output.error;
}

static bool is_all_written(struct reports *reports) {
    for (size_t i = 0; i < reports->extra_count; i++) {
        if (report_file_error(&reports->extras[i].file, &reports->arena) != NULL) {
            return false;
        }
    }
    return reports->output.error == 0 &&
           (reports->files == NULL || files_error(reports->files, 0) == NULL);
}

bool reports_finish(struct reports *reports) {
    struct buffer text;
    buffer_init(&text, reports->memory);
    if (reports->files != NULL) {
        files_end_events(reports->files);
        write_folder(reports, &text);
    }
    for (size_t i = 0; i < reports->extra_count; i++) {
        write_extra(reports, &reports->extras[i], &text);
        report_file_end_lines(&reports->extras[i].file);
    }
    finish_output(reports, &text);
    resume_commands(reports);
    buffer_finish(&text);
    return is_all_written(reports);
}

const char *reports_take_error(struct reports *reports) {
    if (reports->output.error != 0 && !reports->output_told) {
        reports->output_told = true;
        return arena_printf(&reports->arena, "cannot write to standard output: %s",
                            strerror(reports->output.error));
    }
    for (size_t i = 0; i < reports->extra_count; i++) {
        struct extra *extra = &reports->extras[i];
        const char *line = extra->told ? NULL : report_file_error(&extra->file, &reports->arena);
        if (line != NULL) {
            extra->told = true;
            return line;
        }
    }
    const char *line =
        reports->files != NULL ? files_error(reports->files, reports->files_told) : NULL;
    reports->files_told += line != NULL;
    return line;
}

const struct run_coverage *reports_coverage(const struct reports *reports) {
    return record_coverage(reports->record);
}

struct record_totals reports_totals(const struct reports *reports) {
    return record_totals(reports->record);
}
