/* random.h - random bytes in small amounts, without a system call for each. */
#ifndef PARLEY_TRANSPORTS_RANDOM_H
#define PARLEY_TRANSPORTS_RANDOM_H

#include <stddef.h>

/* Fill @bytes with @length bytes from the kernel's generator. They come from a block of this
 * thread's own, refilled when it is used up; no byte is given out twice. Where the kernel has none
 * for us, the process ends with status 70 and one line. */
void random_bytes(void *bytes, size_t length);

/* Put our own lws_get_random() in place of the library's, which reads /dev/urandom for the mask of
 * every frame. That is the linker's doing, but only where this function is called: nothing else
 * would make it take random.c in. */
void random_replace_library(void);

/* How many bytes are left in this thread's block: tests see by it who asked for some. */
size_t random_left(void);

#endif
