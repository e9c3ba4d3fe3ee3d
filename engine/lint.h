/* lint.h - warnings that think: what in a sound scenario will not do what its author expects.
 *
 * Every warning is true, but not everything that could be warned about is found: alternatives
 * inside an AND are not multiplied out, and the search for shadows stops after a bounded amount of
 * work. */
#ifndef PARLEY_ENGINE_LINT_H
#define PARLEY_ENGINE_LINT_H

#include "engine/machine.h"

/* Warn about @machine, just compiled from @scenario: keywords with white space at their edges,
 * conditions that never fire or that an earlier one takes, an endcall out of reach, two sides that
 * both wait. @arena is used for working memory. */
void lint_machine(struct arena *arena, const struct machine *machine,
                  const struct scenario *scenario, const struct machine_options *options,
                  struct diagnostics *diagnostics);

#endif
