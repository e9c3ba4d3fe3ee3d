/* html_page.h - what stands around every HTML report: one file that needs no network.
 *
 * A Content-Security-Policy in the page allows nothing but our style and our script, named by their
 * digests. */
#ifndef PARLEY_REPORTS_HTML_PAGE_H
#define PARLEY_REPORTS_HTML_PAGE_H

#include "engine/memory.h"

#include <stdbool.h>

/* Append all up to the body's first element; @title is plain text. Without @has_script the policy
 * allows no script at all. */
void html_page_begin(struct buffer *out, const char *title, bool has_script);

/* Append the footer, and the script when the page has one. */
void html_page_end(struct buffer *out, bool has_script);

#endif
