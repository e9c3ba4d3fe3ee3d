/* result.h - result.json: the whole run for programs to read (spec section 6).
 *
 * Times are seconds and response times milliseconds, to the microsecond. */
#ifndef PARLEY_REPORTS_RESULT_H
#define PARLEY_REPORTS_RESULT_H

#include "reports/record.h"

/* Append the whole result, laid out for people. May be called at any time: calls that have not
 * ended stand in it as cancelled. */
void result_print(const struct record *record, struct buffer *out);

/* Append one call as it stands in `runs[]`: what a file of transcripts/ holds. */
void result_print_run(const struct record *record, size_t number, struct buffer *out);

#endif
