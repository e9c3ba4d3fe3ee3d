/* conversation_stage.c - a conversation's transport in memory, and the agent at its other end. */
#include "tests/fuzz/conversation_stage.h"

#include "engine/text.h"
#include "tests/fuzz/require.h"
#include "transports/frame.h"
#include "transports/json.h"
#include "transports/memory_transport.h"

#include <string.h>
#include <uv.h>

enum { MOST_BYTES = 128 << 10 /* That the agent says in one input: more is for the unit tests. */ };

/* -- What the conversation does -- */

static struct stage *stage_of(struct transport *transport) {
    return *(struct stage *const *)((const char *)transport->operations +
                                    offsetof(struct stage, self));
}

static int stage_open(struct transport *transport) {
    struct stage *stage = stage_of(transport);
    REQUIRE(!stage->connecting && !memory_peer_is_open(transport));
    if (stage->cannot_begin) {
        stage->cannot_begin = false;
        return UV_EMFILE;
    }
    stage->connecting = true;
    return stage->real->open(transport);
}

static int stage_send(struct transport *transport, const char *text, size_t length) {
    struct stage *stage = stage_of(transport);
    REQUIRE(!stage->ended && !stage->closing && !stage->aborting && !stage->end_call_out);
    if (stage->deaf && memory_peer_is_open(transport)) {
        stage->overflowed = true;
        return UV_ENOBUFS;
    }
    return stage->real->send(transport, text, length);
}

static void peer_received(void *user, const char *text, size_t length) {
    struct stage *stage = user;
    struct frame frame;
    stage->frames++;
    REQUIRE(json_is_valid(text, length));
    frame_read(&frame, text, length);
    stage->end_call_out = frame.ends_call;
    frame_finish(&frame);
}

static void peer_pinged(void *user) {
    struct stage *stage = user;
    REQUIRE(!stage->ended && !stage->end_call_out);
    stage->pinged = true;
}

static void peer_closing(void *user, uint16_t code) {
    REQUIRE(code == 1000);
    ((struct stage *)user)->closing = true;
}

static void peer_aborted(void *user) {
    ((struct stage *)user)->aborting = true;
}

/* -- What the agent does -- */

static void end_as(struct stage *stage, const struct transport_end *end) {
    stage->connecting = stage->closing = stage->aborting = stage->pinged = false;
    stage->overflowed = false;
    memory_peer_end(stage->transport, end);
}

void stage_settle(struct stage *stage) {
    static const struct transport_end overflow = {
        .kind = TRANSPORT_OVERFLOW, .close_reason = "", .detail = "the agent stopped reading"};
    if (stage->overflowed) {
        end_as(stage, &overflow);
    } else if (stage->aborting || (stage->closing && !stage->quiet)) {
        end_as(stage, NULL);
    } else if (stage->pinged && !stage->quiet) {
        stage->pinged = false;
        memory_peer_pong(stage->transport);
    }
}

void stage_accept(struct stage *stage) {
    stage->connecting = false;
    memory_peer_accept(stage->transport);
    stage_settle(stage);
}

void stage_pass(struct stage *stage, instant until) {
    while (!stage->ended && test_clock_next(&stage->clock) <= until) {
        test_clock_pass(&stage->clock, test_clock_next(&stage->clock));
        stage_settle(stage);
    }
    if (!stage->ended) {
        test_clock_pass(&stage->clock, until);
    }
}

/* True when there is an open connection, after an attempt that may have to be waited for. */
static bool reach(struct stage *stage) {
    if (!stage->ended && !stage->connecting && !memory_peer_is_open(stage->transport)) {
        stage_pass(stage, test_clock_next(&stage->clock));
    }
    if (!stage->ended && stage->connecting) {
        stage_accept(stage);
    }
    return !stage->ended && memory_peer_is_open(stage->transport);
}

static void say(struct stage *stage, const char *text, size_t length) {
    static const struct transport_end bad_text = {.kind = TRANSPORT_PROTOCOL,
                                                  .close_reason = "",
                                                  .sent_code = 1007,
                                                  .detail = "a text that is not UTF-8"};
    stage->said_bytes += length;
    stage->said_count++;
    if (!reach(stage) || stage->said_bytes > MOST_BYTES || stage->said_count > MODEL_UTTERANCES) {
        return;
    }
    if (text_is_utf8(text, length, NULL)) {
        memory_peer_send(stage->transport, text, length);
    } else {
        end_as(stage, &bad_text);
    }
}

static void say_often(struct stage *stage, size_t times, const char *text, size_t length) {
    for (size_t i = 0; i < times && !stage->ended; i++) {
        say(stage, text, length);
    }
}

static void say_long(struct stage *stage, size_t size, const char *text, size_t length) {
    struct buffer whole;
    buffer_init(&whole, NULL);
    while (length > 0 && whole.length + length <= size) {
        buffer_append(&whole, text, length);
    }
    say(stage, whole.data, whole.length);
    buffer_finish(&whole);
}

static void leave(struct stage *stage, enum transport_end_kind kind, uint16_t code,
                  const char *reason) {
    const struct transport_end end = {
        .kind = kind,
        .has_close_frame = kind == TRANSPORT_CLOSED,
        .close_code = code,
        .close_reason = reason,
        .detail = "as the script says",
    };
    if (reach(stage)) {
        end_as(stage, &end);
    }
}

/* Only what can become of an attempt. */
static void fail_attempt(struct stage *stage, unsigned kind, unsigned long status) {
    const struct transport_end end = {
        .kind = (enum transport_end_kind)(kind % (TRANSPORT_BAD_ACCEPT + 1)),
        .http_status = (int)(status % 1000),
        .close_reason = "",
        .detail = "as the script says",
    };
    if (stage->connecting) {
        end_as(stage, &end);
    }
}

void stage_perform(struct stage *stage, char *line, size_t length) {
    char verb = line[0];
    char *text = line + 1;
    unsigned long number = strtoul(text, &text, 10);
    text += *text == ' ';
    size_t text_length = (size_t)(line + length - text);
    switch (verb) {
    case '.':
        stage_pass(stage, stage->clock.now + (instant)(number % (2 * STAGE_MAX_DURATION_MS)) * MS);
        break;
    case '>':
        say(stage, line + 1, length - 1);
        break;
    case '=':
        say_often(stage, number % MODEL_UTTERANCES, text, text_length);
        break;
    case '+':
        say_long(stage, number % 65 * 1024, text, text_length);
        break;
    case 'b':
        if (reach(stage)) {
            memory_peer_send_binary(stage->transport);
        }
        break;
    case 'p':
        if (reach(stage)) {
            memory_peer_pong(stage->transport);
        }
        break;
    case 'c':
        leave(stage, TRANSPORT_CLOSED, (uint16_t)number, text);
        break;
    case 'e':
        leave(stage, TRANSPORT_EOF, 0, "");
        break;
    case 'r':
        leave(stage, TRANSPORT_RESET, 0, "");
        break;
    case 'x':
        leave(stage, TRANSPORT_PROTOCOL, 0, "");
        break;
    case '-':
        fail_attempt(stage, (unsigned)number, strtoul(text, NULL, 10));
        break;
    case 'n':
        stage->cannot_begin = true;
        break;
    case 'f':
        stage->deaf = true;
        break;
    case 'q':
        stage->quiet = true;
        break;
    case '!':
        conversation_cancel(stage->conversation);
        break;
    default:
        break;
    }
    if (!stage->ended) {
        stage_settle(stage);
    }
}

/* -- For the play -- */

void stage_set(struct stage *stage, const struct memory *memory) {
    stage->peer = (struct memory_peer){
        .received = peer_received,
        .pinged = peer_pinged,
        .closing = peer_closing,
        .aborted = peer_aborted,
        .user = stage,
    };
    stage->transport = memory_transport_create(&stage->peer, memory);
    stage->real = stage->transport->operations;
    stage->operations = *stage->real;
    stage->operations.open = stage_open;
    stage->operations.send = stage_send;
    stage->transport->operations = &stage->operations;
}

static void on_opened_beforehand(void *user) {
    (void)user;
}

void stage_open_beforehand(struct stage *stage) {
    static const struct transport_listener nobody = {.opened = on_opened_beforehand};
    stage->transport->listener = &nobody;
    stage->transport->operations->open(stage->transport);
    stage->connecting = false;
    memory_peer_accept(stage->transport);
}
