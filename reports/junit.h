/* junit.h - a run as JUnit XML, for the machines of a CI.
 *
 * A test suite for each file, a test case for each call: failed is a failure, an agent that could
 * not be reached or a call that broke is an error, cancelled is skipped. */
#ifndef PARLEY_REPORTS_JUNIT_H
#define PARLEY_REPORTS_JUNIT_H

#include "reports/record.h"

/* Append the whole document. Characters that XML 1.0 forbids are shown as \x1b. False when the
 * library had no memory; then @out is unchanged. */
bool junit_print(const struct record *record, struct buffer *out);

#endif
