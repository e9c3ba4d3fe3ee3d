/* check_report.c - what `parley check` found, for people. */
#include "commands/check_report.h"

#include "commands/console.h"
#include "commands/mistakes.h"
#include "commands/steps_view.h"
#include "reports/printable.h"

#include <string.h>
#include <unistd.h>

static void print_shown(const char *text, struct buffer *out) {
    printable_append(out, text, strlen(text));
}

static size_t condition_count(const struct plan_case *planned) {
    return planned->source->scenario != NULL ? planned->source->scenario->condition_count : 0;
}

static const struct agent *agent_of(const struct plan_case *planned) {
    return planned->agent != NULL ? planned->agent->agent : NULL;
}

static void print_case(const struct plan_case *planned, struct buffer *out) {
    buffer_append_text(out, "  ");
    print_shown(planned->source->file, out);
    buffer_append_text(out, ": ");
    print_shown(planned->source->name, out);
    size_t conditions = condition_count(planned);
    buffer_printf(out, " (%zu condition%s", conditions, conditions == 1 ? "" : "s");
    if (planned->frequency > 1) {
        buffer_printf(out, ", %u times", planned->frequency);
    }
    if (planned->agent != NULL && planned->agent->script != NULL) {
        buffer_append_text(out, ", against ");
        print_shown(planned->agent->file, out);
    } else if (agent_of(planned) != NULL) {
        buffer_append_text(out, ", against ");
        print_shown(agent_of(planned)->name, out);
    }
    buffer_append_text(out, ")\n");
}

static void print_list(const char *heading, const char *const *items, size_t count,
                       struct buffer *out) {
    if (count == 0) {
        return;
    }
    buffer_printf(out, "%s:\n", heading);
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(out, "  ");
        print_shown(items[i], out);
        buffer_append_text(out, "\n");
    }
}

static void print_summary(const struct plan *plan, struct buffer *out) {
    const struct diagnostics *diagnostics = plan->invocation->diagnostics;
    size_t calls = plan_call_count(plan);
    buffer_printf(out, "%zu scenario%s, %zu call%s: ", plan->case_count,
                  plan->case_count == 1 ? "" : "s", calls, calls == 1 ? "" : "s");
    if (diagnostics->error_count + diagnostics->warning_count == 0) {
        buffer_append_text(out, "no mistakes");
    } else {
        mistakes_count(diagnostics, out);
    }
    buffer_append_text(out, "\n");
}

void check_report_pretty(const struct plan *plan, struct buffer *out) {
    const struct invocation *invocation = plan->invocation;
    const struct mistakes_style style = {.colour = console_has_colour(STDOUT_FILENO),
                                         .width = console_width(STDOUT_FILENO)};
    mistakes_print(invocation->diagnostics, &style, out);
    if (invocation->options->quiet) {
        return;
    }
    if (invocation->options->verbose) {
        print_list("Skipped, being no scenarios", plan->files.skipped, plan->files.skipped_count,
                   out);
        print_list("Fields that mean nothing here", plan->files.cloud_fields,
                   plan->files.cloud_field_count, out);
    }
    if (invocation->diagnostics->error_count == 0 && plan->case_count > 0) {
        buffer_append_text(out, "Would be played:\n");
        for (size_t i = 0; i < plan->case_count; i++) {
            print_case(&plan->cases[i], out);
            if (invocation->options->verbose) {
                steps_view_print(plan->cases[i].machine, out);
                steps_view_print_expectations(plan->cases[i].expectations, out);
            }
        }
    }
    print_summary(plan, out);
}
