/* conversation_model.c - what a call's events say, told once more to a machine of its own. */
#include "tests/fuzz/conversation_model.h"

#include "engine/expectation.h"
#include "engine/text.h"
#include "tests/fuzz/require.h"
#include "transports/json.h"

#include <string.h>

enum { LONGEST_TURN = 5000 * MS, MOST_WAITING = 1024 };

void conversation_model_begin(struct conversation_model *model, const struct call *call,
                              const struct conversation_settings *settings, instant now) {
    const struct machine *machine = call->playbook->machine;
    model->machine = machine;
    model->expects = call->expectations != NULL;
    model->turn_gap = (instant)settings->turn_gap_ms * MS;
    model->scratch = machine_scratch_create(NULL);
    model->state = memory_take(machine_state_size(machine));
    model->performed = MACHINE_NONE;
    model->at = now;
    buffer_init(&model->texts, NULL);
    buffer_init(&model->turn, NULL);
    machine_begin(machine, model->state, call->agent_speaks_first);
}

void conversation_model_end(struct conversation_model *model) {
    machine_scratch_destroy(model->scratch);
    memory_give_back(model->state, machine_state_size(model->machine));
    buffer_finish(&model->texts);
    buffer_finish(&model->turn);
}

/* -- Utterances that wait -- */

static void note_heard(struct conversation_model *model, const struct event *event) {
    REQUIRE(event->heard.arrived == event->at);
    REQUIRE(text_is_utf8(event->heard.text, event->heard.length, NULL));
    REQUIRE(!text_is_blank(event->heard.text, event->heard.length) || event->heard.ends_call);
    if (event->heard.length == 0) {
        return;
    }
    REQUIRE(model->end < MODEL_UTTERANCES);
    model->waiting[model->end++] =
        (struct model_utterance){model->texts.length, event->heard.length, event->heard.arrived};
    buffer_append(&model->texts, event->heard.text, event->heard.length);
    /* The one that was too many was told as heard, too. */
    REQUIRE(model->end - model->first <= MOST_WAITING + 1);
}

static bool is_same(const struct conversation_model *model, const struct model_utterance *one,
                    const struct event *event) {
    return one->arrived == event->heard.arrived && one->length == event->heard.length &&
           memcmp(model->texts.data + one->start, event->heard.text, one->length) == 0;
}

static void note_ignored(struct conversation_model *model, const struct event *event) {
    size_t found = model->first;
    while (found < model->end && !is_same(model, &model->waiting[found], event)) {
        found++;
    }
    REQUIRE(found < model->end);
    memmove(&model->waiting[found], &model->waiting[found + 1],
            (model->end - found - 1) * sizeof(model->waiting[0]));
    model->end--;
}

/* The next turn: what came first, and all that followed it within the gap (spec 4.4). */
static void take_turn(struct conversation_model *model) {
    REQUIRE(model->first < model->end);
    instant began = model->waiting[model->first].arrived;
    instant last = began;
    model->turn.length = 0;
    do {
        const struct model_utterance *part = &model->waiting[model->first++];
        buffer_append(&model->turn, " ", model->turn.length > 0);
        buffer_append(&model->turn, model->texts.data + part->start, part->length);
        last = part->arrived;
    } while (model->turn_gap > 0 && model->first < model->end &&
             model->waiting[model->first].arrived - last <= model->turn_gap &&
             model->waiting[model->first].arrived - began <= LONGEST_TURN);
}

/* -- Turns -- */

static void hear(struct conversation_model *model, uint32_t expected) {
    struct machine_answer answer;
    take_turn(model);
    if (model->performed != MACHINE_NONE) { /* To its end, or nothing would be heard. */
        machine_performed(model->machine, model->state, model->performed);
        model->performed = MACHINE_NONE;
    }
    machine_hear(model->machine, model->state, model->scratch, model->turn.data, model->turn.length,
                 &answer);
    REQUIRE(answer.condition == expected);
}

static void note_opened(struct conversation_model *model, const struct event *event) {
    struct machine_answer answer;
    REQUIRE(!model->opened);
    model->opened = true;
    model->opened_at = event->at;
    machine_open(model->machine, model->state, &answer);
    model->fires_on_open = answer.outcome == MACHINE_FIRED;
}

static void note_fired(struct conversation_model *model, const struct event *event) {
    uint32_t condition = event->fired.condition;
    REQUIRE(condition < machine_condition_count(model->machine));
    if (model->fires_on_open) {
        REQUIRE(condition == 0);
        model->fires_on_open = false;
    } else {
        hear(model, condition);
    }
    model->performed = condition;
}

/* Only what holds a silence can be interrupted. */
static void note_interrupted(struct conversation_model *model, const struct event *event) {
    const struct action *action =
        &machine_condition(model->machine, event->fired.condition)->action;
    bool has_silence = false;
    for (size_t i = 0; i < action->step_count; i++) {
        has_silence |= action->steps[i].kind == STEP_PAUSE &&
                       action->steps[i].pause.mode == PAUSE_INTERRUPTIBLE;
    }
    REQUIRE(event->fired.condition == model->performed && has_silence);
    model->performed = MACHINE_NONE;
}

static void note_unmatched(struct conversation_model *model, const struct event *event) {
    hear(model, MACHINE_NONE);
    REQUIRE(event->heard.length == model->turn.length);
    REQUIRE(memcmp(event->heard.text, model->turn.data, model->turn.length) == 0);
}

static void note_said(struct conversation_model *model, const struct event *event) {
    bool ends = event->said.type == SAID_END_CALL && event->kind == EVENT_SAID;
    REQUIRE(event->said.started <= event->at);
    REQUIRE(event->said.condition == model->performed || (ends && model->opened));
    if (event->said.condition == MACHINE_NONE) {
        REQUIRE(ends && event->said.length == 0);
    } else {
        model->endcall_sent |= ends;
    }
}

static void note_data(const struct event *event) {
    REQUIRE(json_is_valid(event->data.json, strlen(event->data.json)));
    REQUIRE(event->kind != EVENT_METADATA || event->data.json[0] == '{');
}

/* -- The end -- */

static void check_expectations(const struct conversation_model *model, const struct event *event,
                               enum verdict alone) {
    bool judged = model->expects && (alone == VERDICT_PASSED || alone == VERDICT_FAILED);
    REQUIRE((event->ended.expectations != NULL) == judged);
    REQUIRE(event->ended.scenario_passed == (alone == VERDICT_PASSED));
    REQUIRE(event->ended.verdict == alone ||
            (judged && alone == VERDICT_PASSED && event->ended.verdict == VERDICT_FAILED));
}

static void note_ended(struct conversation_model *model, const struct event *event) {
    const struct verdict_facts facts = {
        .ending = event->ended.ending,
        .endcall_sent = model->endcall_sent,
        .has_endcall = machine_has_endcall(model->machine),
        .all_fired = machine_all_fired(model->machine, model->state),
    };
    REQUIRE(event->ended.opened == model->opened);
    REQUIRE(!model->opened || event->ended.opened_at == model->opened_at);
    REQUIRE(event->ended.ending < ENDINGS);
    check_expectations(model, event, verdict_of(&facts));
    for (uint32_t i = 0; i < machine_condition_count(model->machine); i++) {
        REQUIRE(machine_fired(model->machine, model->state, i) ==
                machine_fired(model->machine, event->ended.state, i));
    }
    model->ended = true;
}

static void note_connecting(struct conversation_model *model, const struct event *event) {
    REQUIRE(!model->opened);
    REQUIRE(event->connecting.attempt == ++model->attempt);
    REQUIRE(event->connecting.attempt <= event->connecting.attempts);
}

void conversation_model_event(struct conversation_model *model, const struct event *event) {
    REQUIRE(!model->ended && event->at >= model->at);
    REQUIRE(!model->fires_on_open || event->kind == EVENT_FIRED);
    model->at = event->at;
    model->counts[event->kind]++;
    switch (event->kind) {
    case EVENT_CONNECTING:
        note_connecting(model, event);
        return;
    case EVENT_OPENED:
        note_opened(model, event);
        return;
    case EVENT_ENDED:
        note_ended(model, event);
        return;
    case EVENT_RETRYING:
        REQUIRE(!model->opened);
        return;
    default:
        break;
    }
    REQUIRE(model->opened);
    switch (event->kind) {
    case EVENT_HEARD:
        note_heard(model, event);
        break;
    case EVENT_IGNORED:
        note_ignored(model, event);
        break;
    case EVENT_UNMATCHED:
        note_unmatched(model, event);
        break;
    case EVENT_FIRED:
        note_fired(model, event);
        break;
    case EVENT_INTERRUPTED:
        note_interrupted(model, event);
        break;
    case EVENT_PAUSED:
        REQUIRE(event->paused.condition == model->performed);
        break;
    case EVENT_SAID:
    case EVENT_SMS:
        note_said(model, event);
        break;
    case EVENT_FUNCTION_CALL:
    case EVENT_FUNCTION_CALL_RESULT:
    case EVENT_METADATA:
    case EVENT_OTHER:
        note_data(event);
        break;
    default:
        break;
    }
}
