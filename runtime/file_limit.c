/* file_limit.c - the limit of open files, as high as it must be and no higher. */
#include "runtime/file_limit.h"

#include <sys/resource.h>

enum {
    SPARE_FILES = 64,   /* The least for all but the connections. */
    AMPLE_FILES = 1024, /* With as many threads as there may be. */
};

/* The limit, brought between @least and @most as far as the hard limit lets it. */
static rlim_t between(rlim_t least, rlim_t most) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return RLIM_INFINITY;
    }
    if (limit.rlim_cur < least || limit.rlim_cur > most) {
        limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur;
}

bool file_limit_suffices(uint64_t *limit) {
    *limit = between(FILE_LIMIT_LEAST, RLIM_INFINITY);
    return *limit >= FILE_LIMIT_LEAST;
}

uint32_t file_limit_fit(uint32_t calls) {
    rlim_t limit = between((rlim_t)calls + SPARE_FILES, (rlim_t)calls + AMPLE_FILES);
    if (limit >= (rlim_t)calls + SPARE_FILES) {
        return calls;
    }
    return limit > SPARE_FILES ? (uint32_t)(limit - SPARE_FILES) : 1;
}
