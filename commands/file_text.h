/* file_text.h - the bytes of a file. */
#ifndef PARLEY_COMMANDS_FILE_TEXT_H
#define PARLEY_COMMANDS_FILE_TEXT_H

#include "engine/memory.h"

#include <stdint.h>

/* Append all of @file, at most @most bytes, to @out. 0 or an errno; EFBIG when there are more. */
int file_text_read(const char *file, uint64_t most, struct buffer *out);

/* The SHA-256 of its bytes as hexadecimal digits, in @arena; NULL when it cannot be read. */
const char *file_text_sha256(struct arena *arena, const char *file);

#endif
