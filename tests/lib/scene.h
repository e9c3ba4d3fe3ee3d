/* scene.h - scenarios for tests, written as short rows, and what compiling them says. */
#ifndef PARLEY_TESTS_LIB_SCENE_H
#define PARLEY_TESTS_LIB_SCENE_H

#include "engine/machine.h"

#include <string.h>

/* One condition. Without `condition` it is a followup of the id `follows`. */
struct scene_row {
    int32_t id;
    const char *condition;
    const char *action;
    int32_t follows;
    bool for_model; /* fixed_message false. */
};

/* A scenario and what was made of it. */
struct scene {
    struct arena arena;
    struct diagnostics diagnostics;
    struct scenario scenario;
    struct machine_options options;
    struct machine *machine;
};

static inline struct place scene_place(struct arena *arena, size_t row, const char *key) {
    return (struct place){
        .path = arena_printf(arena, "conditions[%zu]%s", row, key),
        .line = (uint32_t)row + 1,
        .column = 1,
    };
}

static inline struct scenario_text scene_text(struct arena *arena, size_t row, const char *key,
                                              const char *text) {
    return (struct scenario_text){
        .text = text,
        .length = text == NULL ? 0 : strlen(text),
        .place = scene_place(arena, row, key),
    };
}

/* The plain data of @count rows. */
static inline void scene_begin(struct scene *scene, const struct scene_row *rows, size_t count) {
    *scene = (struct scene){
        .options = {.max_duration_ms = 600000, .repeat_limit = MACHINE_REPEAT_LIMIT_DEFAULT},
    };
    arena_init(&scene->arena, NULL);
    diagnostics_init(&scene->diagnostics, &scene->arena);
    struct scenario_condition *conditions = arena_alloc(&scene->arena, count * sizeof(*conditions));
    for (size_t i = 0; i < count; i++) {
        bool standard = rows[i].condition != NULL;
        conditions[i] = (struct scenario_condition){
            .place = scene_place(&scene->arena, i, ""),
            .id = rows[i].id,
            .id_place = scene_place(&scene->arena, i, ".id"),
            .type = standard ? CONDITION_TYPE_STANDARD : CONDITION_TYPE_FOLLOWUP,
            .type_place = scene_place(&scene->arena, i, ".type"),
            .fixed_message = !rows[i].for_model,
            .fixed_message_place = scene_place(&scene->arena, i, ".fixed_message"),
            .condition = scene_text(&scene->arena, i, ".condition", rows[i].condition),
            .parent_id = standard ? SCENARIO_ID_UNKNOWN : rows[i].follows,
            .parent_place = scene_place(&scene->arena, i, ".condition"),
            .action = scene_text(&scene->arena, i, ".action", rows[i].action),
        };
    }
    scene->scenario = (struct scenario){
        .name = "scene",
        .place = {.path = "", .line = 1, .column = 1},
        .conditions = conditions,
        .condition_count = count,
    };
}

static inline void scene_compile(struct scene *scene) {
    scene->machine =
        machine_compile(&scene->arena, &scene->scenario, &scene->options, &scene->diagnostics);
}

static inline void scene_end(struct scene *scene) {
    machine_destroy(scene->machine);
    arena_finish(&scene->arena);
}

/* All that was found, a line each, in the order of places: "error conditions[1].id: words [name]".
 */
static inline const char *scene_diagnostics(struct scene *scene) {
    static const char *const severities[] = {
        [SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_NOTE] = "note"};
    diagnostics_sort(&scene->diagnostics);
    const char *text = "";
    for (const struct diagnostic *each = scene->diagnostics.first; each != NULL;
         each = each->next) {
        text = arena_printf(&scene->arena, "%s%s %s: %s [%s]\n", text, severities[each->severity],
                            each->place.path, each->message, diagnostic_name_text(each->name));
    }
    return text;
}

#endif
