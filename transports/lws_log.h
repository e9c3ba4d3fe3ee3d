/* lws_log.h - what libwebsockets says nowhere but in its log.
 *
 * Why it drops a connection, which system call failed and what OpenSSL thought of a handshake are
 * in its log lines alone. lws_log.c puts its own _lws_log() in place of the library's: it keeps the
 * few lines that matter, formats and prints none, and costs next to nothing.
 *
 * What is kept belongs to the thread, until it is taken: the library logs it right before the
 * callback that ends the connection it is about. */
#ifndef PARLEY_TRANSPORTS_LWS_LOG_H
#define PARLEY_TRANSPORTS_LWS_LOG_H

/* The breach of RFC 6455 for which a connection is being dropped, in words; NULL when there is
 * none. Static. */
const char *lws_log_take_breach(void);

/* The errno of the last socket() or connect() that failed at once; 0 when there is none. */
int lws_log_take_connect_error(void);

/* OpenSSL's words about a failed handshake, "" when there are none; valid until this thread's next
 * one. */
const char *lws_log_take_tls_error(void);

#endif
