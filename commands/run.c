/* run.c - `parley run`: play scenarios against an agent. */
#include "commands/companions.h"
#include "commands/console.h"
#include "commands/identity.h"
#include "commands/mistakes.h"
#include "commands/playing.h"
#include "commands/shuffle.h"
#include "commands/wanted_reports.h"
#include "commands/watch.h"
#include "reports/coverage_view.h"
#include "reports/reports.h"
#include "runtime/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ERROR_SIZE = 512, ERRORS_TOLD = 20, US_PER_S = 1000000, NS_PER_US = 1000 };

static struct record_subject subject_of(const struct plan *plan, const char *id,
                                        const struct call *calls,
                                        const struct conversation_settings *settings) {
    const struct options *options = plan->invocation->options;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct record_subject subject = {
        .id = id,
        .name = playing_name(plan),
        .calls = calls,
        .call_count = plan_call_count(plan),
        .settings = settings,
        .covers = options->coverage || options->min_coverage > 0 || wanted_reports_cover(options),
        .started = uv_hrtime() / NS_PER_US,
        .started_at = (uint64_t)now.tv_sec * US_PER_S + (uint64_t)now.tv_nsec / NS_PER_US,
    };
    playing_agent(plan, &subject.agent_name, &subject.agent_url);
    return subject;
}

static const char *from_environment(const char *name) {
    return getenv(name);
}

static struct reports *create_reports(const struct plan *plan, const struct record_subject *subject,
                                      char *error) {
    const struct options *options = plan->invocation->options;
    struct reports_options wanted = {
        .subject = *subject,
        .secrets = &plan->secrets,
        .standard_output = STDOUT_FILENO,
        .standard_error = STDERR_FILENO,
        .out = options->out,
        .in_order = options->concurrency == 1 || subject->call_count == 1,
        .coverage = options->coverage,
        .quiet = options->quiet,
        .verbose = options->verbose,
        .colour = console_has_colour(STDOUT_FILENO),
        .live = console_is_live(STDOUT_FILENO),
        .width = console_width(STDOUT_FILENO),
    };
    report_format_parse(options->format, &wanted.format);
    wanted_reports(plan->invocation->arena, options, from_environment, &wanted);
    return reports_create(&memory_system, &wanted, error, ERROR_SIZE);
}

/* What could not be written is told at once. */
struct ledger {
    struct reports *reports;
    size_t errors; /* So far. */
};

static void tell_errors(struct ledger *ledger) {
    const char *line = NULL;
    while ((line = reports_take_error(ledger->reports)) != NULL) {
        if (ledger->errors++ < ERRORS_TOLD) {
            fprintf(stderr, "parley: %s\n", line);
        }
    }
}

static void on_tick(void *user, instant now) {
    struct ledger *ledger = user;
    reports_tick(ledger->reports, now);
    tell_errors(ledger);
}

static enum worker_result play(const struct plan *plan, const struct record_subject *subject,
                               uint32_t concurrency, struct ledger *ledger, char *error) {
    const struct options *options = plan->invocation->options;
    const struct worker_options worker = {
        .settings = subject->settings,
        .websocket = playing_websocket(plan),
        .calls = subject->calls,
        .call_count = subject->call_count,
        .concurrency = concurrency,
        .max_failures = options->fail_fast ? 1 : options->max_failures,
        .order = options->seed > 0
                     ? shuffle_order(plan->invocation->arena, subject->call_count, options->seed)
                     : NULL,
        .listener = reports_listener(ledger->reports),
        .tick = on_tick,
        .tick_user = ledger,
    };
    return worker_run(&worker, error, ERROR_SIZE);
}

/* Of several the heaviest (spec section 6). */
static enum exit_status judge(enum worker_result result, const struct record_totals *totals) {
    enum exit_status status = STATUS_PASSED;
    if (totals->by_verdict[VERDICT_PASSED] < totals->calls) {
        status = STATUS_FAILED;
    }
    if (totals->by_verdict[VERDICT_ERRORED] > 0) {
        status = exit_status_worse(status, STATUS_BROKEN);
    }
    if (result == WORKER_INTERRUPTED) {
        status = exit_status_worse(status, STATUS_INTERRUPTED);
    } else if (result == WORKER_TERMINATED) {
        status = exit_status_worse(status, STATUS_TERMINATED);
    }
    return status;
}

/* Whether enough of all conditions fired (--min-coverage). */
static enum exit_status judge_coverage(const struct run_coverage *coverage, double least) {
    size_t fired = 0;
    size_t conditions = 0;
    if (coverage == NULL || run_coverage_percent(coverage, &fired, &conditions) >= least) {
        return STATUS_PASSED;
    }
    struct buffer line;
    buffer_init(&line, NULL);
    buffer_printf(&line, "parley: %zu of %zu conditions fired (", fired, conditions);
    coverage_view_percent(coverage_percent(fired, conditions), &line);
    buffer_append_text(&line, "), fewer than --min-coverage ");
    coverage_view_percent(least, &line);
    buffer_append_text(&line, " asks for; --coverage tells which did not\n");
    console_print(STDERR_FILENO, &line);
    buffer_finish(&line);
    return STATUS_FAILED;
}

static enum exit_status play_and_report(const struct plan *plan,
                                        const struct record_subject *subject,
                                        uint32_t concurrency) {
    char error[ERROR_SIZE] = "";
    struct reports *reports = create_reports(plan, subject, error);
    if (reports == NULL) {
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_USAGE;
    }
    struct ledger ledger = {.reports = reports};
    enum worker_result result = play(plan, subject, concurrency, &ledger, error);
    /* What fails before the first call is the CA file, if one was given. */
    enum exit_status status =
        plan->invocation->options->ca_file != NULL ? STATUS_USAGE : STATUS_INTERNAL;
    if (result == WORKER_FAILED) {
        fprintf(stderr, "parley: %s\n", error);
    } else {
        bool written = reports_finish(reports);
        const struct record_totals totals = reports_totals(reports);
        status = exit_status_worse(
            judge(result, &totals),
            judge_coverage(reports_coverage(reports), plan->invocation->options->min_coverage));
        status = written ? status : exit_status_worse(status, STATUS_UNWRITTEN);
    }
    tell_errors(&ledger);
    if (ledger.errors > ERRORS_TOLD) {
        fprintf(stderr, "parley: and %zu more could not be written\n", ledger.errors - ERRORS_TOLD);
    }
    reports_destroy(reports);
    return status;
}

static enum exit_status run_plan(struct plan *plan) {
    struct companions *companions = NULL;
    char error[ERROR_SIZE] = "";
    size_t calls_at_once = plan->invocation->options->concurrency;
    if (calls_at_once > plan_call_count(plan)) {
        calls_at_once = plan_call_count(plan);
    }
    uint32_t concurrency = playing_fit_files(plan, (uint32_t)calls_at_once);
    if (!companions_start(plan, &companions, error, sizeof(error))) {
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_INTERNAL;
    }
    const char *id = identity_create(plan->invocation->arena);
    const struct conversation_settings settings = playing_settings(plan->invocation->options);
    const struct call *calls = plan_calls(plan, id);
    const struct record_subject subject = subject_of(plan, id, calls, &settings);
    enum exit_status status = play_and_report(plan, &subject, concurrency);
    companions_stop(companions);
    return status;
}

static enum exit_status run_once(const struct invocation *invocation) {
    struct plan plan;
    plan_read(&plan, invocation);
    plan_find_agents(&plan, AGENTS_NEEDED);
    plan_compile(&plan);
    plan_check_headers(&plan);
    playing_check_trust(invocation);
    mistakes_tell(STDERR_FILENO, invocation->diagnostics, &invocation->options->no_warnings);
    playing_tell_skipped(&plan);
    enum exit_status status = STATUS_USAGE;
    if (invocation->diagnostics->error_count == 0) {
        status = plan_is_empty(&plan);
        status = status == STATUS_PASSED ? run_plan(&plan) : status;
    }
    plan_finish(&plan);
    return status;
}

enum exit_status run_command(const struct invocation *invocation) {
    return invocation->options->watch ? watch(invocation, run_once) : run_once(invocation);
}
