/* transcript.c - entries from events. */
#include "reports/transcript.h"

#include <string.h>

static const char *const roles[ROLES] = {
    [ROLE_CALLER] = "Testing Agent",
    [ROLE_AGENT] = "Main Agent",
    [ROLE_FUNCTION_CALL] = "Function Call",
    [ROLE_FUNCTION_CALL_RESULT] = "Function Call Result",
    [ROLE_EVENT] = "Event",
};

const char *transcript_role_text(enum transcript_role role) {
    return roles[role];
}

void transcript_init(struct transcript *transcript, struct arena *arena) {
    *transcript = (struct transcript){.arena = arena};
}

/* Behind all entries that ended no later: what was heard while the caller paused comes before what
 * the caller then said, whichever was told first. */
static void insert(struct transcript *transcript, struct transcript_entry *entry) {
    struct transcript_entry **link = &transcript->first;
    if (transcript->last != NULL && transcript->last->ended <= entry->ended) {
        link = &transcript->last->next;
    }
    while (*link != NULL && (*link)->ended <= entry->ended) {
        link = &(*link)->next;
    }
    entry->next = *link;
    *link = entry;
    if (entry->next == NULL) {
        transcript->last = entry;
    }
    transcript->count++;
}

static struct transcript_entry *add(struct transcript *transcript, enum transcript_role role,
                                    const char *content, size_t length, instant started,
                                    instant ended) {
    struct transcript_entry *entry = arena_alloc(transcript->arena, sizeof(*entry));
    *entry = (struct transcript_entry){
        .role = role,
        .content = arena_copy(transcript->arena, content, length),
        .content_length = length,
        .started = started,
        .ended = ended,
        .condition = MACHINE_NONE,
    };
    insert(transcript, entry);
    return entry;
}

static void add_heard(struct transcript *transcript, const struct event *event) {
    if (event->heard.length == 0 && !event->heard.ends_call) {
        return;
    }
    struct transcript_entry *entry =
        add(transcript, ROLE_AGENT, event->heard.text, event->heard.length, event->heard.arrived,
            event->heard.arrived);
    entry->end_call = event->heard.ends_call;
    entry->has_response = event->heard.has_response;
    entry->response_us = event->heard.response_us;
    transcript->over = transcript->over || entry->end_call;
}

/* The action's markup, where it is not simply what was said. */
static const char *action_of(const struct event *event) {
    const struct machine *machine = event->call->playbook->machine;
    const struct action *action = &machine_condition(machine, event->said.condition)->action;
    bool same = action->source_length == event->said.length &&
                memcmp(action->source, event->said.text, event->said.length) == 0;
    return same ? NULL : action->source;
}

static void add_condition(struct transcript_entry *entry, const struct event *event) {
    entry->condition = event->said.condition;
    if (entry->condition != MACHINE_NONE) {
        entry->action = action_of(event);
    }
}

static void add_said(struct transcript *transcript, const struct event *event) {
    struct transcript_entry *entry = add(transcript, ROLE_CALLER, event->said.text,
                                         event->said.length, event->said.started, event->at);
    entry->end_call = event->said.type == SAID_END_CALL;
    transcript->over = transcript->over || entry->end_call;
    add_condition(entry, event);
}

/* A message for the agent's program, not for its ear: its JSON is the entry's data. */
static void add_client_message(struct transcript *transcript, const struct event *event) {
    struct transcript_entry *entry =
        add(transcript, ROLE_EVENT, "", 0, event->said.started, event->at);
    entry->data = arena_copy(transcript->arena, event->said.text, event->said.length);
    add_condition(entry, event);
}

static void add_sms(struct transcript *transcript, const struct event *event) {
    struct transcript_entry *entry = add(transcript, ROLE_EVENT, event->said.text,
                                         event->said.length, event->said.started, event->at);
    entry->data = "{\"type\":\"send_sms\"}";
    add_condition(entry, event);
}

static void add_data(struct transcript *transcript, enum transcript_role role,
                     const struct event *event) {
    struct transcript_entry *entry = add(transcript, role, "", 0, event->at, event->at);
    entry->data = arena_copy(transcript->arena, event->data.json, strlen(event->data.json));
}

/* What became of the utterance that came when @event says. Mostly they are told of in order, so the
 * search goes on where the last one ended: a flood must not make it long. */
static void mark(struct transcript *transcript, const struct event *event,
                 enum transcript_mark mark) {
    instant arrived = event->heard.arrived;
    struct transcript_entry *entry = transcript->first;
    if (transcript->marked != NULL && transcript->marked->ended <= arrived) {
        entry = transcript->marked;
    }
    while (entry != NULL &&
           (entry->role != ROLE_AGENT || entry->ended != arrived || entry->mark != MARK_NONE)) {
        entry = entry->next;
    }
    if (entry != NULL) {
        entry->mark = mark;
        transcript->marked = entry;
    }
}

void transcript_note(struct transcript *transcript, const struct event *event) {
    switch (event->kind) {
    case EVENT_HEARD:
        add_heard(transcript, event);
        break;
    case EVENT_UNMATCHED:
        mark(transcript, event, MARK_UNMATCHED);
        break;
    case EVENT_IGNORED:
        if (!transcript->over) {
            mark(transcript, event, MARK_IGNORED);
        }
        break;
    case EVENT_SAID:
        if (event->said.type == SAID_CLIENT_MESSAGE) {
            add_client_message(transcript, event);
        } else {
            add_said(transcript, event);
        }
        break;
    case EVENT_SMS:
        add_sms(transcript, event);
        break;
    case EVENT_FUNCTION_CALL:
        add_data(transcript, ROLE_FUNCTION_CALL, event);
        break;
    case EVENT_FUNCTION_CALL_RESULT:
        add_data(transcript, ROLE_FUNCTION_CALL_RESULT, event);
        break;
    case EVENT_OTHER:
        add_data(transcript, ROLE_EVENT, event);
        break;
    default:
        break;
    }
}
