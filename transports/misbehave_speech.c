/* misbehave_speech.c - what is written for each message instead of one frame. */
#include "transports/misbehave_ways.h"

#include <string.h>

enum {
    PING_MAX = 125,           /* What a control frame may hold. */
    PING_FRAGMENT = 8,        /* Bytes of a message between pings. */
    RESERVED_SHIFT = 4,       /* Where the reserved bits begin in a frame's first byte. */
    FRAGMENT_SIZE = 4096,     /* Of a message without end. */
    UTTERANCES = 4,           /* Written at once by one that never stops, */
    UTTERANCE_LENGTH = 16384, /* each with so much filling. */
};

static void say_as_it_is(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | PEER_TEXT, text, length);
}

/* -- Whole messages in unusual ways -- */

void misbehave_say_nothing(struct peer *peer, const char *text, size_t length) {
    (void)peer;
    (void)text;
    (void)length;
}

/* In fragments of @size bytes, each followed by so many pings. */
static void say_in_parts(struct peer *peer, const char *text, size_t length, size_t size,
                         uint32_t pings) {
    unsigned first = PEER_TEXT;
    do {
        size_t part = length < size ? length : size;
        bool last = part == length;
        peer_write_frame(peer, first | (last ? PEER_FIN : 0U), text, part);
        for (uint32_t i = 0; i < pings && !last; i++) {
            peer_write_frame(peer, PEER_FIN | PEER_PING, "still there?", strlen("still there?"));
        }
        first = PEER_CONTINUATION;
        text += part;
        length -= part;
    } while (length > 0);
}

void misbehave_say_in_fragments(struct peer *peer, const char *text, size_t length) {
    say_in_parts(peer, text, length, peer->choice->amount, 0);
}

void misbehave_say_between_pings(struct peer *peer, const char *text, size_t length) {
    say_in_parts(peer, text, length, PING_FRAGMENT, peer->choice->amount);
}

void misbehave_say_again_and_again(struct peer *peer, const char *text, size_t length) {
    for (uint32_t i = 0; i < peer->choice->amount; i++) {
        say_as_it_is(peer, text, length);
    }
}

void misbehave_say_after_pings(struct peer *peer, const char *text, size_t length) {
    char payload[PING_MAX];
    memset(payload, '?', sizeof(payload));
    for (uint32_t i = 0; i < peer->choice->amount; i++) {
        peer_write_frame(peer, PEER_FIN | PEER_PING, payload, sizeof(payload));
    }
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_binary(struct peer *peer, const char *text, size_t length) {
    peer_write_head(peer, PEER_FIN | PEER_BINARY, peer->choice->amount);
    peer_write_many(peer, '\0', peer->choice->amount);
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_huge(struct peer *peer, const char *text, size_t length) {
    static const char before[] = "{\"content\":\"";
    static const char after[] = "\"}";
    size_t around = strlen(before) + strlen(after);
    size_t filling = peer->choice->amount - around;
    peer_write_head(peer, PEER_FIN | PEER_TEXT, peer->choice->amount);
    peer_write_text(peer, before);
    peer_write_many(peer, 'a', filling);
    peer_write_text(peer, after);
    say_as_it_is(peer, text, length);
}

static void write_fragment(struct peer *peer) {
    peer_write_head(peer, PEER_CONTINUATION, FRAGMENT_SIZE);
    peer_write_many(peer, 'a', FRAGMENT_SIZE);
}

void misbehave_say_endlessly(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_TEXT, text, length);
    peer_never_end(peer, write_fragment);
}

/* Talk on, until the amount is reached if there is one. */
static void write_utterances(struct peer *peer) {
    static const char before[] = "{\"content\":\"And another thing: ";
    static const char after[] = "\"}";
    for (int i = 0; i < UTTERANCES; i++) {
        peer_write_head(peer, PEER_FIN | PEER_TEXT,
                        strlen(before) + UTTERANCE_LENGTH + strlen(after));
        peer_write_text(peer, before);
        peer_write_many(peer, 'a', UTTERANCE_LENGTH);
        peer_write_text(peer, after);
    }
    peer->talked += (size_t)UTTERANCES * UTTERANCE_LENGTH;
    if (peer->choice->amount > 0 && peer->talked >= peer->choice->amount) {
        peer_never_end(peer, NULL);
    }
}

void misbehave_say_and_never_stop(struct peer *peer, const char *text, size_t length) {
    say_as_it_is(peer, text, length);
    peer->talked = 0;
    peer_never_end(peer, write_utterances);
}

/* -- Breaches of RFC 6455 -- */

void misbehave_say_invalid_utf8(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"caf\xE9 \xC3\x28\"}");
    say_as_it_is(peer, text, length);
}

void misbehave_say_with_reserved_bits(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | PEER_TEXT | peer->choice->amount << RESERVED_SHIFT, text,
                     length);
}

void misbehave_say_with_opcode(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | peer->choice->amount, text, length);
}

void misbehave_say_as_continuation(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | PEER_CONTINUATION, text, length);
}

void misbehave_say_within_a_message(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_TEXT, "begun", strlen("begun"));
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_long_ping(struct peer *peer, const char *text, size_t length) {
    peer_write_head(peer, PEER_FIN | PEER_PING, peer->choice->amount);
    peer_write_many(peer, '?', peer->choice->amount);
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_half_a_ping(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_PING, "half", strlen("half"));
    say_as_it_is(peer, text, length);
}

void misbehave_say_with_huge_length(struct peer *peer, const char *text, size_t length) {
    peer_write_head(peer, PEER_FIN | PEER_TEXT, UINT64_MAX);
    peer_write(peer, text, length);
}

/* -- Ends -- */

static void close_with(struct peer *peer, const char *payload, size_t length) {
    peer_write_close(peer, payload, length);
}

void misbehave_close_with_code(struct peer *peer, const char *text, size_t length) {
    enum { BYTE = 0xFF };
    uint32_t code = peer->choice->amount;
    const char payload[] = {(char)(code >> 8 & BYTE), (char)(code & BYTE), 'n', 'o'};
    (void)text;
    (void)length;
    close_with(peer, payload, sizeof(payload));
}

void misbehave_close_without_status(struct peer *peer, const char *text, size_t length) {
    (void)text;
    (void)length;
    close_with(peer, "", 0);
}

void misbehave_close_with_half_a_code(struct peer *peer, const char *text, size_t length) {
    (void)text;
    (void)length;
    close_with(peer, "\x03", 1);
}

void misbehave_close_with_bad_reason(struct peer *peer, const char *text, size_t length) {
    (void)text;
    (void)length;
    close_with(peer, "\x03\xE8\xFF\xFE", 4);
}

/* The head of a frame and the first bytes of its payload. */
static void write_part_of_frame(struct peer *peer, const char *text, size_t length) {
    size_t part = peer->choice->amount < length ? peer->choice->amount : length;
    peer_write_head(peer, PEER_FIN | PEER_TEXT, length + 1);
    peer_write(peer, text, part);
}

void misbehave_say_half_and_reset(struct peer *peer, const char *text, size_t length) {
    write_part_of_frame(peer, text, length);
    peer_reset(peer);
}

void misbehave_say_half_and_end(struct peer *peer, const char *text, size_t length) {
    write_part_of_frame(peer, text, length);
    peer_end(peer);
}

static void write_nothing_more(struct peer *peer) {
    (void)peer;
}

void misbehave_say_half_and_stall(struct peer *peer, const char *text, size_t length) {
    write_part_of_frame(peer, text, length);
    peer_never_end(peer, write_nothing_more);
}

/* -- What a message holds -- */

void misbehave_say_garbage(struct peer *peer, const char *text, size_t length) {
    static const char *const garbage[] = {"{\"content\":",
                                          "{'content':'x'}",
                                          "{\"content\":\"x\"",
                                          "{\"content\":\"x\",}",
                                          "[1,2",
                                          "nul",
                                          "}{",
                                          "{\"content\":\"x\"} trailing"};
    for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
        peer_say(peer, garbage[i]);
    }
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_wrong_types(struct peer *peer, const char *text, size_t length) {
    static const char *const wrong[] = {
        "{\"content\":42}",
        "{\"content\":null,\"type\":[]}",
        "{\"content\":{\"content\":\"x\"}}",
        "{\"role\":\"Function Call\"}",
        "{\"metadata\":\"none\"}",
        "{\"type\":\"end_call \"}",
        "{\"metadata\":{\"n\":1e999999,\"m\":-0.0}}",
        "{\"role\":\"Function Call\",\"data\":123456789012345678901234567890}",
        "[]",
        "\"\"",
        "{}",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        peer_say(peer, wrong[i]);
    }
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_deep_json(struct peer *peer, const char *text, size_t length) {
    static const char before[] = "{\"metadata\":";
    peer_write_head(peer, PEER_FIN | PEER_TEXT,
                    strlen(before) + 2 * (uint64_t)peer->choice->amount + 1);
    peer_write_text(peer, before);
    peer_write_many(peer, '[', peer->choice->amount);
    peer_write_many(peer, ']', peer->choice->amount);
    peer_write_text(peer, "}");
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_wide_json(struct peer *peer, const char *text, size_t length) {
    struct buffer wide;
    buffer_init(&wide, NULL);
    buffer_append_text(&wide, "{\"metadata\":{\"first\":0");
    for (uint32_t i = 0; i < peer->choice->amount; i++) {
        buffer_printf(&wide, ",\"k%u\":%u", i, i);
    }
    buffer_append_text(&wide, "}}");
    say_as_it_is(peer, wide.data, wide.length);
    buffer_finish(&wide);
    say_as_it_is(peer, text, length);
}

/* Before the message's own first key, the same key with something else. */
void misbehave_say_keys_twice(struct peer *peer, const char *text, size_t length) {
    static const char twice[] = "{\"content\":\"Not this.\",\"type\":\"nothing\",";
    if (length == 0 || text[0] != '{') {
        say_as_it_is(peer, text, length);
        return;
    }
    peer_write_head(peer, PEER_FIN | PEER_TEXT, strlen(twice) + length - 1);
    peer_write_text(peer, twice);
    peer_write(peer, text + 1, length - 1);
}

void misbehave_say_after_surrogates(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"\\ud800 alone, \\udc00 alone, \\udc00\\ud800 swapped\"}");
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_nul(struct peer *peer, const char *text, size_t length) {
    static const char bare[] = "bare\0NUL";
    static const char inside[] = "{\"content\":\"in\0side\"}";
    peer_say(peer, "{\"content\":\"escaped\\u0000NUL\"}");
    say_as_it_is(peer, bare, sizeof(bare) - 1);
    say_as_it_is(peer, inside, sizeof(inside) - 1);
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_escapes(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"\\u001b]0;owned\\u0007\\u001b[2J\\u001b[31mred\\r\\n"
                   "::error::not a command\\n\\u009b2J \\u202egnol\\u2028end\"}");
    peer_say(peer, "bare \x1b[2J\x1b]52;c;b3duZWQ=\x07 and \x7f\b\b\b");
    say_as_it_is(peer, text, length);
}

void misbehave_say_after_html(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"<script>alert(1)</script>]]>&lt;<!--\\\"'><img src=x onerror=y>"
                   "</testsuite></script>\"}");
    peer_say(peer, "{\"content\":\"$(touch owned) `touch owned` ; touch owned\"}");
    say_as_it_is(peer, text, length);
}
