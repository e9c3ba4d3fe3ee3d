/* tap.h - a run as TAP, version 14, for harnesses that read it. */
#ifndef PARLEY_REPORTS_TAP_H
#define PARLEY_REPORTS_TAP_H

#include "reports/record.h"

/* Append the whole document: a test point for each call, with a YAML block that says why one is not
 * ok. A cancelled call is skipped. */
void tap_print(const struct record *record, struct buffer *out);

#endif
