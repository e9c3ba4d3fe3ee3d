/* scenario_file.h - scenarios out of files: bare, resource, list, suite (spec 1.2).
 *
 * Reads every case of every file named, with all mistakes at once. What is found is plain data;
 * nothing is compiled. */
#ifndef PARLEY_FORMATS_SCENARIO_FILE_H
#define PARLEY_FORMATS_SCENARIO_FILE_H

#include "engine/scenario.h"
#include "engine/template.h"
#include "formats/agent_file.h"
#include "formats/document.h"

/* One scenario to play, with the fields of its resource that act. Lives in the arena it was read
 * in. */
struct scenario_case {
    const char *file;  /* As it was found. */
    const char *suite; /* The suite's name, or NULL. */
    const char *name;  /* The resource's, else "scenario N" of the list, else the file's stem. */
    const char *id;    /* The resource's id as text, or NULL. */
    struct place place;
    const struct scenario *scenario; /* NULL when it could not be read far enough (reported). */
    uint32_t max_duration_s;         /* 0: unsaid. */
    uint32_t frequency;              /* How often a suite plays it; 1 when unsaid. */
    const char *const *tags;
    size_t tag_count;
    const char *folder_path;             /* or NULL */
    const char *expected_outcome_prompt; /* or NULL: for reports */
    const char *scenario_language;       /* or NULL: for reports */
    struct template_source
        values; /* Of its profile, information_fields and dynamic_variable_values. */
    const struct agent_header *profile_headers; /* X- keys of the agent's section. */
    size_t profile_header_count;
};

struct case_list {
    const struct scenario_case *cases;
    size_t count;
    const char *const *skipped; /* Files of a folder that are no scenarios: agents and others. */
    size_t skipped_count;
    const char *const *cloud_fields; /* Fields that mean nothing here, each once: for `check -v`. */
    size_t cloud_field_count;
};

/* Read @paths (files and folders). A folder stands for every .json, .yaml and .yml below it, sorted
 * by path, hidden ones apart. */
void cases_read(struct arena *arena, const char *const *paths, size_t path_count,
                struct case_list *out, struct diagnostics *diagnostics);

/* The same of one parsed document, for tests and fuzzing. @explicitly: named by the user, so no
 * scenario in it is an error. */
void cases_from_document(struct arena *arena, const char *file, const struct value *root,
                         bool explicitly, struct case_list *out, struct diagnostics *diagnostics);

#endif
