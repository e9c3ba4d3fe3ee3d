/* websocket_failure.c - what kept a WebSocket from opening, decided as its end. */
#include "transports/websocket_failure.h"

#include "transports/lws_log.h"

#include <errno.h>
#include <string.h>

enum { SWITCHING_PROTOCOLS = 101 };

void websocket_failed_connect(struct websocket_stream *stream, int error) {
    if (error == ECONNREFUSED) {
        websocket_stream_decide(stream, TRANSPORT_REFUSED, "connection refused");
    } else {
        websocket_stream_decide(stream, TRANSPORT_UNREACHABLE, "%s", uv_strerror(-error));
    }
}

void websocket_failed_tls(struct websocket_stream *stream, const char *words) {
    const char *openssl = lws_log_take_tls_error();
    if (words == NULL) {
        words = openssl[0] != '\0' ? openssl : "the connection ended during the TLS handshake";
    }
    websocket_stream_decide(stream, TRANSPORT_TLS_FAILED, "%s", words);
}

/* What the library calls the faults of an answer of 101, in words. */
static const char *bad_answer(const char *fault, size_t length) {
    static const struct {
        const char *fault;
        const char *words;
    } faults[] = {
        {"HS: Accept hash wrong", "a wrong Sec-WebSocket-Accept"},
        {"HS: ACCEPT missing", "no Sec-WebSocket-Accept"},
        {"HS: UPGRADE missing", "no Upgrade header"},
        {"HS: Upgrade to something other than websocket", "an upgrade to something else"},
        {"HS: UPGRADE malformed", "no Connection: Upgrade"},
        {"HS: PROTOCOL malformed", "a subprotocol that was not asked for"},
        {"HS: EXT: unknown ext", "an extension that was not asked for"},
    };
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (strlen(faults[i].fault) == length && strncmp(faults[i].fault, fault, length) == 0) {
            return faults[i].words;
        }
    }
    return "an answer that breaks RFC 6455";
}

void websocket_failed_upgrade(struct websocket_stream *stream, struct lws *wsi, const char *fault,
                              size_t length) {
    unsigned status = lws_http_client_http_response(wsi);
    if (status == SWITCHING_PROTOCOLS) {
        websocket_stream_decide(stream, TRANSPORT_BAD_ACCEPT, "%s", bad_answer(fault, length));
    } else if (status >= 100 && status <= 999) {
        stream->end.http_status = (int)status;
        websocket_stream_decide(stream, TRANSPORT_UPGRADE_STATUS, "HTTP status %u", status);
    } else {
        websocket_stream_decide(stream, TRANSPORT_UPGRADE_BROKEN,
                                "the connection ended before an answer in HTTP");
    }
}
