/* report_fixture.h - a run of a few calls whose events are made by hand, for the tests of reports.
 *
 * The scenario is that of the spec: 0 opens, 1 answers "appointment", 2 answers "confirm" and 3
 * follows 2 with the endcall. Every time is in milliseconds since the run began. */
#ifndef PARLEY_TESTS_REPORT_FIXTURE_H
#define PARLEY_TESTS_REPORT_FIXTURE_H

#include "reports/record.h"

enum { FIXTURE_CALLS = 3 };

struct report_fixture {
    struct arena arena;
    struct machine *machine;
    struct machine_scratch *scratch;
    struct machine_state *state; /* As after the opening and "Hmm." */
    struct call calls[FIXTURE_CALLS];
    struct conversation_settings settings;
    struct record_subject subject; /* Began at 2025-01-31T09:30:00Z. */
};

/* A run of @calls calls, at most FIXTURE_CALLS, called appointment, cancellation and ivr-menu. */
void fixture_init(struct report_fixture *fixture, size_t calls);
void fixture_finish(struct report_fixture *fixture);

/* Where events go, and of which call they are. */
struct fixture_call {
    struct event_listener listener;
    const struct call *call;
};

void tell_connecting(const struct fixture_call *to, uint32_t at, uint32_t attempt);
void tell_retrying(const struct fixture_call *to, uint32_t at, const struct transport_end *end);
void tell_opened(const struct fixture_call *to, uint32_t at);
void tell_heard(const struct fixture_call *to, uint32_t at, const char *text);
/* Answers what was said at @said_at. */
void tell_answer(const struct fixture_call *to, uint32_t at, uint32_t said_at, const char *text);
/* UNMATCHED or IGNORED: what was heard at @arrived. */
void tell_fate(const struct fixture_call *to, enum event_kind kind, uint32_t at, uint32_t arrived,
               const char *text);
/* FIRED, INTERRUPTED or LIMIT. */
void tell_condition(const struct fixture_call *to, enum event_kind kind, uint32_t at,
                    uint32_t condition);
void tell_paused(const struct fixture_call *to, uint32_t at, uint32_t condition, uint32_t ms);
void tell_said(const struct fixture_call *to, uint32_t started, uint32_t at, enum said_type type,
               uint32_t condition, const char *text);
/* FUNCTION_CALL, FUNCTION_CALL_RESULT, METADATA or OTHER. */
void tell_data(const struct fixture_call *to, enum event_kind kind, uint32_t at, const char *json);
/* @event's `ended` is filled by the caller. */
void tell_ended(const struct fixture_call *to, uint32_t at, struct event *event);

/* A call that passes: opened at @at + 20, ended at @at + 3130. */
void play_passed(const struct fixture_call *to, uint32_t at);
/* One that gets stuck on "Hmm, let me see.": ended at @at + 30120. @state may be NULL. */
void play_stuck(const struct fixture_call *to, uint32_t at, const struct machine_state *state);
/* One that is refused twice. */
void play_refused(const struct fixture_call *to, uint32_t at);
/* One that was never started. */
void play_cancelled(const struct fixture_call *to, uint32_t at);

#endif
