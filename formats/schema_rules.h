/* schema_rules.h - the parts of the schema: which keys an object has, and what holds between them.
 *
 * Rules are JSON Schema in a spelling that can be read in C: single quotes stand for double ones,
 * and @name for a reference to the part of that name. */
#ifndef PARLEY_FORMATS_SCHEMA_RULES_H
#define PARLEY_FORMATS_SCHEMA_RULES_H

#include "formats/keys.h"
#include "formats/schema.h"

struct schema_definition {
    const char *name;
    unsigned files;             /* Which schemas need it: bits, 1 << enum schema_files. */
    const struct key_set *keys; /* Of an object with these keys, or NULL. */
    const struct key_set *ignored;
    const char *rules; /* or NULL */
};

extern const struct schema_definition schema_definitions[];
extern const size_t schema_definition_count;

/* The rules of each schema as a whole, by enum schema_files. */
extern const char *const schema_roots[];

#endif
