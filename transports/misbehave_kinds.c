/* misbehave_kinds.c - all the ways of breaking the rules, in one table. */
#include "transports/misbehave_peer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KIB = 1024,
    MIB = 1024 * KIB,
    PING_MAX = 125,      /* What a control frame may hold. */
    PING_FRAGMENT = 8,   /* Bytes of a message between pings. */
    RESERVED_SHIFT = 4,  /* Where the reserved bits begin in a frame's first byte. */
    ENDLESS_PART = 4096, /* Bytes of what never ends that are written at once. */
    BAD_GATEWAY = 502,
};

static void say_as_it_is(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | PEER_TEXT, text, length);
}

static void write_many(struct peer *peer, char byte, size_t count) {
    char bytes[KIB];
    memset(bytes, byte, sizeof(bytes));
    while (count > 0) {
        size_t part = count < sizeof(bytes) ? count : sizeof(bytes);
        peer_write(peer, bytes, part);
        count -= part;
    }
}

/* -- Instead of 101 -- */

static void answer_nothing(struct peer *peer) {
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

static void answer_half(struct peer *peer) {
    write_part_of_upgrade(peer);
    peer_end(peer);
}

static void answer_half_and_stall(struct peer *peer) {
    write_part_of_upgrade(peer);
}

static void answer_half_and_reset(struct peer *peer) {
    write_part_of_upgrade(peer);
    peer_reset(peer);
}

static void answer_without_http(struct peer *peer) {
    peer_write_text(peer, "220 mail.example ESMTP\r\n\r\n");
    peer_end(peer);
}

static void write_header(struct peer *peer) {
    peer_write_text(peer, "X-Endless: ");
    write_many(peer, 'x', ENDLESS_PART);
    peer_write_text(peer, "\r\n");
}

static void answer_endlessly(struct peer *peer) {
    peer_write_upgrade(peer, NULL);
    peer_never_end(peer, write_header);
}

static void answer_with_wrong_accept(struct peer *peer) {
    peer_write_upgrade(peer, "d3Jvbmc=");
    peer_write_text(peer, "\r\n");
}

static void answer_with_extension(struct peer *peer) {
    peer_write_upgrade(peer, NULL);
    peer_write_text(peer, "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
}

static void answer_with_subprotocol(struct peer *peer) {
    peer_write_upgrade(peer, NULL);
    peer_write_text(peer, "Sec-WebSocket-Protocol: chat\r\n\r\n");
}

static void write_status(struct peer *peer, unsigned status, const char *more) {
    char text[KIB];
    snprintf(text, sizeof(text),
             "HTTP/1.1 %u No\r\n%sContent-Length: 3\r\nConnection: close\r\n\r\nno\n", status, more);
    peer_write_text(peer, text);
    peer_end(peer);
}

/* The status is the kind's name. */
static void answer_as_named(struct peer *peer) {
    write_status(peer, (unsigned)strtoul(peer->choice->kind->name, NULL, 10), "");
}

static void answer_status(struct peer *peer) {
    write_status(peer, peer->choice->amount, "");
}

static void answer_elsewhere(struct peer *peer) {
    write_status(peer, peer->choice->amount, "Location: ws://127.0.0.1:9/elsewhere\r\n");
}

/* -- Whole messages in unusual ways -- */

static void say_nothing(struct peer *peer, const char *text, size_t length) {
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

static void say_in_fragments(struct peer *peer, const char *text, size_t length) {
    say_in_parts(peer, text, length, peer->choice->amount, 0);
}

static void say_between_pings(struct peer *peer, const char *text, size_t length) {
    say_in_parts(peer, text, length, PING_FRAGMENT, peer->choice->amount);
}

static void say_again_and_again(struct peer *peer, const char *text, size_t length) {
    for (uint32_t i = 0; i < peer->choice->amount; i++) {
        say_as_it_is(peer, text, length);
    }
}

static void say_after_pings(struct peer *peer, const char *text, size_t length) {
    char payload[PING_MAX];
    memset(payload, '?', sizeof(payload));
    for (uint32_t i = 0; i < peer->choice->amount; i++) {
        peer_write_frame(peer, PEER_FIN | PEER_PING, payload, sizeof(payload));
    }
    say_as_it_is(peer, text, length);
}

static void say_after_binary(struct peer *peer, const char *text, size_t length) {
    peer_write_head(peer, PEER_FIN | PEER_BINARY, peer->choice->amount);
    write_many(peer, '\0', peer->choice->amount);
    say_as_it_is(peer, text, length);
}

static void say_after_huge(struct peer *peer, const char *text, size_t length) {
    static const char before[] = "{\"content\":\"";
    static const char after[] = "\"}";
    size_t around = strlen(before) + strlen(after);
    size_t filling = peer->choice->amount - around;
    peer_write_head(peer, PEER_FIN | PEER_TEXT, peer->choice->amount);
    peer_write_text(peer, before);
    write_many(peer, 'a', filling);
    peer_write_text(peer, after);
    say_as_it_is(peer, text, length);
}

static void write_fragment(struct peer *peer) {
    peer_write_head(peer, PEER_CONTINUATION, ENDLESS_PART);
    write_many(peer, 'a', ENDLESS_PART);
}

static void say_endlessly(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_TEXT, text, length);
    peer_never_end(peer, write_fragment);
}

static void write_utterances(struct peer *peer) {
    for (int i = 0; i < PING_MAX; i++) {
        peer_say(peer, "{\"content\":\"And another thing.\"}");
    }
}

static void say_and_never_stop(struct peer *peer, const char *text, size_t length) {
    say_as_it_is(peer, text, length);
    peer_never_end(peer, write_utterances);
}

/* -- Breaches of RFC 6455 -- */

static void say_invalid_utf8(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"caf\xE9 \xC3\x28\"}");
    say_as_it_is(peer, text, length);
}

static void say_with_reserved_bits(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | PEER_TEXT | peer->choice->amount << RESERVED_SHIFT, text,
                     length);
}

static void say_with_opcode(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | peer->choice->amount, text, length);
}

static void say_as_continuation(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_FIN | PEER_CONTINUATION, text, length);
}

static void say_within_a_message(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_TEXT, "begun", strlen("begun"));
    say_as_it_is(peer, text, length);
}

static void say_after_long_ping(struct peer *peer, const char *text, size_t length) {
    peer_write_head(peer, PEER_FIN | PEER_PING, peer->choice->amount);
    write_many(peer, '?', peer->choice->amount);
    say_as_it_is(peer, text, length);
}

static void say_after_half_a_ping(struct peer *peer, const char *text, size_t length) {
    peer_write_frame(peer, PEER_PING, "half", strlen("half"));
    say_as_it_is(peer, text, length);
}

static void say_with_huge_length(struct peer *peer, const char *text, size_t length) {
    peer_write_head(peer, PEER_FIN | PEER_TEXT, UINT64_MAX);
    peer_write(peer, text, length);
}

/* -- Ends -- */

static void close_with(struct peer *peer, const char *payload, size_t length) {
    peer_write_close(peer, payload, length);
}

static void close_with_code(struct peer *peer, const char *text, size_t length) {
    enum { BYTE = 0xFF };
    uint32_t code = peer->choice->amount;
    const char payload[] = {(char)(code >> 8 & BYTE), (char)(code & BYTE), 'n', 'o'};
    (void)text;
    (void)length;
    close_with(peer, payload, sizeof(payload));
}

static void close_without_status(struct peer *peer, const char *text, size_t length) {
    (void)text;
    (void)length;
    close_with(peer, "", 0);
}

static void close_with_half_a_code(struct peer *peer, const char *text, size_t length) {
    (void)text;
    (void)length;
    close_with(peer, "\x03", 1);
}

static void close_with_bad_reason(struct peer *peer, const char *text, size_t length) {
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

static void say_half_and_reset(struct peer *peer, const char *text, size_t length) {
    write_part_of_frame(peer, text, length);
    peer_reset(peer);
}

static void say_half_and_end(struct peer *peer, const char *text, size_t length) {
    write_part_of_frame(peer, text, length);
    peer_end(peer);
}

static void write_nothing_more(struct peer *peer) {
    (void)peer;
}

static void say_half_and_stall(struct peer *peer, const char *text, size_t length) {
    write_part_of_frame(peer, text, length);
    peer_never_end(peer, write_nothing_more);
}

/* -- What a message holds -- */

static void say_garbage(struct peer *peer, const char *text, size_t length) {
    static const char *const garbage[] = {"{\"content\":",       "{'content':'x'}", "{\"content\":\"x\"",
                                          "{\"content\":\"x\",}", "[1,2",            "nul",
                                          "}{",                  "{\"content\":\"x\"} trailing"};
    for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
        peer_say(peer, garbage[i]);
    }
    say_as_it_is(peer, text, length);
}

static void say_after_wrong_types(struct peer *peer, const char *text, size_t length) {
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

static void say_after_deep_json(struct peer *peer, const char *text, size_t length) {
    static const char before[] = "{\"metadata\":";
    peer_write_head(peer, PEER_FIN | PEER_TEXT,
                    strlen(before) + 2 * (uint64_t)peer->choice->amount + 1);
    peer_write_text(peer, before);
    write_many(peer, '[', peer->choice->amount);
    write_many(peer, ']', peer->choice->amount);
    peer_write_text(peer, "}");
    say_as_it_is(peer, text, length);
}

static void say_after_wide_json(struct peer *peer, const char *text, size_t length) {
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
static void say_keys_twice(struct peer *peer, const char *text, size_t length) {
    static const char twice[] = "{\"content\":\"Not this.\",\"type\":\"nothing\",";
    if (length == 0 || text[0] != '{') {
        say_as_it_is(peer, text, length);
        return;
    }
    peer_write_head(peer, PEER_FIN | PEER_TEXT, strlen(twice) + length - 1);
    peer_write_text(peer, twice);
    peer_write(peer, text + 1, length - 1);
}

static void say_after_surrogates(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"\\ud800 alone, \\udc00 alone, \\udc00\\ud800 swapped\"}");
    say_as_it_is(peer, text, length);
}

static void say_after_nul(struct peer *peer, const char *text, size_t length) {
    static const char bare[] = "bare\0NUL";
    static const char inside[] = "{\"content\":\"in\0side\"}";
    peer_say(peer, "{\"content\":\"escaped\\u0000NUL\"}");
    say_as_it_is(peer, bare, sizeof(bare) - 1);
    say_as_it_is(peer, inside, sizeof(inside) - 1);
    say_as_it_is(peer, text, length);
}

static void say_after_escapes(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"\\u001b]0;owned\\u0007\\u001b[2J\\u001b[31mred\\r\\n"
                   "::error::not a command\\n\\u009b2J \\u202egnol\\u2028end\"}");
    peer_say(peer, "bare \x1b[2J\x1b]52;c;b3duZWQ=\x07 and \x7f\b\b\b");
    say_as_it_is(peer, text, length);
}

static void say_after_html(struct peer *peer, const char *text, size_t length) {
    peer_say(peer, "{\"content\":\"<script>alert(1)</script>]]>&lt;<!--\\\"'><img src=x onerror=y>"
                   "</testsuite></script>\"}");
    peer_say(peer, "{\"content\":\"$(touch owned) `touch owned` ; touch owned\"}");
    say_as_it_is(peer, text, length);
}

/* -- The table -- */

#define CONNECTIONS "how many connections it does so to; 0: all"

const struct misbehaviour misbehaviour_table[] = {
    {"no-answer", "takes the request and never answers", .answer = answer_nothing},
    {"half-handshake", "ends in the middle of its answer", "bytes of it", 40, 0, KIB,
     .answer = answer_half},
    {"stalled-handshake", "stops in the middle of its answer", "bytes of it", 40, 0, KIB,
     .answer = answer_half_and_stall},
    {"reset-handshake", "resets in the middle of its answer", "bytes of it", 40, 0, KIB,
     .answer = answer_half_and_reset},
    {"not-http", "answers in something that is no HTTP", .answer = answer_without_http},
    {"endless-headers", "sends headers without end", .answer = answer_endlessly},
    {"wrong-accept", "answers with a wrong Sec-WebSocket-Accept",
     .answer = answer_with_wrong_accept},
    {"unasked-extension", "answers with an extension nobody offered",
     .answer = answer_with_extension},
    {"unasked-subprotocol", "answers with a subprotocol nobody offered",
     .answer = answer_with_subprotocol},
    {"redirect", "answers with a redirect", "the status", 302, 300, 399,
     .answer = answer_elsewhere},
    {"401", "answers 401 Unauthorized", CONNECTIONS, 0, 0, MIB, HABIT_FIRST,
     .answer = answer_as_named},
    {"403", "answers 403 Forbidden", CONNECTIONS, 0, 0, MIB, HABIT_FIRST,
     .answer = answer_as_named},
    {"429", "answers 429 Too Many Requests", CONNECTIONS, 0, 0, MIB, HABIT_FIRST,
     .answer = answer_as_named},
    {"500", "answers 500 Internal Server Error", CONNECTIONS, 0, 0, MIB, HABIT_FIRST,
     .answer = answer_as_named},
    {"503", "answers 503 Service Unavailable", CONNECTIONS, 0, 0, MIB, HABIT_FIRST,
     .answer = answer_as_named},
    {"status", "answers with any other status", "the status", BAD_GATEWAY, 200, 599,
     .answer = answer_status},

    {"slow", "writes a byte at a time", "bytes a second", 200, 1, 10 * MIB, HABIT_SLOW},
    {"fragments", "cuts its messages into fragments", "bytes of each", 1, 1, MIB,
     .speak = say_in_fragments},
    {"pings", "puts pings between the fragments of its messages", "pings at a time", 1, 1, 10000,
     .speak = say_between_pings},
    {"ping-flood", "sends pings before each message", "how many", 10000, 1, MIB,
     .speak = say_after_pings},
    {"no-pong", "answers no ping", .habits = HABIT_NO_PONG},
    {"deaf", "reads nothing behind the request", "how often it says its greeting", 1, 1, MIB,
     HABIT_DEAF, .speak = say_again_and_again},
    {"silence", "never says anything", .speak = say_nothing},
    {"binary", "sends a binary message before each message", "bytes of it", 1000, 0, 256 * MIB,
     .speak = say_after_binary},
    {"huge", "sends a huge message before each message", "bytes of it", 2 * MIB, 14, 256 * MIB,
     .speak = say_after_huge},
    {"endless", "begins a message that has no end", .speak = say_endlessly},
    {"flood", "says something, and never stops talking", .speak = say_and_never_stop},
    {"repeats", "says everything many times over", "how often", 1000, 1, MIB,
     .speak = say_again_and_again},

    {"invalid-utf8", "sends a text that is no UTF-8 before each message",
     .speak = say_invalid_utf8},
    {"reserved-bits", "sets reserved bits in its frames", "4 for RSV1, 2 for RSV2, 1 for RSV3", 4,
     1, 7, .speak = say_with_reserved_bits},
    {"reserved-opcode", "sends its messages with an unknown opcode", "which, 3 to 7 or 11 to 15", 3,
     3, 15, .speak = say_with_opcode},
    {"masked", "masks its frames, as only a client may", .habits = HABIT_MASKS},
    {"orphan", "sends its messages as continuations of none", .speak = say_as_continuation},
    {"nested", "begins each message within another", .speak = say_within_a_message},
    {"long-ping", "sends a ping longer than 125 bytes", "bytes of it", 126, 126, 65536,
     .speak = say_after_long_ping},
    {"half-ping", "sends a ping that is a fragment", .speak = say_after_half_a_ping},
    {"huge-length", "says that a frame has 2^64 - 1 bytes", .speak = say_with_huge_length},

    {"close", "closes instead of speaking", "the code", 1011, 0, 65535, .speak = close_with_code},
    {"close-without-status", "closes without a code", .speak = close_without_status},
    {"close-half-code", "closes with half a code", .speak = close_with_half_a_code},
    {"close-bad-reason", "closes with a reason that is no UTF-8", .speak = close_with_bad_reason},
    {"reset", "resets in the middle of a frame", "bytes of its payload", 5, 0, MIB,
     .speak = say_half_and_reset},
    {"hang-up", "ends the connection in the middle of a frame", "bytes of its payload", 5, 0, MIB,
     .speak = say_half_and_end},
    {"stall", "stops in the middle of a frame", "bytes of its payload", 5, 0, MIB,
     .speak = say_half_and_stall},
    {"stays", "answers no close frame and does not end the connection", .habits = HABIT_STAYS},

    {"garbage-json", "sends broken JSON before each message", .speak = say_garbage},
    {"wrong-types", "sends JSON with values of wrong types before each message",
     .speak = say_after_wrong_types},
    {"deep-json", "sends deeply nested JSON before each message", "levels", 10000, 1, 64 * MIB,
     .speak = say_after_deep_json},
    {"wide-json", "sends metadata with many keys before each message", "keys", 10000, 1, 10 * MIB,
     .speak = say_after_wide_json},
    {"duplicate-keys", "says each key twice, the right value last", .speak = say_keys_twice},
    {"lone-surrogates", "sends halves of surrogate pairs before each message",
     .speak = say_after_surrogates},
    {"nul", "sends NUL, bare and escaped, before each message", .speak = say_after_nul},
    {"terminal-escapes", "sends terminal escapes and CI commands before each message",
     .speak = say_after_escapes},
    {"html", "sends HTML, XML and shell commands before each message", .speak = say_after_html},
};

const size_t misbehaviour_count = sizeof(misbehaviour_table) / sizeof(misbehaviour_table[0]);

static const struct misbehaviour *find(const char *name, size_t length) {
    for (size_t i = 0; i < misbehaviour_count; i++) {
        const struct misbehaviour *kind = &misbehaviour_table[i];
        if (strlen(kind->name) == length && memcmp(kind->name, name, length) == 0) {
            return kind;
        }
    }
    return NULL;
}

/* Decimal digits, then nothing or KiB or MiB. */
static bool read_amount(const char *text, unsigned long long *amount) {
    char *end = NULL;
    errno = 0;
    *amount = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)*text) || errno != 0 || *amount > UINT32_MAX) {
        return false;
    }
    bool kib = strcmp(end, "KiB") == 0;
    bool mib = strcmp(end, "MiB") == 0;
    *amount *= mib ? MIB : kib ? KIB : 1;
    return kib || mib || *end == '\0';
}

bool misbehaviour_choose(const char *text, struct misbehaviour_choice *choice, char *error,
                         size_t error_size) {
    size_t length = strcspn(text, ":");
    const struct misbehaviour *kind = find(text, length);
    if (kind == NULL) {
        snprintf(error, error_size, "there is no kind %.*s", (int)length, text);
        return false;
    }
    *choice = (struct misbehaviour_choice){.kind = kind, .amount = kind->usual};
    if (text[length] == '\0') {
        return true;
    }
    unsigned long long amount = 0;
    if (kind->amount == NULL) {
        snprintf(error, error_size, "%s takes no amount", kind->name);
        return false;
    }
    if (!read_amount(text + length + 1, &amount) || amount < kind->minimum ||
        amount > kind->maximum) {
        snprintf(error, error_size, "%s: expected an amount of %u to %u (%s), found %s", kind->name,
                 kind->minimum, kind->maximum, kind->amount, text + length + 1);
        return false;
    }
    choice->amount = (uint32_t)amount;
    return true;
}

void misbehaviour_list(struct buffer *out) {
    for (size_t i = 0; i < misbehaviour_count; i++) {
        const struct misbehaviour *kind = &misbehaviour_table[i];
        buffer_printf(out, "  %-20s  %s", kind->name, kind->what);
        if (kind->amount != NULL) {
            buffer_printf(out, " (%s: %u)", kind->amount, kind->usual);
        }
        buffer_append_text(out, "\n");
    }
}
