/* heap.c - the C library's heap, for all libraries that parley stands on too: when there is no
 * more memory, the process ends with status 70 and one line.
 *
 * Not every library looks whether it got what it asked for, and of those that do some go on
 * without saying so: a call could pass or fail for want of a few bytes. So nobody gets NULL.
 * These functions take the place of glibc's, which stay as __libc_malloc() and so on. */
#include "commands/exit_status.h"

#include <stddef.h>
#include <unistd.h>

/* glibc's, in none of its headers. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);

static void *granted(void *memory) {
    static const char message[] = "parley: out of memory\n";
    if (memory == NULL) {
        ssize_t ignored = write(STDERR_FILENO, message, sizeof(message) - 1);
        (void)ignored;
        _exit(STATUS_INTERNAL);
    }
    return memory;
}

void *malloc(size_t size) {
    return granted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
    return granted(__libc_calloc(count, size));
}

/* Of no bytes it frees, and then NULL is right. */
void *realloc(void *old, size_t size) {
    void *memory = __libc_realloc(old, size);
    return old != NULL && size == 0 ? memory : granted(memory);
}
