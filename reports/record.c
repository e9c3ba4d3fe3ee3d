/* record.c - remembering a run. */
#include "reports/record.h"

#include "reports/reason.h"
#include "reports/shortfall.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { CLOSE_NO_STATUS = 1005 /* What RFC 6455 calls a close frame without a code. */ };

struct record {
    const struct memory *memory;
    struct arena arena;
    struct record_subject subject;
    struct call_record *calls; /* By number. */
    struct machine_scratch *scratch;
    struct run_coverage *coverage; /* or NULL */
    instant last;
};

static void begin_call(struct call_record *call, const struct call *plan,
                       const struct memory *memory) {
    const struct machine *machine = plan->playbook->machine;
    *call = (struct call_record){.call = plan, .close_reason = ""};
    arena_init(&call->arena, memory);
    transcript_init(&call->transcript, &call->arena);
    metadata_init(&call->metadata, &call->arena);
    call->judgements = judgements_begin(&call->arena, plan);
    call->fired =
        arena_alloc(&call->arena, machine_condition_count(machine) * sizeof(*call->fired));
}

struct record *record_create(const struct memory *memory, const struct record_subject *subject) {
    const struct memory *from = memory != NULL ? memory : &memory_system;
    struct record *record = from->resize(from->user, NULL, 0, sizeof(*record));
    *record = (struct record){.memory = from, .subject = *subject, .last = subject->started};
    arena_init(&record->arena, from);
    record->calls = arena_alloc(&record->arena, subject->call_count * sizeof(*record->calls));
    for (size_t i = 0; i < subject->call_count; i++) {
        begin_call(&record->calls[i], &subject->calls[i], from);
    }
    record->scratch = machine_scratch_create(from);
    if (subject->covers) {
        record->coverage = run_coverage_create(&record->arena, subject->calls, subject->call_count);
    }
    return record;
}

static void forget_responses(struct record *record, struct call_record *call) {
    if (call->responses != NULL) {
        record->memory->resize(record->memory->user, call->responses,
                               call->response_capacity * sizeof(*call->responses), 0);
        call->responses = NULL;
    }
}

void record_destroy(struct record *record) {
    if (record == NULL) {
        return;
    }
    const struct memory *memory = record->memory;
    for (size_t i = 0; i < record->subject.call_count; i++) {
        forget_responses(record, &record->calls[i]);
        arena_finish(&record->calls[i].arena);
    }
    machine_scratch_destroy(record->scratch);
    arena_finish(&record->arena);
    memory->resize(memory->user, record, sizeof(*record), 0);
}

static void note_response(struct record *record, struct call_record *call, uint64_t response_us) {
    if (call->latency.count == call->response_capacity) {
        size_t capacity = call->response_capacity == 0 ? 16 : call->response_capacity * 2;
        call->responses = record->memory->resize(record->memory->user, call->responses,
                                                 call->response_capacity * sizeof(*call->responses),
                                                 capacity * sizeof(*call->responses));
        call->response_capacity = capacity;
    }
    call->responses[call->latency.count++] = response_us;
}

static void note_heard(struct record *record, struct call_record *call, const struct event *event) {
    call->turns += event->heard.length > 0;
    call->agent_said_end = call->agent_said_end || event->heard.ends_call;
    if (event->heard.has_response) {
        note_response(record, call, event->heard.response_us);
    }
}

static void note_ended(struct record *record, struct call_record *call, const struct event *event) {
    const struct transport_end *end = event->ended.end;
    call->ended = true;
    call->ended_at = event->at;
    call->ending = event->ended.ending;
    call->verdict = event->ended.verdict;
    call->scenario_passed = event->ended.scenario_passed;
    if (event->ended.opened) {
        call->opened = true;
        call->opened_at = event->ended.opened_at;
    }
    if (end != NULL && end->has_close_frame) {
        call->has_close_frame = true;
        call->close_code = end->close_code != 0 ? end->close_code : CLOSE_NO_STATUS;
        call->close_reason = arena_copy(&call->arena, end->close_reason, strlen(end->close_reason));
    }
    call->latency = latency_of(call->responses, call->latency.count);
    forget_responses(record, call);
    call->judgements = judgements_end(&call->arena, call, event, record->scratch);
    call->error_message = reason_of(&call->arena, &record->subject, call, event);
    struct shortfall shortfall = shortfall_of(&call->arena, call, event, record->scratch);
    call->explanation = shortfall.lines;
    call->explanation_count = shortfall.count;
}

static void note_connecting(struct call_record *call, const struct event *event) {
    call->attempts = event->connecting.attempt;
    if (!call->started) {
        call->started = true;
        call->started_at = event->at;
    }
}

static void hear(void *user, const struct event *event) {
    struct record *record = user;
    struct call_record *call = &record->calls[event->call->number];
    record->last = event->at;
    if (record->coverage != NULL) {
        run_coverage_note(record->coverage, event, record->scratch);
    }
    switch (event->kind) {
    case EVENT_CONNECTING:
        note_connecting(call, event);
        break;
    case EVENT_OPENED:
        call->opened = true;
        call->opened_at = event->at;
        call->connect_us = event->opened.connect_us;
        break;
    case EVENT_HEARD:
        note_heard(record, call, event);
        break;
    case EVENT_FIRED:
        call->fired[event->fired.condition]++;
        break;
    case EVENT_METADATA:
        metadata_merge(&call->metadata, event->data.json);
        break;
    case EVENT_BINARY:
        call->binary_frames++;
        break;
    case EVENT_ENDED:
        note_ended(record, call, event);
        break;
    default:
        break;
    }
    transcript_note(&call->transcript, event);
}

struct event_listener record_listener(struct record *record) {
    return (struct event_listener){.event = hear, .user = record};
}

const struct record_subject *record_subject(const struct record *record) {
    return &record->subject;
}

const struct call_record *record_call(const struct record *record, size_t number) {
    return &record->calls[number];
}

struct record_totals record_totals(const struct record *record) {
    struct record_totals totals = {.calls = record->subject.call_count};
    for (size_t i = 0; i < record->subject.call_count; i++) {
        totals.ended += record->calls[i].ended;
        totals.by_verdict[record_verdict(&record->calls[i])]++;
    }
    return totals;
}

enum verdict record_verdict(const struct call_record *call) {
    return call->ended ? call->verdict : VERDICT_CANCELLED;
}

uint64_t record_duration(const struct call_record *call) {
    return call->ended && call->opened ? call->ended_at - call->opened_at : 0;
}

uint64_t record_since_open(const struct call_record *call, instant at) {
    return call->opened && at > call->opened_at ? at - call->opened_at : 0;
}

bool record_is_partial(const struct record *record) {
    return record_totals(record).by_verdict[VERDICT_CANCELLED] > 0;
}

struct record_rate record_rate(const struct record *record, size_t first) {
    const struct call *calls = record->subject.calls;
    struct record_rate rate = {0};
    for (size_t i = first;
         i < record->subject.call_count && calls[i].scenario == calls[first].scenario; i++) {
        rate.calls++;
        rate.passed += record_verdict(&record->calls[i]) == VERDICT_PASSED;
    }
    return rate;
}

const struct run_coverage *record_coverage(const struct record *record) {
    return record->coverage;
}

instant record_last(const struct record *record) {
    return record->last;
}

int32_t record_condition_id(const struct call *call, uint32_t index) {
    return machine_condition(call->playbook->machine, index)->id;
}

uint64_t record_since_start(const struct record *record, instant at) {
    return at > record->subject.started ? at - record->subject.started : 0;
}

const char *record_utc(struct arena *arena, uint64_t microseconds) {
    time_t seconds = (time_t)(microseconds / 1000000);
    struct tm parts;
    char text[sizeof("2025-01-31T09:30:00")];
    gmtime_r(&seconds, &parts);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
    return arena_printf(arena, "%s.%03" PRIu64 "Z", text, microseconds / 1000 % 1000);
}

const char *record_timestamp(const struct record *record, struct arena *arena, instant at) {
    return record_utc(arena, record->subject.started_at + record_since_start(record, at));
}
