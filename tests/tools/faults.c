/* faults.c - linked into parley-faults, makes one call of the program's life fail, and its clocks
 * jump. Only what parley itself calls is concerned, not what its libraries call; the clocks are
 * everybody's.
 *
 *     FAULT=FUNCTION:NUMBER:ERRNO     which call of which function, counted from 1; an ERRNO of 0
 *                                     lets it do only half of its work, if that is more than none
 *     FAULT_COUNTS=FILE               to be told at the end how often each was called
 *     FAULT_CLOCK=wall                the wall clock is an hour ahead and an hour behind in turn
 *     FAULT_CLOCK=monotonic:NUMBER    from this reading on the other clock is an hour ahead */
#include "tests/tools/fault_table.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libwebsockets.h>
#include <openssl/evp.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

enum { HOUR = 3600, DECIMAL = 10 };

#define NUMBER(name, ...) FUNCTION_##name,
#define SPECIAL_NUMBER(name) FUNCTION_##name,
enum function { FAULT_TABLE(NUMBER) FAULT_SPECIAL(SPECIAL_NUMBER) FUNCTIONS };

#define NAME(name, ...) #name,
#define SPECIAL_NAME(name) #name,
static const char *const names[] = {FAULT_TABLE(NAME) FAULT_SPECIAL(SPECIAL_NAME)};

static atomic_ulong counts[FUNCTIONS];

/* Read once, before main(). */
static struct {
    unsigned function; /* FUNCTIONS: none. */
    unsigned long number;
    int error;
    bool wall_jumps;
    unsigned long jump; /* The reading of the monotonic clock at which it jumps; 0: none. */
} chosen = {.function = FUNCTIONS};

__attribute__((constructor)) static void choose(void) {
    const char *fault = getenv("FAULT");
    const char *clock = getenv("FAULT_CLOCK");
    size_t length = fault != NULL ? strcspn(fault, ":") : 0;
    for (unsigned i = 0; i < FUNCTIONS && length > 0; i++) {
        if (strlen(names[i]) == length && strncmp(names[i], fault, length) == 0) {
            char *rest = NULL;
            chosen.function = i;
            chosen.number = strtoul(fault + length + 1, &rest, DECIMAL);
            chosen.error = (int)strtol(rest + 1, NULL, DECIMAL);
        }
    }
    if (length > 0 && chosen.function == FUNCTIONS) {
        abort();
    }
    chosen.wall_jumps = clock != NULL && strcmp(clock, "wall") == 0;
    if (clock != NULL && !chosen.wall_jumps) {
        chosen.jump = strtoul(strchr(clock, ':') + 1, NULL, DECIMAL);
    }
}

static bool is_chosen(enum function function) {
    unsigned long number = ++counts[function];
    if (function != chosen.function || number != chosen.number) {
        return false;
    }
    errno = chosen.error;
    return true;
}

/* The plain ones. */
#define WRAP(name, type, parameters, arguments, failed)                                            \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters {                                                                \
        if (is_chosen(FUNCTION_##name)) {                                                          \
            return failed;                                                                         \
        }                                                                                          \
        return __real_##name arguments;                                                            \
    }
FAULT_TABLE(WRAP)

int __real_close(int fd);
int __wrap_close(int fd);
int __real_closedir(DIR *directory);
int __wrap_closedir(DIR *directory);
size_t __real_fread(void *bytes, size_t size, size_t count, FILE *file);
size_t __wrap_fread(void *bytes, size_t size, size_t count, FILE *file);
struct lws *__real_lws_adopt_socket(struct lws_context *context, lws_sockfd_type fd);
struct lws *__wrap_lws_adopt_socket(struct lws_context *context, lws_sockfd_type fd);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
ssize_t __real_read(int fd, void *bytes, size_t length);
ssize_t __wrap_read(int fd, void *bytes, size_t length);
ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
void *__wrap_malloc(size_t size);
int __wrap___open_2(const char *path, int flags);
char *__wrap___realpath_chk(const char *path, char *out, size_t size);

__attribute__((destructor)) static void tell_counts(void) {
    const char *file = getenv("FAULT_COUNTS");
    int fd = file != NULL ? __real_open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    for (unsigned i = 0; i < FUNCTIONS && fd >= 0; i++) {
        dprintf(fd, "%s %lu\n", names[i], counts[i]);
    }
    if (fd >= 0) {
        __real_close(fd);
    }
}

/* What could not be closed in order is closed all the same, as Linux has it. */
int __wrap_close(int fd) {
    int error = is_chosen(FUNCTION_close) ? errno : 0;
    int result = __real_close(fd);
    errno = error != 0 ? error : errno;
    return error != 0 ? -1 : result;
}

int __wrap_closedir(DIR *directory) {
    int error = is_chosen(FUNCTION_closedir) ? errno : 0;
    int result = __real_closedir(directory);
    errno = error != 0 ? error : errno;
    return error != 0 ? -1 : result;
}

/* A file that cannot be read says so by ferror(); a closed descriptor sees to it. */
size_t __wrap_fread(void *bytes, size_t size, size_t count, FILE *file) {
    if (is_chosen(FUNCTION_fread)) {
        __real_close(fileno(file));
    }
    return __real_fread(bytes, size, count, file);
}

/* The library closes what it does not take. */
struct lws *__wrap_lws_adopt_socket(struct lws_context *context, lws_sockfd_type fd) {
    if (is_chosen(FUNCTION_lws_adopt_socket)) {
        __real_close(fd);
        return NULL;
    }
    return __real_lws_adopt_socket(context, fd);
}

/* The mode behind @flags, which is there when a file may be made. */
static mode_t take_mode(int flags, va_list arguments) {
    return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

int __wrap_open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = take_mode(flags, arguments);
    va_end(arguments);
    return is_chosen(FUNCTION_open) ? -1 : __real_open(path, flags, mode);
}

int __wrap_openat(int folder, const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = take_mode(flags, arguments);
    va_end(arguments);
    return is_chosen(FUNCTION_openat) ? -1 : __real_openat(folder, path, flags, mode);
}

static size_t half(size_t length) {
    return length > 1 ? length / 2 : length;
}

ssize_t __wrap_read(int fd, void *bytes, size_t length) {
    bool fails = is_chosen(FUNCTION_read);
    if (fails && chosen.error != 0) {
        return -1;
    }
    return __real_read(fd, bytes, fails ? half(length) : length);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t length) {
    bool fails = is_chosen(FUNCTION_write);
    if (fails && chosen.error != 0) {
        return -1;
    }
    return __real_write(fd, bytes, fails ? half(length) : length);
}

void *__wrap_malloc(size_t size) {
    return __wrap_realloc(NULL, size);
}

int __wrap___open_2(const char *path, int flags) {
    return __wrap_open(path, flags);
}

char *__wrap___realpath_chk(const char *path, char *out, size_t size) {
    (void)size;
    return __wrap_realpath(path, out);
}

/* In place of glibc's, for all libraries too. */
int clock_gettime(clockid_t id, struct timespec *time) {
    static atomic_ulong wall_readings;
    static atomic_ulong monotonic_readings;
    int result = (int)syscall(SYS_clock_gettime, id, time);
    if (chosen.wall_jumps && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
        time->tv_sec += wall_readings++ % 2 == 0 ? HOUR : -HOUR;
    }
    if (chosen.jump != 0 && (id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE) &&
        ++monotonic_readings >= chosen.jump) {
        time->tv_sec += HOUR;
    }
    return result;
}
