/* convert.h - one shape of scenario file into another, with nothing lost (spec 1.2). */
#ifndef PARLEY_FORMATS_CONVERT_H
#define PARLEY_FORMATS_CONVERT_H

#include "formats/shape.h"

/* @root, which was read from @file, as SHAPE_BARE, SHAPE_RESOURCE or SHAPE_SUITE. The answer
 * shares values with @root; what is new is in @arena. Converting it back gives an equal value,
 * but for three things: from a list there is no way back to one, `instructions` that become a
 * bare scenario come back as `conditional_actions`, and the version 1 of a suite comes back as
 * the text "1". NULL when that cannot be: an error for each key that would be lost or would mean
 * something else. */
const struct value *convert_shape(struct arena *arena, const char *file, const struct value *root,
                                  enum shape wanted, struct diagnostics *diagnostics);

#endif
