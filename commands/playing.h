/* playing.h - what the commands that play calls against an agent have in common. */
#ifndef PARLEY_COMMANDS_PLAYING_H
#define PARLEY_COMMANDS_PLAYING_H

#include "commands/plan.h"
#include "runtime/conversation.h"

/* What the options say about calls. */
struct conversation_settings playing_settings(const struct options *options);

/* What they say about connections; with TLS when some agent of @plan needs it. */
struct websocket_options playing_websocket(const struct plan *plan);

/* The name of the whole for reports: the suite's when all is of one suite, else what was named on
 * the command line. Of a plan with at least one case; in the invocation's arena. */
const char *playing_name(const struct plan *plan);

/* Who is called, for reports: the agent's name and URL, or words when there are several. */
void playing_agent(const struct plan *plan, const char **name, const char **shown_url);

/* Set the limit of open files to what so many calls at once need, with what the agents that parley
 * serves itself take for them. Returns how many calls it allows, at most @calls. To be asked before
 * anything is opened for them: what has been made by then keeps to the limit that it found. */
uint32_t playing_fit_files(const struct plan *plan, uint32_t calls);

/* Check what is to be trusted: a mistake in the CA file, a warning when nothing is verified. */
void playing_check_trust(const struct invocation *invocation);

/* With -v, name the files of folders that are no scenarios (spec 1.2) on standard error. */
void playing_tell_skipped(const struct plan *plan);

#endif
