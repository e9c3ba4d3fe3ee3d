/* playing.c - what playing calls takes, whichever command does it. */
#include "commands/playing.h"

#include "commands/console.h"
#include "reports/printable.h"
#include "runtime/file_limit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct conversation_settings playing_settings(const struct options *options) {
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

struct websocket_options playing_websocket(const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    bool want_tls = false;
    for (size_t i = 0; i < plan->agent_count; i++) {
        want_tls = want_tls || plan->agents[i].agent->tls;
    }
    return (struct websocket_options){.ca_file = options->ca_file,
                                      .insecure = options->insecure,
                                      .max_message = (size_t)options->max_message,
                                      .want_tls = want_tls};
}

/* An agent that parley serves itself takes a file for each call, too. */
static uint32_t files_per_call(const struct plan *plan) {
    for (size_t i = 0; i < plan->agent_count; i++) {
        if (plan->agents[i].script != NULL) {
            return 2;
        }
    }
    return 1;
}

uint32_t playing_fit_files(const struct plan *plan, uint32_t calls) {
    uint32_t files = files_per_call(plan);
    uint32_t allowed = file_limit_fit(calls * files) / files;
    return allowed > 0 ? allowed : 1;
}

const char *playing_name(const struct plan *plan) {
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

void playing_agent(const struct plan *plan, const char **name, const char **shown_url) {
    const struct agent *agent = plan->agents[0].agent;
    bool only = plan->agent_count == 1;
    *name = only ? agent->name : "each scenario's own";
    *shown_url = only ? agent->shown_url : "";
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

void playing_check_trust(const struct invocation *invocation) {
    warn_insecure(invocation);
    check_ca_file(invocation);
}

void playing_tell_skipped(const struct plan *plan) {
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
