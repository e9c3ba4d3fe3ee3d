/* scenario.c - what must hold between the values of a scenario (spec 1.1). */
#include "engine/scenario.h"

#include <string.h>

/* The conditions of a scenario by id, to look an id up. */
struct id_index {
    const struct scenario_condition *conditions;
    const uint32_t *order; /* Indexes of those that have an id: by id, then in file order. */
    size_t count;
};

static const char first_message[] = "FIRST_MESSAGE";

static void check_first(const struct scenario_condition *first, struct diagnostics *diagnostics);
static void check_others(const struct scenario *scenario, struct diagnostics *diagnostics);
static struct id_index index_ids(struct arena *arena, const struct scenario *scenario);
static void check_unique(const struct id_index *ids, struct diagnostics *diagnostics);
static uint32_t find_parent(const struct id_index *ids, const struct scenario_condition *followup,
                            struct diagnostics *diagnostics);
static void check_circles(struct arena *arena, const struct scenario *scenario,
                          const uint32_t *parents, struct diagnostics *diagnostics);

const uint32_t *scenario_check(struct arena *arena, const struct scenario *scenario,
                               struct diagnostics *diagnostics) {
    uint32_t *parents = arena_alloc(arena, scenario->condition_count * sizeof(*parents));
    if (scenario->condition_count == 0) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_WRONG_VALUE, &scenario->place,
                       "conditions is empty: expected at least one, the first with the condition "
                       "\"FIRST_MESSAGE\"");
        return parents;
    }
    check_first(&scenario->conditions[0], diagnostics);
    check_others(scenario, diagnostics);
    struct id_index ids = index_ids(arena, scenario);
    check_unique(&ids, diagnostics);
    for (size_t i = 0; i < scenario->condition_count; i++) {
        parents[i] = find_parent(&ids, &scenario->conditions[i], diagnostics);
    }
    check_circles(arena, scenario, parents, diagnostics);
    return parents;
}

bool scenario_is_first_message(const struct scenario_text *text) {
    return text->text != NULL && text->length == sizeof(first_message) - 1 &&
           memcmp(text->text, first_message, text->length) == 0;
}

/* Rule 1. */
static void check_first(const struct scenario_condition *first, struct diagnostics *diagnostics) {
    if (first->id != SCENARIO_ID_UNKNOWN && first->id != 0) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FIRST_CONDITION, &first->id_place,
                       "the first condition must have the id 0, found %d", (int)first->id);
    }
    if (first->type == CONDITION_TYPE_FOLLOWUP) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FIRST_CONDITION, &first->type_place,
                       "the first condition must be of type \"standard\", found "
                       "\"action_followup\"");
    }
    if (first->condition.text != NULL && !scenario_is_first_message(&first->condition)) {
        diagnostic_add(
            diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FIRST_CONDITION, &first->condition.place,
            "the first condition must be exactly \"FIRST_MESSAGE\", found \"%s\"",
            diagnostic_excerpt(diagnostics->arena, first->condition.text, first->condition.length));
    }
    if (!first->fixed_message) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FIRST_CONDITION,
                       &first->fixed_message_place,
                       "the first condition must have fixed_message true, found false");
    }
}

static void check_others(const struct scenario *scenario, struct diagnostics *diagnostics) {
    for (size_t i = 1; i < scenario->condition_count; i++) {
        const struct scenario_condition *condition = &scenario->conditions[i];
        if (condition->type != CONDITION_TYPE_FOLLOWUP &&
            scenario_is_first_message(&condition->condition)) {
            diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FIRST_CONDITION,
                           &condition->condition.place,
                           "only the first condition may be FIRST_MESSAGE: expected what the agent "
                           "says, such as contains \"help\"");
        }
    }
}

/* Merge the two sorted halves of @count indexes at @from, the first of @half, into @to. */
static void merge(const struct scenario_condition *conditions, const uint32_t *from, size_t half,
                  size_t count, uint32_t *to) {
    size_t left = 0;
    size_t right = half;
    for (size_t i = 0; i < count; i++) {
        bool take_left = left < half && (right == count ||
                                         conditions[from[left]].id <= conditions[from[right]].id);
        to[i] = take_left ? from[left++] : from[right++];
    }
}

/* Sort @count indexes by id, those of one id in file order. The answer is @order or @spare. */
static const uint32_t *sort_by_id(const struct scenario_condition *conditions, uint32_t *order,
                                  uint32_t *spare, size_t count) {
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t rest = count - start;
            merge(conditions, order + start, rest < width ? rest : width,
                  rest < 2 * width ? rest : 2 * width, spare + start);
        }
        uint32_t *sorted = spare;
        spare = order;
        order = sorted;
    }
    return order;
}

static struct id_index index_ids(struct arena *arena, const struct scenario *scenario) {
    uint32_t *order = arena_alloc(arena, scenario->condition_count * sizeof(*order));
    uint32_t *spare = arena_alloc(arena, scenario->condition_count * sizeof(*spare));
    size_t count = 0;
    for (size_t i = 0; i < scenario->condition_count; i++) {
        if (scenario->conditions[i].id != SCENARIO_ID_UNKNOWN) {
            order[count++] = (uint32_t)i;
        }
    }
    return (struct id_index){
        .conditions = scenario->conditions,
        .order = sort_by_id(scenario->conditions, order, spare, count),
        .count = count,
    };
}

/* Rule 5. */
static void check_unique(const struct id_index *ids, struct diagnostics *diagnostics) {
    size_t first = 0;
    for (size_t i = 1; i < ids->count; i++) {
        const struct scenario_condition *condition = &ids->conditions[ids->order[i]];
        const struct scenario_condition *owner = &ids->conditions[ids->order[first]];
        if (condition->id != owner->id) {
            first = i;
            continue;
        }
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_DUPLICATE_ID, &condition->id_place,
                       "the id %d is already that of conditions[%u]: every condition needs an id "
                       "of its own",
                       (int)condition->id, (unsigned)ids->order[first]);
    }
}

/* The index of the first condition with @id; SCENARIO_NONE when none has it. */
static uint32_t find_id(const struct id_index *ids, int32_t id) {
    size_t low = 0;
    size_t high = ids->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ids->conditions[ids->order[middle]].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < ids->count && ids->conditions[ids->order[low]].id == id;
    return found ? ids->order[low] : SCENARIO_NONE;
}

/* Rule 6, circles apart. */
static uint32_t find_parent(const struct id_index *ids, const struct scenario_condition *followup,
                            struct diagnostics *diagnostics) {
    if (followup->type != CONDITION_TYPE_FOLLOWUP || followup->parent_id == SCENARIO_ID_UNKNOWN) {
        return SCENARIO_NONE;
    }
    if (followup->parent_id == followup->id) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FOLLOWUP, &followup->parent_place,
                       "condition %d follows itself: expected the id of the condition whose action "
                       "comes before it",
                       (int)followup->id);
        return SCENARIO_NONE;
    }
    uint32_t parent = find_id(ids, followup->parent_id);
    if (parent == SCENARIO_NONE) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FOLLOWUP, &followup->parent_place,
                       "no condition has the id %d: expected the id of the condition whose action "
                       "comes before this one",
                       (int)followup->parent_id);
    }
    return parent;
}

enum { SHOWN_OF_A_CIRCLE = 8 };

/* Report the circle that @member stands in, at its first condition in file order. */
static void report_circle(const struct scenario *scenario, const uint32_t *parents, uint32_t member,
                          struct diagnostics *diagnostics) {
    uint32_t first = member;
    for (uint32_t i = parents[member]; i != member; i = parents[i]) {
        first = i < first ? i : first;
    }
    const char *circle = "";
    uint32_t each = first;
    for (size_t shown = 0; shown < SHOWN_OF_A_CIRCLE && (shown == 0 || each != first); shown++) {
        circle = arena_printf(diagnostics->arena, "%s%s%d follows %d", circle,
                              shown == 0 ? "" : ", ", (int)scenario->conditions[each].id,
                              (int)scenario->conditions[each].parent_id);
        each = parents[each];
    }
    diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_FOLLOWUP,
                   &scenario->conditions[first].parent_place,
                   "followups in a circle can never fire: %s%s; one of them must follow a standard "
                   "condition",
                   circle, each == first ? "" : ", ...");
}

/* Each condition follows at most one, so walking up from each, until ground that was walked before,
 * passes every condition once. */
static void check_circles(struct arena *arena, const struct scenario *scenario,
                          const uint32_t *parents, struct diagnostics *diagnostics) {
    uint32_t *walked_by = arena_alloc(arena, scenario->condition_count * sizeof(*walked_by));
    for (uint32_t start = 0; start < scenario->condition_count; start++) {
        uint32_t walk = start + 1;
        uint32_t i = start;
        while (i != SCENARIO_NONE && walked_by[i] == 0) {
            walked_by[i] = walk;
            i = parents[i];
        }
        if (i != SCENARIO_NONE && walked_by[i] == walk) {
            report_circle(scenario, parents, i, diagnostics);
        }
    }
}
