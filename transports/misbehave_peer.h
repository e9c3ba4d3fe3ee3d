/* misbehave_peer.h - inside of misbehave.h: what a kind can do to the connection at hand. */
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

enum { PEER_FIN = 0x80 /* In a frame's first byte: the last of its message. */ };

/* The amount that was chosen. */
uint32_t peer_amount(const struct peer *peer);

/* Write bytes as they are, behind all that was written before. */
void peer_write(struct peer *peer, const char *bytes, size_t length);
void peer_write_text(struct peer *peer, const char *text);

/* Write the head of a frame: @first is its first byte, @length what it says of its payload. */
void peer_write_head(struct peer *peer, unsigned first, uint64_t length);

/* Write a frame, masked by those who mask. */
void peer_write_frame(struct peer *peer, unsigned first, const char *payload, size_t length);

/* Write one text message, in one frame. */
void peer_say(struct peer *peer, const char *text);

/* Write the head of the answer 101 to the request, with @accept (NULL: the right one) and @more
 * headers, each with its line end. */
void peer_write_upgrade(struct peer *peer, const char *accept, const char *more);

/* When all is written, end the connection in order. Nothing more is written or heard. */
void peer_end(struct peer *peer);
/* Likewise with a reset. */
void peer_reset(struct peer *peer);
/* When all is written, write what @more writes, again and again. */
void peer_never_end(struct peer *peer, void (*more)(struct peer *peer));

#endif
