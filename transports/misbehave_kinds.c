/* misbehave_kinds.c - all the ways of breaking the rules, in one table. */
#include "transports/misbehave_ways.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KIB = 1024, MIB = 1024 * KIB };

#define AMOUNT(of_what, if_none, least, most)                                                      \
    .amount = (of_what), .usual = (if_none), .minimum = (least), .maximum = (most)
#define FIRST AMOUNT("to how many connections; 0: all", 0, 0, MIB), .habits = HABIT_FIRST

const struct misbehaviour misbehaviour_table[] = {
    {.name = "no-answer",
     .what = "takes the request and never answers",
     .answer = misbehave_answer_nothing},
    {.name = "half-handshake",
     .what = "ends in the middle of its answer",
     AMOUNT("bytes of it", 40, 0, KIB),
     .answer = misbehave_answer_half},
    {.name = "stalled-handshake",
     .what = "stops in the middle of its answer",
     AMOUNT("bytes of it", 40, 0, KIB),
     .answer = misbehave_answer_half_and_stall},
    {.name = "reset-handshake",
     .what = "resets in the middle of its answer",
     AMOUNT("bytes of it", 40, 0, KIB),
     .answer = misbehave_answer_half_and_reset},
    {.name = "not-http",
     .what = "answers in something that is no HTTP",
     .answer = misbehave_answer_without_http},
    {.name = "endless-headers",
     .what = "sends headers without end",
     .answer = misbehave_answer_endlessly},
    {.name = "wrong-accept",
     .what = "answers with a wrong Sec-WebSocket-Accept",
     .answer = misbehave_answer_with_wrong_accept},
    {.name = "unasked-extension",
     .what = "answers with an extension nobody offered",
     .answer = misbehave_answer_with_extension},
    {.name = "unasked-subprotocol",
     .what = "answers with a subprotocol nobody offered",
     .answer = misbehave_answer_with_subprotocol},
    {.name = "redirect",
     .what = "answers with a redirect",
     AMOUNT("the status", 302, 300, 399),
     .answer = misbehave_answer_elsewhere},
    {.name = "401", .what = "answers 401 Unauthorized", FIRST, .answer = misbehave_answer_as_named},
    {.name = "403", .what = "answers 403 Forbidden", FIRST, .answer = misbehave_answer_as_named},
    {.name = "429",
     .what = "answers 429 Too Many Requests",
     FIRST,
     .answer = misbehave_answer_as_named},
    {.name = "500",
     .what = "answers 500 Internal Server Error",
     FIRST,
     .answer = misbehave_answer_as_named},
    {.name = "503",
     .what = "answers 503 Service Unavailable",
     FIRST,
     .answer = misbehave_answer_as_named},
    {.name = "status",
     .what = "answers with any other status",
     AMOUNT("the status", 502, 200, 599),
     .answer = misbehave_answer_status},
    {.name = "slow",
     .what = "writes a byte at a time",
     AMOUNT("bytes a second", 200, 1, 10 * MIB),
     .habits = HABIT_SLOW},
    {.name = "fragments",
     .what = "cuts its messages into fragments",
     AMOUNT("bytes of each", 1, 1, MIB),
     .speak = misbehave_say_in_fragments},
    {.name = "pings",
     .what = "puts pings between the fragments of its messages",
     AMOUNT("pings at a time", 1, 1, 10000),
     .speak = misbehave_say_between_pings},
    {.name = "ping-flood",
     .what = "sends pings before each message",
     AMOUNT("how many", 10000, 1, MIB),
     .speak = misbehave_say_after_pings},
    {.name = "no-pong", .what = "answers no ping", .habits = HABIT_NO_PONG},
    {.name = "deaf",
     .what = "reads nothing behind the request",
     AMOUNT("how often it says its greeting", 1, 1, MIB),
     .habits = HABIT_DEAF,
     .speak = misbehave_say_again_and_again},
    {.name = "silence", .what = "never says anything", .speak = misbehave_say_nothing},
    {.name = "binary",
     .what = "sends a binary message before each message",
     AMOUNT("bytes of it", 1000, 0, 256 * MIB),
     .speak = misbehave_say_after_binary},
    {.name = "huge",
     .what = "sends a huge message before each message",
     AMOUNT("bytes of it", 2 * MIB, 14, 256 * MIB),
     .speak = misbehave_say_after_huge},
    {.name = "endless",
     .what = "begins a message that has no end",
     .speak = misbehave_say_endlessly},
    {.name = "flood",
     .what = "says something, and never stops talking",
     AMOUNT("after how many bytes it stops; 0: never", 0, 0, 256 * MIB),
     .speak = misbehave_say_and_never_stop},
    {.name = "repeats",
     .what = "says everything many times over",
     AMOUNT("how often", 1000, 1, MIB),
     .speak = misbehave_say_again_and_again},
    {"invalid-utf8", "sends a text that is no UTF-8 before each message",
     .speak = misbehave_say_invalid_utf8},
    {.name = "reserved-bits",
     .what = "sets reserved bits in its frames",
     AMOUNT("4 for RSV1, 2 for RSV2, 1 for RSV3", 4, 1, 7),
     .speak = misbehave_say_with_reserved_bits},
    {.name = "reserved-opcode",
     .what = "sends its messages with an unknown opcode",
     AMOUNT("which, 3 to 7 or 11 to 15", 3, 3, 15),
     .speak = misbehave_say_with_opcode},
    {.name = "masked", .what = "masks its frames, as only a client may", .habits = HABIT_MASKS},
    {.name = "orphan",
     .what = "sends its messages as continuations of none",
     .speak = misbehave_say_as_continuation},
    {.name = "nested",
     .what = "begins each message within another",
     .speak = misbehave_say_within_a_message},
    {.name = "long-ping",
     .what = "sends a ping longer than 125 bytes",
     AMOUNT("bytes of it", 126, 126, 65536),
     .speak = misbehave_say_after_long_ping},
    {.name = "half-ping",
     .what = "sends a ping that is a fragment",
     .speak = misbehave_say_after_half_a_ping},
    {.name = "huge-length",
     .what = "says that a frame has 2^64 - 1 bytes",
     .speak = misbehave_say_with_huge_length},
    {"close", "closes instead of speaking", "the code", 1011, 0, 65535,
     .speak = misbehave_close_with_code},
    {.name = "close-without-status",
     .what = "closes without a code",
     .speak = misbehave_close_without_status},
    {.name = "close-half-code",
     .what = "closes with half a code",
     .speak = misbehave_close_with_half_a_code},
    {.name = "close-bad-reason",
     .what = "closes with a reason that is no UTF-8",
     .speak = misbehave_close_with_bad_reason},
    {.name = "reset",
     .what = "resets in the middle of a frame",
     AMOUNT("bytes of its payload", 5, 0, MIB),
     .speak = misbehave_say_half_and_reset},
    {.name = "hang-up",
     .what = "ends the connection in the middle of a frame",
     AMOUNT("bytes of its payload", 5, 0, MIB),
     .speak = misbehave_say_half_and_end},
    {.name = "stall",
     .what = "stops in the middle of a frame",
     AMOUNT("bytes of its payload", 5, 0, MIB),
     .speak = misbehave_say_half_and_stall},
    {.name = "stays",
     .what = "answers no close frame and does not end the connection",
     .habits = HABIT_STAYS},
    {"garbage-json", "sends broken JSON before each message", .speak = misbehave_say_garbage},
    {.name = "wrong-types",
     .what = "sends JSON with values of wrong types before each message",
     .speak = misbehave_say_after_wrong_types},
    {.name = "deep-json",
     .what = "sends deeply nested JSON before each message",
     AMOUNT("levels", 10000, 1, 64 * MIB),
     .speak = misbehave_say_after_deep_json},
    {.name = "wide-json",
     .what = "sends metadata with many keys before each message",
     AMOUNT("keys", 10000, 1, 10 * MIB),
     .speak = misbehave_say_after_wide_json},
    {.name = "duplicate-keys",
     .what = "says each key twice, the right value last",
     .speak = misbehave_say_keys_twice},
    {.name = "lone-surrogates",
     .what = "sends halves of surrogate pairs before each message",
     .speak = misbehave_say_after_surrogates},
    {.name = "nul",
     .what = "sends NUL, bare and escaped, before each message",
     .speak = misbehave_say_after_nul},
    {.name = "terminal-escapes",
     .what = "sends terminal escapes and CI commands before each message",
     .speak = misbehave_say_after_escapes},
    {.name = "html",
     .what = "sends HTML, XML and shell commands before each message",
     .speak = misbehave_say_after_html},
};

#undef AMOUNT
#undef FIRST

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
