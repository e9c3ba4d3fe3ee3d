/* expectation.c - expectations checked, compiled and judged. */
#include "engine/expectation_internal.h"
#include "engine/machine_internal.h"

static const char *const kind_texts[EXPECTATION_KINDS] = {
#define X(symbol, key) [EXPECTATION_##symbol] = (key),
    EXPECTATION_MAP(X)
#undef X
};

/* What compiling works with. */
struct compilation {
    struct arena *arena;
    const struct scenario *scenario;
    const struct template_source *values;
    struct diagnostics *diagnostics;
    struct matcher_builder *builder;
};

static void compile(const struct compilation *compilation, const struct expectation *source,
                    struct compiled_expectation *out);

struct expectations *expectations_compile(struct arena *arena, const struct scenario *scenario,
                                          const struct template_source *values,
                                          struct diagnostics *diagnostics) {
    if (scenario->expectation_count == 0) {
        return NULL;
    }
    size_t errors = diagnostics->error_count;
    const struct compilation compilation = {
        .arena = arena,
        .scenario = scenario,
        .values = values,
        .diagnostics = diagnostics,
        .builder = matcher_builder_create(arena),
    };
    size_t count = scenario->expectation_count;
    struct expectations *expectations = arena_alloc(arena, sizeof(*expectations));
    *expectations = (struct expectations){
        .list = scenario->expectations,
        .compiled = arena_alloc(arena, count * sizeof(*expectations->compiled)),
        .count = count,
    };
    for (size_t i = 0; i < count; i++) {
        compile(&compilation, &expectations->list[i], &expectations->compiled[i]);
    }
    expectations->matcher = matcher_build(compilation.builder);
    if (diagnostics->error_count > errors) {
        expectations_destroy(expectations);
        return NULL;
    }
    return expectations;
}

void expectations_destroy(struct expectations *expectations) {
    if (expectations != NULL) {
        matcher_destroy(expectations->matcher);
    }
}

/* Add the terms of @expression to the matcher, and to @terms unless that is NULL. Returns how many
 * there are. */
static uint32_t add_terms(const struct compilation *compilation,
                          const struct expression *expression, const struct place *place,
                          matcher_term *terms) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        if (terms != NULL) {
            terms[expression->term] =
                matcher_add(compilation->builder, expression->predicate, expression->text,
                            expression->text_length, place, compilation->diagnostics);
        }
        return 1;
    }
    uint32_t count = 0;
    for (size_t i = 0; i < expression->child_count; i++) {
        count += add_terms(compilation, expression->children[i], place, terms);
    }
    return count;
}

static void refuse_natural(const struct compilation *compilation, const struct place *place,
                           const struct template_text *text) {
    if (text_is_blank(text->text, text->length)) {
        diagnostic_add(compilation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_WRONG_VALUE, place,
                       "the expression is blank: expected what the agent says, such as contains "
                       "\"help\"");
        return;
    }
    diagnostic_add(compilation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_MODEL_NEEDED, place,
                   "\"%s\" is natural language: only a language model can decide it, and none is "
                   "configured; predicates such as contains \"help\" need none",
                   diagnostic_excerpt(compilation->arena, text->text, text->length));
}

static void compile_expression(const struct compilation *compilation,
                               const struct scenario_text *source, struct inquiry_subject *out) {
    struct template_text filled;
    template_fill(compilation->arena, source->text, source->length, compilation->values,
                  &source->place, compilation->diagnostics, &filled);
    switch (condition_parse(compilation->arena, &filled, &source->place, compilation->diagnostics,
                            &out->expression)) {
    case CONDITION_EXPRESSION:
        out->term_count = add_terms(compilation, out->expression, &source->place, NULL);
        matcher_term *terms = arena_alloc(compilation->arena, out->term_count * sizeof(*terms));
        add_terms(compilation, out->expression, &source->place, terms);
        out->terms = terms;
        break;
    case CONDITION_NATURAL:
        refuse_natural(compilation, &source->place, &filled);
        break;
    case CONDITION_BROKEN:
        break; /* Reported by the parser. */
    }
}

enum { LISTED_IDS = 20 };

/* "0, 1, 2": the ids that there are. */
static const char *list_ids(const struct compilation *compilation) {
    const struct scenario *scenario = compilation->scenario;
    const char *list = "";
    size_t listed = 0;
    for (size_t i = 0; i < scenario->condition_count && listed < LISTED_IDS; i++) {
        if (scenario->conditions[i].id != SCENARIO_ID_UNKNOWN) {
            list = arena_printf(compilation->arena, "%s%s%d", list, listed++ == 0 ? "" : ", ",
                                (int)scenario->conditions[i].id);
        }
    }
    return listed < LISTED_IDS ? list : arena_printf(compilation->arena, "%s, ...", list);
}

static uint32_t find_condition(const struct compilation *compilation,
                               const struct expectation_id *wanted) {
    const struct scenario *scenario = compilation->scenario;
    for (uint32_t i = 0; i < scenario->condition_count; i++) {
        if (scenario->conditions[i].id == wanted->id) {
            return i;
        }
    }
    diagnostic_add(compilation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_UNKNOWN_ID, &wanted->place,
                   "no condition has the id %d: expected one of %s", (int)wanted->id,
                   list_ids(compilation));
    return 0;
}

static void compile(const struct compilation *compilation, const struct expectation *source,
                    struct compiled_expectation *out) {
    if (source->kind == EXPECTATION_AGENT || source->kind == EXPECTATION_AGENT_NEVER) {
        compile_expression(compilation, &source->expression, &out->subject);
    } else if (source->kind == EXPECTATION_FIRED || source->kind == EXPECTATION_NOT_FIRED) {
        size_t count = source->conditions.id_count;
        uint32_t *conditions = arena_alloc(compilation->arena, count * sizeof(*conditions));
        for (size_t i = 0; i < count; i++) {
            conditions[i] = find_condition(compilation, &source->conditions.ids[i]);
        }
        out->conditions = conditions;
    }
}

size_t expectations_count(const struct expectations *expectations) {
    return expectations != NULL ? expectations->count : 0;
}

const struct expectation *expectations_at(const struct expectations *expectations, size_t index) {
    return &expectations->list[index];
}

const uint32_t *expectations_conditions(const struct expectations *expectations, size_t index) {
    return expectations->compiled[index].conditions;
}

const char *expectation_kind_text(enum expectation_kind kind) {
    return kind_texts[kind];
}

/* Whether @expression holds in the utterance scanned last. */
static bool holds(const struct expectations *expectations, struct matcher_scratch *scratch,
                  const matcher_term *terms, const struct expression *expression) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        return matcher_term_result(expectations->matcher, scratch, terms[expression->term]) ==
               TERM_PRESENT;
    }
    if (expression->kind == EXPRESSION_NOT) {
        return !holds(expectations, scratch, terms, expression->children[0]);
    }
    bool settles = expression->kind == EXPRESSION_OR;
    for (size_t i = 0; i < expression->child_count; i++) {
        if (holds(expectations, scratch, terms, expression->children[i]) == settles) {
            return settles;
        }
    }
    return !settles;
}

void expectations_hear(const struct expectations *expectations, struct machine_scratch *scratch,
                       const char *text, size_t length, bool *met) {
    struct matcher_scratch *matcher = scratch->matcher;
    matcher_scan(expectations->matcher, matcher, text, length, NULL, NULL);
    for (size_t i = 0; i < expectations->count; i++) {
        const struct inquiry_subject *subject = &expectations->compiled[i].subject;
        if (subject->expression != NULL && !met[i]) {
            met[i] = holds(expectations, matcher, subject->terms, subject->expression);
        }
    }
}

enum ended_by ended_by(enum ending ending) {
    bool agent = ending == ENDING_AGENT_ENDED || ending == ENDING_AGENT_ENDED_AFTER_MESSAGE;
    return agent ? ENDED_BY_AGENT : ENDED_BY_CALLER;
}

/* How many of the conditions fired. */
static size_t count_fired(const struct expectations *expectations, size_t index,
                          const struct expectation_facts *facts) {
    const uint32_t *conditions = expectations->compiled[index].conditions;
    size_t fired = 0;
    for (size_t i = 0; i < expectations->list[index].conditions.id_count; i++) {
        fired += machine_fired(facts->machine, facts->state, conditions[i]) > 0;
    }
    return fired;
}

static bool is_as_fast(const double *at_most, const struct latency *latency) {
    for (enum latency_figure figure = 0; figure < LATENCY_FIGURES; figure++) {
        if (at_most[figure] >= 0 &&
            (latency->count == 0 || latency_figure(latency, figure) > at_most[figure])) {
            return false;
        }
    }
    return true;
}

bool expectations_hold(const struct expectations *expectations, size_t index, bool met,
                       const struct expectation_facts *facts) {
    const struct expectation *expectation = &expectations->list[index];
    switch (expectation->kind) {
    case EXPECTATION_AGENT:
    case EXPECTATION_FUNCTION_CALL:
    case EXPECTATION_METADATA:
        return met;
    case EXPECTATION_AGENT_NEVER:
        return !met;
    case EXPECTATION_FIRED:
        return count_fired(expectations, index, facts) == expectation->conditions.id_count;
    case EXPECTATION_NOT_FIRED:
        return count_fired(expectations, index, facts) == 0;
    case EXPECTATION_ENDED_BY:
        return ended_by(facts->ending) == expectation->ended_by;
    case EXPECTATION_RESPONSE_MS:
        return is_as_fast(expectation->response_ms, &facts->latency);
    case EXPECTATION_TURNS:
        return (expectation->turns.least == EXPECTATION_UNBOUNDED ||
                facts->turns >= expectation->turns.least) &&
               (expectation->turns.most == EXPECTATION_UNBOUNDED ||
                facts->turns <= expectation->turns.most);
    case EXPECTATION_KINDS:
        break;
    }
    return false;
}
