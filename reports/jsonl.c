/* jsonl.c - events as lines of JSON. */
#include "reports/jsonl.h"

#include "reports/members.h"

static void add_condition(cJSON *line, const struct event *event, uint32_t index) {
    if (index != MACHINE_NONE) {
        cJSON_AddNumberToObject(line, "condition", record_condition_id(event->call, index));
    }
}

static void add_connecting(cJSON *line, const struct event *event) {
    cJSON_AddStringToObject(line, "scenario", event->call->name);
    cJSON_AddNumberToObject(line, "attempt", event->connecting.attempt);
    cJSON_AddNumberToObject(line, "attempts", event->connecting.attempts);
}

static void add_retrying(cJSON *line, const struct event *event) {
    const struct transport_end *end = event->retrying.end;
    cJSON_AddStringToObject(line, "reason",
                            end != NULL ? transport_end_text(end->kind) : "timed out");
    member_add_text(line, "detail", end != NULL ? end->detail : NULL);
    if (end != NULL && end->http_status > 0) {
        cJSON_AddNumberToObject(line, "http_status", end->http_status);
    }
    member_add_seconds(line, "delay", (uint64_t)event->retrying.delay_ms * MS);
}

static void add_heard(cJSON *line, const struct event *event) {
    member_add_bytes(line, "content", event->heard.text, event->heard.length);
    if (event->heard.ends_call) {
        cJSON_AddTrueToObject(line, "end_call");
    }
    if (event->kind == EVENT_HEARD && event->heard.has_response) {
        cJSON_AddNumberToObject(line, "response_ms", (double)event->heard.response_us / MS);
    }
}

static void add_paused(cJSON *line, const struct event *event) {
    static const char *const modes[] = {
        [PAUSE_WAITS] = "waits",
        [PAUSE_INTERRUPTIBLE] = "interruptible",
        [PAUSE_DEAF] = "deaf",
    };
    add_condition(line, event, event->paused.condition);
    cJSON_AddStringToObject(line, "mode", modes[event->paused.mode]);
    member_add_seconds(line, "seconds", (uint64_t)event->paused.ms * MS);
}

static void add_said(cJSON *line, const struct event *event) {
    static const char *const types[] = {
        [SAID_MESSAGE] = "message",
        [SAID_DTMF] = "dtmf",
        [SAID_CLIENT_MESSAGE] = "client_message",
        [SAID_END_CALL] = "end_call",
    };
    cJSON_AddStringToObject(line, "type",
                            event->kind == EVENT_SMS ? "send_sms" : types[event->said.type]);
    member_add_bytes(line, "content", event->said.text, event->said.length);
    add_condition(line, event, event->said.condition);
}

static void add_ended(cJSON *line, const struct event *event, const struct record *record) {
    const struct call_record *call = record_call(record, event->call->number);
    cJSON_AddStringToObject(line, "verdict", verdict_text(event->ended.verdict));
    cJSON_AddStringToObject(line, "call_ended_reason", ending_text(event->ended.ending));
    if (call->has_close_frame) {
        cJSON_AddNumberToObject(line, "close_code", call->close_code);
        cJSON_AddStringToObject(line, "close_reason", call->close_reason);
    }
    member_add_text(line, "error_message", call->error_message);
    if (event->ended.verdict == VERDICT_CANCELLED) {
        cJSON_AddTrueToObject(line, "partial");
    }
    if (call->judgements.count > 0) {
        judgements_add(line, &call->judgements);
    }
}

static void add_fields(cJSON *line, const struct event *event, const struct record *record) {
    switch (event->kind) {
    case EVENT_CONNECTING:
        add_connecting(line, event);
        break;
    case EVENT_RETRYING:
        add_retrying(line, event);
        break;
    case EVENT_OPENED:
        member_add_seconds(line, "connect_time", event->opened.connect_us);
        break;
    case EVENT_HEARD:
    case EVENT_UNMATCHED:
    case EVENT_IGNORED:
        add_heard(line, event);
        break;
    case EVENT_FIRED:
    case EVENT_INTERRUPTED:
    case EVENT_LIMIT:
        add_condition(line, event, event->fired.condition);
        break;
    case EVENT_PAUSED:
        add_paused(line, event);
        break;
    case EVENT_SAID:
    case EVENT_SMS:
        add_said(line, event);
        break;
    case EVENT_FUNCTION_CALL:
    case EVENT_FUNCTION_CALL_RESULT:
    case EVENT_OTHER:
        member_add_raw(line, "data", event->data.json);
        break;
    case EVENT_METADATA:
        member_add_raw(line, "metadata", event->data.json);
        break;
    case EVENT_BINARY:
    case EVENTS:
        break;
    case EVENT_ENDED:
        add_ended(line, event, record);
        break;
    }
}

static void hear(void *user, const struct event *event) {
    struct jsonl *jsonl = user;
    cJSON *line = cJSON_CreateObject();
    member_add_seconds(line, "t", record_since_start(jsonl->record, event->at));
    cJSON_AddStringToObject(line, "run", event->call->run_id);
    cJSON_AddStringToObject(line, "event", event_kind_text(event->kind));
    add_fields(line, event, jsonl->record);
    if (jsonl->output->error == 0) {
        members_print(line, false, &jsonl->output->pending);
        output_text(jsonl->output, "\n");
        output_flush(jsonl->output);
    } else {
        cJSON_Delete(line);
    }
}

void jsonl_init(struct jsonl *jsonl, const struct record *record, struct output *output) {
    *jsonl = (struct jsonl){.record = record, .output = output};
}

struct event_listener jsonl_listener(struct jsonl *jsonl) {
    return (struct event_listener){.event = hear, .user = jsonl};
}
