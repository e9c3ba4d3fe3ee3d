/* misbehave_peer.c - how a connection writes and ends. */
#include "transports/misbehave_peer.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum {
    MS_PER_S = 1000,
    ACCEPT_SIZE = 64,
    ACCEPT_TEXT_SIZE = 256,
};

bool peer_has_habit(const struct peer *peer, enum misbehaviour_habit habit) {
    return (peer->choice->kind->habits & (unsigned)habit) != 0 && !peer->behaves;
}

bool peer_can_speak(const struct peer *peer) {
    return peer->state == PEER_OPEN && !peer->sent_close && peer->more == NULL;
}

/* -- Ending -- */

void peer_free_if_over(struct peer *peer) {
    if (peer->state == PEER_GONE && !peer->owned) {
        buffer_finish(&peer->input);
        buffer_finish(&peer->message);
        buffer_finish(&peer->output);
        buffer_finish(&peer->flight);
        misbehaving_forget(peer);
    }
}

void peer_tell_closed(struct peer *peer) {
    if (peer->owned && !peer->told) {
        peer->told = true;
        peer->transport.listener->closed(peer->transport.user, &peer->end);
    } else {
        peer_free_if_over(peer);
    }
}

static void on_handle_closed(uv_handle_t *handle) {
    struct peer *peer = handle->data;
    if (--peer->handles == 0) {
        peer->state = PEER_GONE;
        peer_tell_closed(peer);
    }
}

void peer_decide(struct peer *peer, enum transport_end_kind kind, const char *detail) {
    if (peer->end.detail[0] == '\0') {
        peer->end.kind = kind;
        peer->end.detail = detail;
    }
}

void peer_drop(struct peer *peer, bool with_reset) {
    if (peer->state >= PEER_CLOSING) {
        return;
    }
    peer_decide(peer, TRANSPORT_ABORTED, "aborted");
    peer->state = PEER_CLOSING;
    uv_close((uv_handle_t *)&peer->timer, on_handle_closed);
    if (!with_reset || uv_tcp_close_reset(&peer->tcp, on_handle_closed) != 0) {
        uv_close((uv_handle_t *)&peer->tcp, on_handle_closed);
    }
}

static void leave(struct peer *peer, enum peer_farewell farewell) {
    if (peer->state < PEER_LEAVING) {
        peer->state = PEER_LEAVING;
    }
    if (peer->farewell == PEER_STAYS) {
        peer->farewell = farewell;
    }
}

void peer_end(struct peer *peer) {
    leave(peer, PEER_ENDS);
}

void peer_reset(struct peer *peer) {
    leave(peer, PEER_RESETS);
}

void peer_never_end(struct peer *peer, void (*more)(struct peer *peer)) {
    peer->more = more;
}

/* -- What goes out -- */

void peer_write(struct peer *peer, const char *bytes, size_t length) {
    if (peer->farewell == PEER_STAYS) {
        buffer_append(&peer->output, bytes, length);
    }
}

void peer_write_text(struct peer *peer, const char *text) {
    peer_write(peer, text, strlen(text));
}

void peer_write_many(struct peer *peer, char byte, size_t count) {
    char bytes[1024];
    memset(bytes, byte, sizeof(bytes));
    while (count > 0) {
        size_t part = count < sizeof(bytes) ? count : sizeof(bytes);
        peer_write(peer, bytes, part);
        count -= part;
    }
}

/* How many bytes of a frame's head the length takes behind the second byte, and what stands there
 * (RFC 6455 5.2). */
static size_t extended_length(uint64_t length, unsigned *short_length) {
    enum { SHORT_MOST = 125, IN_2_BYTES = 126, IN_8_BYTES = 127 };
    if (length <= SHORT_MOST) {
        *short_length = (unsigned)length;
        return 0;
    }
    *short_length = length <= UINT16_MAX ? IN_2_BYTES : IN_8_BYTES;
    return length <= UINT16_MAX ? sizeof(uint16_t) : sizeof(uint64_t);
}

void peer_write_head(struct peer *peer, unsigned first, uint64_t length) {
    enum { MASKED = 0x80, BYTE = 0xFF, BITS = 8 };
    unsigned second = 0;
    size_t extended = extended_length(length, &second);
    if (peer_has_habit(peer, HABIT_MASKS)) {
        second |= MASKED;
    }
    char head[2 + sizeof(length)] = {(char)first, (char)second};
    for (size_t i = 0; i < extended; i++) {
        head[2 + i] = (char)(length >> (BITS * (extended - 1 - i)) & BYTE);
    }
    peer_write(peer, head, 2 + extended);
}

void peer_write_frame(struct peer *peer, unsigned first, const char *payload, size_t length) {
    static const char mask[PEER_MASK_LENGTH] = {0x12, 0x34, 0x56, 0x78};
    peer_write_head(peer, first, length);
    if (!peer_has_habit(peer, HABIT_MASKS)) {
        peer_write(peer, payload, length);
        return;
    }
    peer_write(peer, mask, sizeof(mask));
    for (size_t i = 0; i < length; i++) {
        const char byte = (char)(payload[i] ^ mask[i % PEER_MASK_LENGTH]);
        peer_write(peer, &byte, 1);
    }
}

void peer_say(struct peer *peer, const char *text) {
    peer_write_frame(peer, PEER_FIN | PEER_TEXT, text, strlen(text));
}

void peer_write_close(struct peer *peer, const char *payload, size_t length) {
    if (!peer->sent_close) {
        peer_write_frame(peer, PEER_FIN | PEER_CLOSE, payload, length);
        peer->sent_close = true;
    }
}

/* What a server makes of the request's key (RFC 6455 4.2.2). */
static void accept_of(const char *key, char accept[ACCEPT_SIZE]) {
    char text[ACCEPT_TEXT_SIZE];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned digest_length = 0;
    int length = snprintf(text, sizeof(text), "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    EVP_Digest(text, (size_t)length, digest, &digest_length, EVP_sha1(), NULL);
    EVP_EncodeBlock((unsigned char *)accept, digest, (int)digest_length);
}

void peer_write_upgrade(struct peer *peer, const char *accept) {
    char right[ACCEPT_SIZE];
    accept_of(peer->key, right);
    peer_write_text(peer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: ");
    peer_write_text(peer, accept != NULL ? accept : right);
    peer_write_text(peer, "\r\n");
}

/* -- Writing it -- */

static void on_shut_down(uv_shutdown_t *shutdown, int status) {
    (void)shutdown; /* What is left is for the other side to end it too. */
    (void)status;
}

/* All is written. */
static void go_on(struct peer *peer) {
    if (peer->more != NULL) {
        peer->more(peer);
    } else if (peer->farewell == PEER_RESETS) {
        peer_drop(peer, true);
    } else if (peer->farewell == PEER_ENDS) {
        peer->farewell = PEER_SAID_FAREWELL;
        if (uv_shutdown(&peer->shutdown, (uv_stream_t *)&peer->tcp, on_shut_down) != 0) {
            peer_drop(peer, false);
        }
    }
}

static void on_next_portion(uv_timer_t *timer) {
    peer_pump(timer->data);
}

/* A slow one waits before the next portion: a byte at a time, as far as a millisecond allows. */
static void pause_between_portions(struct peer *peer) {
    uint32_t per_second = peer->choice->amount;
    uint64_t pause = per_second < MS_PER_S ? MS_PER_S / per_second : 1;
    uv_timer_start(&peer->timer, on_next_portion, pause, 0);
}

static size_t next_portion(const struct peer *peer) {
    size_t waiting = peer->flight.length - peer->flight_at;
    if (!peer_has_habit(peer, HABIT_SLOW)) {
        return waiting;
    }
    size_t slowly = peer->choice->amount > MS_PER_S ? peer->choice->amount / MS_PER_S : 1;
    return slowly < waiting ? slowly : waiting;
}

static void on_written(uv_write_t *write, int status) {
    struct peer *peer = write->data;
    peer->writing = false;
    peer->flight_at += peer->portion;
    if (peer->state >= PEER_CLOSING) {
        return;
    }
    if (status != 0) {
        peer_decide(peer, TRANSPORT_RESET, "connection reset");
        peer_drop(peer, false);
    } else if (peer_has_habit(peer, HABIT_SLOW)) {
        pause_between_portions(peer);
    } else {
        peer_pump(peer);
    }
}

/* Once all of the flight is written, what was gathered meanwhile is the next. */
static void refill(struct peer *peer) {
    if (peer->flight_at < peer->flight.length) {
        return;
    }
    if (peer->output.length == 0) {
        go_on(peer);
    }
    struct buffer written = peer->flight;
    peer->flight = peer->output;
    peer->flight_at = 0;
    peer->output = written;
    peer->output.length = 0;
}

void peer_pump(struct peer *peer) {
    bool waits = uv_is_active((const uv_handle_t *)&peer->timer) != 0;
    if (peer->writing || waits || peer->state >= PEER_CLOSING) {
        return;
    }
    refill(peer);
    peer->portion = next_portion(peer);
    if (peer->portion > 0 && peer->state < PEER_CLOSING) {
        char *from = peer->flight.data + peer->flight_at;
        uv_buf_t bytes = uv_buf_init(from, (unsigned)peer->portion);
        peer->write.data = peer;
        int status = uv_write(&peer->write, (uv_stream_t *)&peer->tcp, &bytes, 1, on_written);
        peer->writing = status == 0;
        if (status != 0) {
            peer_decide(peer, TRANSPORT_RESET, "it cannot be written to");
            peer_drop(peer, false);
        }
    }
}
