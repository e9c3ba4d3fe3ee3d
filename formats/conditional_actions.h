/* conditional_actions.h - the object with `role`, `conditions` and `expect` into a scenario
 * (spec 1.1).
 *
 * What can be seen in one value alone is checked here: that it is there, and its type. What must
 * hold between values, and what the texts mean, is for engine/machine.h. */
#ifndef PARLEY_FORMATS_CONDITIONAL_ACTIONS_H
#define PARLEY_FORMATS_CONDITIONAL_ACTIONS_H

#include "engine/scenario.h"
#include "formats/fields.h"

/* Read @object, in the reader's arena. @others are keys that may stand in it besides `role` and
 * `conditions` (NULL: none). NULL when it holds no conditions, with an error. */
struct scenario *conditional_actions_read(const struct reader *reader, const struct value *object,
                                          const char *name, const struct key_set *others);

/* An error when @object has a `functions` key that is not empty: custom functions are not run. */
void functions_refuse(const struct reader *reader, const struct value *object);

#endif
