/* suite_file.c - the frame of a suite, and how a case stands over the defaults. */
#include "formats/suite_file.h"

#include <string.h>

/* "1", which YAML users also write without quotes. */
static void check_version(const struct reader *reader, const struct value *root) {
    const struct value *version = value_member(root, "version");
    int64_t number = 0;
    if (!value_is_text(version, "1") && !(value_integer(version, &number) && number == 1)) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, version, "expected version \"1\", found %s",
                     reader_found(reader, version));
    }
}

static const char *read_about(const struct reader *reader, const struct value *root,
                              const char *name) {
    const struct value *about = field_object(reader, root, "suite");
    if (about == NULL) {
        return name;
    }
    fields_warn_unknown(reader, about, &suite_about_keys, NULL);
    agent_id_refuse(reader, about);
    const char *given = field_text(reader, about, "name");
    return given != NULL && *given != '\0' ? given : name;
}

/* The tags of both, each once, the defaults' first. */
static void combine_tags(struct arena *arena, struct resource *scenario,
                         const struct resource *defaults) {
    size_t count = 0;
    const char **tags = (const char **)arena_alloc(
        arena, (defaults->tag_count + scenario->tag_count) * sizeof(const char *));
    for (size_t i = 0; i < defaults->tag_count + scenario->tag_count; i++) {
        const char *tag =
            i < defaults->tag_count ? defaults->tags[i] : scenario->tags[i - defaults->tag_count];
        size_t known = 0;
        while (known < count && strcmp(tags[known], tag) != 0) {
            known++;
        }
        if (known == count) {
            tags[count++] = tag;
        }
    }
    scenario->tags = tags;
    scenario->tag_count = count;
}

#define FILL_IN(field)                                                                             \
    if (!scenario->field) {                                                                        \
        scenario->field = defaults->field;                                                         \
    }

/* Take from the defaults what the case does not give. A test profile counts as one field. */
static void fill_in(struct arena *arena, struct resource *scenario,
                    const struct resource *defaults) {
    FILL_IN(max_duration_s)
    FILL_IN(frequency)
    FILL_IN(folder_path)
    FILL_IN(expected_outcome_prompt)
    FILL_IN(scenario_language)
    FILL_IN(test_profile)
    FILL_IN(information_fields)
    FILL_IN(dynamic_variables)
    FILL_IN(type)
    if (scenario->expectations == NULL) {
        scenario->expectations = defaults->expectations;
        scenario->expectation_count = defaults->expectation_count;
    }
    if (scenario->conditional_actions == NULL && scenario->instructions == NULL) {
        scenario->conditional_actions = defaults->conditional_actions;
        scenario->instructions = defaults->instructions;
    }
    combine_tags(arena, scenario, defaults);
}

static void read_case(struct case_collector *collector, const struct reader *reader,
                      const struct value *object, const struct resource *defaults, size_t number,
                      const char *suite) {
    if (object->kind != VALUE_OBJECT) {
        reader_error(reader, DIAGNOSTIC_WRONG_TYPE, object,
                     "expected a scenario, an object with conditional_actions or instructions, "
                     "found %s",
                     reader_found(reader, object));
        return;
    }
    struct resource scenario;
    resource_read(collector, reader, object, RESOURCE_CASE, &scenario);
    fill_in(reader->arena, &scenario, defaults);
    resource_add(collector, reader, &scenario, arena_printf(reader->arena, "scenario %zu", number),
                 suite);
}

void suite_read(struct case_collector *collector, const struct reader *reader,
                const struct value *root, const char *name) {
    check_version(reader, root);
    agent_id_refuse(reader, root);
    fields_warn_unknown(reader, root, &suite_keys, NULL);
    const char *suite = read_about(reader, root, name);

    struct resource defaults = {0};
    const struct value *given = field_object(reader, root, "defaults");
    if (given != NULL) {
        resource_read(collector, reader, given, RESOURCE_CASE, &defaults);
    }
    const struct value *scenarios = value_member(root, "scenarios");
    if (scenarios->kind != VALUE_ARRAY) {
        reader_error(reader, DIAGNOSTIC_WRONG_TYPE, scenarios,
                     "expected an array of 1 to %d scenarios, found %s", SUITE_MOST_SCENARIOS,
                     reader_found(reader, scenarios));
        return;
    }
    if (scenarios->item_count == 0 || scenarios->item_count > SUITE_MOST_SCENARIOS) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, scenarios,
                     "expected 1 to %d scenarios, found %zu", SUITE_MOST_SCENARIOS,
                     scenarios->item_count);
    }
    for (size_t i = 0; i < scenarios->item_count; i++) {
        read_case(collector, reader, scenarios->items[i], &defaults, i + 1, suite);
    }
}
