/* misbehave_answers.c - what a request is answered with instead of 101. */
#include "transports/misbehave_ways.h"

#include <stdio.h>
#include <stdlib.h>

enum { STATUS_TEXT_SIZE = 256, LONG_HEADER = 4096 };

void misbehave_answer_nothing(struct peer *peer) {
    (void)peer;
}

/* The first bytes of the answer. */
static void write_part_of_upgrade(struct peer *peer) {
    size_t before = peer->output.length;
    peer_write_upgrade(peer, NULL);
    if (peer->output.length - before > peer->choice->amount) {
        peer->output.length = before + peer->choice->amount;
    }
}

void misbehave_answer_half(struct peer *peer) {
    write_part_of_upgrade(peer);
    peer_end(peer);
}

void misbehave_answer_half_and_stall(struct peer *peer) {
    write_part_of_upgrade(peer);
}

void misbehave_answer_half_and_reset(struct peer *peer) {
    write_part_of_upgrade(peer);
    peer_reset(peer);
}

void misbehave_answer_without_http(struct peer *peer) {
    peer_write_text(peer, "220 mail.example ESMTP\r\n\r\n");
    peer_end(peer);
}

static void write_header(struct peer *peer) {
    peer_write_text(peer, "X-Endless: ");
    peer_write_many(peer, 'x', LONG_HEADER);
    peer_write_text(peer, "\r\n");
}

void misbehave_answer_endlessly(struct peer *peer) {
    peer_write_upgrade(peer, NULL);
    peer_never_end(peer, write_header);
}

void misbehave_answer_with_wrong_accept(struct peer *peer) {
    peer_write_upgrade(peer, "d3Jvbmc=");
    peer_write_text(peer, "\r\n");
}

void misbehave_answer_with_extension(struct peer *peer) {
    peer_write_upgrade(peer, NULL);
    peer_write_text(peer, "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
}

void misbehave_answer_with_subprotocol(struct peer *peer) {
    peer_write_upgrade(peer, NULL);
    peer_write_text(peer, "Sec-WebSocket-Protocol: chat\r\n\r\n");
}

static void write_status(struct peer *peer, unsigned status, const char *more) {
    char text[STATUS_TEXT_SIZE];
    snprintf(text, sizeof(text),
             "HTTP/1.1 %u No\r\n%sContent-Length: 3\r\nConnection: close\r\n\r\nno\n", status,
             more);
    peer_write_text(peer, text);
    peer_end(peer);
}

/* The status is the kind's name. */
void misbehave_answer_as_named(struct peer *peer) {
    write_status(peer, (unsigned)strtoul(peer->choice->kind->name, NULL, 10), "");
}

void misbehave_answer_status(struct peer *peer) {
    write_status(peer, peer->choice->amount, "");
}

void misbehave_answer_elsewhere(struct peer *peer) {
    write_status(peer, peer->choice->amount, "Location: ws://127.0.0.1:9/elsewhere\r\n");
}
