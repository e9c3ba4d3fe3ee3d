/* html_text.h - the one way by which text gets into HTML and Markdown.
 *
 * What an agent says is hostile: nothing in it may become markup. Characters that would not be
 * seen, or that move other text about, are shown as \x1b. */
#ifndef PARLEY_REPORTS_HTML_TEXT_H
#define PARLEY_REPORTS_HTML_TEXT_H

#include "engine/memory.h"

/* Append @text, for between tags or within a quoted attribute. Line breaks are kept. */
void html_text(struct buffer *out, const char *text, size_t length);

/* The same of a NUL-terminated text. */
void html_string(struct buffer *out, const char *text);

/* Append @items, NUL-terminated, as a list; nothing when there are none. */
void html_list(struct buffer *out, const char *const *items, size_t count);

/* Append @text as one line of Markdown that is nothing but text: every sign that could be markup is
 * a character reference. */
void html_markdown(struct buffer *out, const char *text);

#endif
