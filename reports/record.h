/* record.h - the whole run as it was: what every call did, said, heard and came to.
 *
 * The one listener that remembers. Reports that are written at the end (result.json, JUnit, TAP)
 * and words that need the whole call (error_message, explanation) are made from it. It must hear an
 * event before any report that looks a call up in it. */
#ifndef PARLEY_REPORTS_RECORD_H
#define PARLEY_REPORTS_RECORD_H

#include "engine/latency.h"
#include "reports/judgement.h"
#include "reports/metadata.h"
#include "reports/run_coverage.h"
#include "reports/transcript.h"
#include "runtime/conversation.h"

/* What a run is about, known before its first event. Plain pointers: what they point to must
 * outlive the reports. */
struct record_subject {
    const char *id;   /* Of the result; unique. */
    const char *name; /* The suite's, else the file's or folder's, for people. */
    const char *agent_name;
    const char *agent_url;    /* As it may be shown: no secrets. "" when there are several. */
    const struct call *calls; /* In input order: calls[i].number is i. */
    size_t call_count;
    const struct conversation_settings *settings; /* For "(waited 30 s)". */
    bool covers;                                  /* Collect the coverage of its conditions. */
    instant started;                              /* On the run's clock, when the run began. */
    uint64_t started_at; /* The same moment, in microseconds since 1970-01-01 UTC. */
};

/* One call as recorded. Until it has ended only `call`, `started` and the transcript mean
 * something. */
struct call_record {
    const struct call *call;
    bool started; /* It began to connect. */
    bool opened;
    bool ended;
    instant started_at; /* Valid when started. */
    instant opened_at;  /* Valid when opened. */
    instant ended_at;   /* Valid when ended. */
    uint64_t connect_us;
    enum ending ending;
    enum verdict verdict;
    bool has_close_frame;
    uint16_t close_code;            /* The peer's; 1005 for a close frame without one. */
    const char *close_reason;       /* "" when none. */
    const char *error_message;      /* NULL when it passed. */
    const char *const *explanation; /* Lines, without line breaks. */
    size_t explanation_count;
    uint32_t *fired;              /* How often, by condition index. */
    bool scenario_passed;         /* Whatever its expectations. Valid when ended. */
    struct judgements judgements; /* Of its expectations. */
    struct latency latency;
    struct transcript transcript;
    struct metadata metadata; /* Merged; empty when there was none. */
    size_t binary_frames;
    size_t turns;        /* Utterances of the agent. */
    uint32_t attempts;   /* To connect. */
    bool agent_said_end; /* It sent an end_call. */
    /* private */
    struct arena arena;
    uint64_t *responses;
    size_t response_capacity;
};

/* How many calls came to what. */
struct record_totals {
    size_t calls;
    size_t ended;
    size_t by_verdict[VERDICTS];
};

struct record;

/* @subject is copied, what it points to is not. */
struct record *record_create(const struct memory *memory, const struct record_subject *subject);
/* NULL is allowed. */
void record_destroy(struct record *record);

struct event_listener record_listener(struct record *record);

const struct record_subject *record_subject(const struct record *record);
/* The call whose number is @number, below the subject's count. Valid as long as the record; its
 * texts once it has ended. */
const struct call_record *record_call(const struct record *record, size_t number);
struct record_totals record_totals(const struct record *record);
/* NULL unless the subject asks for it. */
const struct run_coverage *record_coverage(const struct record *record);
/* When the last event came; the run's start when none did. */
instant record_last(const struct record *record);

/* What became of a call: cancelled as long as it has not ended. */
enum verdict record_verdict(const struct call_record *call);
/* Microseconds from its open to its end; 0 when it never opened or has not ended. */
uint64_t record_duration(const struct call_record *call);
/* Microseconds from its open to @at; 0 before it. */
uint64_t record_since_open(const struct call_record *call, instant at);
/* True when some call was cancelled or has not ended: what stands here is not the whole run. */
bool record_is_partial(const struct record *record);

/* How often a scenario passed. */
struct record_rate {
    size_t calls; /* They stand together; at least 1. */
    size_t passed;
};

/* Of the scenario whose first call is number @first. */
struct record_rate record_rate(const struct record *record, size_t first);

/* The id of the condition at @index of a call's scenario, as its file has it. */
int32_t record_condition_id(const struct call *call, uint32_t index);

/* Microseconds from the run's start to @at. */
uint64_t record_since_start(const struct record *record, instant at);

/* @microseconds since 1970-01-01 as ISO 8601 in UTC with milliseconds, in @arena. */
const char *record_utc(struct arena *arena, uint64_t microseconds);
/* @at as ISO 8601 in UTC with milliseconds, such as 2025-01-31T09:30:00.000Z, in @arena. */
const char *record_timestamp(const struct record *record, struct arena *arena, instant at);

#endif
