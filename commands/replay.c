/* replay.c - saved transcripts, read back. */
#include "commands/replay.h"

#include "engine/text.h"
#include "formats/document.h"

#include <string.h>

static bool is_text(const struct value *value, const char *text) {
    return value != NULL && value->kind == VALUE_STRING && strcmp(value->text, text) == 0;
}

/* The run of a result.json that is meant. */
static const struct value *find_run(const struct value *runs, const char *scenario) {
    if (runs->kind != VALUE_ARRAY) {
        return NULL;
    }
    for (size_t i = 0; i < runs->item_count; i++) {
        const struct value *about = value_member(runs->items[i], "scenario");
        if (runs->item_count == 1 || is_text(value_member(about, "name"), scenario)) {
            return runs->items[i];
        }
    }
    return NULL;
}

static double number_of(const struct value *entry, const char *key) {
    double number = 0;
    const struct value *value = value_member(entry, key);
    if (value != NULL) {
        value_number(value, &number);
    }
    return number;
}

/* The caller sent something, from where its pause began to the frame sent. */
static void note_caller(const struct value *entry, const double *times, struct replay *replay) {
    int64_t id = 0;
    const struct value *condition = value_member(entry, "condition");
    if (condition == NULL || !value_integer(condition, &id)) {
        return;
    }
    double started = number_of(entry, "start_time");
    for (size_t i = replay->count; i > 0 && times[i - 1] > started; i--) {
        replay->turns[i - 1].performing = true;
        replay->turns[i - 1].performed = id;
    }
    if (replay->fired_count == 0 || replay->fired[replay->fired_count - 1] != id) {
        replay->fired[replay->fired_count++] = id;
    }
}

static void note_agent(const struct value *entry, double *times, struct replay *replay) {
    const struct value *content = value_member(entry, "content");
    if (content == NULL || content->kind != VALUE_STRING ||
        text_is_blank(content->text, content->length)) {
        return;
    }
    times[replay->count] = number_of(entry, "end_time");
    replay->turns[replay->count++] =
        (struct replay_turn){.text = content->text, .length = content->length};
}

static void note_entries(struct arena *arena, const struct value *entries, struct replay *replay) {
    size_t count = entries->item_count;
    double *times = arena_alloc(arena, count * sizeof(*times));
    replay->turns = arena_alloc(arena, count * sizeof(*replay->turns));
    replay->fired = arena_alloc(arena, count * sizeof(*replay->fired));
    for (size_t i = 0; i < count; i++) {
        const struct value *role = value_member(entries->items[i], "role");
        if (is_text(role, "Testing Agent")) {
            note_caller(entries->items[i], times, replay);
        } else if (is_text(role, "Main Agent")) {
            note_agent(entries->items[i], times, replay);
        }
    }
}

bool replay_read(struct arena *arena, const char *file, const char *scenario, struct replay *out,
                 struct diagnostics *diagnostics) {
    *out = (struct replay){0};
    const struct value *root = document_read(arena, file, diagnostics);
    if (root == NULL) {
        return false;
    }
    const struct value *runs = value_member(root, "runs");
    const struct value *run = runs != NULL ? find_run(runs, scenario) : root;
    const struct place place = {.file = file};
    if (run == NULL) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_SHAPE, &place,
                       "no run of the scenario \"%s\" is in it", scenario);
        return false;
    }
    const struct value *entries = value_member(run, "transcript_object");
    entries = entries != NULL ? entries : run;
    if (entries->kind != VALUE_ARRAY) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_SHAPE, &place,
                       "no transcript: expected transcript_object, as in transcripts/ and "
                       "result.json of --out");
        return false;
    }
    note_entries(arena, entries, out);
    return true;
}
