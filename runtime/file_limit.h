/* file_limit.h - how many connections the limit of open files allows. */
#ifndef PARLEY_RUNTIME_FILE_LIMIT_H
#define PARLEY_RUNTIME_FILE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/* With fewer open files than this nothing can be relied on: libuv aborts where it gets no pipe for
 * signals, a loop, a transport or a report does not come to be. */
enum { FILE_LIMIT_LEAST = 32 };

/* Raise the limit of open files, up to its hard limit, if it is below the least. False when it
 * still is; @limit is what it is then. To be asked before there is a loop. */
bool file_limit_suffices(uint64_t *limit);

/* Set the limit of open files to what @calls at once need amply, within its hard limit. Returns how
 * many calls at once it then allows: at most @calls, at least 1.
 *
 * To be asked before a libwebsockets context is made for them, which keeps to the limit that it
 * found and writes past its end when the limit is raised later. It is lowered, too: whenever a connection closes, libwebsockets 4.1.6 goes through all
 * descriptors that the limit allowed when its context was made, and where it is a million, as
 * often in containers, that takes longer than the call. */
uint32_t file_limit_fit(uint32_t calls);

#endif
