/* steps.c - steps in the order they are performed. */
#include "engine/steps.h"

static size_t count_steps(const struct steps *steps) {
    return steps->list.length / sizeof(struct step);
}

/* Put @step at the end. What is gathered from now on begins behind it. */
static void append(struct steps *steps, const struct step *step) {
    buffer_append(&steps->list, (const char *)step, sizeof(*step));
    steps->message_start = count_steps(steps);
}

/* The gathered text, which is from now on said; NULL when there is none. */
static const char *take_message(struct steps *steps, size_t *length) {
    const char *text = message_take(&steps->message, steps->arena, length);
    if (text != NULL) {
        if (steps->content.length > 0) {
            buffer_append(&steps->content, " ", 1);
        }
        buffer_append(&steps->content, text, *length);
    }
    return text;
}

static void say(struct steps *steps) {
    size_t length = 0;
    const char *text = take_message(steps, &length);
    if (text != NULL) {
        append(steps, &(struct step){.kind = STEP_SAY, .say = {text, length}});
    }
    steps->message_start = count_steps(steps);
}

void steps_init(struct steps *steps, struct arena *arena) {
    *steps = (struct steps){.arena = arena};
    message_init(&steps->message, arena_memory(arena));
    buffer_init(&steps->list, arena_memory(arena));
    buffer_init(&steps->content, arena_memory(arena));
}

void steps_finish(struct steps *steps) {
    message_finish(&steps->message);
    buffer_finish(&steps->list);
    buffer_finish(&steps->content);
}

void steps_text(struct steps *steps, const char *text, size_t length) {
    message_append(&steps->message, text, length);
}

void steps_cut(struct steps *steps) {
    message_cut(&steps->message);
}

void steps_break(struct steps *steps, uint32_t ms) {
    enum pause_mode mode = steps->deaf ? PAUSE_DEAF : PAUSE_WAITS;
    size_t start = steps->message_start;
    size_t count = count_steps(steps);
    if (count > start) {
        struct step *list = (struct step *)(void *)steps->list.data;
        struct step *last = &list[count - 1];
        if (last->pause.mode == mode) {
            last->pause.ms = ms > UINT32_MAX - last->pause.ms ? UINT32_MAX : last->pause.ms + ms;
            return;
        }
    }
    append(steps, &(struct step){.kind = STEP_PAUSE, .pause = {.mode = mode, .ms = ms}});
    steps->message_start = start;
}

void steps_pause(struct steps *steps, enum pause_mode mode, uint32_t ms) {
    say(steps);
    append(steps, &(struct step){
                      .kind = STEP_PAUSE,
                      .pause = {.mode = steps->deaf ? PAUSE_DEAF : mode, .ms = ms},
                  });
}

void steps_add(struct steps *steps, const struct step *step) {
    if (step->kind != STEP_SEND_SMS && step->kind != STEP_PAUSE) {
        say(steps);
    }
    append(steps, step);
}

void steps_end_call(struct steps *steps) {
    size_t length = 0;
    const char *text = take_message(steps, &length);
    append(steps, &(struct step){
                      .kind = STEP_END_CALL,
                      .say = {text != NULL ? text : "", length},
                  });
    steps->ended = true;
}

/* A copy in the arena of what a buffer holds. */
static const void *keep(struct steps *steps, const struct buffer *buffer) {
    return arena_copy(steps->arena, buffer->data, buffer->length);
}

void steps_done(struct steps *steps, struct action *out) {
    say(steps);
    out->steps = keep(steps, &steps->list);
    out->step_count = count_steps(steps);
    out->ends_call = steps->ended;
    out->content = keep(steps, &steps->content);
    out->content_length = steps->content.length;
}
