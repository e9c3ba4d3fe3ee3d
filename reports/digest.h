/* digest.h - SHA-256, in the two forms that reports and commands need. */
#ifndef PARLEY_REPORTS_DIGEST_H
#define PARLEY_REPORTS_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_HEX_SIZE = 65, DIGEST_BASE64_SIZE = 45 };

/* The SHA-256 of @length bytes of @text. */
void digest_of(const char *text, size_t length, uint8_t digest[DIGEST_BYTES]);

/* The same as hexadecimal digits, terminated: what `sha256sum` prints. */
void digest_hex(const char *text, size_t length, char hex[DIGEST_HEX_SIZE]);

/* The same in base64, terminated: what a Content-Security-Policy takes. */
void digest_base64(const char *text, size_t length, char base64[DIGEST_BASE64_SIZE]);

#endif
