/* variables.h - ${NAME} in what a user writes about an agent (spec 1.3). */
#ifndef PARLEY_FORMATS_VARIABLES_H
#define PARLEY_FORMATS_VARIABLES_H

#include "engine/diagnostic.h"

/* Looks a variable up as getenv() does: its value, or NULL when it is not set. */
typedef const char *(*environment_cb)(const char *name);

/* @text with ${NAME} replaced by the environment's value and $$ by a dollar; any other dollar
 * stays. NULL when a variable is not set or its braces are not closed: an error at @place.
 * @environment NULL is getenv. In @arena. */
const char *variables_expand(struct arena *arena, const char *text, environment_cb environment,
                             const struct place *place, struct diagnostics *diagnostics);

#endif
