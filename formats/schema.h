/* schema.h - the files' format as a JSON Schema (2020-12), so that editors complete and check.
 *
 * It says what the readers say of one value alone and of keys side by side. What it cannot say is
 * left to the checker: that ids are unique and followups lead somewhere, what conditions, actions
 * and placeholders mean, what a text of instructions holds, and whether two shapes of an agent in
 * one file agree. */
#ifndef PARLEY_FORMATS_SCHEMA_H
#define PARLEY_FORMATS_SCHEMA_H

#include "engine/memory.h"

enum schema_files {
    SCHEMA_SCENARIO, /* Bare scenarios, resources and lists. */
    SCHEMA_SUITE,
    SCHEMA_AGENT,
    SCHEMA_ALL, /* Each as the first shape that it has. */
};

/* Append the schema of such files, as JSON laid out for people. */
void schema_print(enum schema_files files, struct buffer *out);

#endif
