/* random.c - random bytes in small amounts, without a system call for each. */
#include "transports/random.h"

#include <errno.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum {
    BLOCK_SIZE = 1024,
    EXIT_INTERNAL = 70, /* The exit status of an internal error (spec section 6). */
};

static _Thread_local struct {
    size_t left;
    unsigned char bytes[BLOCK_SIZE];
} block;

static void fill(unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t got = getrandom(bytes, length, 0);
        if (got > 0) {
            bytes += got;
            length -= (size_t)got;
        } else if (errno != EINTR) {
            /* Linux has had getrandom() since 2014, and without it no mask is safe. */
            fprintf(stderr, "parley: the system gives no random bytes: %s\n", strerror(errno));
            _exit(EXIT_INTERNAL);
        }
    }
}

void random_bytes(void *bytes, size_t length) {
    if (length > BLOCK_SIZE) {
        fill(bytes, length);
        return;
    }
    if (length > block.left) {
        fill(block.bytes, BLOCK_SIZE);
        block.left = BLOCK_SIZE;
    }
    block.left -= length;
    memcpy(bytes, block.bytes + block.left, length);
    memset(block.bytes + block.left, 0, length);
}

size_t random_left(void) {
    return block.left;
}

void random_replace_library(void) {
}

/* The library's callers of this find ours first. */
size_t lws_get_random(struct lws_context *context, void *buf, size_t len) {
    (void)context;
    random_bytes(buf, len);
    return len;
}
