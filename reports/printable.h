/* printable.h - text of an agent, or of anyone, made safe and well laid out for a terminal.
 *
 * A terminal obeys what it is sent. So control characters (C0, DEL, C1), line and paragraph
 * separators and the characters that override or embed directions of writing are never written raw:
 * they are shown as \n, \x1b or \u202e. So is the first character of what a CI system would obey
 * when it reads a log (log_commands.h): at its beginning, where a line may be wrapped and wherever
 * a word begins. */
#ifndef PARLEY_REPORTS_PRINTABLE_H
#define PARLEY_REPORTS_PRINTABLE_H

#include "engine/memory.h"

/* Append @length bytes of UTF-8 as one line: line breaks are escaped too. Bad bytes become U+FFFD.
 */
void printable_append(struct buffer *out, const char *text, size_t length);

/* How many columns of a terminal that takes. */
size_t printable_columns(const char *text, size_t length);

/* Append @text from column @indent on, wrapped at spaces so that no line passes @width columns; a
 * word wider than a line is broken. Its own line breaks are kept. Lines after the first are
 * indented by @indent spaces. No line break at the end. */
void printable_wrap(struct buffer *out, const char *text, size_t length, size_t indent,
                    size_t width);

/* Append @text as one line of at most @width columns, at least 1; what is cut off is shown by an
 * ellipsis. Returns the columns used. */
size_t printable_cut(struct buffer *out, const char *text, size_t length, size_t width);

/* Append @count spaces. */
void printable_spaces(struct buffer *out, size_t count);

#endif
