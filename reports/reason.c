/* reason.c - one line for every ending. */
#include "reports/reason.h"

#include "reports/words.h"

#include <inttypes.h>
#include <string.h>

enum { QUOTED = 160 /* Code points of an utterance in one line. */, MS_US = 1000 };

/* Everything a reason is made of. */
struct facts {
    const struct record_subject *subject;
    const struct call_record *call;
    const struct event *ended;
    const struct machine *machine;
};

static const struct transport_end *end_of(const struct facts *facts) {
    return facts->ended->ended.end;
}

/* A timer that ran out and the option that sets it: "30 s". Without settings nothing is said. */
static void add_time(struct buffer *out, const char *before, uint32_t ms, const char *after) {
    if (ms > 0) {
        buffer_append_text(out, before);
        words_duration(out, (uint64_t)ms * MS_US);
        buffer_append_text(out, after);
    }
}

static void add_detail(struct buffer *out, const struct transport_end *end) {
    const char *text = transport_end_text(end->kind);
    buffer_append_text(out, text);
    if (end->detail[0] != '\0' && strcmp(end->detail, text) != 0) {
        buffer_printf(out, " (%s)", end->detail);
    }
}

static void add_attempts(struct buffer *out, const struct facts *facts) {
    if (facts->call->attempts > 1) {
        buffer_printf(out, " (tried %" PRIu32 " times)", facts->call->attempts);
    }
}

/* What the registry of close codes calls it; NULL for one without a name. */
static const char *close_code_name(uint16_t code) {
    static const struct {
        uint16_t code;
        const char *name;
    } names[] = {
        {1000, "normal closure"},   {1001, "going away"},        {1002, "protocol error"},
        {1003, "unsupported data"}, {1007, "invalid data"},      {1008, "policy violation"},
        {1009, "message too big"},  {1010, "missing extension"}, {1011, "internal error"},
        {1012, "service restart"},  {1013, "try again later"},   {1014, "bad gateway"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].code == code) {
            return names[i].name;
        }
    }
    return NULL;
}

static void add_close(struct buffer *out, const struct transport_end *end) {
    if (end->close_code == 0) {
        buffer_append_text(out, "without a status");
        return;
    }
    const char *name = close_code_name(end->close_code);
    buffer_printf(out, "with %u", (unsigned)end->close_code);
    if (name != NULL) {
        buffer_printf(out, " (%s)", name);
    }
    if (end->close_reason[0] != '\0') {
        buffer_append_text(out, " and the reason ");
        words_quote(out, end->close_reason, strlen(end->close_reason), QUOTED);
    }
}

/* What the call had still to reach. */
static const char *goal(const struct facts *facts) {
    return machine_has_endcall(facts->machine) ? "the scripted endcall was reached"
                                               : "every condition had fired";
}

static const struct transcript_entry *last_of(const struct facts *facts,
                                              enum transcript_role role) {
    const struct transcript_entry *found = NULL;
    for (const struct transcript_entry *entry = facts->call->transcript.first; entry != NULL;
         entry = entry->next) {
        if (entry->role == role && entry->content_length > 0) {
            found = entry;
        }
    }
    return found;
}

static void agent_ended(struct buffer *out, const struct facts *facts) {
    const struct transport_end *end = end_of(facts);
    buffer_printf(out, "the agent ended the call before %s: ", goal(facts));
    if (facts->call->agent_said_end) {
        buffer_append_text(out, "it sent end_call");
    } else if (end != NULL && end->has_close_frame) {
        buffer_append_text(out, "it closed the connection ");
        add_close(out, end);
    } else {
        buffer_append_text(out, "the connection ended without a close frame");
    }
}

static void agent_ended_after_message(struct buffer *out, const struct facts *facts) {
    const struct transcript_entry *last = last_of(facts, ROLE_AGENT);
    buffer_printf(out, "the agent ended the call before %s, with the message ", goal(facts));
    words_quote(out, last != NULL ? last->content : "", last != NULL ? last->content_length : 0,
                QUOTED);
}

static void max_duration(struct buffer *out, const struct facts *facts) {
    const struct conversation_settings *settings = facts->subject->settings;
    uint32_t limit = settings != NULL && settings->max_duration_ms > 0
                         ? settings->max_duration_ms
                         : facts->call->call->max_duration_ms;
    buffer_append_text(out, "the call was not over");
    add_time(out, " after ", limit, "");
    buffer_printf(out, ", the longest it may take (--max-duration), before %s", goal(facts));
}

/* Of both sides, until the caller gave up. */
static const struct transcript_entry *last_words(const struct facts *facts) {
    const struct transcript_entry *found = NULL;
    for (const struct transcript_entry *entry = facts->call->transcript.first;
         entry != NULL && !entry->end_call; entry = entry->next) {
        bool words = entry->role == ROLE_CALLER || entry->role == ROLE_AGENT;
        found = words && entry->content_length > 0 ? entry : found;
    }
    return found;
}

/* After its own words it is silent where an action answered them with nothing that is sent. */
static void agent_silent(struct buffer *out, const struct facts *facts) {
    const struct conversation_settings *settings = facts->subject->settings;
    const struct transcript_entry *last = last_words(facts);
    buffer_append_text(out, "the agent said nothing");
    add_time(out, " for ", settings != NULL ? settings->silence_timeout_ms : 0,
             " (--silence-timeout)");
    if (last != NULL) {
        buffer_append_text(out,
                           last->role == ROLE_AGENT ? " after its own " : " after the caller's ");
        words_quote(out, last->content, last->content_length, QUOTED);
    } else {
        buffer_append_text(out, ", and it was to speak first");
    }
}

static void no_condition_matched(struct buffer *out, const struct facts *facts) {
    const struct conversation_settings *settings = facts->subject->settings;
    const struct event *ended = facts->ended;
    if (ended->ended.detail != NULL) {
        buffer_append_text(out, ended->ended.detail);
    } else if (ended->ended.stuck_on != NULL) {
        buffer_append_text(out, "no condition matched what the agent said last: ");
        words_quote(out, ended->ended.stuck_on, ended->ended.stuck_on_length, QUOTED);
    } else {
        buffer_append_text(out, "no condition matched what the agent said last");
    }
    add_time(out, " (waited ", settings != NULL ? settings->stuck_timeout_ms : 0, ")");
}

/* Where the call was to go. */
static void add_address(struct buffer *out, const struct facts *facts) {
    const struct websocket_target *target = facts->call->call->target;
    if (facts->subject->agent_url[0] != '\0' || target == NULL) {
        buffer_append_text(out, facts->subject->agent_url);
        return;
    }
    bool is_ipv6 = strchr(target->host, ':') != NULL;
    buffer_printf(out, "%s://%s%s%s:%u%s", target->tls ? "wss" : "ws", is_ipv6 ? "[" : "",
                  target->host, is_ipv6 ? "]" : "", (unsigned)target->port, target->path);
}

static void did_not_answer(struct buffer *out, const struct facts *facts) {
    const struct conversation_settings *settings = facts->subject->settings;
    buffer_append_text(out, "no answer from ");
    add_address(out, facts);
    add_time(out, " within ", settings != NULL ? settings->connect_timeout_ms : 0,
             " (--connect-timeout)");
    add_attempts(out, facts);
    buffer_append_text(out, ": is the address right, and is the agent running there?");
}

/* An HTTP answer that is not 101, and what to look at. */
static const char *status_advice(int status) {
    if (status >= 300 && status < 400) {
        return "redirects are not followed: give the address it points to";
    }
    switch (status) {
    case 404:
    case 405:
        return "check the path in the address";
    case 400:
    case 426:
        return "is it a WebSocket server that speaks version 13?";
    case 407:
        return "a proxy stands in between";
    case 429:
    case 503:
        return "it is too busy: try later, or fewer calls at once (-j)";
    default:
        return status >= 500 ? "see the agent's own log" : "check the address and the headers (-H)";
    }
}

/* What to do about a connection that did not come about. */
static const char *connect_advice(const struct transport_end *end) {
    switch (end->kind) {
    case TRANSPORT_REFUSED:
        return "is the agent running?";
    case TRANSPORT_UNREACHABLE:
        return "check the address and the network";
    case TRANSPORT_NO_NAME:
        return "check how the host name is written";
    case TRANSPORT_TLS_FAILED:
        return "for a certificate of your own authority use --cacert FILE";
    case TRANSPORT_UPGRADE_BROKEN:
    case TRANSPORT_BAD_ACCEPT:
        return "is a WebSocket server listening there, and ws:// or wss:// as it should be?";
    default:
        return "is the agent running?";
    }
}

static void not_connected(struct buffer *out, const struct facts *facts) {
    const struct transport_end *end = end_of(facts);
    buffer_append_text(out, "could not connect to ");
    add_address(out, facts);
    buffer_append_text(out, ": ");
    if (end == NULL) {
        buffer_append_text(out, "the connection could not be started");
        return;
    }
    if (end->kind == TRANSPORT_UPGRADE_STATUS) {
        buffer_printf(out, "it answered the upgrade with %d", end->http_status);
        add_attempts(out, facts);
        buffer_printf(out, "; %s", status_advice(end->http_status));
        return;
    }
    add_detail(out, end);
    add_attempts(out, facts);
    buffer_printf(out, "; %s", connect_advice(end));
}

static void rejected(struct buffer *out, const struct facts *facts) {
    const struct transport_end *end = end_of(facts);
    buffer_append_text(out, "the agent refused the connection");
    if (end != NULL && end->http_status > 0) {
        buffer_printf(out, " with %d", end->http_status);
    }
    buffer_append_text(out, ": check the headers (-H) or the secret");
}

static void add_protocol(struct buffer *out, const struct transport_end *end) {
    if (end->sent_code == 1009) {
        buffer_append_text(out, "the agent sent a message over the size limit (--max-message)");
    } else if (end->sent_code == 1007) {
        buffer_append_text(out, "the agent sent text that is not UTF-8");
    } else {
        buffer_append_text(out, "the agent broke the WebSocket protocol");
    }
    if (end->detail[0] != '\0') {
        buffer_printf(out, ": %s", end->detail);
    }
}

static void dropped(struct buffer *out, const struct facts *facts) {
    const struct transport_end *end = end_of(facts);
    if (facts->ended->ended.detail != NULL) { /* The caller gave up on it. */
        buffer_append_text(out, facts->ended->ended.detail);
        return;
    }
    switch (end != NULL ? end->kind : TRANSPORT_RESET) {
    case TRANSPORT_CLOSED:
        buffer_append_text(out, "the agent closed the connection ");
        add_close(out, end);
        buffer_append_text(out, "; see the agent's own log");
        break;
    case TRANSPORT_PROTOCOL:
        add_protocol(out, end);
        break;
    case TRANSPORT_OVERFLOW:
        buffer_append_text(out, "the agent stopped reading what the caller sent");
        break;
    case TRANSPORT_ABORTED:
        buffer_append_text(out, "the agent did not answer the closing handshake");
        break;
    default:
        buffer_append_text(out, "the connection was reset: the agent may have crashed");
    }
}

static void cancelled(struct buffer *out, const struct facts *facts) {
    buffer_append_text(out, facts->call->started ? "cancelled while it was under way"
                                                 : "cancelled before it began");
}

/* The call itself came to a good end. */
static void unmet(struct buffer *out, const struct facts *facts) {
    const struct judgements *judgements = &facts->call->judgements;
    const struct judgement *first = judgements_first_failed(judgements);
    if (judgements->failed == 1) {
        buffer_append_text(out, "an expectation does not hold: ");
    } else {
        buffer_printf(out, "%zu of %zu expectations do not hold, first: ", judgements->failed,
                      judgements->count);
    }
    buffer_append_text(out, first != NULL ? first->title : "");
}

static void add_message(struct buffer *out, const struct facts *facts) {
    static void (*const writers[ENDINGS])(struct buffer *, const struct facts *) = {
        [ENDING_AGENT_ENDED] = agent_ended,
        [ENDING_AGENT_ENDED_AFTER_MESSAGE] = agent_ended_after_message,
        [ENDING_MAX_DURATION] = max_duration,
        [ENDING_AGENT_SILENT] = agent_silent,
        [ENDING_NO_CONDITION_MATCHED] = no_condition_matched,
        [ENDING_DID_NOT_ANSWER] = did_not_answer,
        [ENDING_NOT_CONNECTED] = not_connected,
        [ENDING_REJECTED] = rejected,
        [ENDING_DROPPED] = dropped,
        [ENDING_CANCELLED] = cancelled,
    };
    enum ending ending = facts->ended->ended.ending;
    if (facts->call->scenario_passed) {
        unmet(out, facts);
    } else if (writers[ending] != NULL) {
        writers[ending](out, facts);
    } else {
        buffer_printf(out, "the caller ended the call before %s", goal(facts));
    }
}

/* What a quoted reason holds must not make two lines of one. */
static void flatten(char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '\n' || *text == '\r') {
            *text = ' ';
        }
    }
}

const char *reason_of(struct arena *arena, const struct record_subject *subject,
                      const struct call_record *call, const struct event *ended) {
    if (call->verdict == VERDICT_PASSED) {
        return NULL;
    }
    const struct facts facts = {
        .subject = subject, .call = call, .ended = ended, .machine = call->call->playbook->machine};
    struct buffer text;
    buffer_init(&text, arena_memory(arena));
    add_message(&text, &facts);
    char *message = arena_copy(arena, text.data, text.length);
    buffer_finish(&text);
    flatten(message);
    return message;
}
