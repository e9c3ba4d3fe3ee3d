/* websocket_tls.h - TLS as a client: what it trusts, and why it did not trust. */
#ifndef PARLEY_TRANSPORTS_WEBSOCKET_TLS_H
#define PARLEY_TRANSPORTS_WEBSOCKET_TLS_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

/* TLS 1.2 or later, the system's roots and, unless NULL, those of @ca_file (PEM). NULL on failure,
 * with words in *@error (static). The caller frees it with SSL_CTX_free(). */
SSL_CTX *websocket_tls_create(const char *ca_file, const char **error);

/* True when @certificate and @key (PEM files) can be served; otherwise what is wrong with them
 * is in @error. */
bool websocket_tls_can_serve(const char *certificate, const char *key, char *error,
                             size_t error_size);

/* OpenSSL could not verify a certificate of @host. True when it is to be trusted all the same:
 * because nothing is verified (@insecure), or because it does belong to an IPv6 address, which the
 * library compares wrongly. Otherwise *@words say what is wrong with it (static). */
bool websocket_tls_trusts(X509_STORE_CTX *certificates, const char *host, bool insecure,
                          const char **words);

#endif
