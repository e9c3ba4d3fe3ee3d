/* html_chat.c - a conversation as a chat: the agent on the left, the caller on the right. */
#include "reports/html.h"
#include "reports/html_text.h"
#include "reports/members.h"
#include "reports/words.h"

#include <inttypes.h>
#include <string.h>

enum {
    PAUSE_SHOWN_US = 50000, /* What is shorter is no scripted pause. */
    SHORT_JSON = 72,        /* Bytes that are easily read on one line. */
};

void html_time(const struct call_record *call, instant at, struct buffer *out) {
    uint64_t seconds = record_since_open(call, at) / 1000000;
    buffer_printf(out, "%02" PRIu64 ":%02" PRIu64, seconds / 60, seconds % 60);
}

void html_condition(const struct machine *machine, uint32_t index, struct buffer *out) {
    const struct machine_condition *condition = machine_condition(machine, index);
    if (condition->type == CONDITION_TYPE_FOLLOWUP) {
        buffer_printf(out, "follows #%" PRId32, machine_condition(machine, condition->parent)->id);
        return;
    }
    buffer_append_text(out, "<code>");
    html_text(out, condition->condition_text, condition->condition_length);
    buffer_append_text(out, "</code>");
}

void html_why(const struct call_record *call, struct buffer *out) {
    if (record_verdict(call) == VERDICT_PASSED) {
        return;
    }
    buffer_append_text(out, "<div class=\"why\"><p>");
    html_string(out, call->error_message != NULL ? call->error_message : "never ended");
    buffer_append_text(out, "</p>");
    html_list(out, call->explanation, call->explanation_count);
    buffer_append_text(out, "</div>");
}

/* An end_call of the caller's that no condition scripts: how a call ends that did not pass. */
static bool is_hang_up(const struct transcript_entry *entry) {
    return entry->role == ROLE_CALLER && entry->end_call && entry->condition == MACHINE_NONE;
}

/* The turn where it went wrong: what fired nothing last, else the last before the caller gave up.
 * NULL when it passed, or there was no turn. */
static const struct transcript_entry *wrong_turn(const struct call_record *call) {
    const struct transcript_entry *unmatched = NULL;
    const struct transcript_entry *last = NULL;
    for (const struct transcript_entry *entry = call->transcript.first;
         entry != NULL && !(is_hang_up(entry) && last != NULL); entry = entry->next) {
        unmatched = entry->mark == MARK_UNMATCHED ? entry : unmatched;
        last = entry;
    }
    if (record_verdict(call) == VERDICT_PASSED) {
        return NULL;
    }
    return call->ending == ENDING_NO_CONDITION_MATCHED && unmatched != NULL ? unmatched : last;
}

/* JSON laid out with two spaces; as it stands when it is short or nests too deep. The tabs are
 * cJSON's: within a string there are none. */
static void add_json(const char *json, struct buffer *out) {
    struct buffer tabbed;
    struct buffer text;
    buffer_init(&tabbed, NULL);
    buffer_init(&text, NULL);
    bool short_enough = strlen(json) <= SHORT_JSON;
    cJSON *value = short_enough || members_too_deep(json) ? NULL : cJSON_Parse(json);
    if (value != NULL) {
        members_print(value, true, &tabbed);
    } else {
        buffer_append_text(&tabbed, json);
    }
    for (size_t i = 0; i < tabbed.length; i++) {
        bool behind_key = i > 0 && tabbed.data[i - 1] == ':';
        if (tabbed.data[i] == '\t') {
            buffer_append_text(&text, behind_key ? " " : "  ");
        } else {
            buffer_append(&text, tabbed.data + i, 1);
        }
    }
    html_text(out, text.data, text.length);
    buffer_finish(&tabbed);
    buffer_finish(&text);
}

static void add_data(const struct transcript_entry *entry, struct buffer *out) {
    buffer_append_text(out, "<div class=\"data\"><b>");
    html_string(out, transcript_role_text(entry->role));
    buffer_append_text(out, "</b>");
    if (entry->content_length > 0) {
        buffer_append_text(out, "<pre>");
        html_text(out, entry->content, entry->content_length);
        buffer_append_text(out, "</pre>");
    }
    if (entry->data != NULL) {
        buffer_append_text(out, "<pre>");
        add_json(entry->data, out);
        buffer_append_text(out, "</pre>");
    }
    buffer_append_text(out, "</div>");
}

/* What fired it: "#1 contains "appointment"". */
static void add_condition(const struct call_record *call, uint32_t index, struct buffer *out) {
    const struct machine *machine = call->call->playbook->machine;
    buffer_printf(out, "<span><b>#%" PRId32 "</b> ", machine_condition(machine, index)->id);
    html_condition(machine, index, out);
    buffer_append_text(out, "</span>");
}

/* The small print below what was said. */
static void add_note(const struct call_record *call, const struct transcript_entry *entry,
                     struct buffer *out) {
    static const char *const fates[] = {
        [MARK_NONE] = "",
        [MARK_UNMATCHED] = "<span class=\"fate\">no condition matched</span>",
        [MARK_IGNORED] = "<span class=\"fate\">heard while nothing may fire</span>",
    };
    struct buffer note;
    buffer_init(&note, NULL);
    if (entry->condition != MACHINE_NONE) {
        add_condition(call, entry->condition, &note);
    }
    if (entry->ended - entry->started >= PAUSE_SHOWN_US) {
        buffer_append_text(&note, "<span>after a pause of ");
        words_duration(&note, entry->ended - entry->started);
        buffer_append_text(&note, "</span>");
    }
    if (entry->has_response) {
        buffer_append_text(&note, "<span>answered in ");
        words_duration(&note, entry->response_us);
        buffer_append_text(&note, "</span>");
    }
    buffer_append_text(&note, fates[entry->mark]);
    if (entry->end_call && entry->content_length > 0) {
        buffer_append_text(&note, "<span>ends the call</span>");
    }
    if (note.length > 0) {
        buffer_printf(out, "<p class=\"note\">%s</p>", buffer_terminate(&note));
    }
    buffer_finish(&note);
}

static void add_words(const struct call_record *call, const struct transcript_entry *entry,
                      struct buffer *out) {
    bool spoken = entry->role == ROLE_CALLER || entry->role == ROLE_AGENT;
    buffer_append_text(out, "<div class=\"words\">");
    if (!spoken) {
        add_data(entry, out);
    } else if (entry->content_length > 0) {
        buffer_append_text(out, "<div class=\"bubble\" dir=\"auto\">");
        html_text(out, entry->content, entry->content_length);
        buffer_append_text(out, "</div>");
    } else {
        buffer_printf(out, "<span>the %s ends the call</span>",
                      entry->role == ROLE_CALLER ? "caller" : "agent");
    }
    add_note(call, entry, out);
    buffer_append_text(out, "</div>");
}

static const char *class_of(const struct transcript_entry *entry) {
    if (entry->role != ROLE_CALLER && entry->role != ROLE_AGENT) {
        return "aside";
    }
    if (entry->content_length == 0) {
        return "end";
    }
    return entry->role == ROLE_CALLER ? "caller" : "agent";
}

static void add_turn(const struct call_record *call, const struct transcript_entry *entry,
                     size_t index, bool wrong, struct buffer *out) {
    buffer_printf(out, "<li class=\"turn %s%s%s\" id=\"c%u-%zu\"><time>", class_of(entry),
                  entry->mark != MARK_NONE ? " odd" : "", wrong ? " wrong" : "", call->call->number,
                  index);
    html_time(call, entry->ended, out);
    buffer_append_text(out, "</time>");
    add_words(call, entry, out);
    if (wrong) {
        html_why(call, out);
    }
    buffer_append_text(out, "</li>\n");
}

void html_chat(const struct call_record *call, struct buffer *out) {
    if (call->transcript.count == 0) {
        return;
    }
    const struct transcript_entry *wrong = wrong_turn(call);
    size_t index = 0;
    buffer_append_text(out, "<ol class=\"chat\">\n");
    for (const struct transcript_entry *entry = call->transcript.first; entry != NULL;
         entry = entry->next) {
        add_turn(call, entry, index++, entry == wrong, out);
    }
    buffer_append_text(out, "</ol>\n");
}
