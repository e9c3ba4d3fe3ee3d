/* resource.h - one scenario resource, as the evaluator API has it: its fields and the scenario in
 * it (spec 1.2). A case of a suite, and a suite's defaults, are read as resources too. */
#ifndef PARLEY_FORMATS_RESOURCE_H
#define PARLEY_FORMATS_RESOURCE_H

#include "formats/case_collector.h"

enum resource_use {
    RESOURCE_ALONE, /* By itself or in a list. */
    RESOURCE_CASE,  /* One of a suite's scenarios, or its defaults. */
};

/* The fields that act. What is not given is NULL or 0. Texts live as long as the file's values. */
struct resource {
    const struct value *object;
    const char *id;
    const char *name;
    uint32_t max_duration_s;
    uint32_t frequency;
    const char *const *tags;
    size_t tag_count;
    const char *folder_path;
    const char *expected_outcome_prompt;
    const char *scenario_language;
    const struct value *test_profile; /* The values in it, flat or in sections. */
    const struct value *information_fields;
    const struct value *dynamic_variables;
    const struct expectation *expectations; /* NULL: no `expect`. */
    size_t expectation_count;
    const struct value *type; /* `scenario_type`. */
    const struct value *conditional_actions;
    const struct value *instructions;
};

/* Read the fields of @object, which is an object. Mistakes are reported, cloud fields noted. */
void resource_read(struct case_collector *collector, const struct reader *reader,
                   const struct value *object, enum resource_use use, struct resource *out);

/* The scenario in it and its values, as a case without a suite; @name is for one that gives none.
 * Adds it to the collector; its scenario is NULL when it could not be read. */
void resource_add(struct case_collector *collector, const struct reader *reader,
                  const struct resource *resource, const char *name, const char *suite);

/* An error when @object has an `agent_id`: a suite is played against the agent of the command
 * line. */
void agent_id_refuse(const struct reader *reader, const struct value *object);

/* A bare scenario object as a case named @name. */
void bare_add(struct case_collector *collector, const struct reader *reader,
              const struct value *object, const char *name);

#endif
