/* attempts.c - which failures to connect are tried again, what the last one means (spec 3.1). */
#include "runtime/conversation_internal.h"

enum {
    FIRST_BACKOFF_MS = 500,
    MOST_DOUBLINGS = 6, /* 32 s; with four attempts it is 2 s. */
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_TOO_MANY_REQUESTS = 429,
    HTTP_SERVICE_UNAVAILABLE = 503,
};

bool attempt_may_be_repeated(const struct transport_end *end) {
    if (end == NULL) {
        return true;
    }
    switch (end->kind) {
    case TRANSPORT_UPGRADE_STATUS:
        return end->http_status == HTTP_TOO_MANY_REQUESTS ||
               end->http_status == HTTP_SERVICE_UNAVAILABLE;
    case TRANSPORT_BAD_ACCEPT:
        return false;
    default: /* It may be the network, or an agent that is still starting. */
        return true;
    }
}

uint32_t attempt_backoff_ms(uint32_t attempt) {
    uint32_t doublings = attempt - 1 < MOST_DOUBLINGS ? attempt - 1 : MOST_DOUBLINGS;
    return (uint32_t)FIRST_BACKOFF_MS << doublings;
}

enum ending attempt_ending(const struct transport_end *end) {
    if (end == NULL) {
        return ENDING_DID_NOT_ANSWER;
    }
    if (end->kind == TRANSPORT_UPGRADE_STATUS &&
        (end->http_status == HTTP_UNAUTHORIZED || end->http_status == HTTP_FORBIDDEN)) {
        return ENDING_REJECTED;
    }
    return ENDING_NOT_CONNECTED;
}
