/* transport.h - one connection to the other side of a call, whatever carries it.
 *
 * A transport moves whole text messages both ways and tells how the connection ended. It knows no
 * JSON, no scenario and no timer but those of its own protocol. Implementations: websocket.h
 * (client), server.h (accepted), memory_transport.h (tests).
 *
 * Story: open() -> opened() -> any number of message()/activity() -> closed(). Or open() ->
 * closed() when no connection came about. closed() is called exactly once for every open() that
 * returned 0, always from the event loop, never from inside open(); after it nothing more is called
 * and the transport may be destroyed or opened again. */
#ifndef PARLEY_TRANSPORTS_TRANSPORT_H
#define PARLEY_TRANSPORTS_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a connection ended, or failed to begin. */
enum transport_end_kind {
    /* It never opened. */
    TRANSPORT_REFUSED,        /* Connection refused. */
    TRANSPORT_UNREACHABLE,    /* No route, network down, no file descriptor left. */
    TRANSPORT_NO_NAME,        /* The host name does not resolve. */
    TRANSPORT_TLS_FAILED,     /* TLS did not come up: certificate, name or protocol. */
    TRANSPORT_UPGRADE_STATUS, /* The server answered the upgrade with another status than 101:
                                 `http_status`. */
    TRANSPORT_UPGRADE_BROKEN, /* An end during the upgrade, or an answer that is no HTTP. */
    TRANSPORT_BAD_ACCEPT,     /* 101, but a wrong Sec-WebSocket-Accept or another breach of the
                                 handshake. */
    /* It was open. */
    TRANSPORT_CLOSED,   /* A close frame came: `close_code` (0 when it had none) and `close_reason`.
                         */
    TRANSPORT_EOF,      /* The connection ended in order but without a close frame. */
    TRANSPORT_RESET,    /* The connection was reset. */
    TRANSPORT_PROTOCOL, /* The peer broke RFC 6455; we closed with 1002, 1007 (text) or 1009 (size):
                           `sent_code`. */
    TRANSPORT_OVERFLOW, /* The peer stopped reading and what is queued for it passed the bound. */
    TRANSPORT_ABORTED,  /* abort() was called, or the close handshake was not answered in time. */
};

struct transport_end {
    enum transport_end_kind kind;
    int http_status;
    bool has_close_frame; /* The peer sent a close frame: then close_code and close_reason are its
                             own. */
    uint16_t close_code;  /* 0 when the frame had none. */
    const char *close_reason; /* UTF-8, NUL-terminated, at most 123 bytes; "" when none. Valid
                                 during closed(). */
    uint16_t sent_code;       /* The close code this side sent; 0 when none. */
    const char
        *detail; /* One line in words for people, such as "certificate has expired". Never NULL. */
};

/* What a transport tells its owner. All are called on the loop's thread. */
struct transport_listener {
    void (*opened)(void *user);
    /* One whole text message: valid UTF-8, @text[@length] is NUL and the bytes may be changed in
     * place; valid during the call. */
    void (*message)(void *user, char *text, size_t length);
    /* Any other sign of life: a pong, a binary message (@binary) or a part of a message. */
    void (*activity)(void *user, bool binary);
    /* One whole binary message, before its activity(); valid during the call. NULL: binary messages
     * are counted against the limits, but not kept. */
    void (*binary)(void *user, const char *data, size_t length);
    void (*closed)(void *user, const struct transport_end *end);
};

struct transport;

struct transport_operations {
    /* Begin. 0, or a negative error (an UV_E code) and nothing was started. */
    int (*open)(struct transport *transport);
    /* Send one text message; @text is copied or written before it returns. 0; UV_ENOTCONN when not
     * open; UV_ENOBUFS when the queue's bound is passed: then closed() with TRANSPORT_OVERFLOW
     * follows. */
    int (*send)(struct transport *transport, const char *text, size_t length);
    /* Send a WebSocket ping; the answer is an activity(). Errors as send(). */
    int (*ping)(struct transport *transport);
    /* Begin the closing handshake with @code, after what is queued. closed() follows. May be called
     * in any state; called again it does nothing. While still connecting it gives up the attempt.
     */
    void (*close)(struct transport *transport, uint16_t code);
    /* Drop the connection now. closed() follows, from the loop. */
    void (*abort)(struct transport *transport);
    /* Free it. Only before open(), or after closed(). */
    void (*destroy)(struct transport *transport);
};

/* Implementations begin with this. */
struct transport {
    const struct transport_operations *operations;
    const struct transport_listener
        *listener; /* Set by the owner before open(); must outlive the transport. */
    void *user;    /* Given to the listener. */
};

/* The kind in words: "connection refused" and its like; never NULL. */
const char *transport_end_text(enum transport_end_kind kind);

/* True for the kinds of a connection that never opened. */
bool transport_never_opened(enum transport_end_kind kind);

#endif
