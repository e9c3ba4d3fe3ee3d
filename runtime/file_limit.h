/* file_limit.h - how many connections the limit of open files allows. */
#ifndef PARLEY_RUNTIME_FILE_LIMIT_H
#define PARLEY_RUNTIME_FILE_LIMIT_H

#include <stdint.h>

/* Raise the limit of open files, up to its hard limit, if @calls at once need it. Returns how many
 * calls at once it then allows: at most @calls, at least 1. */
uint32_t file_limit_raise(uint32_t calls);

#endif
