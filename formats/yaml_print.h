/* yaml_print.h - values as YAML, written by libfyaml's emitter. */
#ifndef PARLEY_FORMATS_YAML_PRINT_H
#define PARLEY_FORMATS_YAML_PRINT_H

#include "formats/value.h"

/* Append @value as a YAML document in block style. Numbers stay as their file wrote them; a text
 * that YAML 1.2 or 1.1 could take for something else stands in quotes. What is written is read back
 * and compared: false, with nothing appended, when the library could not write it so that it comes
 * back the same. */
bool yaml_print(const struct value *value, struct buffer *out);

#endif
