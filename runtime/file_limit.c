/* file_limit.c - raising the limit of open files. */
#include "runtime/file_limit.h"

#include <sys/resource.h>

enum { SPARE_FILES = 64 /* For all but the connections. */ };

/* The limit, raised as far as it can be where it is below @needed. */
static rlim_t raised(rlim_t needed) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return RLIM_INFINITY;
    }
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur;
}

bool file_limit_suffices(uint64_t *limit) {
    *limit = raised(FILE_LIMIT_LEAST);
    return *limit >= FILE_LIMIT_LEAST;
}

uint32_t file_limit_raise(uint32_t calls) {
    rlim_t limit = raised((rlim_t)calls + SPARE_FILES);
    if (limit >= (rlim_t)calls + SPARE_FILES) {
        return calls;
    }
    return limit > SPARE_FILES ? (uint32_t)(limit - SPARE_FILES) : 1;
}
