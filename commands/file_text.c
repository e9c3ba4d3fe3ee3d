/* file_text.c - reading whole files. */
#include "commands/file_text.h"

#include "reports/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int file_text_read(const char *file, uint64_t most, struct buffer *out) {
    enum { CHUNK = 65536 };
    int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        return errno;
    }
    uint64_t total = 0;
    int failed = 0;
    for (;;) {
        ssize_t count = read(descriptor, buffer_reserve(out, CHUNK), CHUNK);
        if (count > 0) {
            out->length += (size_t)count;
            total += (uint64_t)count;
        }
        if (count == 0 || total > most || (count < 0 && errno != EINTR)) {
            failed = count < 0 ? errno : total > most ? EFBIG : 0;
            break;
        }
    }
    close(descriptor);
    return failed;
}

const char *file_text_sha256(struct arena *arena, const char *file) {
    static const uint64_t most = UINT64_C(1) << 30;
    struct buffer text;
    buffer_init(&text, NULL);
    const char *sha256 = NULL;
    if (file_text_read(file, most, &text) == 0) {
        char hex[DIGEST_HEX_SIZE];
        digest_hex(buffer_terminate(&text), text.length, hex);
        sha256 = arena_copy(arena, hex, strlen(hex));
    }
    buffer_finish(&text);
    return sha256;
}
