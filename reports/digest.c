/* digest.c - SHA-256 by libcrypto. */
#include "reports/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <unistd.h>

enum { INTERNAL_ERROR = 70 /* The exit status. */ };

/* It fails only without memory, or where the system forbids SHA-256: then nothing can be
 * trusted. */
void digest_of(const char *text, size_t length, uint8_t digest[DIGEST_BYTES]) {
    if (EVP_Digest(text, length, digest, NULL, EVP_sha256(), NULL) != 1) {
        fputs("parley: libcrypto has no SHA-256\n", stderr);
        _exit(INTERNAL_ERROR);
    }
}

void digest_hex(const char *text, size_t length, char hex[DIGEST_HEX_SIZE]) {
    uint8_t digest[DIGEST_BYTES];
    digest_of(text, length, digest);
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
}

void digest_base64(const char *text, size_t length, char base64[DIGEST_BASE64_SIZE]) {
    uint8_t digest[DIGEST_BYTES];
    digest_of(text, length, digest);
    EVP_EncodeBlock((unsigned char *)base64, digest, DIGEST_BYTES);
}
