/* transcript.h - who said what in one call, in the order of end_time (spec section 6). */
#ifndef PARLEY_REPORTS_TRANSCRIPT_H
#define PARLEY_REPORTS_TRANSCRIPT_H

#include "runtime/call.h"
#include "runtime/event.h"

enum transcript_role {
    ROLE_CALLER,
    ROLE_AGENT,
    ROLE_FUNCTION_CALL,
    ROLE_FUNCTION_CALL_RESULT,
    ROLE_EVENT,
    ROLES
};

/* What became of an utterance of the agent. */
enum transcript_mark { MARK_NONE, MARK_UNMATCHED, MARK_IGNORED };

/* One entry. Lives in the arena its transcript was given. */
struct transcript_entry {
    struct transcript_entry *next;
    enum transcript_role role;
    const char *content; /* NUL-terminated; never NULL. */
    size_t content_length;
    instant started, ended; /* On the run's clock. */
    uint32_t condition;     /* Index of what fired it; MACHINE_NONE when nothing did. */
    const char *action;     /* As in the file, filled; NULL when it is the content. */
    const char *data;       /* JSON; NULL when there is none. */
    bool end_call;
    bool has_response; /* The agent's answer came `response_us` after what the caller said. */
    uint64_t response_us;
    enum transcript_mark mark;
};

/* The entries of one call. */
struct transcript {
    struct transcript_entry *first;
    size_t count;
    bool over; /* Someone ended the call: what is heard from here on are last words. */
    /* private */
    struct transcript_entry *last;
    struct transcript_entry *marked; /* The last one that got a mark. */
    struct arena *arena;
};

/* Entries are kept in @arena, which must outlive the transcript. */
void transcript_init(struct transcript *transcript, struct arena *arena);

/* Note what @event adds to the transcript of its call, if anything; texts are copied. */
void transcript_note(struct transcript *transcript, const struct event *event);

/* "Testing Agent" and its like; never NULL. */
const char *transcript_role_text(enum transcript_role role);

#endif
