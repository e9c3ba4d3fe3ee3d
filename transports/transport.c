/* transport.c - the ways a connection can end, in words. */
#include "transports/transport.h"

const char *transport_end_text(enum transport_end_kind kind) {
    switch (kind) {
    case TRANSPORT_REFUSED:
        return "connection refused";
    case TRANSPORT_UNREACHABLE:
        return "unreachable";
    case TRANSPORT_NO_NAME:
        return "host name not found";
    case TRANSPORT_TLS_FAILED:
        return "TLS failed";
    case TRANSPORT_UPGRADE_STATUS:
        return "upgrade refused";
    case TRANSPORT_UPGRADE_BROKEN:
        return "upgrade broken off";
    case TRANSPORT_BAD_ACCEPT:
        return "bad answer to the upgrade";
    case TRANSPORT_CLOSED:
        return "closed by the peer";
    case TRANSPORT_EOF:
        return "ended without a close frame";
    case TRANSPORT_RESET:
        return "connection reset";
    case TRANSPORT_PROTOCOL:
        return "protocol breach";
    case TRANSPORT_OVERFLOW:
        return "peer stopped reading";
    case TRANSPORT_ABORTED:
        return "aborted";
    }
    return "unknown";
}

bool transport_never_opened(enum transport_end_kind kind) {
    return kind <= TRANSPORT_BAD_ACCEPT;
}
