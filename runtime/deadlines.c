/* deadlines.c - every timer of a call (spec 3.3), on one alarm.
 *
 * No deadline is stored: each is worked out from the instants the call remembers, and only those of
 * its present life count. The alarm is armed for the nearest. It is not moved when that becomes a
 * later one: then it rings once for nothing, which costs less than moving it at each message. */
#include "runtime/conversation_internal.h"

static const struct conversation_settings *settings_of(const struct conversation *conversation) {
    return conversation->context->settings;
}

static instant after(instant since, uint32_t ms) {
    return since + (instant)ms * MS;
}

static instant at_once(const struct conversation *conversation) {
    return conversation->life_since;
}

static instant attempt_refused_at(const struct conversation *conversation) {
    return conversation->open_error != 0 ? conversation->life_since : INSTANT_NEVER;
}

static instant attempt_late_at(const struct conversation *conversation) {
    return after(conversation->life_since, settings_of(conversation)->connect_timeout_ms);
}

static instant backed_off_at(const struct conversation *conversation) {
    return after(conversation->life_since, attempt_backoff_ms(conversation->attempt));
}

static instant last_words_at(const struct conversation *conversation) {
    return after(conversation->life_since, settings_of(conversation)->grace_ms);
}

static instant closing_late_at(const struct conversation *conversation) {
    return after(conversation->life_since, settings_of(conversation)->closing_ms);
}

static instant max_duration_at(const struct conversation *conversation) {
    uint32_t ms = settings_of(conversation)->max_duration_ms;
    return after(conversation->opened_at, ms != 0 ? ms : conversation->call->max_duration_ms);
}

static instant ping_at(const struct conversation *conversation) {
    uint32_t interval = settings_of(conversation)->ping_interval_ms;
    return interval == 0 || conversation->pong_awaited ? INSTANT_NEVER
                                                       : after(conversation->pinged_at, interval);
}

static instant pong_late_at(const struct conversation *conversation) {
    return conversation->pong_awaited
               ? after(conversation->pinged_at, settings_of(conversation)->pong_timeout_ms)
               : INSTANT_NEVER;
}

/* Nothing is performed and nothing waits for its turn: it is up to the agent. An agent played by us
 * waits for its caller as long as the call may last. */
static bool is_idle(const struct conversation *conversation) {
    return conversation->action == NULL && conversation->waiting.count == 0 &&
           settings_of(conversation)->side == SIDE_CALLER;
}

/* The agent's utterance was the last word, it fired nothing, and no followup is queued. */
static bool is_stuck(const struct conversation *conversation) {
    const struct machine_state *state = (const void *)conversation->state;
    return conversation->last_word != LAST_WORD_ANSWERED &&
           machine_next_followup(conversation_machine(conversation), state) == MACHINE_NONE;
}

static instant silence_at(const struct conversation *conversation) {
    return is_idle(conversation) && !is_stuck(conversation)
               ? after(conversation->idle_since, settings_of(conversation)->silence_timeout_ms)
               : INSTANT_NEVER;
}

static instant stuck_at(const struct conversation *conversation) {
    return is_idle(conversation) && (conversation->all_fired || is_stuck(conversation))
               ? after(conversation->idle_since, settings_of(conversation)->stuck_timeout_ms)
               : INSTANT_NEVER;
}

static void silence(struct conversation *conversation) {
    conversation_hang_up(conversation, ENDING_AGENT_SILENT, NULL);
}

static void stuck(struct conversation *conversation) {
    if (conversation->all_fired) {
        conversation_hang_up(conversation, ENDING_CALLER_ENDED, NULL);
    } else if (conversation->last_word == LAST_WORD_IGNORED) {
        conversation_hang_up(conversation, ENDING_NO_CONDITION_MATCHED,
                             "what the agent said last came while nothing could fire (a hold, "
                             "ignore_interruptions or an interruption)");
    } else {
        conversation_hang_up(conversation, ENDING_NO_CONDITION_MATCHED, NULL);
    }
}

static void max_duration(struct conversation *conversation) {
    conversation_hang_up(conversation, ENDING_MAX_DURATION, NULL);
}

static void ping(struct conversation *conversation) {
    conversation->pinged_at = conversation->now;
    conversation->pong_awaited = true;
    conversation->transport->operations->ping(conversation->transport);
    conversation_proceed(conversation);
}

static void pong_late(struct conversation *conversation) {
    conversation_hang_up_at_once(conversation, ENDING_DROPPED,
                                 "nothing came from the agent after a ping");
}

static void over(struct conversation *conversation) {
    conversation_finish(conversation, NULL);
}

/* When each runs out, in which life it counts, and what happens then. Of two at one instant the
 * first in the table is served first. */
static const struct deadline {
    enum life life;
    instant (*when)(const struct conversation *conversation);
    void (*pass)(struct conversation *conversation);
} deadlines[] = {
    {LIFE_CONNECTING, attempt_refused_at, conversation_attempt_refused},
    {LIFE_CONNECTING, attempt_late_at, conversation_attempt_late},
    {LIFE_BACKING_OFF, backed_off_at, conversation_connect},
    {LIFE_OPEN, performance_resumes_at, conversation_proceed},
    {LIFE_OPEN, turns_complete_at, conversation_proceed},
    {LIFE_OPEN, stuck_at, stuck},
    {LIFE_OPEN, silence_at, silence},
    {LIFE_OPEN, max_duration_at, max_duration},
    {LIFE_OPEN, pong_late_at, pong_late},
    {LIFE_OPEN, ping_at, ping},
    {LIFE_LAST_WORDS, last_words_at, conversation_close},
    {LIFE_CLOSING, closing_late_at, conversation_drop},
    {LIFE_OVER, at_once, over},
};

/* The nearest deadline of the present life, and when it is; NULL when none runs. */
static const struct deadline *nearest(const struct conversation *conversation, instant *when) {
    const struct deadline *found = NULL;
    *when = INSTANT_NEVER;
    for (size_t i = 0; i < sizeof(deadlines) / sizeof(deadlines[0]); i++) {
        if (deadlines[i].life == conversation->life) {
            instant candidate = deadlines[i].when(conversation);
            if (candidate < *when) {
                *when = candidate;
                found = &deadlines[i];
            }
        }
    }
    return found;
}

void deadlines_arm(struct conversation *conversation) {
    instant when;
    nearest(conversation, &when);
    if (when < conversation->alarm.when) {
        clock_arm(conversation->context->clock, &conversation->alarm, when);
    }
}

/* One deadline at a time: what it does may move all others, or free the call. */
static void ring(struct alarm *alarm) {
    struct conversation *conversation =
        (struct conversation *)((char *)alarm - offsetof(struct conversation, alarm));
    conversation_wake(conversation);
    instant when;
    const struct deadline *due = nearest(conversation, &when);
    if (due != NULL && when <= conversation->now) {
        due->pass(conversation);
    } else {
        deadlines_arm(conversation);
    }
}

void deadlines_init(struct conversation *conversation) {
    conversation->alarm = ALARM(ring);
}
