/* console.h - the standard streams: what a command prints where, and whether a person looks at it.
 */
#ifndef PARLEY_COMMANDS_CONSOLE_H
#define PARLEY_COMMANDS_CONSOLE_H

#include "commands/exit_status.h"
#include "engine/memory.h"

#include <stdbool.h>

/* Make sure that descriptors 0, 1 and 2 are taken, so that no file of ours ever gets one of them;
 * writing to a standard output that was closed fails. A closed pipe and a file
 * over the limit of sizes are errors of write(), not signals. */
void console_hold_streams(void);

/* Write all of @text to standard output. @status, or STATUS_UNWRITTEN with a line on standard error
 * when that failed. */
enum exit_status stdout_print(const struct buffer *text, enum exit_status status);

/* Write all of @text to @descriptor. 0, or the errno of what went wrong. */
int console_print(int descriptor, const struct buffer *text);

/* True when @descriptor is a terminal that may show colour (NO_COLOR and TERM=dumb say no). */
bool console_has_colour(int descriptor);

/* True when @descriptor is a terminal on which a line can be redrawn. */
bool console_is_live(int descriptor);

/* Its columns; 0 when it is no terminal. */
unsigned console_width(int descriptor);

#endif
