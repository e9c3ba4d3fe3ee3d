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
#include "tests/fuzz/conversation_scenes.h"
#include "tests/fuzz/conversation_stage.h"
#include "tests/fuzz/require.h"

enum {
    MOST_ALARMS = 20000,
    BACKOFF_MS = 3500, /* Of all attempts. */
};

struct compiled {
    struct scene scene;
    struct expectations *expectations;
    const struct playbook *playbook;
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
        REQUIRE(event->at - event->ended.opened_at <= most + (instant)STAGE_MAX_DURATION_MS * MS);
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
            stage_perform(stage, text, size);
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
            stage_accept(stage);
        } else {
            REQUIRE(test_clock_next(&stage->clock) != INSTANT_NEVER);
            stage_pass(stage, test_clock_next(&stage->clock));
        }
    }
    REQUIRE(test_clock_next(&stage->clock) == INSTANT_NEVER);
    REQUIRE(stage->frames == stage->model->counts[EVENT_SAID]);
}

static void perform_call(struct stage *stage, const struct conversation_context *context,
                         const struct call *call, const char *script, size_t length) {
    stage_set(stage, context->memory);
    if (context->settings->side == SIDE_AGENT) {
        stage_open_beforehand(stage);
    }
    stage->conversation = conversation_create(context, call, stage->transport, on_ended, stage);
    conversation_start(stage->conversation);
    stage_settle(stage);
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
        .max_duration_ms = STAGE_MAX_DURATION_MS,
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
