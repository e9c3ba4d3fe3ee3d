/* json_layout.h - values as JSON laid out for people. */
#ifndef PARLEY_FORMATS_JSON_LAYOUT_H
#define PARLEY_FORMATS_JSON_LAYOUT_H

#include "formats/value.h"

/* Append @value with two spaces a level and a line break at the end; what fits on a line of 100
 * columns stands on one. Scalars as value_print() has them. */
void json_lay_out(const struct value *value, struct buffer *out);

/* False when @value holds a number that JSON has not (.inf, .nan, an integer in base 8 or 16 beyond
 * 64 bits); *@number is then the first such. */
bool json_can_hold(const struct value *value, const struct value **number);

#endif
