/* suite_file.h - a suite spec, version "1": cases over defaults (spec 1.2). */
#ifndef PARLEY_FORMATS_SUITE_FILE_H
#define PARLEY_FORMATS_SUITE_FILE_H

#include "formats/resource.h"

/* Read the suite @root, an object, and add its cases. @name is for a suite that gives none. */
void suite_read(struct case_collector *collector, const struct reader *reader,
                const struct value *root, const char *name);

#endif
