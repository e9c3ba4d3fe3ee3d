/* fuzz_conversation.c - a whole call with an agent that does anything, in any order.
 *
 * The first line is a scenario's number and letters that change settings (`settings_of`). Each
 * other line is something that happens; what has no meaning is passed over:
 *
 *     .MS         so many milliseconds pass
 *     >TEXT       the agent sends TEXT; what is no UTF-8 ends the connection, as 1007 does
 *     =N TEXT     the same N times in one read
 *     +KIB TEXT   TEXT over and over in one message
 *     b  p        a binary message; a pong, asked for or not
 *     cCODE WORDS a close frame    e  r  x   the end of the connection, a reset, a breach
 *     -KIND STATUS this attempt to connect fails    n   the next attempt cannot even begin
 *     f           the agent reads no more: what is sent then passes the queue's bound
 *     q           from here on the agent answers neither ping nor close
 *     !           Ctrl-C
 *
 * Then nothing more comes. Properties: conversation_model.h's, and the call ends within the time
 * its timers allow, `ended` is called once and behind the one event that says so, what is sent is
 * JSON and told, nothing is sent behind an end_call or a close, nothing is heard once nothing can be
 * sent, all memory is given back, and the same script at another time of the clock gives the same
 * events. */
#include "tests/fuzz/conversation_model.h"
#include "tests/fuzz/conversation_scenes.h"
#include "tests/fuzz/require.h"
#include "tests/lib/test_clock.h"
#include "transports/frame.h"
#include "transports/json.h"
#include "transports/memory_transport.h"

#include <ctype.h>
#include <uv.h>

enum {
    MOST_BYTES = 128 << 10, /* That the agent says in one input: more is for the unit tests. */
    MOST_ALARMS = 20000,
    MAX_DURATION_MS = 120 * 1000,
    BACKOFF_MS = 3500, /* Of all attempts. */
};

struct compiled {
    struct scene scene;
    struct expectations *expectations;
    const struct playbook *playbook;
};

struct stage {
    struct transport_operations operations; /* The real ones; some fail when the script says so. */
    struct stage *self;                     /* For those, which are given only the above. */
    const struct transport_operations *real;
    struct transport *transport;
    struct conversation *conversation;
    struct test_clock clock;
    struct conversation_settings settings;
    struct conversation_model *model;
    instant began;
    uint64_t digest; /* Of all events. */
    size_t frames;   /* Sent by the conversation. */
    size_t said_bytes, said_count;
    size_t held; /* Bytes of its memory. */
    bool connecting, closing, aborting, pinged, overflowed;
    bool end_call_out, ended;
    bool cannot_begin, deaf, quiet;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* -- Scenarios, compiled once -- */

static void compile(struct compiled *compiled, const struct fuzz_scene *from) {
    static struct template_source values = {.find = values_find, .user = scene_values};
    struct scene *scene = &compiled->scene;
    scene_begin(scene, from->rows, from->row_count);
    scene->options.values = &values;
    scene->scenario.expectations = from->expectations;
    scene->scenario.expectation_count = from->expectation_count;
    scene_compile(scene);
    compiled->expectations =
        expectations_compile(&scene->arena, &scene->scenario, &values, &scene->diagnostics);
    if (scene->diagnostics.error_count > 0) {
        fputs(scene_diagnostics(scene), stderr);
        abort();
    }
    compiled->playbook = playbook_create(&scene->arena, scene->machine);
}

static const struct compiled *compiled_scene(size_t index) {
    static struct compiled all[FUZZ_SCENES];
    if (all[index].playbook == NULL) {
        compile(&all[index], &fuzz_scenes[index]);
    }
    return &all[index];
}

/* -- What the conversation does -- */

static void *counting_resize(void *user, void *old, size_t old_size, size_t new_size) {
    struct stage *stage = user;
    stage->held += new_size - old_size;
    return memory_system.resize(memory_system.user, old, old_size, new_size);
}

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

static void on_ended(void *user) {
    struct stage *stage = user;
    REQUIRE(!stage->ended && stage->model->ended);
    stage->ended = true;
}

/* -- What it tells -- */

static void digest(struct stage *stage, const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length && i < 256; i++) {
        stage->digest = (stage->digest ^ at[i]) * 0x100000001b3;
    }
}

static void digest_number(struct stage *stage, uint64_t number) {
    digest(stage, &number, sizeof(number));
}

static void digest_event(struct stage *stage, const struct event *event) {
    digest_number(stage, event->kind);
    digest_number(stage, event->at - stage->began);
    switch (event->kind) {
    case EVENT_HEARD:
    case EVENT_UNMATCHED:
    case EVENT_IGNORED:
        digest_number(stage, event->heard.length);
        digest(stage, event->heard.text, event->heard.length);
        digest_number(stage, event->heard.response_us);
        break;
    case EVENT_SAID:
    case EVENT_SMS:
        digest_number(stage, event->said.condition);
        digest(stage, event->said.text, event->said.length);
        break;
    case EVENT_FIRED:
        digest_number(stage, event->fired.condition);
        break;
    case EVENT_PAUSED:
        digest_number(stage, event->paused.ms);
        break;
    case EVENT_ENDED:
        digest_number(stage, event->ended.ending);
        digest_number(stage, event->ended.verdict);
        digest_number(stage, event->ended.greeting_crossed);
        break;
    default:
        break;
    }
}

/* Each limit that a call has, added up, is the longest it may take. */
static void check_in_time(const struct stage *stage, const struct event *event) {
    const struct conversation_settings *settings = &stage->settings;
    instant most = (instant)(settings->grace_ms + settings->closing_ms) * MS;
    if (event->ended.opened) {
        REQUIRE(event->at - event->ended.opened_at <= most + (instant)MAX_DURATION_MS * MS);
    } else {
        instant connecting = settings->connect_attempts * (instant)settings->connect_timeout_ms;
        REQUIRE(event->at - stage->began <= most + (connecting + BACKOFF_MS) * MS);
    }
}

static void on_event(void *user, const struct event *event) {
    struct stage *stage = user;
    REQUIRE(event->at == stage->clock.now && !stage->ended);
    REQUIRE(!stage->overflowed || (event->kind != EVENT_FIRED && event->kind != EVENT_UNMATCHED));
    conversation_model_event(stage->model, event);
    digest_event(stage, event);
    if (event->kind == EVENT_SAID) {
        REQUIRE(stage->frames == stage->model->counts[EVENT_SAID]);
    } else if (event->kind == EVENT_ENDED) {
        check_in_time(stage, event);
    }
}

/* -- What the agent does -- */

static void end_as(struct stage *stage, const struct transport_end *end) {
    stage->connecting = stage->closing = stage->aborting = stage->pinged = false;
    stage->overflowed = false;
    memory_peer_end(stage->transport, end);
}

/* What comes back by itself, as soon as the loop runs again. */
static void settle(struct stage *stage) {
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

static void accept_attempt(struct stage *stage) {
    stage->connecting = false;
    memory_peer_accept(stage->transport);
    settle(stage);
}

static void pass(struct stage *stage, instant until) {
    while (!stage->ended && test_clock_next(&stage->clock) <= until) {
        test_clock_pass(&stage->clock, test_clock_next(&stage->clock));
        settle(stage);
    }
    if (!stage->ended) {
        test_clock_pass(&stage->clock, until);
    }
}

/* True when there is an open connection, after an attempt that may have to be waited for. */
static bool reach(struct stage *stage) {
    if (!stage->ended && !stage->connecting && !memory_peer_is_open(stage->transport)) {
        pass(stage, test_clock_next(&stage->clock));
    }
    if (!stage->ended && stage->connecting) {
        accept_attempt(stage);
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

/* One line: @text is NUL-terminated at @length. */
static void perform(struct stage *stage, char *line, size_t length) {
    char verb = line[0];
    char *text = line + 1;
    unsigned long number = strtoul(text, &text, 10);
    text += *text == ' ';
    size_t text_length = (size_t)(line + length - text);
    switch (verb) {
    case '.':
        pass(stage, stage->clock.now + (instant)(number % (2 * MAX_DURATION_MS)) * MS);
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
        settle(stage);
    }
}

/* -- The play -- */

static struct conversation_settings settings_of(const char *letters, size_t length,
                                                enum conversation_side side) {
    struct conversation_settings settings;
    conversation_settings_default(&settings);
    settings.side = side;
    for (size_t i = 0; i < length; i++) {
        switch (letters[i]) {
        case 'g':
            settings.turn_gap_ms = 300;
            break;
        case 'w':
            settings.grace_ms = 0;
            break;
        case 'p':
            settings.ping_interval_ms = 0;
            break;
        case 's':
            settings.time_scale = 0.1;
            break;
        case 'l':
            settings.latency_ms = 700;
            break;
        case 'o':
            settings.connect_attempts = 1;
            break;
        case 'i':
            settings.silence_timeout_ms = 2000;
            break;
        default:
            break;
        }
    }
    return settings;
}

static void on_opened_beforehand(void *user) {
    (void)user;
}

/* The transport of a played agent is open before there is a conversation. */
static void accept_beforehand(struct stage *stage) {
    static const struct transport_listener nobody = {.opened = on_opened_beforehand};
    stage->transport->listener = &nobody;
    stage->transport->operations->open(stage->transport);
    stage->connecting = false;
    memory_peer_accept(stage->transport);
}

static void play_lines(struct stage *stage, const char *script, size_t length) {
    struct buffer line;
    buffer_init(&line, NULL);
    while (length > 0 && !stage->ended) {
        const char *stop = memchr(script, '\n', length);
        size_t size = stop != NULL ? (size_t)(stop - script) : length;
        line.length = 0;
        buffer_append(&line, script, size);
        char *text = buffer_terminate(&line);
        if (size > 0) {
            perform(stage, text, size);
        }
        size += stop != NULL;
        script += size;
        length -= size;
    }
    buffer_finish(&line);
}

/* The agent does nothing more: the call ends by itself. */
static void play_out(struct stage *stage) {
    for (int alarms = 0; !stage->ended; alarms++) {
        REQUIRE(alarms < MOST_ALARMS);
        if (stage->connecting && !stage->quiet) {
            accept_attempt(stage);
        } else {
            REQUIRE(test_clock_next(&stage->clock) != INSTANT_NEVER);
            pass(stage, test_clock_next(&stage->clock));
        }
    }
    REQUIRE(test_clock_next(&stage->clock) == INSTANT_NEVER);
    REQUIRE(stage->frames == stage->model->counts[EVENT_SAID]);
}

static void perform_call(struct stage *stage, const struct conversation_context *context,
                         const struct call *call, const char *script, size_t length) {
    const struct memory_peer peer = {
        .received = peer_received,
        .pinged = peer_pinged,
        .closing = peer_closing,
        .aborted = peer_aborted,
        .user = stage,
    };
    stage->transport = memory_transport_create(&peer, context->memory);
    stage->real = stage->transport->operations;
    stage->operations = *stage->real;
    stage->operations.open = stage_open;
    stage->operations.send = stage_send;
    stage->transport->operations = &stage->operations;
    if (context->settings->side == SIDE_AGENT) {
        accept_beforehand(stage);
    }
    stage->conversation = conversation_create(context, call, stage->transport, on_ended, stage);
    conversation_start(stage->conversation);
    settle(stage);
    play_lines(stage, script, length);
    play_out(stage);
    conversation_destroy(stage->conversation);
}

/* Play the whole script on a clock that begins at @began; what happened, as a number. */
static uint64_t play(const char *script, size_t length, instant began) {
    size_t index = length > 0 ? (unsigned char)(script[0] - '0') % FUZZ_SCENES : 0;
    const struct compiled *compiled = compiled_scene(index);
    const char *first_end = memchr(script, '\n', length);
    size_t first = first_end != NULL ? (size_t)(first_end - script) : length;
    struct stage stage = {
        .self = &stage,
        .began = began,
        .digest = 0xcbf29ce484222325,
        .settings = settings_of(script, first, fuzz_scenes[index].side),
        .model = memory_take(sizeof(*stage.model)),
    };
    const struct memory memory = {counting_resize, &stage};
    const struct call call = {
        .run_id = "1",
        .name = "fuzz",
        .playbook = compiled->playbook,
        .agent_speaks_first = fuzz_scenes[index].agent_speaks_first,
        .max_duration_ms = MAX_DURATION_MS,
        .expectations = compiled->expectations,
    };
    const struct conversation_context context = {
        .settings = &stage.settings,
        .clock = &stage.clock.clock,
        .scratch = machine_scratch_create(&memory),
        .memory = &memory,
        .listener = {on_event, &stage},
    };
    test_clock_init(&stage.clock);
    test_clock_pass(&stage.clock, began);
    conversation_model_begin(stage.model, &call, &stage.settings, began);
    perform_call(&stage, &context, &call, script + first, length - first);
    conversation_model_end(stage.model);
    memory_give_back(stage.model, sizeof(*stage.model));
    machine_scratch_destroy(context.scratch);
    REQUIRE(stage.held == 0);
    return stage.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *script = (const char *)data;
    REQUIRE(play(script, size, 0) == play(script, size, (instant)1000 * MS));
    return 0;
}
