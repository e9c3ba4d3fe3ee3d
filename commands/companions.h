/* companions.h - the agents that parley plays itself for the length of a run: on a loop and a
 * thread of their own, so that the calls' worker knows nothing of them. */
#ifndef PARLEY_COMMANDS_COMPANIONS_H
#define PARLEY_COMMANDS_COMPANIONS_H

#include "commands/plan.h"

struct companions;

/* Serve every agent of @plan that is a scenario on a free port of 127.0.0.1, and tell the plan
 * which. *@companions is NULL when there are none. False on failure, with a line in words in
 * @error. The plan must outlive them. */
bool companions_start(struct plan *plan, struct companions **companions, char *error,
                      size_t error_size);

/* End their calls and wait until they are gone. NULL is allowed. */
void companions_stop(struct companions *companions);

#endif
