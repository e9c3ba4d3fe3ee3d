/* failing_heap.c - preloaded into parley, makes one allocation of its life fail: the one whose number
 * is in FAILING_HEAP, from 1. All libraries' count too, for they all get to commands/heap.c. */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static bool fails(void) {
    static atomic_ulong count;
    static atomic_ulong chosen;
    if (chosen == 0) {
        const char *text = getenv("FAILING_HEAP");
        chosen = text != NULL ? strtoul(text, NULL, 10) : UINT32_MAX;
    }
    errno = ENOMEM;
    return ++count == chosen;
}

/* The function of this name that stands behind ours. */
static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

void *__libc_malloc(size_t size) {
    void *(*function)(size_t) = (void *(*)(size_t))(uintptr_t)real("__libc_malloc");
    return fails() ? NULL : function(size);
}

void *__libc_calloc(size_t count, size_t size) {
    void *(*function)(size_t, size_t) = (void *(*)(size_t, size_t))(uintptr_t)real("__libc_calloc");
    return fails() ? NULL : function(count, size);
}

void *__libc_realloc(void *old, size_t size) {
    void *(*function)(void *, size_t) =
        (void *(*)(void *, size_t))(uintptr_t)real("__libc_realloc");
    return fails() ? NULL : function(old, size);
}
