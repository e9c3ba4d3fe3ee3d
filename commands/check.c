/* check.c - `parley check`: validate, and show what would run; no network. */
#include "commands/check_report.h"
#include "commands/console.h"
#include "commands/mistakes.h"

#include <string.h>

static enum exit_status judge(const struct plan *plan) {
    const struct diagnostics *diagnostics = plan->invocation->diagnostics;
    if (diagnostics->error_count > 0 ||
        (plan->invocation->options->strict && diagnostics->warning_count > 0)) {
        return STATUS_USAGE;
    }
    return plan_is_empty(plan);
}

enum exit_status check_command(const struct invocation *invocation) {
    struct plan plan;
    plan_read(&plan, invocation);
    plan_find_agents(&plan, AGENTS_BESIDE);
    plan_compile(&plan);
    plan_check_headers(&plan);
    mistakes_silence(invocation->diagnostics, &invocation->options->no_warnings);
    diagnostics_sort(invocation->diagnostics);

    struct buffer out;
    buffer_init(&out, NULL);
    if (strcmp(invocation->options->format, "json") == 0) {
        check_report_json(&plan, &out);
    } else {
        check_report_pretty(&plan, &out);
    }
    enum exit_status status = stdout_print(&out, judge(&plan));
    buffer_finish(&out);
    plan_finish(&plan);
    return status;
}
