/* turns.c - what the agent says: recorded when it comes, heard when it is its turn (spec 4). */
#include "runtime/conversation_internal.h"

enum {
    LONGEST_TURN_MS = 5000,   /* How long utterances may go on joining. */
    EARLY_GREETING_MS = 1000, /* What comes so soon is hardly an answer. */
    KEPT_MAX = 32 << 20,      /* Bytes of text in a call, for all of it is kept. */
    MESSAGE_WEIGHT = 128,     /* What a message counts besides its bytes. */
};

/* The utterances at the head of the queue that are heard as one. */
struct turn {
    struct utterance first;
    uint32_t count;
    instant last_arrived;
    instant complete_at; /* Until then another may join. */
};

/* Find the first turn that waits (spec 4.4). False when nothing waits. */
static bool first_turn(const struct conversation *conversation, struct turn *turn) {
    instant gap = (instant)conversation->context->settings->turn_gap_ms * MS;
    size_t position = 0;
    if (!utterance_queue_next(&conversation->waiting, &position, &turn->first)) {
        return false;
    }
    turn->count = 1;
    turn->last_arrived = turn->complete_at = turn->first.arrived;
    if (gap == 0) {
        return true;
    }
    instant latest = turn->first.arrived + (instant)LONGEST_TURN_MS * MS;
    struct utterance next;
    while (utterance_queue_next(&conversation->waiting, &position, &next)) {
        if (next.arrived - turn->last_arrived > gap || next.arrived > latest) {
            return true; /* The next turn has begun. */
        }
        turn->count++;
        turn->last_arrived = turn->complete_at = next.arrived;
    }
    turn->complete_at = gap < latest - turn->last_arrived ? turn->last_arrived + gap : latest;
    return true;
}

/* All of @turn in one text. */
static struct utterance join(struct conversation *conversation, const struct turn *turn) {
    if (turn->count == 1) {
        return turn->first;
    }
    struct buffer *text = &conversation->turn;
    text->length = 0;
    size_t position = 0;
    struct utterance part;
    for (uint32_t i = 0; i < turn->count; i++) {
        utterance_queue_next(&conversation->waiting, &position, &part);
        buffer_append(text, " ", i > 0);
        buffer_append(text, part.text, part.length);
    }
    return (struct utterance){text->data, text->length, turn->first.arrived};
}

static void tell_utterance(struct conversation *conversation, enum event_kind kind,
                           const struct utterance *utterance) {
    struct event event = {
        .kind = kind,
        .heard = {.text = utterance->text,
                  .length = utterance->length,
                  .arrived = utterance->arrived},
    };
    conversation_tell(conversation, &event);
}

/* Remember what fired nothing, for the end of the call. */
static void unmatched(struct conversation *conversation, const struct utterance *utterance) {
    struct buffer *text = &conversation->turn;
    if (utterance->text != text->data) {
        text->length = 0;
        buffer_append(text, utterance->text, utterance->length);
    }
    conversation->last_word = LAST_WORD_UNMATCHED;
    conversation->greeting_crossed |= conversation->greeted_early && conversation->heard_count == 1;
    tell_utterance(conversation, EVENT_UNMATCHED, utterance);
}

/* It is the turn of @utterance: the machine answers (spec 4.3). */
static void hear(struct conversation *conversation, const struct utterance *utterance,
                 instant last_arrived) {
    const struct conversation_context *context = conversation->context;
    struct machine_answer answer;
    machine_hear(conversation_machine(conversation), conversation_state(conversation),
                 context->scratch, utterance->text, utterance->length, &answer);
    if (answer.limit_hit) {
        struct event event = {.kind = EVENT_LIMIT, .fired.condition = answer.limit_condition};
        conversation_tell(conversation, &event);
    }
    if (answer.outcome == MACHINE_FIRED) {
        performance_begin(conversation, &answer, last_arrived);
        if (context->settings->side == SIDE_AGENT) {
            performance_delay(conversation, context->settings->latency_ms);
        }
    } else {
        unmatched(conversation, utterance);
    }
}

bool turns_take(struct conversation *conversation) {
    struct turn turn;
    if (conversation->action != NULL || !first_turn(conversation, &turn) ||
        turn.complete_at > conversation->now) {
        return false;
    }
    struct utterance whole = join(conversation, &turn);
    utterance_queue_drop(&conversation->waiting, turn.count);
    hear(conversation, &whole, turn.last_arrived);
    return true;
}

instant turns_complete_at(const struct conversation *conversation) {
    struct turn turn;
    return conversation->action == NULL && first_turn(conversation, &turn) ? turn.complete_at
                                                                           : INSTANT_NEVER;
}

static void ignore(struct conversation *conversation, const struct utterance *utterance) {
    conversation->last_word = LAST_WORD_IGNORED;
    tell_utterance(conversation, EVENT_IGNORED, utterance);
}

void turns_ignore_waiting(struct conversation *conversation, instant until) {
    size_t position = 0;
    uint32_t count = 0;
    struct utterance utterance;
    while (utterance_queue_next(&conversation->waiting, &position, &utterance) &&
           utterance.arrived <= until) {
        ignore(conversation, &utterance);
        count++;
    }
    utterance_queue_drop(&conversation->waiting, count);
}

/* Nothing stands between an utterance and its turn. */
static bool may_hear_at_once(const struct conversation *conversation) {
    return conversation->action == NULL && conversation->waiting.count == 0 &&
           conversation->context->settings->turn_gap_ms == 0 && !conversation->proceeding;
}

static void await_turn(struct conversation *conversation, const struct utterance *utterance) {
    if (performance_in_pause(conversation, PAUSE_INTERRUPTIBLE)) {
        performance_interrupt(conversation);
    }
    if (may_hear_at_once(conversation)) { /* Without a copy. */
        hear(conversation, utterance, utterance->arrived);
    } else if (!utterance_queue_push(&conversation->waiting, utterance)) {
        conversation_hang_up_at_once(conversation, ENDING_DROPPED,
                                     "the agent flooded the call: more than 1024 utterances or 4 "
                                     "MiB waited for their turn");
    }
}

/* An agent that speaks before the caller has opened certainly greets. One that speaks at once
 * behind the caller's first line probably does, if that fires nothing or if the agent goes on to
 * say more than it was asked. */
static void note_greeting(struct conversation *conversation) {
    if (!conversation->opened_by_caller) {
        return;
    }
    if (conversation->heard_count == 1) {
        conversation->greeting_crossed = conversation->said_count == 0;
        conversation->greeted_early =
            conversation->now - conversation->opened_at <= (instant)EARLY_GREETING_MS * MS;
    } else if (conversation->greeted_early &&
               conversation->heard_count > conversation->said_count) {
        conversation->greeting_crossed = true;
    }
}

static void utterance_came(struct conversation *conversation, const struct frame *frame) {
    instant now = conversation->now;
    struct utterance utterance = {frame->content, frame->content_length, now};
    struct event event = {
        .kind = EVENT_HEARD,
        .heard = {.text = utterance.text,
                  .length = utterance.length,
                  .arrived = now,
                  .ends_call = frame->ends_call,
                  .has_response = conversation->response_awaited,
                  .response_us = conversation->response_awaited ? now - conversation->said_at : 0},
    };
    conversation->response_awaited = false;
    conversation_tell(conversation, &event);
    if (conversation->life != LIFE_OPEN) { /* Last words. */
        tell_utterance(conversation, EVENT_IGNORED, &utterance);
        return;
    }
    conversation->idle_since = now;
    conversation->heard_count++;
    note_greeting(conversation);
    /* What comes with an end_call is recorded, but nothing can be answered any more. */
    if (frame->ends_call || performance_in_pause(conversation, PAUSE_DEAF)) {
        ignore(conversation, &utterance);
    } else {
        await_turn(conversation, &utterance);
    }
}

static void tell_data(struct conversation *conversation, enum event_kind kind, const char *json) {
    struct event event = {.kind = kind, .data.json = json};
    conversation_tell(conversation, &event);
}

/* An end_call without content is heard all the same, or the transcript would lack it. */
static void tell_wordless_end(struct conversation *conversation) {
    struct event event = {
        .kind = EVENT_HEARD,
        .heard = {.text = "", .arrived = conversation->now, .ends_call = true},
    };
    conversation_tell(conversation, &event);
}

/* The other side ends the call (spec 3.2). */
static void call_ended_by_frame(struct conversation *conversation, bool with_message) {
    enum ending ending = with_message ? ENDING_AGENT_ENDED_AFTER_MESSAGE : ENDING_AGENT_ENDED;
    if (conversation->context->settings->side == SIDE_AGENT) {
        ending = ENDING_CALLER_ENDED;
    }
    conversation_decide(conversation, ending, NULL);
    conversation_close(conversation);
}

/* True when the agent has sent more than any call needs: it is cut off. */
static bool floods(struct conversation *conversation, size_t length) {
    conversation->kept += length + MESSAGE_WEIGHT;
    if (conversation->kept <= KEPT_MAX) {
        return false;
    }
    if (conversation->life == LIFE_OPEN) {
        conversation_hang_up_at_once(conversation, ENDING_DROPPED,
                                     "the agent flooded the call: more than 32 MiB of text");
    } else {
        conversation_close(conversation);
    }
    return true;
}

void turns_message(struct conversation *conversation, char *text, size_t length) {
    if (floods(conversation, length)) {
        return;
    }
    struct frame frame;
    frame_read(&frame, text, length);
    if (frame.metadata != NULL) {
        tell_data(conversation, EVENT_METADATA, frame.metadata);
    }
    switch (frame.kind) {
    case FRAME_UTTERANCE:
        utterance_came(conversation, &frame);
        break;
    case FRAME_FUNCTION_CALL:
        conversation->idle_since = conversation->now;
        tell_data(conversation, EVENT_FUNCTION_CALL, frame.data);
        break;
    case FRAME_FUNCTION_CALL_RESULT:
        conversation->idle_since = conversation->now;
        tell_data(conversation, EVENT_FUNCTION_CALL_RESULT, frame.data);
        break;
    case FRAME_OTHER:
        tell_data(conversation, EVENT_OTHER, frame.data);
        break;
    case FRAME_CONTROL:
        if (frame.ends_call) {
            tell_wordless_end(conversation);
        }
        break;
    case FRAME_EMPTY:
        break;
    }
    if (frame.ends_call) {
        call_ended_by_frame(conversation, frame.kind == FRAME_UTTERANCE);
    }
    frame_finish(&frame);
}
