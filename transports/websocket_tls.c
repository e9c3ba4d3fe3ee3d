/* websocket_tls.c - TLS as a client: what it trusts, and why it did not trust. */
#include "transports/websocket_tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

SSL_CTX *websocket_tls_create(const char *ca_file, const char **error) {
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    if (tls == NULL || SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION) != 1) {
        *error = "TLS cannot be set up";
        SSL_CTX_free(tls);
        return NULL;
    }
    SSL_CTX_set_mode(tls, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_default_verify_paths(tls);
    if (ca_file != NULL && SSL_CTX_load_verify_file(tls, ca_file) != 1) {
        *error = "the CA file cannot be read, or holds no certificate";
        ERR_clear_error();
        SSL_CTX_free(tls);
        return NULL;
    }
    ERR_clear_error(); /* A system without roots is no failure. */
    return tls;
}

bool websocket_tls_can_serve(const char *certificate, const char *key, char *error,
                             size_t error_size) {
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    bool good = false;
    if (tls == NULL) {
        snprintf(error, error_size, "TLS cannot be set up");
    } else if (SSL_CTX_use_certificate_chain_file(tls, certificate) != 1) {
        snprintf(error, error_size, "%s: no certificate can be read from it", certificate);
    } else if (SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1) {
        snprintf(error, error_size, "%s: no private key of %s can be read from it", key,
                 certificate);
    } else {
        good = true;
    }
    ERR_clear_error();
    SSL_CTX_free(tls);
    return good;
}

/* libwebsockets 4.1.6 takes what stands before the first colon of the Host header for the name. */
static bool belongs_to_ipv6(X509_STORE_CTX *certificates, const char *host) {
    return X509_STORE_CTX_get_error(certificates) == X509_V_ERR_HOSTNAME_MISMATCH &&
           strchr(host, ':') != NULL &&
           X509_check_ip_asc(X509_STORE_CTX_get0_cert(certificates), host, 0) == 1;
}

bool websocket_tls_trusts(X509_STORE_CTX *certificates, const char *host, bool insecure,
                          const char **words) {
    if (insecure || belongs_to_ipv6(certificates, host)) {
        X509_STORE_CTX_set_error(certificates, X509_V_OK);
        return true;
    }
    *words = X509_verify_cert_error_string(X509_STORE_CTX_get_error(certificates));
    return false;
}
