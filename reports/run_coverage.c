/* run_coverage.c - counting what was met. */
#include "reports/run_coverage.h"

#include "engine/coverage.h"
#include "engine/text.h"
#include "runtime/call.h"

static const struct machine *machine_of(const struct scenario_coverage *scenario) {
    return scenario->call->playbook->machine;
}

static bool is_blank_first(const struct machine *machine, uint32_t condition) {
    const struct action *action = &machine_condition(machine, condition)->action;
    return condition == 0 && text_is_blank(action->source, action->source_length);
}

static void begin(struct arena *arena, const struct call *call,
                  struct scenario_coverage *scenario) {
    const struct machine *machine = call->playbook->machine;
    size_t count = machine_condition_count(machine);
    *scenario = (struct scenario_coverage){
        .call = call,
        .condition_count = count - is_blank_first(machine, 0),
        .fired = arena_alloc(arena, count * sizeof(bool)),
        .terms =
            arena_alloc(arena, COVERAGE_WORDS(coverage_term_count(machine)) * sizeof(uint64_t)),
        .held = arena_alloc(arena, COVERAGE_WORDS(count) * sizeof(uint64_t)),
    };
}

struct run_coverage *run_coverage_create(struct arena *arena, const struct call *calls,
                                         size_t call_count) {
    struct run_coverage *coverage = arena_alloc(arena, sizeof(*coverage));
    coverage->scenarios = arena_alloc(arena, call_count * sizeof(*coverage->scenarios));
    coverage->scenario_of = arena_alloc(arena, call_count * sizeof(*coverage->scenario_of));
    for (size_t i = 0; i < call_count; i++) {
        if (i == 0 || calls[i].scenario != calls[i - 1].scenario) {
            begin(arena, &calls[i], &coverage->scenarios[coverage->scenario_count++]);
        }
        coverage->scenario_of[i] = (uint32_t)coverage->scenario_count - 1;
    }
    return coverage;
}

void run_coverage_note(struct run_coverage *coverage, const struct event *event,
                       struct machine_scratch *scratch) {
    struct scenario_coverage *scenario =
        &coverage->scenarios[coverage->scenario_of[event->call->number]];
    if (event->kind == EVENT_FIRED && !scenario->fired[event->fired.condition]) {
        scenario->fired[event->fired.condition] = true;
        scenario->fired_count++;
    } else if (event->kind == EVENT_HEARD && event->heard.length > 0) {
        coverage_hear(machine_of(scenario), scratch, event->heard.text, event->heard.length,
                      scenario->terms, scenario->held);
    }
}

double coverage_percent(size_t fired_count, size_t condition_count) {
    return condition_count > 0 ? 100 * (double)fired_count / (double)condition_count : 100;
}

double run_coverage_percent(const struct run_coverage *coverage, size_t *fired_count,
                            size_t *condition_count) {
    size_t fired = 0;
    size_t conditions = 0;
    for (size_t i = 0; i < coverage->scenario_count; i++) {
        fired += coverage->scenarios[i].fired_count;
        conditions += coverage->scenarios[i].condition_count;
    }
    if (fired_count != NULL) {
        *fired_count = fired;
    }
    if (condition_count != NULL) {
        *condition_count = conditions;
    }
    return coverage_percent(fired, conditions);
}

enum condition_fate scenario_coverage_fate(const struct scenario_coverage *scenario,
                                           uint32_t condition) {
    if (is_blank_first(machine_of(scenario), condition)) {
        return FATE_BLANK;
    }
    if (scenario->fired[condition]) {
        return FATE_FIRED;
    }
    return coverage_has(scenario->held, condition) ? FATE_SHADOWED : FATE_NEVER;
}

/* A walk over the predicates, for those that were not met. */
struct unmet {
    const struct scenario_coverage *scenario;
    unmet_term_cb *each;
    void *user;
};

static void visit_term(void *user, size_t number, uint32_t condition,
                       const struct expression *predicate) {
    const struct unmet *unmet = user;
    if (!coverage_has(unmet->scenario->terms, number)) {
        unmet->each(unmet->user, condition, predicate);
    }
}

void scenario_coverage_unmet(const struct scenario_coverage *scenario, unmet_term_cb *each,
                             void *user) {
    struct unmet unmet = {.scenario = scenario, .each = each, .user = user};
    coverage_each_term(machine_of(scenario), visit_term, &unmet);
}

/* An array of terms, and whose they are. */
struct terms_json {
    cJSON *array;
    const struct machine *machine;
};

static void add_term(void *user, uint32_t condition, const struct expression *predicate) {
    const struct terms_json *terms = user;
    struct buffer text;
    cJSON *item = cJSON_CreateObject();
    buffer_init(&text, NULL);
    expression_print(predicate, &text);
    cJSON_AddNumberToObject(item, "condition", machine_condition(terms->machine, condition)->id);
    cJSON_AddStringToObject(item, "term", buffer_terminate(&text));
    cJSON_AddItemToArray(terms->array, item);
    buffer_finish(&text);
}

static void add_figures(cJSON *object, size_t fired_count, size_t condition_count) {
    cJSON_AddNumberToObject(object, "percent", coverage_percent(fired_count, condition_count));
    cJSON_AddNumberToObject(object, "conditions", (double)condition_count);
    cJSON_AddNumberToObject(object, "fired", (double)fired_count);
}

/* The ids of those of these fates. */
static void add_ids(cJSON *object, const char *key, const struct scenario_coverage *scenario,
                    unsigned fates) {
    const struct machine *machine = machine_of(scenario);
    cJSON *array = cJSON_AddArrayToObject(object, key);
    for (uint32_t i = 0; i < machine_condition_count(machine); i++) {
        if ((fates & 1U << scenario_coverage_fate(scenario, i)) != 0) {
            cJSON_AddItemToArray(array, cJSON_CreateNumber(machine_condition(machine, i)->id));
        }
    }
}

static cJSON *scenario_json(const struct scenario_coverage *scenario) {
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "name", scenario->call->name);
    member_add_text(object, "file", scenario->call->file);
    add_figures(object, scenario->fired_count, scenario->condition_count);
    add_ids(object, "never_fired", scenario, 1U << FATE_NEVER | 1U << FATE_SHADOWED);
    add_ids(object, "shadowed", scenario, 1U << FATE_SHADOWED);
    struct terms_json terms = {.array = cJSON_AddArrayToObject(object, "never_matched"),
                               .machine = machine_of(scenario)};
    scenario_coverage_unmet(scenario, add_term, &terms);
    return object;
}

void run_coverage_add(cJSON *object, const struct run_coverage *coverage) {
    size_t fired = 0;
    size_t conditions = 0;
    cJSON *whole = cJSON_AddObjectToObject(object, "coverage");
    run_coverage_percent(coverage, &fired, &conditions);
    add_figures(whole, fired, conditions);
    cJSON *scenarios = cJSON_AddArrayToObject(whole, "scenarios");
    for (size_t i = 0; i < coverage->scenario_count; i++) {
        cJSON_AddItemToArray(scenarios, scenario_json(&coverage->scenarios[i]));
    }
}
