/* playbook.c - the wire form of every step of a machine, written once. */
#include "runtime/playbook.h"

#include "transports/frame.h"

#include <stdio.h>

/* The frame of one step, appended to @out; nothing for a step that sends nothing. */
static void write_step(struct buffer *out, int32_t id, size_t number, const struct step *step) {
    char message_id[32];
    switch (step->kind) {
    case STEP_SAY:
        frame_write(out, step->say.text, NULL);
        break;
    case STEP_DTMF:
        frame_write(out, step->say.text, "dtmf");
        break;
    case STEP_END_CALL:
        frame_write(out, step->say.text, "end_call");
        break;
    case STEP_CLIENT_MESSAGE:
        snprintf(message_id, sizeof(message_id), "%d-%zu", (int)id, number);
        frame_write_client_message(out, message_id, step->client_message.type,
                                   step->client_message.data);
        break;
    case STEP_PAUSE:
    case STEP_SEND_SMS:
        break;
    }
}

static struct playbook_frame keep(struct arena *arena, struct buffer *written) {
    struct playbook_frame frame = {NULL, 0};
    if (written->length > 0) {
        frame.json = arena_copy(arena, written->data, written->length);
        frame.length = written->length;
    }
    written->length = 0;
    return frame;
}

const struct playbook *playbook_create(struct arena *arena, const struct machine *machine) {
    struct playbook *playbook = arena_alloc(arena, sizeof(*playbook));
    size_t count = machine_condition_count(machine);
    const struct playbook_frame **frames =
        arena_alloc(arena, count * sizeof(struct playbook_frame *));
    struct buffer written;
    buffer_init(&written, NULL);
    for (uint32_t i = 0; i < count; i++) {
        const struct machine_condition *condition = machine_condition(machine, i);
        const struct action *action = &condition->action;
        struct playbook_frame *row = arena_alloc(arena, action->step_count * sizeof(*row));
        for (size_t step = 0; step < action->step_count; step++) {
            write_step(&written, condition->id, step, &action->steps[step]);
            row[step] = keep(arena, &written);
        }
        frames[i] = row;
    }
    frame_write(&written, "", "end_call");
    playbook->end_call = keep(arena, &written);
    playbook->machine = machine;
    playbook->frames = frames;
    buffer_finish(&written);
    return playbook;
}

const struct playbook_frame *playbook_frame(const struct playbook *playbook, uint32_t condition,
                                            size_t step) {
    return &playbook->frames[condition][step];
}
