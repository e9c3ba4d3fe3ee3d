/* moment.h - points of time that options take: for machines that must begin together. */
#ifndef PARLEY_COMMANDS_MOMENT_H
#define PARLEY_COMMANDS_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/* "2026-03-01T09:30:00Z", "2026-03-01T10:30:00.5+01:00" (RFC 3339), or seconds since 1970-01-01
 * UTC such as "1772357400" or "1772357400.5": in microseconds since then. False when @text is
 * neither, or before 1970. */
bool moment_parse(const char *text, uint64_t *microseconds);

/* Now, in the same microseconds. */
uint64_t moment_now(void);

/* Sleep until @microseconds; at once when that has passed. A signal ends the process as if nobody
 * slept. */
void moment_wait(uint64_t microseconds);

#endif
