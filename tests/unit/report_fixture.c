/* report_fixture.c - a run of a few calls whose events are made by hand. */
#include "report_fixture.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(literal)                                                                              \
    { .text = (literal), .length = sizeof(literal) - 1 }

static const struct scenario_condition conditions[] = {
    {.id = 0,
     .type = CONDITION_TYPE_STANDARD,
     .fixed_message = true,
     .parent_id = SCENARIO_ID_UNKNOWN,
     .condition = TEXT("FIRST_MESSAGE"),
     .action = TEXT("Hi there, I need to check on my appointment")},
    {.id = 1,
     .type = CONDITION_TYPE_STANDARD,
     .fixed_message = true,
     .parent_id = SCENARIO_ID_UNKNOWN,
     .condition = TEXT("contains \"appointment\" OR contains \"help\""),
     .action = TEXT("Yes, it is scheduled for tomorrow <break time=\"1.5s\" />[laughter]")},
    {.id = 2,
     .type = CONDITION_TYPE_STANDARD,
     .fixed_message = true,
     .parent_id = SCENARIO_ID_UNKNOWN,
     .condition = TEXT("contains \"confirm\""),
     .action = TEXT("No that's all, thank you")},
    {.id = 3,
     .type = CONDITION_TYPE_FOLLOWUP,
     .fixed_message = true,
     .parent_id = 2,
     .action = TEXT("<endcall />")},
};

static const struct scenario scenario = {
    .name = "appointment",
    .role = TEXT("A friendly customer"),
    .conditions = conditions,
    .condition_count = sizeof(conditions) / sizeof(conditions[0]),
};

static const struct {
    const char *run_id, *name, *scenario_id, *file;
} planned[FIXTURE_CALLS] = {
    {"r1", "appointment", "42", "scenarios/appointment.json"},
    {"r2", "cancellation", NULL, "scenarios/cancellation.json"},
    {"r3", "ivr-menu", "menu-7", "scenarios/ivr/menu.yaml"},
};

static struct machine *compile(struct arena *arena) {
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    const struct machine_options options = {.max_duration_ms = 600000,
                                            .repeat_limit = MACHINE_REPEAT_LIMIT_DEFAULT};
    struct machine *machine = machine_compile(arena, &scenario, &options, &diagnostics);
    if (machine == NULL) {
        abort();
    }
    return machine;
}

static struct machine_state *stuck_state(struct report_fixture *fixture) {
    struct machine_state *state =
        arena_alloc(&fixture->arena, machine_state_size(fixture->machine));
    struct machine_answer answer;
    machine_begin(fixture->machine, state, false);
    machine_open(fixture->machine, state, &answer);
    machine_performed(fixture->machine, state, 0);
    machine_hear(fixture->machine, state, fixture->scratch, "Hmm.", 4, &answer);
    return state;
}

void fixture_init(struct report_fixture *fixture, size_t calls) {
    *fixture = (struct report_fixture){0};
    arena_init(&fixture->arena, NULL);
    fixture->machine = compile(&fixture->arena);
    fixture->scratch = machine_scratch_create(&memory_system);
    fixture->state = stuck_state(fixture);
    const struct playbook *playbook = playbook_create(&fixture->arena, fixture->machine);
    for (uint32_t i = 0; i < calls; i++) {
        fixture->calls[i] = (struct call){
            .number = i,
            .scenario = i,
            .run_id = planned[i].run_id,
            .name = planned[i].name,
            .scenario_id = planned[i].scenario_id,
            .file = planned[i].file,
            .playbook = playbook,
            .max_duration_ms = 600000,
        };
    }
    fixture->settings = (struct conversation_settings){
        .silence_timeout_ms = 300000,
        .stuck_timeout_ms = 30000,
        .connect_timeout_ms = 10000,
        .pong_timeout_ms = 10000,
    };
    fixture->subject = (struct record_subject){
        .id = "result-1",
        .name = "appointments",
        .agent_name = "clinic",
        .agent_url = "ws://127.0.0.1:8765/chat",
        .calls = fixture->calls,
        .call_count = calls,
        .settings = &fixture->settings,
        .started = 5000000,
        .started_at = UINT64_C(1738315800) * 1000000,
    };
}

void fixture_finish(struct report_fixture *fixture) {
    machine_scratch_destroy(fixture->scratch);
    machine_destroy(fixture->machine);
    arena_finish(&fixture->arena);
}

/* The instant of a time of the run. */
static instant run_time(uint32_t ms) {
    return 5000000 + (instant)ms * MS;
}

static void tell(const struct fixture_call *to, enum event_kind kind, uint32_t at,
                 struct event *event) {
    event->kind = kind;
    event->at = run_time(at);
    event->call = to->call;
    to->listener.event(to->listener.user, event);
}

void tell_connecting(const struct fixture_call *to, uint32_t at, uint32_t attempt) {
    struct event event = {.connecting = {.attempt = attempt, .attempts = 4}};
    tell(to, EVENT_CONNECTING, at, &event);
}

void tell_retrying(const struct fixture_call *to, uint32_t at, const struct transport_end *end) {
    struct event event = {.retrying = {.end = end, .delay_ms = 500}};
    tell(to, EVENT_RETRYING, at, &event);
}

void tell_opened(const struct fixture_call *to, uint32_t at) {
    struct event event = {.opened.connect_us = 12500};
    tell(to, EVENT_OPENED, at, &event);
}

void tell_heard(const struct fixture_call *to, uint32_t at, const char *text) {
    struct event event = {.heard = {.text = text, .length = strlen(text), .arrived = run_time(at)}};
    tell(to, EVENT_HEARD, at, &event);
}

void tell_answer(const struct fixture_call *to, uint32_t at, uint32_t said_at, const char *text) {
    struct event event = {.heard = {.text = text,
                                    .length = strlen(text),
                                    .arrived = run_time(at),
                                    .has_response = true,
                                    .response_us = (uint64_t)(at - said_at) * MS}};
    tell(to, EVENT_HEARD, at, &event);
}

void tell_fate(const struct fixture_call *to, enum event_kind kind, uint32_t at, uint32_t arrived,
               const char *text) {
    struct event event = {
        .heard = {.text = text, .length = strlen(text), .arrived = run_time(arrived)}};
    tell(to, kind, at, &event);
}

void tell_condition(const struct fixture_call *to, enum event_kind kind, uint32_t at,
                    uint32_t condition) {
    struct event event = {.fired.condition = condition};
    tell(to, kind, at, &event);
}

void tell_paused(const struct fixture_call *to, uint32_t at, uint32_t condition, uint32_t ms) {
    struct event event = {.paused = {.condition = condition, .mode = PAUSE_WAITS, .ms = ms}};
    tell(to, EVENT_PAUSED, at, &event);
}

void tell_said(const struct fixture_call *to, uint32_t started, uint32_t at, enum said_type type,
               uint32_t condition, const char *text) {
    struct event event = {.said = {.type = type,
                                   .text = text,
                                   .length = strlen(text),
                                   .condition = condition,
                                   .started = run_time(started)}};
    tell(to, EVENT_SAID, at, &event);
}

void tell_data(const struct fixture_call *to, enum event_kind kind, uint32_t at, const char *json) {
    struct event event = {.data.json = json};
    tell(to, kind, at, &event);
}

void tell_ended(const struct fixture_call *to, uint32_t at, struct event *event) {
    tell(to, EVENT_ENDED, at, event);
}

void play_passed(const struct fixture_call *to, uint32_t at) {
    tell_connecting(to, at, 1);
    tell_opened(to, at + 20);
    tell_condition(to, EVENT_FIRED, at + 20, 0);
    tell_said(to, at + 20, at + 20, SAID_MESSAGE, 0, "Hi there, I need to check on my appointment");
    tell_answer(to, at + 120, at + 20, "Which appointment do you mean?");
    tell_condition(to, EVENT_FIRED, at + 120, 1);
    tell_paused(to, at + 120, 1, 1500);
    tell_data(to, EVENT_METADATA, at + 300, "{\"model\":\"m1\",\"session\":123456789012345}");
    tell_heard(to, at + 1000, "Are you there?");
    tell_said(to, at + 120, at + 1620, SAID_MESSAGE, 1, "Yes, it is scheduled for tomorrow");
    tell_fate(to, EVENT_UNMATCHED, at + 1620, at + 1000, "Are you there?");
    tell_data(to, EVENT_FUNCTION_CALL, at + 1700, "{\"id\":\"c1\",\"name\":\"lookup\"}");
    tell_answer(to, at + 1920, at + 1620, "Confirmed?");
    tell_condition(to, EVENT_FIRED, at + 1920, 2);
    tell_said(to, at + 1920, at + 1920, SAID_MESSAGE, 2, "No that's all, thank you");
    tell_answer(to, at + 2120, at + 1920, "Goodbye.");
    tell_condition(to, EVENT_FIRED, at + 2120, 3);
    tell_said(to, at + 2120, at + 2120, SAID_END_CALL, 3, "");
    const struct transport_end end = {.kind = TRANSPORT_CLOSED,
                                      .has_close_frame = true,
                                      .close_code = 1000,
                                      .close_reason = "bye",
                                      .detail = ""};
    struct event event = {.ended = {.ending = ENDING_CALLER_ENDED,
                                    .verdict = VERDICT_PASSED,
                                    .opened = true,
                                    .opened_at = run_time(at + 20),
                                    .end = &end}};
    tell_ended(to, at + 3130, &event);
}

void play_stuck(const struct fixture_call *to, uint32_t at, const struct machine_state *state) {
    tell_connecting(to, at, 1);
    tell_opened(to, at + 20);
    tell_condition(to, EVENT_FIRED, at + 20, 0);
    tell_said(to, at + 20, at + 20, SAID_MESSAGE, 0, "Hi there, I need to check on my appointment");
    tell_answer(to, at + 120, at + 20, "Hmm, let me see.");
    tell_fate(to, EVENT_UNMATCHED, at + 120, at + 120, "Hmm, let me see.");
    tell_said(to, at + 30120, at + 30120, SAID_END_CALL, MACHINE_NONE, "");
    const struct transport_end end = {
        .kind = TRANSPORT_CLOSED, .has_close_frame = true, .close_reason = "", .detail = ""};
    struct event event = {.ended = {.ending = ENDING_NO_CONDITION_MATCHED,
                                    .verdict = VERDICT_FAILED,
                                    .opened = true,
                                    .opened_at = run_time(at + 20),
                                    .end = &end,
                                    .state = state,
                                    .stuck_on = "Hmm, let me see.",
                                    .stuck_on_length = 16}};
    tell_ended(to, at + 30120, &event);
}

void play_refused(const struct fixture_call *to, uint32_t at) {
    const struct transport_end end = {
        .kind = TRANSPORT_REFUSED, .close_reason = "", .detail = "connection refused"};
    tell_connecting(to, at, 1);
    tell_retrying(to, at + 10, &end);
    tell_connecting(to, at + 510, 2);
    struct event event = {
        .ended = {.ending = ENDING_NOT_CONNECTED, .verdict = VERDICT_ERRORED, .end = &end}};
    tell_ended(to, at + 520, &event);
}

void play_cancelled(const struct fixture_call *to, uint32_t at) {
    struct event event = {.ended = {.ending = ENDING_CANCELLED, .verdict = VERDICT_CANCELLED}};
    tell_ended(to, at, &event);
}
