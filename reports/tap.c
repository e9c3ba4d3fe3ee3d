/* tap.c - a run as TAP, version 14. */
#include "reports/tap.h"

#include "reports/log_commands.h"
#include "transports/json.h"

#include <string.h>

/* A description: `#` would begin a directive, and a line break would end it. */
static void add_description(struct buffer *out, const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '#' || *text == '\\') {
            buffer_append_text(out, "\\");
        }
        buffer_append(out, (unsigned char)*text < ' ' ? " " : text, 1);
    }
}

/* A JSON string is a YAML scalar. */
static void add_scalar(struct buffer *out, const char *key, const char *text) {
    buffer_printf(out, "  %s: ", key);
    json_append_string(out, text);
    buffer_append_text(out, "\n");
}

static void add_diagnostic(struct buffer *out, const struct call_record *call) {
    buffer_append_text(out, "  ---\n");
    add_scalar(out, "message", call->error_message);
    buffer_printf(out, "  severity: %s\n", call->verdict == VERDICT_ERRORED ? "error" : "fail");
    add_scalar(out, "call_ended_reason", ending_text(call->ending));
    add_scalar(out, "run", call->call->run_id);
    if (call->call->file != NULL) {
        add_scalar(out, "file", call->call->file);
    }
    if (call->explanation_count > 0) {
        buffer_append_text(out, "  explanation:\n");
    }
    for (size_t i = 0; i < call->explanation_count; i++) {
        buffer_append_text(out, "    - ");
        json_append_string(out, call->explanation[i]);
        buffer_append_text(out, "\n");
    }
    buffer_append_text(out, "  ...\n");
}

static void add_point(struct buffer *out, const struct call_record *call) {
    enum verdict verdict = record_verdict(call);
    bool ok = verdict == VERDICT_PASSED || verdict == VERDICT_CANCELLED;
    buffer_printf(out, "%s %u - ", ok ? "ok" : "not ok", (unsigned)call->call->number + 1);
    add_description(out, call->call->name);
    if (verdict == VERDICT_CANCELLED) {
        buffer_printf(out, " # SKIP %s", ending_text(ENDING_CANCELLED));
    }
    buffer_append_text(out, "\n");
    if (!ok) {
        add_diagnostic(out, call);
    }
}

void tap_print(const struct record *record, struct buffer *out) {
    size_t count = record_subject(record)->call_count;
    size_t before = out->length;
    buffer_printf(out, "TAP version 14\n1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        add_point(out, record_call(record, i));
    }
    if (record_is_partial(record)) {
        buffer_append_text(out, "# partial: the run was ended before all calls had been played\n");
    }
    log_commands_disarm(out, before, "\\u0023", "\\u003a"); /* In scalars; a # of a name is \#. */
}
