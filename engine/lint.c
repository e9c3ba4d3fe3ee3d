/* lint.c - warnings that think. */
#include "engine/lint.h"

#include "engine/facts.h"

#include <string.h>

enum {
    MOST_SUSPECTS = 64, /* Earlier conditions that one is compared with. */
    SUSPECTS_PER_TERM = 16,
};

/* Nodes of expressions looked at in the search for shadows, before it is given up: a fraction of a
 * second. A thousand ordinary conditions need a hundredth of it. */
static const uint64_t MOST_WORK = 10000000;

struct lint {
    const struct machine *machine;
    const struct scenario *scenario;
    struct diagnostics *diagnostics;
    struct facts *facts;
    bool *never; /* Conditions that can never fire, a blank condition 0 too. */
};

/* Earlier conditions that may take all that a later one waits for. */
struct suspects {
    uint32_t conditions[MOST_SUSPECTS];
    size_t count;
};

static void check_keywords(const struct lint *lint, uint32_t index,
                           const struct expression *expression);
static void check_expression(struct lint *lint, uint32_t index);
static void check_followups(struct arena *arena, struct lint *lint);
static void check_endcall(const struct lint *lint);

void lint_machine(struct arena *arena, const struct machine *machine,
                  const struct scenario *scenario, const struct machine_options *options,
                  struct diagnostics *diagnostics) {
    struct lint lint = {
        .machine = machine,
        .scenario = scenario,
        .diagnostics = diagnostics,
        .facts = facts_create(arena, machine),
        .never = arena_alloc(arena, machine->condition_count * sizeof(*lint.never)),
    };
    if (machine->first_is_blank && options->agent_waits) {
        diagnostic_add(diagnostics, SEVERITY_WARNING, DIAGNOSTIC_SPEAKS_FIRST,
                       &scenario->conditions[0].action.place,
                       "the blank action leaves the first word to the agent, whose file says "
                       "agent_speaks_first false: both would wait for each other");
    }
    lint.never[0] = machine->first_is_blank;
    for (uint32_t i = 1; i < machine->condition_count; i++) {
        if (machine->conditions[i].expression != NULL) {
            check_keywords(&lint, i, machine->conditions[i].expression);
            check_expression(&lint, i);
        }
    }
    check_followups(arena, &lint);
    check_endcall(&lint);
    facts_finish(lint.facts);
}

static void warn(const struct lint *lint, uint32_t index, enum diagnostic_name name,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A warning about what makes the condition at @index fire. */
static void warn(const struct lint *lint, uint32_t index, enum diagnostic_name name,
                 const char *format, ...) {
    const struct scenario_condition *source = &lint->scenario->conditions[index];
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(lint->diagnostics->arena, format, arguments);
    va_end(arguments);
    diagnostic_add(lint->diagnostics, SEVERITY_WARNING, name,
                   source->type == CONDITION_TYPE_FOLLOWUP ? &source->parent_place
                                                           : &source->condition.place,
                   "%s", message);
}

static int id_of(const struct lint *lint, uint32_t index) {
    return (int)lint->machine->conditions[index].id;
}

/* Bytes of white space at the beginning of @text. */
static size_t leading_space(const char *text, size_t length) {
    size_t offset = 0;
    while (offset < length) {
        uint32_t code_point = 0;
        size_t bytes = text_read(text + offset, length - offset, &code_point);
        if (!text_is_space(code_point)) {
            break;
        }
        offset += bytes;
    }
    return offset;
}

/* Where the white space at the end of @text begins. */
static size_t end_without_space(const char *text, size_t length) {
    size_t end = 0;
    for (size_t offset = 0; offset < length;) {
        uint32_t code_point = 0;
        offset += text_read(text + offset, length - offset, &code_point);
        end = text_is_space(code_point) ? end : offset;
    }
    return end;
}

static void check_keyword(const struct lint *lint, uint32_t index,
                          const struct expression *predicate) {
    size_t start = leading_space(predicate->text, predicate->text_length);
    size_t end = end_without_space(predicate->text, predicate->text_length);
    if ((start == 0 && end == predicate->text_length) || start >= end) {
        return;
    }
    struct arena *arena = lint->diagnostics->arena;
    const char *name = predicate_text(predicate->predicate);
    const char *keyword = diagnostic_excerpt(arena, predicate->text, predicate->text_length);
    matcher_term term = lint->machine->decisions[index].terms[predicate->term];
    if (facts_is_impossible(lint->facts, term)) {
        warn(
            lint, index, DIAGNOSTIC_EDGE_SPACE,
            "%s \"%s\" never holds: what the agent says is compared without the white space around "
            "it; take it out of the quotes",
            name, keyword);
        return;
    }
    const char *edge = start == 0                      ? "at the end"
                       : end == predicate->text_length ? "at the beginning"
                                                       : "at both ends";
    warn(lint, index, DIAGNOSTIC_EDGE_SPACE,
         "%s \"%s\": the white space %s of the keyword counts, \"%s\" alone is not enough", name,
         keyword, edge, diagnostic_excerpt(arena, predicate->text + start, end - start));
}

static void check_keywords(const struct lint *lint, uint32_t index,
                           const struct expression *expression) {
    if (expression->kind == EXPRESSION_PREDICATE && expression->predicate != PREDICATE_MATCHES) {
        check_keyword(lint, index, expression);
    }
    for (size_t i = 0; i < expression->child_count; i++) {
        check_keywords(lint, index, expression->children[i]);
    }
}

static void suspect(struct suspects *suspects, uint32_t condition) {
    for (size_t i = 0; i < suspects->count; i++) {
        if (suspects->conditions[i] == condition) {
            return;
        }
    }
    if (suspects->count < MOST_SUSPECTS) {
        suspects->conditions[suspects->count++] = condition;
    }
}

/* The first few conditions before @index that can hold with what is known to be present. */
static void find_suspects(const struct lint *lint, uint32_t index, struct suspects *suspects) {
    const struct machine *machine = lint->machine;
    for (uint32_t i = 0; i < machine->always_count && i < SUSPECTS_PER_TERM; i++) {
        if (machine->always[i] < index) {
            suspect(suspects, machine->always[i]);
        }
    }
    uint32_t present_count = 0;
    const matcher_term *present = facts_present(lint->facts, &present_count);
    for (uint32_t i = 0; i < present_count && suspects->count < MOST_SUSPECTS; i++) {
        uint32_t start = machine->led_to.start[present[i]];
        uint32_t end = machine->led_to.start[present[i] + 1];
        for (uint32_t j = start; j < end && j - start < SUSPECTS_PER_TERM; j++) {
            if (machine->led_to.items[j] < index) {
                suspect(suspects, machine->led_to.items[j]);
            }
        }
    }
}

/* Keep only those suspects that hold whenever what is assumed does. */
static void acquit(const struct lint *lint, struct suspects *suspects) {
    size_t kept = 0;
    for (size_t i = 0; i < suspects->count; i++) {
        if (facts_work(lint->facts) < MOST_WORK &&
            facts_decide(lint->facts, suspects->conditions[i]) == TRUTH_YES) {
            suspects->conditions[kept++] = suspects->conditions[i];
        }
    }
    suspects->count = kept;
}

/* Go through the ways in which @expression can be as @wanted. *@ways counts those that some
 * utterance can take; left in @suspects are conditions that hold in all of them. */
static void try_each_way(const struct lint *lint, uint32_t index,
                         const struct expression *expression, bool wanted, size_t *ways,
                         struct suspects *suspects) {
    bool alternatives = expression->kind == (wanted ? EXPRESSION_OR : EXPRESSION_AND);
    if (alternatives || expression->kind == EXPRESSION_NOT) {
        for (size_t i = 0; i < expression->child_count; i++) {
            try_each_way(lint, index, expression->children[i], alternatives ? wanted : !wanted,
                         ways, suspects);
        }
        return;
    }
    if (!facts_assume(lint->facts, index, expression, wanted)) {
        return;
    }
    if ((*ways)++ == 0) {
        find_suspects(lint, index, suspects);
    }
    acquit(lint, suspects);
}

static uint32_t first_suspect(const struct suspects *suspects) {
    uint32_t first = MACHINE_NONE;
    for (size_t i = 0; i < suspects->count; i++) {
        first = suspects->conditions[i] < first ? suspects->conditions[i] : first;
    }
    return first;
}

/* Whether @condition ends the call whenever it fires: no utterance can drop the rest of its action
 * before that. */
static bool surely_ends(const struct machine_condition *condition) {
    for (size_t i = 0; i < condition->action.step_count; i++) {
        const struct step *step = &condition->action.steps[i];
        if (step->kind == STEP_PAUSE && step->pause.mode == PAUSE_INTERRUPTIBLE) {
            return false;
        }
    }
    return condition->action.ends_call;
}

/* Whether some utterance meets a condition, and whether an earlier one is met by all of those. An
 * earlier one that has fired stands back behind those that have not (spec 4.3), unless it has ended
 * the call. */
static void check_expression(struct lint *lint, uint32_t index) {
    const struct machine_condition *condition = &lint->machine->conditions[index];
    struct suspects suspects = {.count = 0};
    size_t ways = 0;
    try_each_way(lint, index, condition->expression, true, &ways, &suspects);
    uint32_t earlier = first_suspect(&suspects);
    if (ways == 0) {
        lint->never[index] = true;
        warn(lint, index, DIAGNOSTIC_NEVER_FIRES,
             "condition %d can never fire: nothing that is said meets %s", id_of(lint, index),
             diagnostic_excerpt(lint->diagnostics->arena, condition->condition_text,
                                condition->condition_length));
    } else if (earlier != MACHINE_NONE && surely_ends(&lint->machine->conditions[earlier])) {
        lint->never[index] = true;
        warn(lint, index, DIAGNOSTIC_SHADOWED,
             "condition %d can never fire: whatever meets it meets condition %d as well, which "
             "stands before it and ends the call",
             id_of(lint, index), id_of(lint, earlier));
    } else if (earlier != MACHINE_NONE) {
        warn(lint, index, DIAGNOSTIC_SHADOWED,
             "condition %d fires only once condition %d has: whatever meets it meets condition %d "
             "as well, which stands before it",
             id_of(lint, index), id_of(lint, earlier), id_of(lint, earlier));
    }
}

/* The first followup of @parent that surely ends the call; MACHINE_NONE when none does. */
static uint32_t first_ending(const struct machine *machine, uint32_t parent) {
    const struct rows *followups = &machine->followups;
    for (uint32_t i = followups->start[parent]; i < followups->start[parent + 1]; i++) {
        if (surely_ends(&machine->conditions[followups->items[i]])) {
            return followups->items[i];
        }
    }
    return MACHINE_NONE;
}

/* Warn when a followup of @parent can never fire. @ending is the first followup of the same parent
 * that ends the call, @parent_ending the first one beside the parent: whoever is queued behind
 * those is never reached. */
static void check_followup(struct lint *lint, uint32_t index, uint32_t parent, uint32_t ending,
                           uint32_t parent_ending) {
    lint->never[index] = true;
    if (parent == 0 && lint->machine->first_is_blank) {
        warn(lint, index, DIAGNOSTIC_NEVER_FIRES,
             "condition %d can never fire: it follows condition 0, whose action is blank and so "
             "never performed",
             id_of(lint, index));
    } else if (lint->never[parent]) {
        warn(lint, index, DIAGNOSTIC_NEVER_FIRES,
             "condition %d can never fire: it follows condition %d, which never does",
             id_of(lint, index), id_of(lint, parent));
    } else if (lint->machine->conditions[parent].action.ends_call) {
        warn(lint, index, DIAGNOSTIC_NEVER_FIRES,
             "condition %d can never fire: it follows condition %d, which ends the call",
             id_of(lint, index), id_of(lint, parent));
    } else if (ending < index || parent_ending != MACHINE_NONE) {
        warn(lint, index, DIAGNOSTIC_NEVER_FIRES,
             "condition %d can never fire: condition %d is queued before it and ends the call",
             id_of(lint, index), id_of(lint, ending < index ? ending : parent_ending));
    } else {
        lint->never[index] = false;
    }
}

/* Every followup after what it follows. */
static void check_followups(struct arena *arena, struct lint *lint) {
    const struct machine *machine = lint->machine;
    uint32_t *order = arena_alloc(arena, machine->condition_count * sizeof(*order));
    uint32_t *endings = arena_alloc(arena, machine->condition_count * sizeof(*endings));
    uint32_t count = 0;
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        if (machine->conditions[i].type == CONDITION_TYPE_STANDARD) {
            order[count++] = i;
        }
    }
    for (uint32_t next = 0; next < count; next++) {
        uint32_t parent = order[next];
        uint32_t grandparent = machine->conditions[parent].parent;
        endings[parent] = first_ending(machine, parent);
        uint32_t parent_ending = grandparent == MACHINE_NONE ? MACHINE_NONE : endings[grandparent];
        const struct rows *followups = &machine->followups;
        for (uint32_t i = followups->start[parent]; i < followups->start[parent + 1]; i++) {
            check_followup(lint, followups->items[i], parent, endings[parent], parent_ending);
            order[count++] = followups->items[i];
        }
    }
}

/* A call passes when its endcall was sent or, in a scenario without any, when every condition has
 * fired (spec section 4). */
static void check_endcall(const struct lint *lint) {
    const struct machine *machine = lint->machine;
    uint32_t ending = MACHINE_NONE; /* The first condition that ends the call. */
    uint32_t stuck = MACHINE_NONE;  /* The first that never fires, a blank condition 0 apart. */
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        if (machine->conditions[i].action.ends_call) {
            if (!lint->never[i]) {
                return;
            }
            ending = ending == MACHINE_NONE ? i : ending;
        }
        if (stuck == MACHINE_NONE && i > 0 && lint->never[i]) {
            stuck = i;
        }
    }
    if (ending != MACHINE_NONE) {
        diagnostic_add(lint->diagnostics, SEVERITY_WARNING, DIAGNOSTIC_NO_ENDCALL,
                       &lint->scenario->conditions[ending].action.place,
                       "no <endcall /> can be reached, as condition %d never fires: no call can "
                       "pass",
                       id_of(lint, ending));
    } else if (stuck != MACHINE_NONE) {
        diagnostic_add(lint->diagnostics, SEVERITY_WARNING, DIAGNOSTIC_NO_ENDCALL,
                       &lint->scenario->place,
                       "there is no <endcall />, so a call passes when every condition has fired, "
                       "and condition %d never does: no call can pass",
                       id_of(lint, stuck));
    } else {
        diagnostic_add(lint->diagnostics, SEVERITY_NOTE, DIAGNOSTIC_NO_ENDCALL,
                       &lint->scenario->place,
                       "there is no <endcall />: a call passes when every condition has fired");
    }
}
