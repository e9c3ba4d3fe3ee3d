/* file_limit.c - raising the limit of open files. */
#include "runtime/file_limit.h"

#include <sys/resource.h>

enum { SPARE_FILES = 64 /* For all but the connections. */ };

uint32_t file_limit_raise(uint32_t calls) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return calls;
    }
    rlim_t needed = (rlim_t)calls + SPARE_FILES;
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= needed) {
        return calls;
    }
    return limit.rlim_cur > SPARE_FILES ? (uint32_t)(limit.rlim_cur - SPARE_FILES) : 1;
}
