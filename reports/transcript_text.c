/* transcript_text.c - a transcript as plain lines. */
#include "reports/transcript_text.h"

#include <inttypes.h>
#include <string.h>

/* Its own line breaks are kept; what comes behind them is indented, so that nobody can say what
 * looks like another one's line. */
static void add_content(const char *text, size_t length, struct buffer *out) {
    const char *end = text + length;
    const char *newline = NULL;
    while ((newline = memchr(text, '\n', (size_t)(end - text))) != NULL) {
        buffer_append(out, text, (size_t)(newline + 1 - text));
        buffer_append_text(out, "        ");
        text = newline + 1;
    }
    buffer_append(out, text, (size_t)(end - text));
}

static void add_entry(const struct call_record *call, const struct transcript_entry *entry,
                      struct buffer *out) {
    static const char *const who[ROLES] = {
        [ROLE_CALLER] = "caller",
        [ROLE_AGENT] = "agent",
        [ROLE_FUNCTION_CALL] = "function call",
        [ROLE_FUNCTION_CALL_RESULT] = "function call result",
        [ROLE_EVENT] = "event",
    };
    static const char *const marks[] = {
        [MARK_NONE] = "",
        [MARK_UNMATCHED] = " (no condition matched)",
        [MARK_IGNORED] = " (heard while nothing may fire)",
    };
    uint64_t seconds = (entry->ended - call->opened_at) / 1000000;
    buffer_printf(out, "[%02" PRIu64 ":%02" PRIu64 "] %s", seconds / 60, seconds % 60,
                  who[entry->role]);
    if (entry->condition != MACHINE_NONE) {
        buffer_printf(out, " #%" PRId32, record_condition_id(call->call, entry->condition));
    }
    buffer_append_text(out, ":");
    if (entry->content_length > 0) {
        buffer_append_text(out, " ");
        add_content(entry->content, entry->content_length, out);
    }
    if (entry->data != NULL) {
        buffer_printf(out, " %s", entry->data);
    }
    buffer_append_text(out, entry->end_call ? " (ends the call)" : "");
    buffer_append_text(out, marks[entry->mark]);
    buffer_append_text(out, "\n");
}

void transcript_text_print(const struct call_record *call, struct buffer *out) {
    for (const struct transcript_entry *entry = call->transcript.first; entry != NULL;
         entry = entry->next) {
        add_entry(call, entry, out);
    }
}
