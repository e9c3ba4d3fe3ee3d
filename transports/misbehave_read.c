/* misbehave_read.c - what a client sends to a server that breaks the rules: its request, and frames
 * from there on. */
#include "transports/misbehave_peer.h"

#include <stdio.h>
#include <string.h>

enum { REQUEST_MAX = 64 * 1024, LONGEST_REASON = 123 };

/* One frame. */
struct client_frame {
    unsigned opcode;
    bool final;
    char *payload; /* Unmasked. */
    size_t length;
};

static void eat(struct peer *peer, size_t length) {
    struct buffer *input = &peer->input;
    memmove(input->data, input->data + length, input->length - length);
    input->length -= length;
}

/* The value of the header @name (with its colon) in a request, into @out; false without one. */
static bool find_header(const char *request, const char *end, const char *name, char *out,
                        size_t size) {
    const char *line = request;
    while (line < end) {
        const char *line_end = memmem(line, (size_t)(end - line), "\r\n", 2);
        line_end = line_end != NULL ? line_end : end;
        if (strncasecmp(line, name, strlen(name)) == 0) {
            const char *value = line + strlen(name);
            value += strspn(value, " \t");
            int length = (int)(line_end - value);
            return length > 0 && snprintf(out, size, "%.*s", length, value) < (int)size;
        }
        line = line_end + 2;
    }
    return false;
}

static void answer(struct peer *peer) {
    const struct misbehaviour *kind = peer->choice->kind;
    if (peer->key[0] == '\0') {
        peer_write_text(peer, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        peer_end(peer);
    } else if (kind->answer != NULL && !peer->behaves) {
        peer->state = PEER_LEAVING;
        kind->answer(peer);
    } else {
        peer_write_upgrade(peer, NULL);
        peer_write_text(peer, "\r\n");
        misbehaving_hand_out(peer);
    }
}

/* The request, once it is whole. */
static void take_request(struct peer *peer) {
    static const char head_end[] = "\r\n\r\n";
    const char *data = buffer_terminate(&peer->input);
    const char *end = memmem(data, peer->input.length, head_end, strlen(head_end));
    if (end == NULL && peer->input.length > REQUEST_MAX) {
        peer_drop(peer, false);
    } else if (end != NULL) {
        if (!find_header(data, end, "Sec-WebSocket-Key:", peer->key, sizeof(peer->key))) {
            peer->key[0] = '\0';
        }
        eat(peer, (size_t)(end - data) + strlen(head_end));
        answer(peer);
    }
}

/* Read the frame at @at in the input. Its size there; 0 while more of it must come, or when it is
 * longer than allowed, which drops the connection. */
static size_t read_frame(struct peer *peer, size_t at, struct client_frame *frame) {
    enum { LENGTH = 0x7F, IN_2_BYTES = 126, IN_8_BYTES = 127, MASKED = 0x80, OPCODE = 0xF };
    const unsigned char *bytes = (const unsigned char *)peer->input.data + at;
    size_t have = peer->input.length - at;
    if (have < 2) {
        return 0;
    }
    unsigned short_length = bytes[1] & LENGTH;
    size_t extended = short_length == IN_8_BYTES ? sizeof(uint64_t) : 0;
    extended = short_length == IN_2_BYTES ? sizeof(uint16_t) : extended;
    size_t mask_length = (bytes[1] & MASKED) != 0 ? PEER_MASK_LENGTH : 0;
    size_t head = 2 + extended + mask_length;
    if (have < head) {
        return 0;
    }
    uint64_t length = extended == 0 ? short_length : 0;
    for (size_t i = 0; i < extended; i++) {
        length = length << 8 | bytes[2 + i];
    }
    if (length > peer->message_max) {
        peer_drop(peer, false);
    }
    if (length > have - head) {
        return 0;
    }
    *frame = (struct client_frame){
        .opcode = bytes[0] & OPCODE,
        .final = (bytes[0] & PEER_FIN) != 0,
        .payload = peer->input.data + at + head,
        .length = (size_t)length,
    };
    const unsigned char *mask = bytes + 2 + extended;
    for (size_t i = 0; mask_length > 0 && i < frame->length; i++) {
        frame->payload[i] = (char)(frame->payload[i] ^ (char)mask[i % PEER_MASK_LENGTH]);
    }
    return head + frame->length;
}

static void hear_close(struct peer *peer, const struct client_frame *frame) {
    size_t code_length = frame->length >= 2 ? 2 : 0;
    if (peer_has_habit(peer, HABIT_STAYS)) {
        return;
    }
    peer->end.has_close_frame = true;
    if (code_length > 0 && frame->length <= 2 + LONGEST_REASON) {
        const unsigned char *payload = (const unsigned char *)frame->payload;
        peer->end.close_code = (uint16_t)(payload[0] << 8 | payload[1]);
        memcpy(peer->reason, frame->payload + 2, frame->length - 2);
    }
    peer_decide(peer, TRANSPORT_CLOSED, "closed by the peer");
    peer_write_close(peer, frame->payload, code_length);
    peer_end(peer);
}

static void hear_part(struct peer *peer, const struct client_frame *frame) {
    const struct transport_listener *listener = peer->transport.listener;
    void *user = peer->transport.user;
    struct buffer *message = &peer->message;
    if (frame->opcode != PEER_CONTINUATION) {
        peer->hears_text = frame->opcode == PEER_TEXT;
        message->length = 0;
    }
    if (frame->length > peer->message_max - message->length) {
        peer_drop(peer, false);
        return;
    }
    buffer_append(message, frame->payload, frame->length);
    if (frame->final && peer->hears_text) {
        char *text = buffer_terminate(message);
        size_t length = message->length;
        message->length = 0;
        listener->message(user, text, length);
    } else {
        listener->activity(user, frame->final);
    }
}

static void hear(struct peer *peer, const struct client_frame *frame) {
    switch (frame->opcode) {
    case PEER_CLOSE:
        hear_close(peer, frame);
        break;
    case PEER_PING:
        if (!peer_has_habit(peer, HABIT_NO_PONG) && peer_can_speak(peer)) {
            peer_write_frame(peer, PEER_FIN | PEER_PONG, frame->payload, frame->length);
        }
        break;
    case PEER_PONG:
        peer->transport.listener->activity(peer->transport.user, false);
        break;
    default:
        hear_part(peer, frame);
        break;
    }
}

void peer_take_input(struct peer *peer) {
    if (peer->state == PEER_ASKING) {
        take_request(peer);
    }
    struct client_frame frame;
    size_t taken = 0;
    size_t size = 0;
    while (peer->state == PEER_OPEN && (size = read_frame(peer, taken, &frame)) > 0) {
        taken += size;
        hear(peer, &frame);
    }
    if (peer->state == PEER_OPEN && taken > 0) {
        eat(peer, taken);
    }
    peer_pump(peer);
}
