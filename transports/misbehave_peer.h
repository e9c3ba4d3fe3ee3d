/* misbehave_peer.h - inside of misbehave.h: one connection of a server that breaks the rules.
 *
 * The story of a peer: it is accepted -> its request comes -> it is answered, with 101 or as its
 * kind answers -> the receiver gets it as a transport, and what it says is written as its kind
 * speaks -> one side ends the connection. It is freed when its handles have closed and its
 * owner, if it was handed out, has destroyed it. */
#ifndef PARLEY_TRANSPORTS_MISBEHAVE_PEER_H
#define PARLEY_TRANSPORTS_MISBEHAVE_PEER_H

#include "transports/misbehave.h"

enum peer_opcode {
    PEER_CONTINUATION = 0x0,
    PEER_TEXT = 0x1,
    PEER_BINARY = 0x2,
    PEER_CLOSE = 0x8,
    PEER_PING = 0x9,
    PEER_PONG = 0xA,
};

enum {
    PEER_FIN = 0x80, /* In a frame's first byte: the last of its message. */
    PEER_MASK_LENGTH = 4,
};

enum peer_state {
    PEER_ASKING,  /* Its request is awaited. */
    PEER_OPEN,    /* It was answered with 101. */
    PEER_LEAVING, /* It hears nothing more; what waits is still written. */
    PEER_CLOSING, /* Its handles close. */
    PEER_GONE,    /* They have closed. */
};

/* What follows when all is written. */
enum peer_farewell { PEER_STAYS, PEER_ENDS, PEER_RESETS, PEER_SAID_FAREWELL };

struct peer {
    struct transport transport; /* First: what its owner has. */
    struct misbehaving *server;
    const struct misbehaviour_choice *choice;
    struct peer *next;
    struct peer **link; /* What points to it. */
    uv_tcp_t tcp;
    uv_timer_t timer;
    uv_shutdown_t shutdown;
    uv_write_t write;
    enum peer_state state;
    enum peer_farewell farewell;
    void (*more)(struct peer *peer); /* Writes on when all is written; NULL. */
    bool behaves;                    /* It came behind those to whom its kind misbehaves. */
    bool owned;                      /* By the receiver, until destroy(). */
    bool told;                       /* closed() was called. */
    bool sent_close;                 /* A close frame was written. */
    bool hears_text;                 /* The message at hand is text. */
    bool writing;
    unsigned handles;      /* Not yet closed. */
    size_t message_max;    /* The longest message it takes. */
    size_t talked;         /* Bytes of a flood so far. */
    struct buffer input;   /* What came and was not yet taken. */
    struct buffer message; /* The fragments so far. */
    struct buffer output;  /* What waits to be written. */
    struct buffer flight;  /* What is being written, from flight_at on, this portion now. */
    size_t flight_at;
    size_t portion;
    char key[128]; /* Sec-WebSocket-Key. */
    char reason[128];
    struct transport_end end;
};

bool peer_has_habit(const struct peer *peer, enum misbehaviour_habit habit);

/* Write bytes as they are, behind all that was written before. They go out with peer_pump(). */
void peer_write(struct peer *peer, const char *bytes, size_t length);
void peer_write_text(struct peer *peer, const char *text);
/* Write one byte many times. */
void peer_write_many(struct peer *peer, char byte, size_t count);

/* Write the head of a frame: @first is its first byte, @length what it says of its payload. */
void peer_write_head(struct peer *peer, unsigned first, uint64_t length);

/* Write a frame, masked by those who mask. */
void peer_write_frame(struct peer *peer, unsigned first, const char *payload, size_t length);

/* Write one text message, in one frame. */
void peer_say(struct peer *peer, const char *text);

/* Write a close frame, unless one was written; nothing more is said behind it. */
void peer_write_close(struct peer *peer, const char *payload, size_t length);

/* Write the head of the answer 101 to the request, without the empty line behind it; @accept NULL
 * stands for the right one. */
void peer_write_upgrade(struct peer *peer, const char *accept);

/* When all is written, end the connection in order. Nothing more is heard or written. */
void peer_end(struct peer *peer);
/* Likewise with a reset. */
void peer_reset(struct peer *peer);
/* When all is written, have @more write something, again and again; with NULL no more. */
void peer_never_end(struct peer *peer, void (*more)(struct peer *peer));

/* Whether it may still write messages. */
bool peer_can_speak(const struct peer *peer);

/* Have what was written go out. */
void peer_pump(struct peer *peer);

/* How the connection ended; the first to say so counts. */
void peer_decide(struct peer *peer, enum transport_end_kind kind, const char *detail);

/* Close its handles now. */
void peer_drop(struct peer *peer, bool with_reset);

/* Tell the owner that it is over, who may destroy it from inside. */
void peer_tell_closed(struct peer *peer);

/* Free it, if it is over and nobody owns it. */
void peer_free_if_over(struct peer *peer);

/* Take what is whole in the input: the request, frames. */
void peer_take_input(struct peer *peer);

/* Inside of misbehave.c: it was answered with 101, so hand it out; it is free, so forget it. */
void misbehaving_hand_out(struct peer *peer);
void misbehaving_forget(struct peer *peer);

#endif
