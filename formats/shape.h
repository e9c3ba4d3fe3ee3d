/* shape.h - what a parsed file is, told by what it holds (spec 1.2). */
#ifndef PARLEY_FORMATS_SHAPE_H
#define PARLEY_FORMATS_SHAPE_H

#include "formats/value.h"

enum shape {
    SHAPE_SUITE,    /* An object with `version` and `scenarios`. */
    SHAPE_LIST,     /* An object with `results`, or an array. */
    SHAPE_BARE,     /* An object with `conditions`. */
    SHAPE_RESOURCE, /* An object with `conditional_actions`, `instructions` or `scenario_type`. */
    SHAPE_AGENT,    /* An object with a WebSocket URL; also a list of nothing but those. */
    SHAPE_UNKNOWN,
};

/* The first that holds, in the order above. */
enum shape shape_of(const struct value *root);

/* For messages: what an object may be to be a scenario. */
extern const char shape_expected[];

#endif
