/* bench.c - `parley bench`: the same scenarios as a load. */
#include "commands/bench_metrics.h"
#include "commands/bench_plan.h"
#include "commands/bench_subject.h"
#include "commands/companions.h"
#include "commands/console.h"
#include "commands/identity.h"
#include "commands/load_files.h"
#include "commands/load_status.h"
#include "commands/mistakes.h"
#include "commands/moment.h"
#include "commands/playing.h"
#include "reports/files.h"
#include "reports/load_hdr.h"
#include "reports/load_json.h"
#include "reports/load_view.h"
#include "reports/redraw.h"
#include "reports/report_file.h"
#include "runtime/load_worker.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    ERROR_SIZE = 512,
    US_PER_S = 1000000,
    NS_PER_US = 1000,
    LOG_PERIOD_S = 10,
    PASSED_SHARE = 10, /* For so many failed calls, one passed one is kept. */
};

struct bench {
    const struct invocation *invocation;
    const struct plan *plan;
    struct bench_plan wanted;
    struct listen_address metrics_address;
    struct load_subject subject;
    struct record_subject record_subject; /* For the calls that are kept. */
    struct load_record record;
    struct load_samples samples;
    struct files *files; /* NULL without --out. */
    struct load_result result;
    struct report_file hdr; /* Zeroed without --hdr. */
    uint64_t hdr_until_us;  /* Since the load began: what stands in it. */
    uv_loop_t loop;
    struct bench_metrics *metrics; /* NULL without --metrics. */
    /* The live view, or the log, on standard error. */
    bool is_live;
    bool is_colour;
    struct redraw redraw;         /* The lines of the live view. */
    struct load_interval *recent; /* Since the last line of the log. */
    uint64_t logged_us;
    char doubt[ERROR_SIZE];
};

/* -- While it goes on -- */

static void show_live(struct bench *bench, const struct load_progress *progress) {
    unsigned width = console_width(STDERR_FILENO);
    struct buffer out;
    struct buffer lines;
    buffer_init(&out, NULL);
    buffer_init(&lines, NULL);
    redraw_hide(&bench->redraw, width, &out);
    if (!progress->is_last) {
        load_view_live(&bench->record, progress->total, bench->is_colour, width, &lines);
        redraw_note(&bench->redraw, &lines);
        buffer_append(&out, lines.data, lines.length);
    }
    console_print(STDERR_FILENO, &out);
    buffer_finish(&lines);
    buffer_finish(&out);
}

static void log_line(struct bench *bench, const struct load_progress *progress) {
    load_interval_add(bench->recent, progress->interval);
    if (progress->is_last || progress->elapsed_us - bench->logged_us <
                                 (uint64_t)LOG_PERIOD_S * US_PER_S - US_PER_S / 2) {
        return;
    }
    struct buffer out;
    buffer_init(&out, NULL);
    load_view_log(&bench->record, progress->total, bench->recent, &out);
    console_print(STDERR_FILENO, &out);
    buffer_finish(&out);
    load_interval_clear(bench->recent);
    bench->logged_us = progress->elapsed_us;
}

/* False when a limit that aborts does not hold. */
static bool may_go_on(struct bench *bench, const struct load_progress *progress) {
    const struct load_plan *load = &bench->wanted.load;
    uint64_t grace = (uint64_t)bench->invocation->options->abort_grace_ms * 1000;
    if (progress->elapsed_us < grace || progress->elapsed_us == 0) {
        return true;
    }
    double seconds = (double)progress->elapsed_us / US_PER_S;
    double due = load->is_open ? schedule_calls(&load->schedule, progress->elapsed_us) : 0;
    const struct load_figures figures =
        load_record_figures(progress->total, due / seconds / load->schedule.shard_count,
                            (double)progress->total->started / seconds);
    return load_record_judge(&bench->record, &figures, true);
}

/* A line of the HDR log for what was answered since the last. */
static void add_to_hdr(struct bench *bench, const struct load_progress *progress) {
    load_hdr_add(&bench->hdr.lines, bench->subject.started_at,
                 &progress->interval->times[LOAD_RESPONSE], bench->hdr_until_us,
                 progress->elapsed_us);
    bench->hdr_until_us = progress->elapsed_us;
}

static bool on_second(void *user, const struct load_progress *progress) {
    struct bench *bench = user;
    load_record_second(&bench->record, progress);
    bench_metrics_tell(bench->metrics, &bench->record, progress);
    if (bench->invocation->options->hdr != NULL) {
        add_to_hdr(bench, progress);
    }
    if (bench->is_live) {
        show_live(bench, progress);
    } else if (!bench->invocation->options->quiet) {
        log_line(bench, progress);
    }
    return may_go_on(bench, progress);
}

/* -- Before and after -- */

/* It begins now, or when --start-at has been waited for. */
static void begin_record(struct bench *bench, const char *id) {
    uint64_t now = moment_now();
    uint64_t wait = bench->wanted.start_at_us > now ? bench->wanted.start_at_us - now : 0;
    uint64_t started_at = now + wait;
    bench->subject = bench_subject(&bench->wanted, bench->plan, started_at);
    bench->record_subject = (struct record_subject){
        .id = id,
        .name = bench->subject.name,
        .agent_name = bench->subject.agent_name,
        .agent_url = bench->subject.agent_url,
        .settings = bench->wanted.load.settings,
        .started = uv_hrtime() / NS_PER_US + wait,
        .started_at = started_at,
    };
    load_record_init(&bench->record, &bench->subject, bench->wanted.limits,
                     bench->wanted.limit_count);
    bench->record.is_drawn = bench->files != NULL;
}

/* An equal part of @whole for each worker, rounded up. */
static uint32_t part(uint32_t whole, uint32_t workers) {
    return whole / workers + (whole % workers != 0);
}

/* A sampler for each worker, and what listens for it. */
static struct event_listener *create_samplers(struct bench *bench) {
    struct arena *arena = bench->invocation->arena;
    uint32_t workers = bench->wanted.load.workers;
    uint32_t kept = bench->files != NULL ? bench->invocation->options->keep_transcripts : 0;
    const struct load_sampler_options options = {
        .subject = &bench->record_subject,
        .secrets = &bench->plan->secrets,
        .keep_failed = part(kept, workers),
        .keep_passed = part(kept / PASSED_SHARE, workers),
        .place = load_worker_place,
    };
    struct event_listener *listeners = arena_alloc(arena, workers * sizeof(*listeners));
    bench->samples.samplers = arena_alloc(arena, workers * sizeof(struct load_sampler *));
    for (uint32_t i = 0; i < workers; i++) {
        bench->samples.samplers[i] = load_sampler_create(&options);
        listeners[i] = load_sampler_listener(bench->samples.samplers[i]);
    }
    bench->samples.count = workers;
    return listeners;
}

static enum exit_status judge(struct bench *bench) {
    const struct load_result *result = &bench->result;
    bench->record.result = result;
    bench->record.doubt = load_doubt(result, bench->doubt, sizeof(bench->doubt));
    enum exit_status status = load_status(&bench->record);
    if (result->outcome == LOAD_INTERRUPTED) {
        status = exit_status_worse(status, STATUS_INTERRUPTED);
    } else if (result->outcome == LOAD_TERMINATED) {
        status = exit_status_worse(status, STATUS_TERMINATED);
    }
    return status;
}

static enum exit_status report(struct bench *bench) {
    enum exit_status status = judge(bench);
    struct buffer json;
    struct buffer text;
    buffer_init(&json, NULL);
    buffer_init(&text, NULL);
    load_json_print(&bench->record, &bench->samples, &json);
    bool is_json = strcmp(bench->invocation->options->format, "json") == 0;
    if (!is_json) {
        load_view_summary(&bench->record, &bench->samples, console_has_colour(STDOUT_FILENO),
                          &text);
    }
    status = stdout_print(is_json ? &json : &text, status);
    status = load_files_write(bench->files, &bench->record, &bench->samples, &json, status);
    report_file_end_lines(&bench->hdr);
    const char *failed = report_file_error(&bench->hdr, bench->invocation->arena);
    if (failed != NULL) {
        fprintf(stderr, "parley: %s\n", failed);
        status = exit_status_worse(status, STATUS_UNWRITTEN);
    }
    buffer_finish(&json);
    buffer_finish(&text);
    return status;
}

static enum exit_status play(struct bench *bench) {
    char error[ERROR_SIZE] = "";
    const struct load_options options = {
        .plan = &bench->wanted.load,
        .loop = &bench->loop,
        .listeners = create_samplers(bench),
        .second = on_second,
        .user = bench,
    };
    load_play(&options, &bench->result, error, sizeof(error));
    enum exit_status status = STATUS_INTERNAL;
    if (bench->result.outcome == LOAD_FAILED) {
        fprintf(stderr, "parley: %s\n", error);
    } else {
        status = report(bench);
    }
    for (size_t i = 0; i < bench->samples.count; i++) {
        load_sampler_destroy(bench->samples.samplers[i]);
    }
    load_result_finish(&bench->result);
    load_record_finish(&bench->record);
    return status;
}

/* A shard that comes too late is worth a word: its part of the load runs behind the others'. */
static void wait_for_start(const struct bench *bench) {
    uint64_t start_at = bench->wanted.start_at_us;
    uint64_t now = moment_now();
    if (start_at > now) {
        bench_metrics_wait(bench->metrics, start_at);
        moment_wait(start_at);
    } else if (start_at > 0) {
        fprintf(stderr, "parley: --start-at was %.1f s ago: starting at once\n",
                (double)(now - start_at) / US_PER_S);
    }
}

/* What is written to, before anything is connected. */
static bool open_files(struct bench *bench, char error[ERROR_SIZE]) {
    const struct options *options = bench->invocation->options;
    if (options->hdr != NULL &&
        !report_file_open(&bench->hdr, options->hdr, REPORT_FILE_LINES, error, ERROR_SIZE)) {
        return false;
    }
    if (options->out != NULL) {
        bench->files = files_create(&memory_system, options->out, error, ERROR_SIZE);
        if (bench->files == NULL) {
            report_file_close(&bench->hdr);
            return false;
        }
        files_drop_events(bench->files);
    }
    return true;
}

static void close_files(struct bench *bench) {
    files_destroy(bench->files);
    report_file_close(&bench->hdr);
}

static enum exit_status perform(struct bench *bench, struct plan *plan) {
    struct companions *companions = NULL;
    char error[ERROR_SIZE] = "";
    if (!companions_start(plan, &companions, error, sizeof(error))) {
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_INTERNAL;
    }
    const char *id = identity_create(bench->invocation->arena);
    bench_plan_lay_out(&bench->wanted, plan, id);
    begin_record(bench, id);
    bench_metrics_tell(bench->metrics, &bench->record, NULL);
    wait_for_start(bench);
    bench->is_live = console_is_live(STDERR_FILENO) && !bench->invocation->options->quiet;
    bench->is_colour = console_has_colour(STDERR_FILENO);
    bench->recent = memory_take(sizeof(*bench->recent));
    redraw_init(&bench->redraw, NULL);
    enum exit_status status = play(bench);
    redraw_finish(&bench->redraw);
    memory_give_back(bench->recent, sizeof(*bench->recent));
    companions_stop(companions);
    return status;
}

static enum exit_status bench_run(struct bench *bench, struct plan *plan) {
    char error[ERROR_SIZE] = "";
    int failed = uv_loop_init(&bench->loop);
    if (failed != 0) {
        fprintf(stderr, "parley: the event loop does not start: %s\n", uv_strerror(failed));
        return STATUS_INTERNAL;
    }
    enum exit_status status = STATUS_USAGE;
    if (bench_metrics_start(&bench->metrics, &bench->loop, &bench->metrics_address, error,
                            sizeof(error)) &&
        open_files(bench, error)) {
        status = perform(bench, plan);
        close_files(bench);
    } else {
        fprintf(stderr, "parley: %s\n", error);
    }
    bench_metrics_stop(bench->metrics);
    uv_run(&bench->loop, UV_RUN_DEFAULT); /* For what began by halves to be closed. */
    uv_loop_close(&bench->loop);
    return status;
}

enum exit_status bench_command(const struct invocation *invocation) {
    struct plan plan;
    struct bench bench = {.invocation = invocation, .plan = &plan};
    plan_read(&plan, invocation);
    plan_find_agents(&plan, AGENTS_NEEDED);
    bench_plan_read(&bench.wanted, &plan);
    bench.metrics_address = bench_metrics_address(invocation);
    plan_compile(&plan);
    plan_check_headers(&plan);
    playing_check_trust(invocation);
    mistakes_tell(STDERR_FILENO, invocation->diagnostics, &invocation->options->no_warnings);
    playing_tell_skipped(&plan);
    enum exit_status status = STATUS_USAGE;
    if (invocation->diagnostics->error_count == 0) {
        status = plan_is_empty(&plan);
        status = status == STATUS_PASSED ? bench_run(&bench, &plan) : status;
    }
    plan_finish(&plan);
    return status;
}
