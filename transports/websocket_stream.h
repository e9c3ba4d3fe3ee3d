/* websocket_stream.h - a WebSocket that is open, on either side: whole messages in and out, the
 * closing handshake, and a name for every way it can end.
 *
 * Shared by the client (websocket.c) and the server (server.c), which bring the connection about
 * and hand over the callbacks of libwebsockets. The closing handshake is our own, not the
 * library's: so the peer's code and reason are always seen, a close goes out behind what is queued,
 * and no timer runs. docs/reliability.md has the table of what is sent and reported for each
 * breach. */
#ifndef PARLEY_TRANSPORTS_WEBSOCKET_STREAM_H
#define PARLEY_TRANSPORTS_WEBSOCKET_STREAM_H

#include "engine/memory.h"
#include "transports/websocket.h"

#include <libwebsockets.h>

enum {
    WEBSOCKET_QUEUE_DEFAULT = 1 << 20,
    WEBSOCKET_RECEIVE_DEFAULT = 512,
    CLOSE_REASON_MAX = 123, /* Bytes; RFC 6455 5.5. */
};

/* What the streams of one libwebsockets context share. */
struct websocket_shared {
    size_t max_message;
    size_t max_queued;
    struct buffer scratch; /* A message as it is written, with room for its header before it. */
};

enum websocket_state {
    WEBSOCKET_DOWN,    /* Not opened, or ended. */
    WEBSOCKET_OPENING, /* On its way. */
    WEBSOCKET_OPEN,
    WEBSOCKET_CLOSING, /* Our close frame is sent or queued; the peer may still talk. */
    WEBSOCKET_ENDING,  /* All is said: nothing is read any more, the end is on its way. */
};

struct websocket_stream {
    struct transport transport;
    struct websocket_shared *shared;
    struct lws *wsi; /* NULL while there is none. */
    enum websocket_state state;
    bool decided;           /* `end` says how it ends. */
    uint16_t sent_code;     /* The close code we sent or queued; 0: none yet. */
    size_t received;        /* Bytes of the message that is coming in pieces. */
    struct buffer incoming; /* Those bytes; at the end, its words. */
    struct buffer outgoing; /* Messages for a peer that does not read fast enough. */
    size_t outgoing_at;     /* How much of `outgoing` is sent. */
    struct transport_end end;
};

void websocket_stream_init(struct websocket_stream *stream, struct websocket_shared *shared);
/* Free what it holds; it must be down. */
void websocket_stream_finish(struct websocket_stream *stream);

/* The transport's operations, for a stream that has a wsi. */
int websocket_stream_send(struct transport *transport, const char *text, size_t length);
int websocket_stream_ping(struct transport *transport);
void websocket_stream_close(struct websocket_stream *stream, uint16_t code);
/* Drop the connection from the loop, soon; @kind is what its end will say. */
void websocket_stream_drop(struct websocket_stream *stream, enum transport_end_kind kind,
                           const char *detail);

/* Decide how it ends. The first decision counts. @detail is static or printed from @format into the
 * stream. */
void websocket_stream_decide(struct websocket_stream *stream, enum transport_end_kind kind,
                             const char *format, ...) __attribute__((format(printf, 3, 4)));

/* It is open: tells the owner. */
void websocket_stream_opened(struct websocket_stream *stream);

/* A callback of libwebsockets about an open connection, client or server. True when it was one;
 * then *@result is what to return to the library. */
bool websocket_stream_callback(struct websocket_stream *stream, enum lws_callback_reasons reason,
                               void *in, size_t length, int *result);

/* The library is done with the connection, or there was none: tells the owner how it ended, who may
 * free the stream before this returns. */
void websocket_stream_ended(struct websocket_stream *stream);

#endif
