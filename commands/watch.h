/* watch.h - `--watch`: run, wait until files change, run what they changed. */
#ifndef PARLEY_COMMANDS_WATCH_H
#define PARLEY_COMMANDS_WATCH_H

#include "commands/command.h"

/* Call @run for all that @invocation names, then again and again for what changed, until SIGINT or
 * SIGTERM; then it gives the status of that. */
enum exit_status watch(const struct invocation *invocation,
                       enum exit_status (*run)(const struct invocation *invocation));

#endif
