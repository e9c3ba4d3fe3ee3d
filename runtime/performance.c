/* performance.c - what the caller does: the steps of an action, one after another (spec 2.2). */
#include "runtime/conversation_internal.h"

void performance_begin(struct conversation *conversation, const struct machine_answer *answer,
                       instant heard_at) {
    const struct machine *machine = conversation_machine(conversation);
    conversation->action = answer->action;
    conversation->condition = answer->condition;
    conversation->step = 0;
    conversation->pausing = false;
    conversation->heard_at = heard_at;
    conversation->message_started = conversation->now;
    conversation->last_word = LAST_WORD_ANSWERED;
    conversation->all_fired = !machine_has_endcall(machine) &&
                              machine_all_fired(machine, conversation_state(conversation));
    struct event event = {.kind = EVENT_FIRED, .fired.condition = answer->condition};
    conversation_tell(conversation, &event);
}

static void pause_for(struct conversation *conversation, enum pause_mode mode, instant until) {
    conversation->pausing = true;
    conversation->pause_mode = mode;
    conversation->pause_until = until;
}

void performance_delay(struct conversation *conversation, uint32_t ms) {
    if (ms > 0) {
        pause_for(conversation, PAUSE_WAITS, conversation->now + (instant)ms * MS);
    }
}

instant performance_resumes_at(const struct conversation *conversation) {
    return conversation->action != NULL && conversation->pausing ? conversation->pause_until
                                                                 : INSTANT_NEVER;
}

bool performance_in_pause(const struct conversation *conversation, enum pause_mode mode) {
    return conversation->action != NULL && conversation->pausing &&
           conversation->pause_mode == mode;
}

/* Nothing is performed any more: it is up to the agent. */
static void rest(struct conversation *conversation) {
    conversation->action = NULL;
    conversation->pausing = false;
    conversation->idle_since = conversation->now;
}

static void finish(struct conversation *conversation) {
    machine_performed(conversation_machine(conversation), conversation_state(conversation),
                      conversation->condition);
    rest(conversation);
}

void performance_interrupt(struct conversation *conversation) {
    struct event event = {.kind = EVENT_INTERRUPTED, .fired.condition = conversation->condition};
    rest(conversation);
    conversation_tell(conversation, &event);
}

/* Scripted pauses are scaled; nothing else is. */
static instant scaled(const struct conversation *conversation, uint32_t ms) {
    return (instant)((double)ms * MS * conversation->context->settings->time_scale);
}

static void perform_pause(struct conversation *conversation, const struct step *step) {
    instant now = conversation->now;
    instant from = step->pause.from_utterance ? conversation->heard_at : now;
    instant until = from + scaled(conversation, step->pause.ms);
    if (step->pause.mode == PAUSE_INTERRUPTIBLE && conversation->waiting.count > 0) {
        performance_interrupt(conversation);
        return;
    }
    pause_for(conversation, step->pause.mode, until);
    struct event event = {
        .kind = EVENT_PAUSED,
        .paused = {.condition = conversation->condition,
                   .mode = step->pause.mode,
                   .ms = until > now ? (uint32_t)((until - now) / MS) : 0},
    };
    conversation_tell(conversation, &event);
    if (step->pause.from_utterance) { /* What came between that utterance and now, too. */
        turns_ignore_waiting(conversation, until);
    }
}

/* Tell of a message, and where the pause before it began. */
static void tell_said(struct conversation *conversation, enum event_kind kind,
                      const struct event *said) {
    struct event event = *said;
    event.kind = kind;
    event.said.started = conversation->message_started;
    conversation->message_started = conversation->now;
    conversation_tell(conversation, &event);
}

static bool send_frame(struct conversation *conversation, const struct playbook_frame *frame) {
    struct transport *transport = conversation->transport;
    int status = transport->operations->send(transport, frame->json, frame->length);
    conversation_wake(conversation); /* An agent's response is measured from here. */
    return status == 0;
}

/* From here on the agent owes an answer. */
static void await_response(struct conversation *conversation) {
    conversation->said_count++;
    conversation->said_at = conversation->now;
    conversation->response_awaited = true;
    conversation->last_word = LAST_WORD_ANSWERED;
}

/* The scripted end of the call is out. */
static void end_call(struct conversation *conversation, const struct step *step) {
    enum ending ending = ENDING_CALLER_ENDED;
    if (conversation->context->settings->side == SIDE_AGENT) {
        ending = step->say.length > 0 ? ENDING_AGENT_ENDED_AFTER_MESSAGE : ENDING_AGENT_ENDED;
    }
    conversation->endcall_sent = true;
    conversation_decide(conversation, ending, NULL);
    conversation_await_last_words(conversation);
}

/* What could not be sent will never be: the connection is gone, and closed() follows. Until then
 * nothing more is performed, and whatever the agent said meanwhile triggers nothing. */
static void wait_for_the_end(struct conversation *conversation) {
    pause_for(conversation, PAUSE_DEAF, INSTANT_NEVER);
}

/* Send what the step at @number says. */
static void perform_message(struct conversation *conversation, const struct step *step,
                            uint32_t number, enum said_type type) {
    const struct playbook_frame *frame =
        playbook_frame(conversation->call->playbook, conversation->condition, number);
    if (!send_frame(conversation, frame)) {
        wait_for_the_end(conversation);
        return;
    }
    struct event event = {
        .said = {.type = type,
                 .text = step->say.text,
                 .length = step->say.length,
                 .condition = conversation->condition},
    };
    if (type == SAID_CLIENT_MESSAGE) {
        event.said.text = frame->json;
        event.said.length = frame->length;
    }
    if (type == SAID_MESSAGE || type == SAID_DTMF) {
        await_response(conversation);
    }
    tell_said(conversation, EVENT_SAID, &event);
    if (type == SAID_END_CALL) {
        end_call(conversation, step);
    }
}

static void perform_sms(struct conversation *conversation, const struct step *step) {
    struct event event = {
        .said = {.type = SAID_MESSAGE,
                 .text = step->say.text,
                 .length = step->say.length,
                 .condition = conversation->condition},
    };
    tell_said(conversation, EVENT_SMS, &event);
}

static void perform(struct conversation *conversation, uint32_t number) {
    const struct step *step = &conversation->action->steps[number];
    switch (step->kind) {
    case STEP_PAUSE:
        perform_pause(conversation, step);
        break;
    case STEP_SAY:
        perform_message(conversation, step, number, SAID_MESSAGE);
        break;
    case STEP_DTMF:
        perform_message(conversation, step, number, SAID_DTMF);
        break;
    case STEP_CLIENT_MESSAGE:
        perform_message(conversation, step, number, SAID_CLIENT_MESSAGE);
        break;
    case STEP_SEND_SMS:
        perform_sms(conversation, step);
        break;
    case STEP_END_CALL:
        perform_message(conversation, step, number, SAID_END_CALL);
        break;
    }
}

bool performance_advance(struct conversation *conversation) {
    if (conversation->action == NULL ||
        (conversation->pausing && conversation->now < conversation->pause_until)) {
        return false;
    }
    conversation->pausing = false;
    if (conversation->step == conversation->action->step_count) {
        finish(conversation);
    } else {
        perform(conversation, conversation->step++);
    }
    return true;
}

void performance_send_end_call(struct conversation *conversation) {
    if (send_frame(conversation, &conversation->call->playbook->end_call)) {
        struct event event = {
            .said = {.type = SAID_END_CALL, .text = "", .condition = MACHINE_NONE},
        };
        conversation->message_started = conversation->now;
        tell_said(conversation, EVENT_SAID, &event);
    }
}
