/* check_json.c - what `parley check` found, for programs. */
#include "commands/check_report.h"

#include "engine/text.h"
#include "reports/members.h"

#include <string.h>

/* The name of a file may hold any bytes, but JSON is UTF-8: bad ones become U+FFFD. */
static void add_file(cJSON *object, const char *key, const char *file) {
    struct buffer valid;
    buffer_init(&valid, NULL);
    for (size_t length = file != NULL ? strlen(file) : 0; length > 0;) {
        uint32_t code_point = 0;
        size_t read = text_read(file, length, &code_point);
        bool bad = read == 1 && (*file & 0x80) != 0;
        buffer_append(&valid, bad ? "\xEF\xBF\xBD" : file, bad ? 3 : read);
        file += read;
        length -= read;
    }
    member_add_text(object, key, file != NULL ? buffer_terminate(&valid) : NULL);
    buffer_finish(&valid);
}

/* A position counts from 1; 0 stands for none. */
static void add_position(cJSON *object, const char *key, uint32_t position) {
    if (position > 0) {
        cJSON_AddNumberToObject(object, key, position);
    } else {
        cJSON_AddNullToObject(object, key);
    }
}

static void add_diagnostic(cJSON *array, const struct diagnostic *diagnostic) {
    static const char *const severities[] = {
        [SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_NOTE] = "note"};
    const struct place *place = &diagnostic->place;
    cJSON *object = cJSON_CreateObject();
    add_file(object, "file", place->file);
    add_position(object, "line", place->line);
    add_position(object, "column", place->column);
    member_add_text(object, "path", place->path != NULL ? place->path : "");
    member_add_text(object, "severity", severities[diagnostic->severity]);
    member_add_text(object, "name", diagnostic_name_text(diagnostic->name));
    member_add_text(object, "message", diagnostic->message);
    cJSON_AddItemToArray(array, object);
}

static void add_texts(cJSON *object, const char *key, const char *const *texts, size_t count) {
    cJSON *array = cJSON_AddArrayToObject(object, key);
    for (size_t i = 0; i < count; i++) {
        cJSON_AddItemToArray(array, cJSON_CreateString(texts[i]));
    }
}

static void add_case(cJSON *array, const struct plan_case *planned) {
    const struct scenario_case *source = planned->source;
    const struct agent *agent = planned->agent != NULL ? planned->agent->agent : NULL;
    cJSON *object = cJSON_CreateObject();
    add_file(object, "file", source->file);
    member_add_text(object, "suite", source->suite);
    member_add_text(object, "id", source->id);
    member_add_text(object, "name", source->name);
    add_texts(object, "tags", source->tags, source->tag_count);
    cJSON_AddNumberToObject(object, "conditions",
                            source->scenario != NULL ? (double)source->scenario->condition_count
                                                     : 0);
    cJSON_AddNumberToObject(object, "expectations",
                            source->scenario != NULL ? (double)source->scenario->expectation_count
                                                     : 0);
    cJSON_AddNumberToObject(object, "frequency", planned->frequency);
    cJSON_AddNumberToObject(object, "max_duration", planned->max_duration_ms / 1000.0);
    member_add_text(object, "agent", agent != NULL ? agent->name : NULL);
    cJSON_AddItemToArray(array, object);
}

void check_report_json(const struct plan *plan, struct buffer *out) {
    const struct diagnostics *diagnostics = plan->invocation->diagnostics;
    cJSON *root = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(root, "diagnostics");
    for (const struct diagnostic *each = diagnostics->first; each != NULL; each = each->next) {
        add_diagnostic(list, each);
    }
    cJSON *cases = cJSON_AddArrayToObject(root, "scenarios");
    for (size_t i = 0; i < plan->case_count; i++) {
        add_case(cases, &plan->cases[i]);
    }
    add_texts(root, "skipped", plan->files.skipped, plan->files.skipped_count);
    add_texts(root, "cloud_fields", plan->files.cloud_fields, plan->files.cloud_field_count);
    cJSON *summary = cJSON_AddObjectToObject(root, "summary");
    cJSON_AddNumberToObject(summary, "errors", (double)diagnostics->error_count);
    cJSON_AddNumberToObject(summary, "warnings", (double)diagnostics->warning_count);
    cJSON_AddNumberToObject(summary, "scenarios", (double)plan->case_count);
    cJSON_AddNumberToObject(summary, "calls", (double)plan_call_count(plan));
    members_print(root, true, out);
}
