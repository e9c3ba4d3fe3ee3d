/* transcript_text.h - a transcript as plain lines, for reports that show it to people. */
#ifndef PARLEY_REPORTS_TRANSCRIPT_TEXT_H
#define PARLEY_REPORTS_TRANSCRIPT_TEXT_H

#include "reports/record.h"

/* Append a line for each entry, such as `[00:02] caller #1: Yes, it is`. What an entry holds stands
 * as it is, control characters and line breaks too; what comes behind a line break is indented. */
void transcript_text_print(const struct call_record *call, struct buffer *out);

#endif
