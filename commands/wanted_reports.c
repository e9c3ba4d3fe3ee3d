/* wanted_reports.c - reports of the command line and of the place we run in. */
#include "commands/wanted_reports.h"

#include "commands/identity.h"

#include <string.h>

/* "html=out/report.html"; option_set() has checked it. */
static struct report_wanted read_wanted(struct arena *arena, const char *text) {
    struct report_wanted wanted = {.format = REPORT_JSON};
    size_t length = strcspn(text, "=");
    report_format_parse(arena_copy(arena, text, length), &wanted.format);
    wanted.path = text[length] == '=' ? text + length + 1 : NULL;
    return wanted;
}

bool wanted_reports_cover(const struct options *options) {
    for (size_t i = 0; i < options->reports.count; i++) {
        if (strncmp(options->reports.items[i], "html", strlen("html")) == 0) {
            return true;
        }
    }
    return false;
}

static bool in_github_actions(environment_fn *environment) {
    const char *value = environment("GITHUB_ACTIONS");
    return value != NULL && strcmp(value, "true") == 0;
}

/* Where the runner wants the summary of the job; NULL outside of it. */
static const char *summary_path(environment_fn *environment) {
    const char *path = environment("GITHUB_STEP_SUMMARY");
    return path != NULL && *path != '\0' ? path : NULL;
}

void wanted_reports(struct arena *arena, const struct options *options, environment_fn *environment,
                    struct reports_options *out) {
    struct report_wanted *wanted =
        arena_alloc(arena, (options->reports.count + 1) * sizeof(*wanted));
    size_t count = 0;
    bool github = false;
    for (size_t i = 0; i < options->reports.count; i++) {
        wanted[count++] = read_wanted(arena, options->reports.items[i]);
        github = github || wanted[i].format == REPORT_GITHUB;
    }
    if (!github && in_github_actions(environment)) {
        wanted[count++] = (struct report_wanted){.format = REPORT_GITHUB};
        github = true;
    }
    for (size_t i = 0; i < count; i++) {
        if (wanted[i].format == REPORT_GITHUB && wanted[i].path == NULL) {
            wanted[i].path = summary_path(environment);
        }
    }
    out->wanted = wanted;
    out->wanted_count = count;
    out->token = github ? identity_create(arena) : NULL;
}
