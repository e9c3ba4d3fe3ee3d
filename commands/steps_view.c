/* steps_view.c - what a compiled scenario does, step by step, for people. */
#include "commands/steps_view.h"

#include "reports/printable.h"

#include <string.h>

static const char *const meanwhile[] = {
    [PAUSE_WAITS] = "utterances wait",
    [PAUSE_INTERRUPTIBLE] = "an utterance drops the rest",
    [PAUSE_DEAF] = "utterances trigger nothing",
};

static void print_quoted(const char *text, size_t length, struct buffer *out) {
    buffer_append_text(out, "\"");
    printable_append(out, text, length);
    buffer_append_text(out, "\"");
}

static void print_text_step(const char *what, const struct step *step, struct buffer *out) {
    buffer_append_text(out, what);
    print_quoted(step->say.text, step->say.length, out);
}

static void print_step(const struct step *step, struct buffer *out) {
    switch (step->kind) {
    case STEP_PAUSE:
        buffer_printf(out, "pause %gs%s, %s", step->pause.ms / 1000.0,
                      step->pause.from_utterance ? " from the utterance" : "",
                      meanwhile[step->pause.mode]);
        break;
    case STEP_SAY:
        print_text_step("say ", step, out);
        break;
    case STEP_DTMF:
        print_text_step("press ", step, out);
        break;
    case STEP_CLIENT_MESSAGE:
        buffer_append_text(out, "client message ");
        print_quoted(step->client_message.type, strlen(step->client_message.type), out);
        buffer_append_text(out, " with ");
        printable_append(out, step->client_message.data, strlen(step->client_message.data));
        break;
    case STEP_SEND_SMS:
        print_text_step("send an SMS (an event only): ", step, out);
        break;
    case STEP_END_CALL:
        if (step->say.length > 0) {
            print_text_step("end the call with ", step, out);
        } else {
            buffer_append_text(out, "end the call");
        }
        break;
    }
}

void steps_view_print(const struct machine *machine, struct buffer *out) {
    for (uint32_t index = 0; index < machine_condition_count(machine); index++) {
        const struct machine_condition *condition = machine_condition(machine, index);
        buffer_printf(out, "    %d ", condition->id);
        if (condition->type == CONDITION_TYPE_FOLLOWUP) {
            buffer_printf(out, "after %d", machine_condition(machine, condition->parent)->id);
        } else {
            printable_append(out, condition->condition_text, condition->condition_length);
        }
        buffer_append_text(out, "\n");
        for (size_t i = 0; i < condition->action.step_count; i++) {
            buffer_append_text(out, "      > ");
            print_step(&condition->action.steps[i], out);
            buffer_append_text(out, "\n");
        }
    }
}

void steps_view_print_expectations(const struct expectations *expectations, struct buffer *out) {
    struct buffer words;
    buffer_init(&words, NULL);
    for (size_t i = 0; i < expectations_count(expectations); i++) {
        words.length = 0;
        expectation_print(expectations_at(expectations, i), &words);
        buffer_append_text(out, "    expects ");
        printable_append(out, words.data, words.length);
        buffer_append_text(out, "\n");
    }
    buffer_finish(&words);
}
