/* shortfall.c - conditions that never fired, and how near they came. */
#include "reports/shortfall.h"

#include "engine/explain.h"
#include "reports/words.h"

#include <inttypes.h>
#include <string.h>

enum { LISTED = 20 /* Conditions told one by one; of more, how many. */ };

/* Collected one behind another, a NUL after each. */
struct lines {
    struct buffer text;
    size_t count;
};

static void end_line(struct lines *lines) {
    buffer_append(&lines->text, "", 1);
    lines->count++;
}

/* Everything the lines are made of. */
struct facts {
    const struct call_record *call;
    const struct event *ended;
    const struct machine *machine;
    struct machine_scratch *scratch;
};

static bool is_blank_first(const struct machine_condition *condition, uint32_t index) {
    return index == 0 && condition->action.step_count == 0;
}

static bool never_fired(const struct facts *facts, uint32_t index) {
    return facts->call->fired[index] == 0 &&
           !is_blank_first(machine_condition(facts->machine, index), index);
}

static size_t count_unfired(const struct facts *facts) {
    size_t count = 0;
    for (uint32_t i = 0; i < machine_condition_count(facts->machine); i++) {
        count += never_fired(facts, i);
    }
    return count;
}

/* "never fired: conditions 1, 2 and 3" */
static void add_unfired(struct lines *lines, const struct facts *facts) {
    size_t unfired = count_unfired(facts);
    if (unfired == 0) {
        return;
    }
    buffer_printf(&lines->text, "never fired: condition%s", unfired == 1 ? "" : "s");
    size_t listed = 0;
    for (uint32_t i = 0; listed < unfired && listed < LISTED; i++) {
        if (never_fired(facts, i)) {
            listed++;
            const char *separator = listed == 1 ? "" : listed == unfired ? " and" : ",";
            buffer_printf(&lines->text, "%s %" PRId32, separator,
                          machine_condition(facts->machine, i)->id);
        }
    }
    if (unfired > listed) {
        buffer_printf(&lines->text, " and %zu more", unfired - listed);
    }
    end_line(lines);
}

/* Its followups wait for the next utterance. */
static bool is_queued(const struct facts *facts, uint32_t parent) {
    const struct machine_state *state = facts->ended->ended.state;
    return facts->call->fired[parent] > 0 && state != NULL &&
           machine_next_followup(facts->machine, state) != MACHINE_NONE;
}

/* What a condition that never fired was waiting for. */
static void add_wanted(struct lines *lines, const struct facts *facts, uint32_t index) {
    const struct machine_condition *condition = machine_condition(facts->machine, index);
    buffer_printf(&lines->text, "condition %" PRId32, condition->id);
    if (condition->parent != MACHINE_NONE) {
        buffer_printf(&lines->text, " follows condition %" PRId32 "%s",
                      machine_condition(facts->machine, condition->parent)->id,
                      is_queued(facts, condition->parent)
                          ? ", which fired: it waits for the agent to speak again"
                          : "");
    } else if (index == 0) {
        buffer_append_text(&lines->text, " waits for the agent to speak first");
    } else {
        buffer_append_text(&lines->text, " waits for: ");
        buffer_append(&lines->text, condition->condition_text, condition->condition_length);
    }
    end_line(lines);
}

/* @stuck: what standard conditions wait for is said by how they fell short. */
static void add_all_wanted(struct lines *lines, const struct facts *facts, bool stuck) {
    size_t listed = 0;
    for (uint32_t i = 0; i < machine_condition_count(facts->machine) && listed < LISTED; i++) {
        bool is_standard = machine_condition(facts->machine, i)->expression != NULL;
        if (never_fired(facts, i) && !(stuck && is_standard)) {
            add_wanted(lines, facts, i);
            listed++;
        }
    }
}

/* How each condition that could have fired fell short of the last utterance. */
static void add_shortfalls(struct lines *lines, const struct facts *facts, struct arena *arena) {
    const char *text = facts->ended->ended.stuck_on;
    size_t length = facts->ended->ended.stuck_on_length;
    struct explanation explanation;
    machine_explain(arena, facts->machine, facts->ended->ended.state, facts->scratch, text, length,
                    &explanation);
    buffer_append_text(&lines->text, "the agent said last: ");
    words_quote(&lines->text, text, length, SIZE_MAX);
    end_line(lines);
    size_t listed = 0;
    for (size_t i = 0; i < explanation.condition_count && listed < LISTED; i++) {
        enum explain_status status = explanation.conditions[i].status;
        if (status == EXPLAIN_FALLS_SHORT || status == EXPLAIN_USED_UP) {
            explain_print(facts->machine, &explanation.conditions[i], text, &lines->text);
            end_line(lines);
            listed++;
        }
    }
}

/* What was expected beside the endcall, and does not hold. */
static void add_unmet(struct lines *lines, const struct judgements *judgements) {
    for (size_t i = 0; i < judgements->count; i++) {
        const struct judgement *judgement = &judgements->list[i];
        if (judgement->judged && !judgement->passed) {
            buffer_printf(&lines->text, "expected %s: %s", judgement->title,
                          judgement->explanation);
            end_line(lines);
        }
    }
}

static void add_hints(struct lines *lines, const struct facts *facts) {
    if (facts->ended->ended.greeting_crossed) {
        buffer_append_text(&lines->text,
                           "hint: the agent spoke first or at once; if it greets by itself, its "
                           "greeting took up a turn: set agent_speaks_first to true");
        end_line(lines);
    }
    if (facts->call->binary_frames > 0) {
        buffer_append_text(&lines->text, "hint: the agent sent ");
        words_count(&lines->text, facts->call->binary_frames, "binary frame");
        buffer_append_text(&lines->text, ", which text mode ignores: does it speak in audio?");
        end_line(lines);
    }
}

/* The lines, each without the line breaks that a text quoted in it may hold. */
static struct shortfall keep_lines(struct arena *arena, const struct lines *lines) {
    const char **kept = arena_alloc(arena, lines->count * sizeof(*kept));
    char *text = arena_copy(arena, lines->text.data, lines->text.length);
    for (size_t i = 0; i < lines->count; i++) {
        kept[i] = text;
        for (; *text != '\0'; text++) {
            if (*text == '\n' || *text == '\r') {
                *text = ' ';
            }
        }
        text++;
    }
    return (struct shortfall){.lines = kept, .count = lines->count};
}

static bool is_stuck(const struct event *ended) {
    return ended->ended.ending == ENDING_NO_CONDITION_MATCHED && ended->ended.stuck_on != NULL &&
           ended->ended.state != NULL;
}

struct shortfall shortfall_of(struct arena *arena, const struct call_record *call,
                              const struct event *ended, struct machine_scratch *scratch) {
    const struct facts facts = {
        .call = call, .ended = ended, .machine = call->call->playbook->machine, .scratch = scratch};
    struct lines lines = {0};
    buffer_init(&lines.text, arena_memory(arena));
    if (call->verdict == VERDICT_FAILED && !call->scenario_passed) {
        add_unfired(&lines, &facts);
        if (is_stuck(ended)) {
            add_shortfalls(&lines, &facts, arena);
        }
        add_all_wanted(&lines, &facts, is_stuck(ended));
    }
    add_unmet(&lines, &call->judgements);
    if (call->verdict != VERDICT_PASSED) {
        add_hints(&lines, &facts);
    }
    struct shortfall shortfall = keep_lines(arena, &lines);
    buffer_finish(&lines.text);
    return shortfall;
}
