/* run.c - `parley run`: play scenarios against an agent. */
#include "commands/companions.h"
#include "commands/console.h"
#include "commands/identity.h"
#include "commands/mistakes.h"
#include "commands/plan.h"
#include "reports/printable.h"
#include "reports/reports.h"
#include "runtime/worker.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ERROR_SIZE = 512, US_PER_S = 1000000, NS_PER_US = 1000 };

static struct conversation_settings settings_of(const struct options *options) {
    struct conversation_settings settings;
    conversation_settings_default(&settings);
    settings.silence_timeout_ms = options->silence_timeout_ms;
    settings.stuck_timeout_ms = options->stuck_timeout_ms;
    settings.connect_timeout_ms = options->connect_timeout_ms;
    settings.ping_interval_ms = options->ping_interval_ms;
    settings.pong_timeout_ms = options->pong_timeout_ms;
    settings.grace_ms = options->grace_ms;
    settings.turn_gap_ms = options->turn_gap_ms;
    settings.time_scale = options->time_scale;
    return settings;
}

/* The suite's name when all is of one suite, else what was named on the command line. */
static const char *run_name(const struct plan *plan) {
    const char *suite = plan->cases[0].source->suite;
    for (size_t i = 1; i < plan->case_count && suite != NULL; i++) {
        const char *other = plan->cases[i].source->suite;
        suite = other != NULL && strcmp(other, suite) == 0 ? suite : NULL;
    }
    const struct text_list *files = &plan->invocation->options->files;
    if (suite != NULL || files->count == 1) {
        return suite != NULL ? suite : files->items[0];
    }
    return arena_printf(plan->invocation->arena, "%s and %zu more", files->items[0],
                        files->count - 1);
}

static struct record_subject subject_of(const struct plan *plan, const char *id,
                                        const struct call *calls,
                                        const struct conversation_settings *settings) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const struct agent *agent = plan->agents[0].agent;
    bool only = plan->agent_count == 1;
    return (struct record_subject){
        .id = id,
        .name = run_name(plan),
        .agent_name = only ? agent->name : "each scenario's own",
        .agent_url = only ? agent->shown_url : "",
        .calls = calls,
        .call_count = plan_call_count(plan),
        .settings = settings,
        .started = uv_hrtime() / NS_PER_US,
        .started_at = (uint64_t)now.tv_sec * US_PER_S + (uint64_t)now.tv_nsec / NS_PER_US,
    };
}

static struct reports *create_reports(const struct plan *plan, const struct record_subject *subject,
                                      char *error) {
    const struct options *options = plan->invocation->options;
    struct reports_options wanted = {
        .subject = *subject,
        .secrets = &plan->secrets,
        .standard_output = STDOUT_FILENO,
        .out = options->out,
        .in_order = options->concurrency == 1 || subject->call_count == 1,
        .quiet = options->quiet,
        .verbose = options->verbose,
        .colour = console_has_colour(STDOUT_FILENO),
        .live = console_is_live(STDOUT_FILENO),
        .width = console_width(STDOUT_FILENO),
    };
    report_format_parse(options->format, &wanted.format);
    return reports_create(&memory_system, &wanted, error, ERROR_SIZE);
}

static enum worker_result play(const struct plan *plan, const struct record_subject *subject,
                               struct reports *reports, char *error) {
    const struct options *options = plan->invocation->options;
    bool want_tls = false;
    for (size_t i = 0; i < plan->agent_count; i++) {
        want_tls = want_tls || plan->agents[i].agent->tls;
    }
    const struct worker_options worker = {
        .settings = subject->settings,
        .websocket = {.ca_file = options->ca_file,
                      .insecure = options->insecure,
                      .max_message = (size_t)options->max_message,
                      .want_tls = want_tls},
        .calls = subject->calls,
        .call_count = subject->call_count,
        .concurrency = options->concurrency,
        .fail_fast = options->fail_fast,
        .listener = reports_listener(reports),
        .tick = reports_tick,
        .tick_user = reports,
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

static enum exit_status play_and_report(const struct plan *plan,
                                        const struct record_subject *subject) {
    char error[ERROR_SIZE] = "";
    struct reports *reports = create_reports(plan, subject, error);
    if (reports == NULL) {
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_USAGE;
    }
    enum worker_result result = play(plan, subject, reports, error);
    /* What fails before the first call is the CA file, if one was given. */
    enum exit_status status =
        plan->invocation->options->ca_file != NULL ? STATUS_USAGE : STATUS_INTERNAL;
    if (result == WORKER_FAILED) {
        fprintf(stderr, "parley: %s\n", error);
    } else {
        bool written = reports_finish(reports);
        const struct record_totals totals = reports_totals(reports);
        status = judge(result, &totals);
        status = written ? status : exit_status_worse(status, STATUS_UNWRITTEN);
    }
    const char *line = NULL;
    for (size_t i = 0; (line = reports_error(reports, i)) != NULL; i++) {
        fprintf(stderr, "parley: %s\n", line);
    }
    reports_destroy(reports);
    return status;
}

static enum exit_status run_plan(struct plan *plan) {
    struct companions *companions = NULL;
    char error[ERROR_SIZE] = "";
    if (!companions_start(plan, &companions, error, sizeof(error))) {
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_INTERNAL;
    }
    const char *id = identity_create(plan->invocation->arena);
    const struct conversation_settings settings = settings_of(plan->invocation->options);
    const struct call *calls = plan_calls(plan, id);
    const struct record_subject subject = subject_of(plan, id, calls, &settings);
    enum exit_status status = play_and_report(plan, &subject);
    companions_stop(companions);
    return status;
}

static void warn_insecure(const struct invocation *invocation) {
    if (invocation->options->insecure) {
        diagnostic_add(invocation->diagnostics, SEVERITY_WARNING, DIAGNOSTIC_INSECURE,
                       &(struct place){.file = "--insecure"},
                       "the agent's certificate is not verified: anyone on the way can read and "
                       "change what is said");
    }
}

static void check_ca_file(const struct invocation *invocation) {
    const char *file = invocation->options->ca_file;
    if (file != NULL && access(file, R_OK) != 0) {
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_UNREADABLE,
                       &(struct place){.file = file}, "%s, and --cacert needs it", strerror(errno));
    }
}

/* With -v, the files of folders that are no scenarios (spec 1.2). */
static void tell_skipped(const struct plan *plan) {
    struct buffer out;
    buffer_init(&out, NULL);
    for (size_t i = 0; i < plan->files.skipped_count && plan->invocation->options->verbose; i++) {
        buffer_append_text(&out, "parley: skipped, being no scenario: ");
        printable_append(&out, plan->files.skipped[i], strlen(plan->files.skipped[i]));
        buffer_append_text(&out, "\n");
    }
    console_print(STDERR_FILENO, &out);
    buffer_finish(&out);
}

enum exit_status run_command(const struct invocation *invocation) {
    struct plan plan;
    plan_read(&plan, invocation);
    plan_find_agents(&plan, AGENTS_NEEDED);
    plan_compile(&plan);
    plan_check_headers(&plan);
    warn_insecure(invocation);
    check_ca_file(invocation);
    mistakes_tell(STDERR_FILENO, invocation->diagnostics, &invocation->options->no_warnings);
    tell_skipped(&plan);
    enum exit_status status = STATUS_USAGE;
    if (invocation->diagnostics->error_count == 0) {
        status = plan_is_empty(&plan);
        status = status == STATUS_PASSED ? run_plan(&plan) : status;
    }
    plan_finish(&plan);
    return status;
}
