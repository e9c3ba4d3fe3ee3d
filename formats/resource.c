/* resource.c - the fields of a scenario resource, and where in it the scenario stands. */
#include "formats/resource.h"

#include "engine/text.h"
#include "formats/conditional_actions.h"
#include "formats/document.h"
#include "formats/expect.h"
#include "formats/profile.h"

#include <string.h>

static const char *read_name(const struct reader *reader, const struct value *object) {
    const char *name = field_text(reader, object, "name");
    if (name == NULL || text_is_blank(name, strlen(name))) {
        return NULL;
    }
    size_t points = text_code_points(name, strlen(name));
    if (points > NAME_LONGEST) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, value_member(object, "name"),
                     "a name has at most %d characters, this one has %zu", NAME_LONGEST, points);
    }
    return name;
}

/* The values in a profile object: its `information`, or itself. */
static const struct value *information_of(const struct reader *reader,
                                          const struct value *profile) {
    return value_given(profile, "information") != NULL
               ? field_object(reader, profile, "information")
               : profile;
}

/* `test_profile_data` of a response, else an inline `test_profile`; an id only means something to
 * the hosted service. */
static const struct value *read_test_profile(struct case_collector *collector,
                                             const struct reader *reader,
                                             const struct value *object) {
    const struct value *data = field_object(reader, object, "test_profile_data");
    const struct value *profile = value_given(object, "test_profile");
    if (profile != NULL && (profile->kind == VALUE_NUMBER || profile->kind == VALUE_STRING)) {
        collector_note_cloud_field(collector, "test_profile");
        profile = NULL;
    }
    if (data != NULL) {
        return field_object(reader, data, "information");
    }
    if (profile == NULL) {
        return NULL;
    }
    profile = field_object(reader, object, "test_profile");
    return profile != NULL ? information_of(reader, profile) : NULL;
}

void agent_id_refuse(const struct reader *reader, const struct value *object) {
    const struct value *agent = value_member(object, "agent_id");
    if (agent != NULL) {
        reader_error(reader, DIAGNOSTIC_UNSUPPORTED, agent,
                     "a suite names no agent: remove \"agent_id\" and pass the agent with --agent");
    }
}

static void read_suite_fields(const struct reader *reader, const struct value *object,
                              struct resource *out) {
    out->frequency = field_integer(reader, object, "frequency", 1, FREQUENCY_MOST, "");
    const char *language = field_text(reader, object, "language");
    if (out->scenario_language == NULL) {
        out->scenario_language = language;
    }
    if (out->type == NULL) {
        out->type = value_given(object, "type");
    }
    agent_id_refuse(reader, object);
}

/* Instructions that are there: a blank text is what an export has for none. */
static const struct value *read_instructions(const struct value *object) {
    const struct value *instructions = value_given(object, "instructions");
    bool blank = instructions != NULL && instructions->kind == VALUE_STRING &&
                 text_is_blank(instructions->text, instructions->length);
    return blank ? NULL : instructions;
}

void resource_read(struct case_collector *collector, const struct reader *reader,
                   const struct value *object, enum resource_use use, struct resource *out) {
    bool in_suite = use == RESOURCE_CASE;
    *out = (struct resource){
        .object = object,
        .id = field_id(reader, object, "id"),
        .name = read_name(reader, object),
        .max_duration_s = field_integer(reader, object, "max_duration",
                                        in_suite ? DURATION_LEAST_IN_SUITE : DURATION_LEAST,
                                        DURATION_MOST, "seconds"),
        .folder_path = field_text(reader, object, "folder_path"),
        .expected_outcome_prompt = field_text(reader, object, "expected_outcome_prompt"),
        .scenario_language = field_text(reader, object, "scenario_language"),
        .test_profile = read_test_profile(collector, reader, object),
        .information_fields = value_given(object, "information_fields"),
        .dynamic_variables = value_given(object, "dynamic_variable_values"),
        .type = value_given(object, "scenario_type"),
        .conditional_actions = value_given(object, "conditional_actions"),
        .instructions = read_instructions(object),
    };
    out->expectations = expect_read(reader, object, &out->expectation_count);
    out->tags = field_texts(reader, object, "tags", &out->tag_count);
    if (in_suite) {
        read_suite_fields(reader, object, out);
    }
    functions_refuse(reader, object);
    collector_note_cloud(collector, object, &resource_ignored_keys);
    fields_warn_unknown(reader, object, in_suite ? &case_keys : &resource_keys,
                        &resource_ignored_keys);
}

enum resource_kind {
    KIND_CONDITIONAL_ACTIONS,
    KIND_PROSE,  /* Needs a language model. */
    KIND_REFUSED /* Reported. */
};

static bool begins_like_json(const struct value *text) {
    size_t at = strspn(text->text, " \t\r\n");
    return text->text[at] == '{';
}

/* Told by what it has. */
static enum resource_kind kind_by_content(const struct resource *resource) {
    const struct value *instructions = resource->instructions;
    bool prose = resource->conditional_actions == NULL && instructions != NULL &&
                 instructions->kind == VALUE_STRING && !begins_like_json(instructions);
    return prose ? KIND_PROSE : KIND_CONDITIONAL_ACTIONS;
}

static enum resource_kind kind_of(const struct reader *reader, const struct resource *resource) {
    const struct value *type = resource->type;
    if (type == NULL) {
        return kind_by_content(resource);
    }
    if (value_is_text(type, "conditional_actions")) {
        return KIND_CONDITIONAL_ACTIONS;
    }
    if (value_is_text(type, "instruction")) {
        return KIND_PROSE;
    }
    if (value_is_text(type, "real_world_smart") || value_is_text(type, "real_world_fixed")) {
        reader_error(reader, DIAGNOSTIC_UNSUPPORTED, type,
                     "scenarios of type \"%s\" are not run here: expected \"conditional_actions\"",
                     type->text);
        return KIND_REFUSED;
    }
    reader_error(reader,
                 type->kind == VALUE_STRING ? DIAGNOSTIC_WRONG_VALUE : DIAGNOSTIC_WRONG_TYPE, type,
                 "expected \"conditional_actions\" or \"instruction\", found %s",
                 reader_found(reader, type));
    return KIND_REFUSED;
}

static void refuse_prose(const struct reader *reader, const struct resource *resource) {
    const struct value *about = resource->type != NULL           ? resource->type
                                : resource->instructions != NULL ? resource->instructions
                                                                 : resource->object;
    reader_error(reader, DIAGNOSTIC_MODEL_NEEDED, about,
                 "instructions in prose need a language model, and none is configured: only "
                 "\"conditional_actions\" can be played without one");
}

/* Hand on what was found wrong inside a text, with the text's place. */
static void report_inside(const struct reader *inside, const struct diagnostics *found) {
    const struct value *text = inside->inside;
    const char *outer = value_path(inside->arena, text);
    for (const struct diagnostic *each = found->first; each != NULL; each = each->next) {
        const char *inner = each->place.path != NULL ? each->place.path : "";
        const char *dot = *inner == '\0' || *inner == '[' ? "" : ".";
        struct place place = {.file = inside->file,
                              .path = arena_printf(inside->arena, "%s%s%s", outer, dot, inner),
                              .line = text->line,
                              .column = text->column};
        diagnostic_add(inside->diagnostics, each->severity, each->name, &place,
                       "%s (line %u, column %u of the text)", each->message,
                       (unsigned)each->place.line, (unsigned)each->place.column);
    }
}

/* The value that a stringified `instructions` holds; NULL after an error. */
static const struct value *parse_inside(const struct reader *inside) {
    struct diagnostics found;
    diagnostics_init(&found, inside->arena);
    const struct value *root = document_parse(inside->arena, inside->file, inside->inside->text,
                                              inside->inside->length, DOCUMENT_JSON, &found);
    report_inside(inside, &found);
    return root;
}

static struct scenario *read_scenario(const struct reader *reader, const struct resource *resource,
                                      const char *name) {
    const struct value *instructions = resource->instructions;
    if (resource->conditional_actions != NULL && instructions != NULL) {
        reader_error(reader, DIAGNOSTIC_SHAPE, instructions,
                     "both \"conditional_actions\" and \"instructions\" are given: keep one");
        return NULL;
    }
    if (resource->conditional_actions != NULL) {
        return conditional_actions_read(reader, resource->conditional_actions, name, NULL);
    }
    if (instructions == NULL) {
        reader_error(reader, DIAGNOSTIC_MISSING_KEY, resource->object,
                     "\"conditional_actions\" is missing: expected an object with role and "
                     "conditions");
        return NULL;
    }
    if (instructions->kind != VALUE_STRING) {
        return conditional_actions_read(reader, instructions, name, NULL);
    }
    struct reader inside = *reader;
    inside.inside = instructions;
    const struct value *object = parse_inside(&inside);
    return object != NULL ? conditional_actions_read(&inside, object, name, NULL) : NULL;
}

/* What stands beside the scenario is expected as well as what stands in it. */
static const struct scenario *read_with_expectations(const struct reader *reader,
                                                     const struct resource *resource,
                                                     const char *name) {
    struct scenario *scenario = read_scenario(reader, resource, name);
    if (scenario != NULL) {
        expect_append(reader->arena, scenario, resource->expectations, resource->expectation_count);
    }
    return scenario;
}

void resource_add(struct case_collector *collector, const struct reader *reader,
                  const struct resource *resource, const char *name, const char *suite) {
    struct scenario_case added = {
        .file = reader->file,
        .suite = suite,
        .name = resource->name != NULL ? resource->name : name,
        .id = resource->id,
        .place = reader_place(reader, resource->object),
        .max_duration_s = resource->max_duration_s,
        .frequency = resource->frequency > 0 ? resource->frequency : 1,
        .tags = resource->tags,
        .tag_count = resource->tag_count,
        .folder_path = resource->folder_path,
        .expected_outcome_prompt = resource->expected_outcome_prompt,
        .scenario_language = resource->scenario_language,
    };
    enum resource_kind kind = kind_of(reader, resource);
    if (kind == KIND_PROSE) {
        refuse_prose(reader, resource);
    } else if (kind == KIND_CONDITIONAL_ACTIONS) {
        added.scenario = read_with_expectations(reader, resource, added.name);
    }
    added.values = profile_source(
        reader->arena, &(struct profile_values){.test_profile = resource->test_profile,
                                                .information_fields = resource->information_fields,
                                                .dynamic_variables = resource->dynamic_variables});
    added.profile_headers =
        profile_headers(reader, resource->test_profile, &added.profile_header_count);
    collector_add(collector, &added);
}

void bare_add(struct case_collector *collector, const struct reader *reader,
              const struct value *object, const char *name) {
    struct scenario_case added = {
        .file = reader->file,
        .name = name,
        .place = reader_place(reader, object),
        .frequency = 1,
        .scenario = conditional_actions_read(reader, object, name, NULL),
        .values = profile_source(reader->arena, &(struct profile_values){0}),
    };
    collector_add(collector, &added);
}
