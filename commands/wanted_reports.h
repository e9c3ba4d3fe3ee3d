/* wanted_reports.h - which reports `parley run` makes: those of the command line, and GitHub's
 * where it runs. */
#ifndef PARLEY_COMMANDS_WANTED_REPORTS_H
#define PARLEY_COMMANDS_WANTED_REPORTS_H

#include "commands/options.h"
#include "reports/reports.h"

/* True when one of `--report` shows the coverage of conditions. */
bool wanted_reports_cover(const struct options *options);

/* Fill `wanted`, `wanted_count` and `token` of @out from `--report` and, in GitHub Actions, from
 * the environment. All is in @arena or the options' own. */
void wanted_reports(struct arena *arena, const struct options *options, environment_fn *environment,
                    struct reports_options *out);

#endif
