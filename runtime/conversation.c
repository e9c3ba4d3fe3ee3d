/* conversation.c - the life of a call: connecting, opening, closing, ending.
 *
 *     PLANNED -> CONNECTING <-> BACKING_OFF    a failed attempt, and the wait before the next
 *                CONNECTING -> OPEN            (an agent's call is open from the start)
 *     OPEN -> LAST_WORDS -> CLOSING            the caller ends it
 *     OPEN -> CLOSING                          the agent ends it, or it is cancelled
 *     CONNECTING, CLOSING -> DROPPING          no answer in time: abort()
 *     -> ENDED, or -> BACKING_OFF              closed() by the transport
 *     -> OVER -> ENDED                         no connection to close, so that `ended` comes from
 *                                              the loop all the same
 *
 * What the call does while it is open is in turns.c and performance.c; what makes it move when
 * nothing comes from the agent is in deadlines.c. */
#include "runtime/conversation_internal.h"

#include <assert.h>
#include <uv.h>

enum { CLOSE_NORMAL = 1000, CLOSE_GOING_AWAY = 1001 };

void conversation_settings_default(struct conversation_settings *settings) {
    *settings = (struct conversation_settings){
        .side = SIDE_CALLER,
        .silence_timeout_ms = 300 * 1000,
        .stuck_timeout_ms = 30 * 1000,
        .connect_timeout_ms = 10 * 1000,
        .ping_interval_ms = 30 * 1000,
        .pong_timeout_ms = 10 * 1000,
        .grace_ms = 1000,
        .closing_ms = 1000,
        .connect_attempts = 4,
        .time_scale = 1.0,
    };
}

#define TO(life) (1U << (LIFE_##life))

/* Where each life may lead. */
static const unsigned successors[LIVES] = {
    [LIFE_PLANNED] = TO(CONNECTING) | TO(OPEN) | TO(CLOSING) | TO(OVER) | TO(ENDED),
    [LIFE_CONNECTING] = TO(BACKING_OFF) | TO(OPEN) | TO(DROPPING) | TO(OVER) | TO(ENDED),
    [LIFE_BACKING_OFF] = TO(CONNECTING) | TO(OVER),
    [LIFE_OPEN] = TO(LAST_WORDS) | TO(CLOSING) | TO(ENDED),
    [LIFE_LAST_WORDS] = TO(CLOSING) | TO(ENDED),
    [LIFE_CLOSING] = TO(DROPPING) | TO(ENDED),
    [LIFE_DROPPING] = TO(BACKING_OFF) | TO(ENDED),
    [LIFE_OVER] = TO(ENDED),
};

void conversation_move(struct conversation *conversation, enum life life) {
    assert((successors[conversation->life] & 1U << life) != 0);
    (void)successors; /* In a build without asserts it is only a drawing. */
    conversation->life = life;
    conversation->life_since = conversation->now;
}

void conversation_tell(struct conversation *conversation, struct event *event) {
    event->at = conversation->now;
    event->call = conversation->call;
    if (conversation->witness != NULL) {
        witness_note(conversation->witness, event, conversation->context->scratch);
    }
    const struct event_listener *listener = &conversation->context->listener;
    if (listener->event != NULL) {
        listener->event(listener->user, event);
    }
}

void conversation_proceed(struct conversation *conversation) {
    if (conversation->proceeding) { /* A peer in this process answered from inside send(). */
        return;
    }
    conversation->proceeding = true;
    while (conversation->life == LIFE_OPEN &&
           (performance_advance(conversation) || turns_take(conversation))) {}
    conversation->proceeding = false;
    deadlines_arm(conversation);
}

/* -- Connecting -- */

static uint32_t attempts_of(const struct conversation *conversation) {
    uint32_t attempts = conversation->context->settings->connect_attempts;
    return attempts > 0 ? attempts : 1;
}

void conversation_connect(struct conversation *conversation) {
    conversation_move(conversation, LIFE_CONNECTING);
    conversation->attempt++;
    struct event event = {
        .kind = EVENT_CONNECTING,
        .connecting = {.attempt = conversation->attempt, .attempts = attempts_of(conversation)},
    };
    conversation_tell(conversation, &event);
    conversation->open_error = conversation->transport->operations->open(conversation->transport);
    deadlines_arm(conversation);
}

/* @late: we gave it up ourselves. */
static void attempt_failed(struct conversation *conversation, const struct transport_end *end,
                           bool late) {
    const struct transport_end *cause = late ? NULL : end;
    if (conversation->attempt >= attempts_of(conversation) || !attempt_may_be_repeated(cause)) {
        conversation_decide(conversation, attempt_ending(cause), NULL);
        conversation_finish(conversation, end);
        return;
    }
    struct event event = {
        .kind = EVENT_RETRYING,
        .retrying = {.end = cause, .delay_ms = attempt_backoff_ms(conversation->attempt)},
    };
    conversation_tell(conversation, &event);
    conversation_move(conversation, LIFE_BACKING_OFF);
    deadlines_arm(conversation);
}

void conversation_attempt_late(struct conversation *conversation) {
    conversation_drop(conversation);
}

void conversation_attempt_refused(struct conversation *conversation) {
    struct transport_end end = {
        .kind = TRANSPORT_UNREACHABLE,
        .close_reason = "",
        .detail = uv_strerror(conversation->open_error),
    };
    attempt_failed(conversation, &end, false);
}

/* -- Open -- */

static void begin(struct conversation *conversation, uint64_t connect_us) {
    conversation_move(conversation, LIFE_OPEN);
    instant now = conversation->life_since;
    conversation->opened = true;
    conversation->opened_at = conversation->pinged_at = conversation->idle_since = now;
    struct event event = {.kind = EVENT_OPENED, .opened.connect_us = connect_us};
    conversation_tell(conversation, &event);
    struct machine_answer answer;
    machine_open(conversation_machine(conversation), conversation_state(conversation), &answer);
    if (answer.outcome == MACHINE_FIRED) {
        conversation->opened_by_caller = conversation->context->settings->side == SIDE_CALLER;
        performance_begin(conversation, &answer, now);
    }
    conversation_proceed(conversation);
}

static void on_opened(void *user) {
    struct conversation *conversation = user;
    conversation_wake(conversation);
    if (conversation->life == LIFE_CONNECTING) {
        begin(conversation, conversation->now - conversation->life_since);
    }
}

static void on_message(void *user, char *text, size_t length) {
    struct conversation *conversation = user;
    conversation_wake(conversation);
    conversation->pong_awaited = false;
    if (conversation->life == LIFE_OPEN || conversation->life == LIFE_LAST_WORDS) {
        turns_message(conversation, text, length);
        conversation_proceed(conversation);
    }
}

static void on_activity(void *user, bool binary) {
    struct conversation *conversation = user;
    conversation_wake(conversation);
    conversation->pong_awaited = false;
    if (binary) {
        struct event event = {.kind = EVENT_BINARY};
        conversation_tell(conversation, &event);
    }
    deadlines_arm(conversation);
}

/* -- Ending -- */

void conversation_decide(struct conversation *conversation, enum ending ending,
                         const char *detail) {
    if (!conversation->decided) {
        conversation->decided = true;
        conversation->ending = ending;
        conversation->detail = detail;
    }
}

void conversation_close(struct conversation *conversation) {
    if (conversation->life >= LIFE_CLOSING) { /* The agent was first. */
        return;
    }
    conversation_move(conversation, LIFE_CLOSING);
    conversation->transport->operations->close(conversation->transport, CLOSE_NORMAL);
    deadlines_arm(conversation);
}

void conversation_drop(struct conversation *conversation) {
    conversation_move(conversation, LIFE_DROPPING);
    conversation->transport->operations->abort(conversation->transport);
}

void conversation_await_last_words(struct conversation *conversation) {
    const struct conversation_settings *settings = conversation->context->settings;
    conversation->response_awaited = false;
    if (conversation->life != LIFE_OPEN || settings->grace_ms == 0 ||
        settings->side == SIDE_AGENT) {
        conversation_close(conversation);
    } else {
        conversation_move(conversation, LIFE_LAST_WORDS);
        deadlines_arm(conversation);
    }
}

void conversation_hang_up(struct conversation *conversation, enum ending ending,
                          const char *detail) {
    conversation_decide(conversation, ending, detail);
    performance_send_end_call(conversation);
    conversation_await_last_words(conversation);
}

void conversation_hang_up_at_once(struct conversation *conversation, enum ending ending,
                                  const char *detail) {
    conversation_decide(conversation, ending, detail);
    performance_send_end_call(conversation);
    conversation_close(conversation);
}

/* The connection ended before anybody ended the call (spec 3.4). */
static enum ending ending_of(const struct conversation *conversation,
                             const struct transport_end *end) {
    bool in_order =
        end->kind == TRANSPORT_EOF || (end->kind == TRANSPORT_CLOSED &&
                                       (end->close_code == 0 || end->close_code == CLOSE_NORMAL ||
                                        end->close_code == CLOSE_GOING_AWAY));
    if (!in_order) {
        return ENDING_DROPPED;
    }
    return conversation->context->settings->side == SIDE_AGENT ? ENDING_CALLER_ENDED
                                                               : ENDING_AGENT_ENDED;
}

static void on_closed(void *user, const struct transport_end *end) {
    struct conversation *conversation = user;
    conversation_wake(conversation);
    bool late = conversation->life == LIFE_DROPPING;
    if (!conversation->decided && (late || conversation->life == LIFE_CONNECTING)) {
        attempt_failed(conversation, end, late);
        return;
    }
    conversation_decide(conversation, ending_of(conversation, end), NULL);
    conversation_finish(conversation, end);
}

/* What is expected beside the endcall is judged when the call passed or failed without it; then all
 * of it must hold. */
static void judge_expectations(struct conversation *conversation, struct event *ended) {
    enum verdict verdict = ended->ended.verdict;
    ended->ended.scenario_passed = verdict == VERDICT_PASSED;
    if (conversation->witness == NULL || (verdict != VERDICT_PASSED && verdict != VERDICT_FAILED)) {
        return;
    }
    bool all = true;
    ended->ended.expectations =
        witness_judge(conversation->witness, conversation_machine(conversation), ended->ended.state,
                      ended->ended.ending, &all);
    ended->ended.verdict = all ? verdict : VERDICT_FAILED;
}

void conversation_finish(struct conversation *conversation, const struct transport_end *end) {
    const struct machine *machine = conversation_machine(conversation);
    struct machine_state *state = conversation_state(conversation);
    bool is_unmatched = conversation->last_word == LAST_WORD_UNMATCHED;
    struct verdict_facts facts = {
        .ending = conversation->ending,
        .endcall_sent = conversation->endcall_sent,
        .has_endcall = machine_has_endcall(machine),
        .all_fired = machine_all_fired(machine, state),
    };
    struct event event = {
        .kind = EVENT_ENDED,
        .ended = {.ending = conversation->ending,
                  .verdict = verdict_of(&facts),
                  .opened = conversation->opened,
                  .detail = conversation->detail,
                  .end = end,
                  .opened_at = conversation->opened_at,
                  .state = state,
                  .stuck_on = is_unmatched ? buffer_terminate(&conversation->turn) : NULL,
                  .stuck_on_length = is_unmatched ? conversation->turn.length : 0,
                  .greeting_crossed = conversation->greeting_crossed},
    };
    judge_expectations(conversation, &event);
    conversation_move(conversation, LIFE_ENDED);
    clock_disarm(conversation->context->clock, &conversation->alarm);
    conversation_tell(conversation, &event);
    if (conversation->ended != NULL) {
        conversation->ended(conversation->user);
    }
}

/* -- For whoever starts calls -- */

static const struct transport_listener listener = {
    .opened = on_opened,
    .message = on_message,
    .activity = on_activity,
    .closed = on_closed,
};

size_t conversation_size(const struct machine *machine) {
    return sizeof(struct conversation) + machine_state_size(machine);
}

struct conversation *conversation_create(const struct conversation_context *context,
                                         const struct call *call, struct transport *transport,
                                         void (*ended)(void *user), void *user) {
    const struct memory *memory = context->memory;
    const struct machine *machine = call->playbook->machine;
    struct conversation *conversation =
        memory->resize(memory->user, NULL, 0, conversation_size(machine));
    *conversation = (struct conversation){
        .context = context,
        .call = call,
        .transport = transport,
        .ended = ended,
        .user = user,
        .life = LIFE_PLANNED,
    };
    deadlines_init(conversation);
    utterance_queue_init(&conversation->waiting, memory);
    buffer_init(&conversation->turn, memory);
    machine_begin(machine, conversation_state(conversation), call->agent_speaks_first);
    if (call->expectations != NULL) {
        conversation->witness = witness_create(memory, call->expectations);
    }
    if (transport != NULL) {
        transport->listener = &listener;
        transport->user = conversation;
    }
    return conversation;
}

void conversation_start(struct conversation *conversation) {
    conversation_wake(conversation);
    if (conversation->context->settings->side == SIDE_AGENT) {
        begin(conversation, 0);
    } else {
        conversation_connect(conversation);
    }
}

/* Tell that it is over, from the loop. */
static void end_without_connection(struct conversation *conversation) {
    conversation_move(conversation, LIFE_OVER);
    deadlines_arm(conversation);
}

void conversation_cancel(struct conversation *conversation) {
    conversation_wake(conversation);
    conversation_decide(conversation, ENDING_CANCELLED, NULL);
    switch (conversation->life) {
    case LIFE_PLANNED:
        if (conversation->context->settings->side == SIDE_AGENT) {
            conversation_close(conversation);
        } else {
            end_without_connection(conversation);
        }
        break;
    case LIFE_CONNECTING:
        if (conversation->open_error == 0) {
            conversation_drop(conversation);
        } else {
            end_without_connection(conversation);
        }
        break;
    case LIFE_BACKING_OFF:
        end_without_connection(conversation);
        break;
    case LIFE_OPEN:
        conversation_hang_up_at_once(conversation, ENDING_CANCELLED, NULL);
        break;
    case LIFE_LAST_WORDS:
        conversation_close(conversation);
        break;
    case LIFE_CLOSING:
    case LIFE_DROPPING:
    case LIFE_OVER:
    case LIFE_ENDED:
    default:
        break;
    }
}

void conversation_never_started(const struct conversation_context *context,
                                const struct call *call) {
    struct conversation *conversation = conversation_create(context, call, NULL, NULL, NULL);
    conversation_wake(conversation);
    conversation_decide(conversation, ENDING_CANCELLED, NULL);
    conversation_finish(conversation, NULL);
    conversation_destroy(conversation);
}

void conversation_destroy(struct conversation *conversation) {
    if (conversation == NULL) {
        return;
    }
    const struct memory *memory = conversation->context->memory;
    struct transport *transport = conversation->transport;
    size_t size = conversation_size(conversation_machine(conversation));
    if (transport != NULL) {
        transport->operations->destroy(transport);
    }
    utterance_queue_finish(&conversation->waiting);
    buffer_finish(&conversation->turn);
    witness_destroy(conversation->witness);
    memory->resize(memory->user, conversation, size, 0);
}
