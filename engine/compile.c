/* compile.c - a scenario made runnable: checked, filled, parsed, and indexed by what is said.
 *
 * Every condition is read, whatever is wrong with the ones before it, so that all mistakes are told
 * at once. The machine is put together only when there was none. */
#include "engine/lint.h"
#include "engine/machine_internal.h"

#include <string.h>

/* What compiling works with. */
struct compilation {
    struct arena *arena;   /* Of what stays. */
    struct arena workshop; /* Of what is needed only until the machine stands. */
    const struct scenario *scenario;
    const struct machine_options *options;
    struct diagnostics *diagnostics;
    struct matcher_builder *builder;
    struct machine *machine;
    uint32_t term_count; /* Predicates in all conditions. */
    bool incomplete;     /* A value is unknown; whoever read the file has reported it. */
};

static void compile_condition(struct compilation *compilation, uint32_t index, uint32_t parent);
static void link_followups(struct compilation *compilation);
static void link_terms(struct compilation *compilation);

struct machine *machine_compile(struct arena *arena, const struct scenario *scenario,
                                const struct machine_options *options,
                                struct diagnostics *diagnostics) {
    size_t errors_before = diagnostics->error_count;
    size_t held_before = arena_held(arena);
    struct compilation compilation = {
        .arena = arena,
        .scenario = scenario,
        .options = options,
        .diagnostics = diagnostics,
        .builder = matcher_builder_create(arena),
        .machine = arena_alloc(arena, sizeof(struct machine)),
    };
    arena_init(&compilation.workshop, arena_memory(arena));
    struct machine *machine = compilation.machine;
    size_t count = scenario->condition_count;
    *machine = (struct machine){
        .name = scenario->name != NULL ? scenario->name : "",
        .conditions = arena_alloc(arena, count * sizeof(*machine->conditions)),
        .decisions = arena_alloc(arena, count * sizeof(*machine->decisions)),
        .condition_count = (uint32_t)count,
        .repeat_limit = options->repeat_limit < MACHINE_REPEAT_LIMIT_MAX ? options->repeat_limit
                                                                         : MACHINE_REPEAT_LIMIT_MAX,
    };

    const uint32_t *parents = scenario_check(&compilation.workshop, scenario, diagnostics);
    for (uint32_t i = 0; i < count; i++) {
        compile_condition(&compilation, i, parents[i]);
    }
    machine->matcher = matcher_build(compilation.builder);
    if (diagnostics->error_count == errors_before && !compilation.incomplete) {
        link_followups(&compilation);
        link_terms(&compilation);
        machine->size = arena_held(arena) - held_before + matcher_regex_size(machine->matcher);
        lint_machine(&compilation.workshop, machine, scenario, options, diagnostics);
    } else {
        machine_destroy(machine);
        machine = NULL;
    }
    arena_finish(&compilation.workshop);
    return machine;
}

void machine_destroy(struct machine *machine) {
    if (machine != NULL) {
        matcher_destroy(machine->matcher);
    }
}

/* Fill a text's placeholders. Returns whether one of them had no value. */
static bool fill(struct compilation *compilation, const struct scenario_text *source,
                 struct template_text *filled) {
    size_t warnings_before = compilation->diagnostics->warning_count;
    template_fill(compilation->arena, source->text, source->length, compilation->options->values,
                  &source->place, compilation->diagnostics, filled);
    return compilation->diagnostics->warning_count > warnings_before;
}

/* Rule 2: "only condition 0 may be blank". Spec 1.4: a missing value must not leave any blank, as a
 * caller that silently says nothing would be another test than the one written. A text with any
 * other warning of its placeholders is not blank. */
static void check_action_text(struct compilation *compilation, uint32_t index,
                              const struct scenario_text *source,
                              const struct template_text *filled, bool value_missing) {
    if (!text_is_blank(filled->text, filled->length)) {
        return;
    }
    if (value_missing) {
        diagnostic_add(
            compilation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_MISSING_VALUE, &source->place,
            "the action is blank, as its placeholder has no value: expected the field in "
            "the test profile, or words of its own");
    } else if (index > 0) {
        diagnostic_add(compilation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_WRONG_VALUE,
                       &source->place,
                       "the action is blank: expected something to say or do; only the first "
                       "condition's may be blank, for an agent that speaks first");
    }
}

static void compile_action(struct compilation *compilation, uint32_t index,
                           struct machine_condition *condition) {
    const struct scenario_condition *source = &compilation->scenario->conditions[index];
    struct template_text filled;
    bool value_missing = fill(compilation, &source->action, &filled);
    check_action_text(compilation, index, &source->action, &filled, value_missing);
    if (index == 0) {
        compilation->machine->first_is_blank = text_is_blank(filled.text, filled.length);
    }
    struct action_context context = {
        .is_followup = source->type != CONDITION_TYPE_STANDARD,
        .fixed_message = source->fixed_message,
        .max_duration_ms = compilation->options->max_duration_ms,
    };
    action_parse(compilation->arena, &filled, &context, &source->action.place,
                 compilation->diagnostics, &condition->action);
}

static uint32_t count_predicates(const struct expression *expression) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        return 1;
    }
    uint32_t count = 0;
    for (size_t i = 0; i < expression->child_count; i++) {
        count += count_predicates(expression->children[i]);
    }
    return count;
}

static void add_predicates(struct compilation *compilation, const struct expression *expression,
                           const struct place *place, matcher_term *terms) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        terms[expression->term] =
            matcher_add(compilation->builder, expression->predicate, expression->text,
                        expression->text_length, place, compilation->diagnostics);
    }
    for (size_t i = 0; i < expression->child_count; i++) {
        add_predicates(compilation, expression->children[i], place, terms);
    }
}

/* Append the tests of @expression, which lead to @if_true and @if_false. Children are appended from
 * the last to the first, as each must know where the next one begins. Returns the index of the
 * first test to ask, which is the one appended last. */
static uint32_t append_tests(struct test *tests, uint32_t *count, const matcher_term *terms,
                             const struct expression *expression, uint32_t if_true,
                             uint32_t if_false) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        tests[*count] = (struct test){
            .term = terms[expression->term],
            .if_present = if_true,
            .if_absent = if_false,
        };
        return (*count)++;
    }
    if (expression->kind == EXPRESSION_NOT) {
        return append_tests(tests, count, terms, expression->children[0], if_false, if_true);
    }
    for (size_t i = expression->child_count; i > 0; i--) {
        uint32_t first =
            append_tests(tests, count, terms, expression->children[i - 1], if_true, if_false);
        /* The child before this one goes on here unless it settles the matter. */
        if (expression->kind == EXPRESSION_OR) {
            if_false = first;
        } else {
            if_true = first;
        }
    }
    return *count - 1;
}

static void compile_expression(struct compilation *compilation, uint32_t index,
                               const struct place *place) {
    const struct expression *expression = compilation->machine->conditions[index].expression;
    uint32_t term_count = count_predicates(expression);
    matcher_term *terms = arena_alloc(compilation->arena, term_count * sizeof(*terms));
    struct test *tests = arena_alloc(compilation->arena, term_count * sizeof(*tests));
    add_predicates(compilation, expression, place, terms);
    uint32_t test_count = 0;
    append_tests(tests, &test_count, terms, expression, DECISION_HOLDS, DECISION_FAILS);
    compilation->machine->decisions[index] =
        (struct decision){.terms = terms, .tests = tests, .term_count = term_count};
    compilation->term_count += term_count;
}

/* Rule 6 for a standard condition behind the first. */
static void compile_condition_text(struct compilation *compilation, uint32_t index,
                                   struct machine_condition *condition) {
    const struct scenario_text *source = &compilation->scenario->conditions[index].condition;
    struct template_text filled;
    bool value_missing = fill(compilation, source, &filled);
    condition->condition_text = filled.text;
    condition->condition_length = filled.length;
    if (text_is_blank(filled.text, filled.length)) {
        diagnostic_add(compilation->diagnostics, SEVERITY_ERROR,
                       value_missing ? DIAGNOSTIC_MISSING_VALUE : DIAGNOSTIC_WRONG_VALUE,
                       &source->place,
                       "the condition is blank%s: expected what the agent says, such as contains "
                       "\"help\"",
                       value_missing ? ", as its placeholder has no value" : "");
        return;
    }
    switch (condition_parse(compilation->arena, &filled, &source->place, compilation->diagnostics,
                            &condition->expression)) {
    case CONDITION_EXPRESSION:
        compile_expression(compilation, index, &source->place);
        break;
    case CONDITION_NATURAL:
        diagnostic_add(compilation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_MODEL_NEEDED,
                       &source->place,
                       "\"%s\" is a natural-language condition: only a language model can decide "
                       "it, and none is configured; predicates such as contains \"help\" need none",
                       diagnostic_excerpt(&compilation->workshop, filled.text, filled.length));
        break;
    case CONDITION_BROKEN:
        break; /* Reported by the parser. */
    }
}

/* Whether the reader left a value unknown. */
static bool is_incomplete(const struct scenario_condition *source) {
    bool triggerless = source->type == CONDITION_TYPE_FOLLOWUP
                           ? source->parent_id == SCENARIO_ID_UNKNOWN
                           : source->condition.text == NULL;
    return source->id == SCENARIO_ID_UNKNOWN || source->type == CONDITION_TYPE_UNKNOWN ||
           source->action.text == NULL || triggerless;
}

static void compile_condition(struct compilation *compilation, uint32_t index, uint32_t parent) {
    const struct scenario_condition *source = &compilation->scenario->conditions[index];
    struct machine_condition *condition = &compilation->machine->conditions[index];
    *condition = (struct machine_condition){
        .id = source->id,
        .type = source->type,
        .fixed_message = source->fixed_message,
        .condition_text = "",
        .parent = parent == SCENARIO_NONE ? MACHINE_NONE : parent,
        .place = source->place,
    };
    if (source->type != CONDITION_TYPE_FOLLOWUP && source->condition.text != NULL) {
        if (scenario_is_first_message(&source->condition)) {
            condition->condition_text = source->condition.text;
            condition->condition_length = source->condition.length;
        } else if (index > 0) {
            compile_condition_text(compilation, index, condition);
        }
    }
    if (source->action.text != NULL) {
        compile_action(compilation, index, condition);
    }
    if (index > 0 && !source->fixed_message) {
        diagnostic_add(compilation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_MODEL_NEEDED,
                       &source->fixed_message_place,
                       "fixed_message false leaves the wording of the action to a language model, "
                       "and none is configured: expected true");
    }
    compilation->machine->has_endcall |= condition->action.ends_call;
    compilation->incomplete |= is_incomplete(source);
}

static void link_followups(struct compilation *compilation) {
    struct machine *machine = compilation->machine;
    struct row_item *items =
        arena_alloc(&compilation->workshop, machine->condition_count * sizeof(*items));
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        if (machine->conditions[i].parent != MACHINE_NONE) {
            items[machine->followup_count++] =
                (struct row_item){.row = machine->conditions[i].parent, .item = i};
        }
    }
    machine->followups =
        rows_build(compilation->arena, machine->condition_count, items, machine->followup_count);
}

/* What leads from terms to conditions, while it is found out. */
struct triggers {
    const struct machine *machine;
    const uint32_t *uses; /* How many predicates of the scenario each term stands for. */
    struct row_item *items;
    uint32_t count;
};

/* Append literal terms of which one must be in every utterance that meets @expression, of the
 * condition at @condition (or, if @negated, in every one that does not). There may be a choice: of
 * an AND it is enough to watch one child, best the one that other conditions have least in common
 * with. Returns the sum of the terms' uses; 0, with nothing appended, when an utterance may do
 * without any of them: for a NOT, or a regex. */
static uint64_t append_triggers(struct triggers *triggers, uint32_t condition,
                                const struct expression *expression, bool negated) {
    if (expression->kind == EXPRESSION_NOT) {
        return append_triggers(triggers, condition, expression->children[0], !negated);
    }
    if (expression->kind == EXPRESSION_PREDICATE) {
        if (negated || expression->predicate == PREDICATE_MATCHES) {
            return 0;
        }
        matcher_term term = triggers->machine->decisions[condition].terms[expression->term];
        triggers->items[triggers->count++] = (struct row_item){.row = term, .item = condition};
        return triggers->uses[term];
    }
    bool one_is_enough = (expression->kind == EXPRESSION_AND) != negated;
    uint32_t begin = triggers->count;
    uint64_t uses = 0;
    for (size_t i = 0; i < expression->child_count; i++) {
        uint32_t start = triggers->count;
        uint64_t child = append_triggers(triggers, condition, expression->children[i], negated);
        if (!one_is_enough && child == 0) {
            triggers->count = begin;
            return 0;
        }
        if (!one_is_enough) {
            uses += child;
        } else if (child > 0 && (uses == 0 || child < uses)) {
            uint32_t count = triggers->count - start;
            memmove(triggers->items + begin, triggers->items + start,
                    count * sizeof(*triggers->items));
            triggers->count = begin + count;
            uses = child;
        } else {
            triggers->count = start;
        }
    }
    return uses;
}

static const uint32_t *count_uses(struct compilation *compilation) {
    const struct machine *machine = compilation->machine;
    uint32_t *uses =
        arena_alloc(&compilation->workshop, matcher_term_count(machine->matcher) * sizeof(*uses));
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        for (uint32_t j = 0; j < machine->decisions[i].term_count; j++) {
            uses[machine->decisions[i].terms[j]]++;
        }
    }
    return uses;
}

/* Which conditions a term leads to, so that an utterance need not try them all. */
static void link_terms(struct compilation *compilation) {
    struct machine *machine = compilation->machine;
    struct triggers triggers = {
        .machine = machine,
        .uses = count_uses(compilation),
        .items =
            arena_alloc(&compilation->workshop, compilation->term_count * sizeof(*triggers.items)),
    };
    uint32_t *always = arena_alloc(compilation->arena, machine->condition_count * sizeof(*always));
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        const struct expression *expression = machine->conditions[i].expression;
        if (expression != NULL && append_triggers(&triggers, i, expression, false) == 0) {
            always[machine->always_count++] = i;
        }
    }
    machine->always = always;
    machine->led_to = rows_build(compilation->arena, matcher_term_count(machine->matcher),
                                 triggers.items, triggers.count);
}
