/* failing_heap.c - preloaded into parley, makes one allocation of its life fail: the one whose
 * number is in FAILING_HEAP, from 1. All libraries' count too, for they all get to
 * commands/heap.c. */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

/* Into *@function the one of this name that stands behind ours. */
static void find(const char *name, void *function) {
    void *symbol = dlsym(RTLD_NEXT, name);
    memcpy(function, &symbol, sizeof(symbol));
}

void *__libc_malloc(size_t size) {
    void *(*function)(size_t) = NULL;
    find("__libc_malloc", &function);
    return fails() ? NULL : function(size);
}

void *__libc_calloc(size_t count, size_t size) {
    void *(*function)(size_t, size_t) = NULL;
    find("__libc_calloc", &function);
    return fails() ? NULL : function(count, size);
}

void *__libc_realloc(void *old, size_t size) {
    void *(*function)(void *, size_t) = NULL;
    find("__libc_realloc", &function);
    return fails() ? NULL : function(old, size);
}
