/* steps_text.h - steps as lines of text, for tests to compare. */
#ifndef PARLEY_TESTS_LIB_STEPS_TEXT_H
#define PARLEY_TESTS_LIB_STEPS_TEXT_H

#include "engine/action.h"

/* A line for each step of @action: `pause 1500 waits`, `say "Hello"`, `end "Bye"`. */
static inline void steps_print(const struct action *action, struct buffer *out) {
    static const char *const modes[] = {"waits", "interruptible", "deaf"};
    static const char *const words[] = {
        [STEP_SAY] = "say",
        [STEP_DTMF] = "dtmf",
        [STEP_SEND_SMS] = "sms",
        [STEP_END_CALL] = "end",
    };
    for (size_t i = 0; i < action->step_count; i++) {
        const struct step *step = &action->steps[i];
        if (step->kind == STEP_PAUSE) {
            buffer_printf(out, "pause %u %s%s\n", step->pause.ms, modes[step->pause.mode],
                          step->pause.from_utterance ? " from the utterance" : "");
        } else if (step->kind == STEP_CLIENT_MESSAGE) {
            buffer_printf(out, "client \"%s\" \"%s\"\n", step->client_message.type,
                          step->client_message.data);
        } else {
            buffer_printf(out, "%s \"%s\"\n", words[step->kind], step->say.text);
        }
    }
}

#endif
