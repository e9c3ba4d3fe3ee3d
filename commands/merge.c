/* merge.c - `parley merge`: the shards of one load, added up. */
#include "reports/load_merge.h"

#include "commands/command.h"
#include "commands/console.h"
#include "commands/file_text.h"
#include "commands/load_files.h"
#include "commands/load_status.h"
#include "commands/mistakes.h"
#include "reports/files.h"
#include "reports/load_hdr.h"
#include "reports/load_json.h"
#include "reports/load_view.h"
#include "reports/printable.h"
#include "reports/report_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ERROR_SIZE = 1024 };

static const uint64_t FILE_MOST = UINT64_C(1) << 30;

/* Print each line of @lines to standard error. */
static void complain(const struct buffer *lines) {
    struct buffer out;
    buffer_init(&out, NULL);
    const char *end = lines->data + lines->length;
    for (const char *at = lines->data; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        buffer_append_text(&out, "parley: ");
        printable_append(&out, at, (size_t)(stop - at));
        buffer_append_text(&out, "\n");
        at = stop + 1;
    }
    console_print(STDERR_FILENO, &out);
    buffer_finish(&out);
}

static void read_shard(const struct invocation *invocation, const char *file,
                       struct load_shard *shard, struct buffer *problems) {
    char error[ERROR_SIZE];
    struct buffer text;
    buffer_init(&text, NULL);
    *shard = (struct load_shard){.file = file};
    int failed = file_text_read(file, FILE_MOST, &text);
    if (failed != 0) {
        buffer_printf(problems, "cannot read %s: %s\n", file, strerror(failed));
    } else if (!load_shard_read(shard, file, buffer_terminate(&text), text.length,
                                invocation->arena, error, sizeof(error))) {
        buffer_printf(problems, "%s\n", error);
    }
    buffer_finish(&text);
}

/* The limits of the plan, and behind them those of the command line. */
static void add_limits(const struct invocation *invocation, struct load_record *record) {
    const struct text_list *texts = &invocation->options->thresholds;
    struct load_limit *limits =
        arena_alloc(invocation->arena, (record->limit_count + texts->count + 1) * sizeof(*limits));
    if (record->limit_count > 0) {
        memcpy(limits, record->limits, record->limit_count * sizeof(*limits));
    }
    record->limits = limits;
    for (size_t i = 0; i < texts->count; i++) {
        char error[ERROR_SIZE]; /* There is none: check_limits() found it. */
        threshold_parse(texts->items[i], &limits[record->limit_count++].threshold, error,
                        sizeof(error));
    }
}

static void check_limits(const struct invocation *invocation) {
    const struct text_list *texts = &invocation->options->thresholds;
    for (size_t i = 0; i < texts->count; i++) {
        struct threshold threshold;
        char error[ERROR_SIZE];
        if (!threshold_parse(texts->items[i], &threshold, error, sizeof(error))) {
            diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                           &(struct place){.file = "--threshold"}, "%s", error);
        }
    }
}

static enum exit_status write_files(const struct options *options, const struct load_merge *merge,
                                    const struct buffer *json, enum exit_status status) {
    char error[ERROR_SIZE];
    if (options->out == NULL) {
        return status;
    }
    struct files *files = files_create(&memory_system, options->out, error, sizeof(error));
    if (files == NULL) {
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_USAGE;
    }
    files_drop_events(files);
    status = load_files_write(files, &merge->record, &merge->samples, json, status);
    files_destroy(files);
    return status;
}

static enum exit_status write_hdr(const struct invocation *invocation,
                                  const struct load_merge *merge, enum exit_status status) {
    const char *path = invocation->options->hdr;
    char error[ERROR_SIZE];
    struct report_file file;
    if (path == NULL) {
        return status;
    }
    if (!report_file_open(&file, path, REPORT_FILE_LINES, error, sizeof(error))) {
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_USAGE;
    }
    load_hdr_write(&file.lines, &merge->record);
    report_file_end_lines(&file);
    const char *failed = report_file_error(&file, invocation->arena);
    if (failed != NULL) {
        fprintf(stderr, "parley: %s\n", failed);
        status = exit_status_worse(status, STATUS_UNWRITTEN);
    }
    report_file_close(&file);
    return status;
}

static enum exit_status report(const struct invocation *invocation, struct load_merge *merge) {
    const struct options *options = invocation->options;
    bool is_json = strcmp(options->format, "json") == 0;
    struct buffer json;
    struct buffer text;
    buffer_init(&json, NULL);
    buffer_init(&text, NULL);
    add_limits(invocation, &merge->record);
    enum exit_status status = load_status(&merge->record);
    load_json_print(&merge->record, &merge->samples, &json);
    if (!is_json) {
        load_view_summary(&merge->record, &merge->samples, console_has_colour(STDOUT_FILENO),
                          &text);
    }
    status = write_files(options, merge, &json, status);
    status = write_hdr(invocation, merge, status);
    status = stdout_print(is_json ? &json : &text, status);
    buffer_finish(&json);
    buffer_finish(&text);
    return status;
}

static enum exit_status merge(const struct invocation *invocation, struct load_shard *shards,
                              size_t count) {
    struct buffer problems;
    buffer_init(&problems, NULL);
    enum exit_status status = STATUS_USAGE;
    for (size_t i = 0; i < count; i++) {
        read_shard(invocation, invocation->options->files.items[i], &shards[i], &problems);
    }
    bool is_read = problems.length == 0;
    if (is_read) {
        load_merge_sort(shards, count);
    }
    if (is_read && load_merge_fits(shards, count, &problems)) {
        struct load_merge whole;
        load_merge_add(&whole, shards, count, invocation->arena);
        status = report(invocation, &whole);
        load_merge_finish(&whole);
    } else {
        complain(&problems);
    }
    buffer_finish(&problems);
    return status;
}

enum exit_status merge_command(const struct invocation *invocation) {
    size_t count = invocation->options->files.count;
    check_limits(invocation);
    if (invocation->diagnostics->error_count > 0) {
        mistakes_tell(STDERR_FILENO, invocation->diagnostics, &(struct text_list){0});
        return STATUS_USAGE;
    }
    struct load_shard *shards = arena_alloc(invocation->arena, count * sizeof(*shards));
    enum exit_status status = merge(invocation, shards, count);
    for (size_t i = 0; i < count; i++) {
        load_shard_finish(&shards[i]);
    }
    return status;
}
