/* html.h - a run as one HTML file that needs no network and no server.
 *
 *     html.c            the page: its head, what came of the run, the calls
 *     html_coverage.c   which conditions fired in the whole run
 *     html_call.c       one call: a line to open, and all about it
 *     html_chat.c       its conversation, laid out as a chat
 *     html_strip.c      its response times as bars
 *     html_page.c       what stands around every report
 *     html_text.c       escaping, which everything that is not ours goes through
 *     html/             the style and the script
 *
 * It is readable without scripts. A Content-Security-Policy in the page allows nothing but that
 * style and that script, named by their digests. */
#ifndef PARLEY_REPORTS_HTML_H
#define PARLEY_REPORTS_HTML_H

#include "reports/record.h"

/* Append the whole page. */
void html_print(const struct record *record, struct buffer *out);

/* -- The parts -- */

/* Append one call. */
void html_call(const struct record *record, const struct call_record *call, struct buffer *out);

/* Append its conversation; nothing when there was none. Why it did not pass stands beside the turn
 * where it went wrong. */
void html_chat(const struct call_record *call, struct buffer *out);

/* Append what explains why a call did not pass; nothing when it did. */
void html_why(const struct call_record *call, struct buffer *out);

/* Append the response times; nothing when there are none. Each bar leads to its turn. */
void html_strip(const struct call_record *call, struct buffer *out);

/* Append the coverage of the run's conditions; nothing when it was not collected. */
void html_coverage(const struct record *record, struct buffer *out);

/* Append what the condition at @index waits for: its text, or what it follows. */
void html_condition(const struct machine *machine, uint32_t index, struct buffer *out);

/* Append "mm:ss" since the call's open. */
void html_time(const struct call_record *call, instant at, struct buffer *out);

#endif
