/* trace.c - plays a conversation under a test clock and writes down what happens. */
#include "tests/traces/trace.h"

#include "tests/lib/test_clock.h"
#include "transports/frame.h"
#include "transports/memory_transport.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

enum { START = 1000 * MS /* Not 0, so that a forgotten instant shows. */ };

/* What the peer does as soon as the loop runs again. */
enum reaction { REACT_NOT, REACT_TO_OPENING, REACT_TO_CLOSING, REACT_TO_PING, REACT_TO_OVERFLOW };

struct stage {
    struct transport_operations operations; /* The real ones, but open() and send() can fail. */
    struct stage *self;                     /* For those two, which are given only the above. */
    const struct play *play;
    struct test_clock clock;
    struct conversation *conversation;
    struct transport *transport;
    const struct transport_operations *real;
    enum reaction reaction;
    const char *attempts; /* The word for the next attempt. */
    const char *script;   /* The next line. */
    bool deaf;            /* The agent reads no more. */
    bool ended;
    /* The trace. */
    struct buffer text;
    instant line_at;         /* Of the line being written; INSTANT_NEVER: none. */
    enum event_kind written; /* The event written last on it. */
    char last_heard[64];
};

/* -- Writing -- */

static void begin_line(struct stage *stage) {
    if (stage->line_at != INSTANT_NEVER) {
        buffer_append_text(&stage->text, "\n");
    }
    stage->line_at = stage->clock.now;
    stage->written = EVENTS;
    buffer_printf(&stage->text, "[%5" PRIu64 "] ", (stage->clock.now - START) / MS);
}

/* Go on in the line of this instant behind @separator, or begin one. */
static void follow(struct stage *stage, const char *separator) {
    if (stage->line_at != stage->clock.now) {
        begin_line(stage);
    } else {
        buffer_append_text(&stage->text, separator);
    }
}

/* What becomes of a turn: behind the utterance when it is heard at once, else in a line of its own
 * with its text. */
static void write_outcome(struct stage *stage, const char *word, const struct event *event) {
    bool named = strlen(stage->last_heard) == event->heard.length &&
                 memcmp(stage->last_heard, event->heard.text, event->heard.length) == 0;
    if (stage->line_at == stage->clock.now &&
        (stage->written == EVENT_HEARD || stage->written == EVENT_INTERRUPTED) && named) {
        buffer_printf(&stage->text, " -> %s", word);
    } else {
        begin_line(stage);
        buffer_printf(&stage->text, "\"%.*s\" -> %s", (int)event->heard.length, event->heard.text,
                      word);
    }
}

static void write_heard(struct stage *stage, const struct event *event) {
    begin_line(stage);
    buffer_printf(&stage->text, "heard \"%.*s\"%s", (int)event->heard.length, event->heard.text,
                  event->heard.ends_call ? " and end_call" : "");
    if (stage->play->show_responses && event->heard.has_response) {
        buffer_printf(&stage->text, " after %" PRIu64, event->heard.response_us / MS);
    }
    snprintf(stage->last_heard, sizeof(stage->last_heard), "%.*s", (int)event->heard.length,
             event->heard.text);
}

static void write_fired(struct stage *stage, const struct event *event) {
    if (stage->written == EVENT_HEARD || stage->written == EVENT_OPENED ||
        stage->written == EVENT_INTERRUPTED || stage->written == EVENT_LIMIT) {
        follow(stage, " -> ");
    } else {
        begin_line(stage);
    }
    buffer_printf(&stage->text, "fire %u", (unsigned)event->fired.condition);
}

/* A step stands behind the condition that fired, or behind the step before. */
static void begin_step(struct stage *stage) {
    follow(stage, stage->written == EVENT_FIRED ? ": "
                  : stage->written == EVENT_SAID || stage->written == EVENT_PAUSED ||
                          stage->written == EVENT_SMS
                      ? ", "
                      : " -> ");
}

static void write_paused(struct stage *stage, const struct event *event) {
    static const char *const names[] = {
        [PAUSE_WAITS] = "pause", [PAUSE_INTERRUPTIBLE] = "silence", [PAUSE_DEAF] = "deaf"};
    begin_step(stage);
    buffer_printf(&stage->text, "%s %u", names[event->paused.mode], (unsigned)event->paused.ms);
}

static void write_said(struct stage *stage, const struct event *event) {
    static const char *const names[] = {[SAID_MESSAGE] = "say",
                                        [SAID_DTMF] = "dtmf",
                                        [SAID_CLIENT_MESSAGE] = "client message",
                                        [SAID_END_CALL] = "end call"};
    begin_step(stage);
    if (event->kind == EVENT_SMS) {
        buffer_append_text(&stage->text, "sms");
    } else {
        buffer_append_text(&stage->text, names[event->said.type]);
    }
    if (event->said.condition != MACHINE_NONE) {
        buffer_printf(&stage->text, " \"%.*s\"", (int)event->said.length, event->said.text);
    } else {
        assert_int_equal(event->said.length, 0);
    }
}

static void write_data(struct stage *stage, const char *word, const struct event *event) {
    begin_line(stage);
    buffer_printf(&stage->text, "%s %s", word, event->data.json);
}

static void write_ended(struct stage *stage, const struct event *event) {
    const struct transport_end *end = event->ended.end;
    follow(stage, " -> ");
    buffer_printf(&stage->text, "%s: %s", verdict_text(event->ended.verdict),
                  ending_text(event->ended.ending));
    if (event->ended.detail != NULL) {
        buffer_printf(&stage->text, " (%s)", event->ended.detail);
    }
    if (end != NULL && end->has_close_frame && end->close_code != 1000) {
        buffer_printf(&stage->text, ", closed %u \"%s\"", (unsigned)end->close_code,
                      end->close_reason);
    }
    if (event->ended.stuck_on != NULL) {
        assert_int_equal(strlen(event->ended.stuck_on), event->ended.stuck_on_length);
        buffer_printf(&stage->text, ", stuck on \"%s\"", event->ended.stuck_on);
    }
    if (event->ended.greeting_crossed) {
        buffer_append_text(&stage->text, ", greetings crossed");
    }
    if (!event->ended.opened) {
        buffer_append_text(&stage->text, ", never opened");
    }
}

static void on_event(void *user, const struct event *event) {
    struct stage *stage = user;
    assert_int_equal(event->at, stage->clock.now);
    switch (event->kind) {
    case EVENT_CONNECTING:
        begin_line(stage);
        buffer_printf(&stage->text, "connect %u of %u", (unsigned)event->connecting.attempt,
                      (unsigned)event->connecting.attempts);
        break;
    case EVENT_RETRYING:
        follow(stage, " -> ");
        buffer_printf(&stage->text, "%s, again in %u",
                      event->retrying.end != NULL ? event->retrying.end->detail : "late",
                      (unsigned)event->retrying.delay_ms);
        break;
    case EVENT_OPENED:
        follow(stage, " -> ");
        buffer_append_text(&stage->text, "opened");
        break;
    case EVENT_HEARD:
        write_heard(stage, event);
        break;
    case EVENT_FIRED:
        write_fired(stage, event);
        break;
    case EVENT_UNMATCHED:
        write_outcome(stage, "unmatched", event);
        break;
    case EVENT_IGNORED:
        write_outcome(stage, "ignored", event);
        break;
    case EVENT_PAUSED:
        write_paused(stage, event);
        break;
    case EVENT_INTERRUPTED:
        follow(stage, " -> ");
        buffer_printf(&stage->text, "%u is dropped", (unsigned)event->fired.condition);
        break;
    case EVENT_SAID:
    case EVENT_SMS:
        write_said(stage, event);
        break;
    case EVENT_FUNCTION_CALL:
        write_data(stage, "function call", event);
        break;
    case EVENT_FUNCTION_CALL_RESULT:
        write_data(stage, "function call result", event);
        break;
    case EVENT_METADATA:
        write_data(stage, "metadata", event);
        break;
    case EVENT_OTHER:
        write_data(stage, "event", event);
        break;
    case EVENT_BINARY:
        begin_line(stage);
        buffer_append_text(&stage->text, "binary");
        break;
    case EVENT_LIMIT:
        follow(stage, " -> ");
        buffer_printf(&stage->text, "limit of %u", (unsigned)event->fired.condition);
        break;
    case EVENT_ENDED:
        write_ended(stage, event);
        break;
    case EVENTS:
        fail_msg("no such event");
    }
    stage->written = event->kind;
}

/* -- The peer -- */

static void peer_opening(void *user) {
    ((struct stage *)user)->reaction = REACT_TO_OPENING;
}

static void peer_received(void *user, const char *text, size_t length) {
    struct stage *stage = user;
    if (stage->play->show_frames) {
        begin_line(stage);
        buffer_printf(&stage->text, "frame %.*s", (int)length, text);
    }
}

static void peer_pinged(void *user) {
    struct stage *stage = user;
    follow(stage, " -> ");
    buffer_append_text(&stage->text, "ping");
    if (!stage->play->never_pongs) {
        stage->reaction = REACT_TO_PING;
    }
}

static void peer_closing(void *user, uint16_t code) {
    struct stage *stage = user;
    follow(stage, " -> ");
    buffer_printf(&stage->text, "close %u", (unsigned)code);
    if (!stage->play->never_closes) {
        stage->reaction = REACT_TO_CLOSING;
    }
}

static void peer_aborted(void *user) {
    struct stage *stage = user;
    follow(stage, " -> ");
    buffer_append_text(&stage->text, "abort");
    stage->reaction = REACT_TO_CLOSING;
}

static void end_as(struct stage *stage, enum transport_end_kind kind, const char *detail) {
    struct transport_end end = {.kind = kind, .close_reason = "", .detail = detail};
    memory_peer_end(stage->transport, &end);
}

static bool is_word(const char *text, const char *word) {
    size_t length = strlen(word);
    return strncmp(text, word, length) == 0 &&
           (text[length] == ' ' || text[length] == '\n' || text[length] == '\0');
}

/* The word for this attempt; the last one stays. */
static const char *take_attempt(struct stage *stage) {
    const char *word = stage->attempts;
    const char *next = strchr(word, ' ');
    stage->attempts = next != NULL ? next + 1 : word;
    return word;
}

static void react_to_opening(struct stage *stage) {
    const char *word = take_attempt(stage);
    if (is_word(word, "accept")) {
        memory_peer_accept(stage->transport);
    } else if (is_word(word, "refused")) {
        end_as(stage, TRANSPORT_REFUSED, "connection refused");
    } else if (is_word(word, "broken")) {
        end_as(stage, TRANSPORT_UPGRADE_BROKEN, "an end during the upgrade");
    } else if (is_word(word, "accept-key")) {
        end_as(stage, TRANSPORT_BAD_ACCEPT, "a wrong Sec-WebSocket-Accept");
    } else if (!is_word(word, "late")) {
        struct transport_end end = {.kind = TRANSPORT_UPGRADE_STATUS,
                                    .http_status = (int)strtol(word, NULL, 10),
                                    .close_reason = "",
                                    .detail = "another status"};
        assert_int_not_equal(end.http_status, 0);
        memory_peer_end(stage->transport, &end);
    }
}

/* Open as the memory transport does, unless the attempt is not even to begin. */
static int stage_open(struct transport *transport) {
    struct stage *stage = ((const struct stage *)transport->operations)->self;
    if (is_word(stage->attempts, "no-file")) {
        take_attempt(stage);
        return UV_EMFILE;
    }
    return stage->real->open(transport);
}

/* Send as the memory transport does, unless the agent reads no more. */
static int stage_send(struct transport *transport, const char *text, size_t length) {
    struct stage *stage = ((const struct stage *)transport->operations)->self;
    if (stage->deaf) {
        stage->reaction = REACT_TO_OVERFLOW;
        return UV_ENOBUFS;
    }
    return stage->real->send(transport, text, length);
}

static void react(struct stage *stage) {
    enum reaction reaction = stage->reaction;
    stage->reaction = REACT_NOT;
    if (reaction == REACT_TO_OPENING) {
        react_to_opening(stage);
    } else if (reaction == REACT_TO_CLOSING) {
        memory_peer_end(stage->transport, NULL);
    } else if (reaction == REACT_TO_OVERFLOW) {
        end_as(stage, TRANSPORT_OVERFLOW, "the agent stopped reading");
    } else {
        memory_peer_pong(stage->transport);
    }
}

/* -- The script -- */

/* When the next line is due; INSTANT_NEVER when there is none. */
static instant next_cue(const struct stage *stage) {
    if (*stage->script == '\0') {
        return INSTANT_NEVER;
    }
    return START + (instant)strtoul(stage->script, NULL, 10) * MS;
}

static void send_content(struct stage *stage, const char *text, const char *type) {
    struct buffer frame;
    buffer_init(&frame, NULL);
    frame_write(&frame, text, type);
    memory_peer_send(stage->transport, frame.data, frame.length);
    buffer_finish(&frame);
}

static void send_close_frame(struct stage *stage, const char *words) {
    char *reason;
    struct transport_end end = {
        .kind = TRANSPORT_CLOSED,
        .has_close_frame = true,
        .close_code = (uint16_t)strtoul(words, &reason, 10),
        .detail = "closed by the agent",
    };
    end.close_reason = reason + strspn(reason, " ");
    memory_peer_end(stage->transport, &end);
}

/* Do what one line says: @verb, and @text behind it. */
static void perform_cue(struct stage *stage, const char *verb, const char *text) {
    if (is_word(verb, "say")) {
        send_content(stage, text, NULL);
    } else if (is_word(verb, "bye")) {
        send_content(stage, text, "end_call");
    } else if (is_word(verb, "raw")) {
        memory_peer_send(stage->transport, text, strlen(text));
    } else if (is_word(verb, "close")) {
        send_close_frame(stage, text);
    } else if (is_word(verb, "eof")) {
        end_as(stage, TRANSPORT_EOF, "the connection ended");
    } else if (is_word(verb, "reset")) {
        end_as(stage, TRANSPORT_RESET, "connection reset");
    } else if (is_word(verb, "broken")) {
        end_as(stage, TRANSPORT_PROTOCOL, "a reserved bit was set");
    } else if (is_word(verb, "binary")) {
        memory_peer_send_binary(stage->transport);
    } else if (is_word(verb, "deaf")) {
        stage->deaf = true;
    } else if (is_word(verb, "cancel")) {
        conversation_cancel(stage->conversation);
    } else {
        fail_msg("no such cue: %s", verb);
    }
}

static void take_cue(struct stage *stage) {
    const char *line = stage->script;
    size_t length = strcspn(line, "\n");
    stage->script = line + length + (line[length] == '\n');
    char cue[512];
    assert_true(length < sizeof(cue));
    memcpy(cue, line, length);
    cue[length] = '\0';
    char *verb;
    strtoul(cue, &verb, 10);
    verb += strspn(verb, " ");
    char *text = verb + strcspn(verb, " ");
    perform_cue(stage, verb, text + strspn(text, " "));
}

/* -- The play -- */

static uint32_t pick(uint32_t chosen, uint32_t standard) {
    return chosen == NOTHING ? 0 : chosen != 0 ? chosen : standard;
}

static struct conversation_settings settings_of(const struct conversation_settings *chosen) {
    struct conversation_settings all;
    conversation_settings_default(&all);
    all.side = chosen->side;
    all.max_duration_ms = chosen->max_duration_ms;
    all.silence_timeout_ms = pick(chosen->silence_timeout_ms, all.silence_timeout_ms);
    all.stuck_timeout_ms = pick(chosen->stuck_timeout_ms, all.stuck_timeout_ms);
    all.connect_timeout_ms = pick(chosen->connect_timeout_ms, all.connect_timeout_ms);
    all.ping_interval_ms = pick(chosen->ping_interval_ms, all.ping_interval_ms);
    all.pong_timeout_ms = pick(chosen->pong_timeout_ms, all.pong_timeout_ms);
    all.grace_ms = pick(chosen->grace_ms, all.grace_ms);
    all.closing_ms = pick(chosen->closing_ms, all.closing_ms);
    all.turn_gap_ms = chosen->turn_gap_ms;
    all.latency_ms = chosen->latency_ms;
    all.connect_attempts = pick(chosen->connect_attempts, all.connect_attempts);
    all.time_scale = chosen->time_scale != 0 ? chosen->time_scale : all.time_scale;
    return all;
}

static void on_conversation_ended(void *user) {
    struct stage *stage = user;
    assert_false(stage->ended);
    stage->ended = true;
}

/* One thing at a time: the peer's reactions, then its lines, then the clock. */
static void run(struct stage *stage) {
    while (!stage->ended) {
        instant cue = next_cue(stage);
        instant alarm = test_clock_next(&stage->clock);
        if (stage->reaction != REACT_NOT) {
            react(stage);
        } else if (cue <= stage->clock.now) {
            take_cue(stage);
        } else if (cue <= alarm && cue != INSTANT_NEVER) {
            stage->clock.now = cue; /* Before what rings at the same instant. */
        } else if (alarm != INSTANT_NEVER) {
            test_clock_pass(&stage->clock, alarm);
        } else {
            begin_line(stage);
            buffer_append_text(&stage->text, "nothing more would ever happen");
            return;
        }
    }
    if (*stage->script != '\0') {
        begin_line(stage);
        buffer_printf(&stage->text, "too late for: %s", stage->script);
    }
}

/* Whether all went as expected; if not, both are printed. */
static bool compare(struct stage *stage) {
    buffer_append_text(&stage->text, "\n");
    const char *happened = buffer_terminate(&stage->text);
    bool same = strcmp(happened, stage->play->expected) == 0;
    if (!same) {
        print_error("-- expected\n%s-- happened\n%s", stage->play->expected, happened);
    }
    return same;
}

static void on_opened_beforehand(void *user) {
    (void)user;
}

/* The transport of a played agent is open before there is a conversation. */
static void accept_beforehand(struct stage *stage) {
    static const struct transport_listener nobody = {.opened = on_opened_beforehand};
    stage->transport->listener = &nobody;
    stage->transport->operations->open(stage->transport);
    memory_peer_accept(stage->transport);
    stage->reaction = REACT_NOT;
}

static void set(struct stage *stage, const struct memory_peer *peer,
                const struct conversation_context *context, const struct call *call) {
    stage->transport = memory_transport_create(peer, NULL);
    stage->real = stage->transport->operations;
    stage->operations = *stage->real;
    stage->operations.open = stage_open;
    stage->operations.send = stage_send;
    stage->transport->operations = &stage->operations;
    if (context->settings->side == SIDE_AGENT) {
        accept_beforehand(stage);
    }
    stage->conversation =
        conversation_create(context, call, stage->transport, on_conversation_ended, stage);
}

static void compile(struct scene *scene, const struct play *play) {
    scene_begin(scene, play->rows, play->row_count);
    scene_compile(scene);
    if (scene->machine == NULL) {
        fail_msg("the scenario does not compile:\n%s", scene_diagnostics(scene));
    }
}

void play(const struct play *play) {
    struct scene scene;
    compile(&scene, play);
    struct stage stage = {
        .self = &stage,
        .play = play,
        .attempts = play->attempts != NULL ? play->attempts : "accept",
        .script = play->script != NULL ? play->script : "",
        .line_at = INSTANT_NEVER,
    };
    test_clock_init(&stage.clock);
    test_clock_pass(&stage.clock, START);
    buffer_init(&stage.text, NULL);
    struct memory_peer peer = {
        .opening = peer_opening,
        .received = peer_received,
        .pinged = peer_pinged,
        .closing = peer_closing,
        .aborted = peer_aborted,
        .user = &stage,
    };
    struct conversation_settings settings = settings_of(&play->settings);
    struct conversation_context context = {
        .settings = &settings,
        .clock = &stage.clock.clock,
        .scratch = machine_scratch_create(&memory_system),
        .memory = &memory_system,
        .listener = {on_event, &stage},
    };
    struct call call = {
        .run_id = "1",
        .name = "scene",
        .playbook = playbook_create(&scene.arena, scene.machine),
        .agent_speaks_first = play->agent_speaks_first,
        .max_duration_ms = play->max_duration_ms != 0 ? play->max_duration_ms : 600 * 1000,
    };
    set(&stage, &peer, &context, &call);
    if (play->never_started) {
        conversation_never_started(&context, &call);
    } else {
        conversation_start(stage.conversation);
        run(&stage);
    }
    bool same = compare(&stage);
    conversation_destroy(stage.conversation);
    machine_scratch_destroy(context.scratch);
    buffer_finish(&stage.text);
    scene_end(&scene);
    if (!same) {
        fail_msg("the traces differ");
    }
}
