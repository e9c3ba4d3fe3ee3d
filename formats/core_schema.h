/* core_schema.h - what an unquoted word of YAML means: YAML 1.2's core schema. */
#ifndef PARLEY_FORMATS_CORE_SCHEMA_H
#define PARLEY_FORMATS_CORE_SCHEMA_H

#include "formats/value.h"

/* The kind of @text: NULL, BOOLEAN, NUMBER or STRING. JSON's words mean the same in it. */
enum value_kind core_schema_kind(const char *text, size_t length);

/* For a text of kind BOOLEAN. */
bool core_schema_boolean(const char *text);

/* For a text of kind NUMBER: true when it is spelled as an integer (!!int), not as a float. */
bool core_schema_integer(const char *text, size_t length);

#endif
