/* fuzz_machine.c - scenarios and conversations, against the rules written down once more.
 *
 * The input is lines. Up to the first empty one each is a condition with its action behind a `|`; a
 * condition `^N` follows the Nth. The rest are utterances; one that begins with `!` has its action
 * dropped. A plain model of spec 4.3 plays the same conversation: both must fire the same. What the
 * checker says can never fire must not. */
#include "engine/explain.h"
#include "engine/machine_internal.h"
#include "tests/fuzz/require.h"

#include <string.h>

enum { MOST_CONDITIONS = 40, MOST_IDS = 80, MOST_TURNS = 60, REPEAT_LIMIT = 1 };

/* The rules of spec section 4 in the plainest way. */
struct model {
    const struct machine *machine;
    uint32_t counts[MOST_CONDITIONS];
    uint32_t queue[MOST_CONDITIONS * MOST_TURNS];
    uint32_t queue_first, queue_end;
    struct matcher_scratch *scratch;
    struct text_fold utterance, keyword;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next line of the input, without its end; false behind the last. */
static bool next_line(const char **at, const char *end, const char **line, size_t *length) {
    if (*at >= end) {
        return false;
    }
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    stop = stop != NULL ? stop : end;
    *line = *at;
    *length = (size_t)(stop - *at);
    *at = stop + 1;
    return true;
}

static struct scenario_text text_of(struct arena *arena, const char *text, size_t length,
                                    const char *path) {
    /* Files are UTF-8 without NUL: their readers see to it. */
    if (!text_is_utf8(text, length, NULL) || memchr(text, '\0', length) != NULL) {
        length = 0;
    }
    return (struct scenario_text){.text = arena_copy(arena, text, length),
                                  .length = length,
                                  .place = {.path = path, .line = 1, .column = 1}};
}

static void read_condition(struct arena *arena, const char *line, size_t length, size_t index,
                           struct scenario_condition *out) {
    const char *bar = memchr(line, '|', length);
    size_t condition_length = bar != NULL ? (size_t)(bar - line) : length;
    const char *action = bar != NULL ? bar + 1 : "";
    size_t action_length = bar != NULL ? length - condition_length - 1 : 0;
    const char *path = arena_printf(arena, "%zu", index);
    *out = (struct scenario_condition){
        .place = {.path = path},
        .id = (int32_t)index,
        .type = CONDITION_TYPE_STANDARD,
        .type_place = {.path = path},
        .fixed_message = true,
        .condition = text_of(arena, line, condition_length, path),
        .parent_id = SCENARIO_ID_UNKNOWN,
        .parent_place = {.path = path},
        .action = text_of(arena, action, action_length, "action"),
    };
    if (index > 0 && condition_length > 1 && condition_length < 8 && line[0] == '^') {
        out->type = CONDITION_TYPE_FOLLOWUP;
        /* Also ids that there are none of, but never the one that a reader uses for a mistake. */
        out->parent_id = (int32_t)(strtoul(out->condition.text + 1, NULL, 10) % MOST_IDS);
    }
}

static size_t read_conditions(struct arena *arena, const char **at, const char *end,
                              struct scenario_condition *conditions) {
    const char *line = NULL;
    size_t length = 0;
    size_t count = 0;
    while (count < MOST_CONDITIONS && next_line(at, end, &line, &length) && length > 0) {
        read_condition(arena, line, length, count, &conditions[count]);
        count++;
    }
    return count;
}

static bool model_predicate(struct model *model, uint32_t condition,
                            const struct expression *predicate) {
    if (predicate->predicate == PREDICATE_MATCHES) {
        return matcher_term_result(model->machine->matcher, model->scratch,
                                   model->machine->decisions[condition].terms[predicate->term]) ==
               TERM_PRESENT;
    }
    text_fold(&model->keyword, predicate->text, predicate->text_length, 0);
    const char *said = model->utterance.bytes;
    size_t said_length = model->utterance.length;
    const char *keyword = model->keyword.bytes;
    size_t length = model->keyword.length;
    if (length > said_length) {
        return false;
    }
    switch (predicate->predicate) {
    case PREDICATE_EQUALS:
        return length == said_length && memcmp(said, keyword, length) == 0;
    case PREDICATE_STARTS_WITH:
        return memcmp(said, keyword, length) == 0;
    case PREDICATE_ENDS_WITH:
        return memcmp(said + said_length - length, keyword, length) == 0;
    default:
        return memmem(said, said_length, keyword, length) != NULL;
    }
}

static bool model_holds(struct model *model, uint32_t condition,
                        const struct expression *expression) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        return model_predicate(model, condition, expression);
    }
    if (expression->kind == EXPRESSION_NOT) {
        return !model_holds(model, condition, expression->children[0]);
    }
    bool any = false;
    bool all = true;
    for (size_t i = 0; i < expression->child_count; i++) {
        bool child = model_holds(model, condition, expression->children[i]);
        any = any || child;
        all = all && child;
    }
    return expression->kind == EXPRESSION_OR ? any : all;
}

static bool model_condition_holds(struct model *model, uint32_t condition) {
    const struct expression *expression = model->machine->conditions[condition].expression;
    return expression != NULL && model_holds(model, condition, expression);
}

static uint32_t model_chooses(struct model *model, const char *text, size_t length) {
    if (model->queue_first < model->queue_end) {
        return model->queue[model->queue_first++];
    }
    text_fold(&model->utterance, text, length, TEXT_TRIM);
    matcher_scan(model->machine->matcher, model->scratch, text, length, NULL, NULL);
    for (uint32_t most = 0; most <= REPEAT_LIMIT; most += REPEAT_LIMIT) {
        for (uint32_t i = 0; i < model->machine->condition_count; i++) {
            bool open = most == 0 ? model->counts[i] == 0 : model->counts[i] <= most;
            if (open && model_condition_holds(model, i)) {
                return i;
            }
        }
    }
    return MACHINE_NONE;
}

static void model_fires(struct model *model, uint32_t condition, bool performed) {
    model->counts[condition]++;
    for (uint32_t i = 0; performed && i < model->machine->condition_count; i++) {
        if (model->machine->conditions[i].parent == condition) {
            model->queue[model->queue_end++] = i;
        }
    }
}

/* What the checker promised of a condition that now fires. */
static void check_promises(const struct model *model, const struct diagnostics *diagnostics,
                           uint32_t condition) {
    for (const struct diagnostic *each = diagnostics->first; each != NULL; each = each->next) {
        int id = 0;
        int earlier = 0;
        if (sscanf(each->message, "condition %d fires only once condition %d has", &id, &earlier) ==
                2 &&
            (uint32_t)id == condition) {
            REQUIRE(model->counts[earlier] > 0);
        }
        /* What cannot fire because the call is over by then does fire here, where calls go on. */
        if (sscanf(each->message, "condition %d can never fire: nothing", &id) == 1 &&
            strstr(each->message, "nothing that is said") != NULL) {
            REQUIRE((uint32_t)id != condition);
        }
    }
}

/* An explanation agrees with what then happens, and changes nothing. */
static void check_explanation(struct arena *arena, struct model *model, struct machine_state *state,
                              struct machine_scratch *scratch, const char *text, size_t length) {
    size_t size = machine_state_size(model->machine);
    void *before = arena_alloc(arena, size);
    memcpy(before, state, size);
    struct explanation explanation;
    machine_explain(arena, model->machine, state, scratch, text, length, &explanation);
    REQUIRE(memcmp(before, state, size) == 0);
    struct machine_answer answer;
    machine_hear(model->machine, state, scratch, text, length, &answer);
    REQUIRE(explanation.fires == answer.condition);
    memcpy(state, before, size);

    text_fold(&model->utterance, text, length, TEXT_TRIM);
    matcher_scan(model->machine->matcher, model->scratch, text, length, NULL, NULL);
    struct buffer words;
    buffer_init(&words, NULL);
    for (uint32_t i = 0; i < explanation.condition_count; i++) {
        const struct explain_condition *condition = &explanation.conditions[i];
        bool holds = model_condition_holds(model, i);
        REQUIRE((condition->status == EXPLAIN_FIRES) == (i == answer.condition));
        REQUIRE(condition->status != EXPLAIN_FALLS_SHORT || (!holds && condition->term_count > 0));
        for (size_t j = 0; j < condition->term_count; j++) {
            const struct explain_term *term = &condition->terms[j];
            REQUIRE(term->start <= length && term->length <= length - term->start);
            REQUIRE(condition->status != EXPLAIN_FALLS_SHORT || term->holds != term->wanted);
            REQUIRE(!term->holds || term->length > 0 ||
                    term->predicate->predicate == PREDICATE_MATCHES);
        }
        explain_print(model->machine, condition, text, &words);
    }
    REQUIRE(words.length == 0 || text_is_utf8(words.data, words.length, NULL));
    buffer_finish(&words);
}

static void play(struct arena *arena, struct model *model, const struct diagnostics *diagnostics,
                 const char *at, const char *end) {
    struct machine_state *state = arena_alloc(arena, machine_state_size(model->machine));
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_answer answer;
    machine_begin(model->machine, state, false);
    machine_open(model->machine, state, &answer);
    if (answer.outcome == MACHINE_FIRED) {
        machine_performed(model->machine, state, 0);
        model_fires(model, 0, true);
    }
    const char *line = NULL;
    size_t length = 0;
    for (size_t turn = 0; turn < MOST_TURNS && next_line(&at, end, &line, &length); turn++) {
        if (text_is_blank(line, length)) {
            continue; /* No utterance (spec 3.2). */
        }
        bool dropped = line[0] == '!';
        check_explanation(arena, model, state, scratch, line, length);
        machine_hear(model->machine, state, scratch, line, length, &answer);
        uint32_t expected = model_chooses(model, line, length);
        REQUIRE(answer.condition == expected);
        if (expected != MACHINE_NONE) {
            check_promises(model, diagnostics, expected);
            model_fires(model, expected, !dropped);
            if (!dropped) {
                machine_performed(model->machine, state, expected);
            }
            REQUIRE(machine_fired(model->machine, state, expected) == model->counts[expected]);
        }
    }
    machine_scratch_destroy(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct diagnostics diagnostics;
    struct scenario_condition conditions[MOST_CONDITIONS];
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    const char *at = (const char *)data;
    const char *end = at + size;
    struct scenario scenario = {.name = "fuzz", .conditions = conditions};
    scenario.condition_count = read_conditions(&arena, &at, end, conditions);
    const struct machine_options options = {
        .max_duration_ms = 60000,
        .repeat_limit = REPEAT_LIMIT,
    };
    struct machine *machine = machine_compile(&arena, &scenario, &options, &diagnostics);
    REQUIRE((machine == NULL) == (diagnostics.error_count > 0));
    if (machine != NULL) {
        struct model *model = arena_alloc(&arena, sizeof(*model));
        model->machine = machine;
        model->scratch = matcher_scratch_create(&memory_system);
        text_fold_init(&model->utterance, NULL);
        text_fold_init(&model->keyword, NULL);
        play(&arena, model, &diagnostics, at, end);
        text_fold_finish(&model->keyword);
        text_fold_finish(&model->utterance);
        matcher_scratch_destroy(model->scratch);
    }
    machine_destroy(machine);
    arena_finish(&arena);
    return 0;
}
