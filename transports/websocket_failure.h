/* websocket_failure.h - what kept a WebSocket from opening, decided as its end. */
#ifndef PARLEY_TRANSPORTS_WEBSOCKET_FAILURE_H
#define PARLEY_TRANSPORTS_WEBSOCKET_FAILURE_H

#include "transports/websocket_stream.h"

/* No address could be connected to; @error is the errno that says the most. */
void websocket_failed_connect(struct websocket_stream *stream, int error);

/* TCP is up, TLS is not. @words are about the certificate, NULL when it was not that. */
void websocket_failed_tls(struct websocket_stream *stream, const char *words);

/* The request was sent, and no 101 in order came back. @fault[@length] is what the library says of
 * it, NULL when nothing. */
void websocket_failed_upgrade(struct websocket_stream *stream, struct lws *wsi, const char *fault,
                              size_t length);

#endif
