/* html_page.h - what stands around every HTML report: one file that needs no network.
 *
 * A Content-Security-Policy in the page allows nothing but our style and our script, named by their
 * digests. */
#ifndef PARLEY_REPORTS_HTML_PAGE_H
#define PARLEY_REPORTS_HTML_PAGE_H

#include "engine/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* Append all up to the body's first element; @title is plain text. Without @has_script the policy
 * allows no script at all. */
void html_page_begin(struct buffer *out, const char *title, bool has_script);

/* What a page is about. Plain texts, none NULL. */
struct html_page_subject {
    const char *name;
    const char *agent_name;
    const char *agent_url; /* "": there is none, or there are several. */
    const char *started;   /* RFC 3339, in UTC. */
    uint64_t elapsed_us;
};

/* Append the heading and the line below it. */
void html_page_about(struct buffer *out, const struct html_page_subject *subject);

/* Append the footer, and the script when the page has one. */
void html_page_end(struct buffer *out, bool has_script);

#endif
