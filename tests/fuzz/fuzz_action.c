/* fuzz_action.c - any text as an action.
 *
 * Beyond not crashing: the same action gives the same steps; pauses keep to the max duration; an
 * endcall is last; a message is trimmed and not empty; and whatever a value holds, the steps are
 * the same but for their texts. */
#include "engine/action.h"
#include "engine/text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DURATION_MS = 600000 };

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

/* Every field has the one value that is given as @user. */
static bool find(void *user, enum template_namespace space, const struct template_key *keys,
                 size_t count, const char **text, size_t *length) {
    (void)space;
    (void)keys;
    (void)count;
    *text = user;
    *length = strlen(user);
    return true;
}

/* An action and what was said about it. */
struct reading {
    struct action action;
    struct diagnostics diagnostics;
};

static void read_action(struct arena *arena, const char *source, size_t length, char *value,
                        const struct action_context *context, struct reading *out) {
    struct template_text text;
    const struct template_source values = {.find = find, .user = value};
    diagnostics_init(&out->diagnostics, arena);
    template_fill(arena, source, length, &values, NULL, &out->diagnostics, &text);
    action_parse(arena, &text, context, NULL, &out->diagnostics, &out->action);
}

static size_t count_bytes(const char *text, size_t length, char byte) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += text[i] == byte;
    }
    return count;
}

/* What is said is trimmed, is text, and has no brackets of a tag that acted left over. */
static void check_message(const struct step *step, const struct action *action) {
    uint32_t first = 0;
    require(strlen(step->say.text) <= step->say.length);
    require(text_is_utf8(step->say.text, step->say.length, NULL));
    if (step->say.length > 0) {
        text_read(step->say.text, step->say.length, &first);
        require(!text_is_space(first));
        require(step->say.text[step->say.length - 1] != ' ');
    }
    require(step->kind == STEP_END_CALL || step->say.length > 0);
    require(step->say.length <= action->content_length);
}

static void check_steps(const struct action *action, size_t source_length) {
    uint64_t paused = 0;
    for (size_t i = 0; i < action->step_count; i++) {
        const struct step *step = &action->steps[i];
        if (step->kind == STEP_PAUSE) {
            paused += step->pause.ms;
            require(!step->pause.from_utterance || step->pause.mode == PAUSE_DEAF);
        } else if (step->kind == STEP_SAY || step->kind == STEP_END_CALL) {
            check_message(step, action);
        } else if (step->kind == STEP_DTMF) {
            require(step->say.length > 0);
            require(strspn(step->say.text, "0123456789*#ABCD") == step->say.length);
        }
        require((step->kind == STEP_END_CALL) ==
                (action->ends_call && i == action->step_count - 1));
    }
    /* No tag is shorter than <hold time='0s'/>. */
    require(paused <= (uint64_t)MAX_DURATION_MS * (source_length / 16));
    /* A step needs a tag, or is the text between two. */
    size_t tags = count_bytes(action->source, action->source_length, '<');
    require(action->step_count <= 2 * tags + 1);
}

static void require_same_shape(const struct action *a, const struct action *b) {
    require(a->step_count == b->step_count && a->ends_call == b->ends_call);
    for (size_t i = 0; i < a->step_count; i++) {
        require(a->steps[i].kind == b->steps[i].kind);
        if (a->steps[i].kind == STEP_PAUSE) {
            require(a->steps[i].pause.ms == b->steps[i].pause.ms);
            require(a->steps[i].pause.mode == b->steps[i].pause.mode);
        }
    }
}

static void require_same_text(const struct action *a, const struct action *b) {
    require_same_shape(a, b);
    require(a->content_length == b->content_length);
    require(memcmp(a->content, b->content, a->content_length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0 || !text_is_utf8((const char *)data + 1, size - 1, NULL)) {
        return 0; /* The file would have been refused. */
    }
    const char *source = (const char *)data + 1;
    size_t length = size - 1;
    const struct action_context context = {
        .is_followup = data[0] & 1,
        .fixed_message = !(data[0] & 2),
        .max_duration_ms = MAX_DURATION_MS,
    };
    static char plain[] = "x";
    static char hostile[] = "<endcall/>[sigh]\"'/><hold time='1s'/></spell>{{test_profile.x}}&lt;";
    struct arena arena;
    struct reading first;
    struct reading second;
    arena_init(&arena, NULL);
    read_action(&arena, source, length, plain, &context, &first);
    if (context.fixed_message) {
        check_steps(&first.action, length);
    }
    read_action(&arena, source, length, plain, &context, &second);
    require_same_text(&first.action, &second.action);
    require(first.diagnostics.error_count == second.diagnostics.error_count);
    read_action(&arena, source, length, hostile, &context, &second);
    require_same_shape(&first.action, &second.action);
    require(first.diagnostics.error_count == second.diagnostics.error_count);
    arena_finish(&arena);
    return 0;
}
