/* cases.h - a text read as a scenario file, and its cases as lines of text. */
#ifndef PARLEY_TESTS_LIB_CASES_H
#define PARLEY_TESTS_LIB_CASES_H

#include "engine/expectation.h"
#include "formats/scenario_file.h"
#include "tests/lib/parsed.h"

struct cases {
    struct parsed parsed;
    struct case_list list;
};

/* As if a user had named the file "dir/a file.yaml". */
static inline void cases_text(struct cases *cases, const char *text) {
    parsed_text(&cases->parsed, "dir/a file.yaml", text);
    cases->list = (struct case_list){0};
    if (cases->parsed.root != NULL) {
        cases_from_document(&cases->parsed.arena, "dir/a file.yaml", cases->parsed.root, true,
                            &cases->list, &cases->parsed.diagnostics);
    }
}

static inline void cases_end(struct cases *cases) {
    parsed_end(&cases->parsed);
}

/* "name=... conditions=1 ..." for each case, what is not given left out; then the cloud fields. In
 * the arena. */
static inline const char *cases_print(struct cases *cases) {
    struct buffer out;
    buffer_init(&out, NULL);
    for (size_t i = 0; i < cases->list.count; i++) {
        const struct scenario_case *each = &cases->list.cases[i];
        buffer_printf(&out, "%s:", each->name);
        if (each->scenario != NULL) {
            buffer_printf(&out, " conditions=%zu", each->scenario->condition_count);
        }
        for (size_t j = 0; each->scenario != NULL && j < each->scenario->expectation_count; j++) {
            buffer_printf(&out, " expects=%s", each->scenario->expectations[j].written);
        }
        if (each->suite != NULL) {
            buffer_printf(&out, " suite=%s", each->suite);
        }
        if (each->id != NULL) {
            buffer_printf(&out, " id=%s", each->id);
        }
        if (each->max_duration_s > 0) {
            buffer_printf(&out, " max=%u", (unsigned)each->max_duration_s);
        }
        if (each->frequency != 1) {
            buffer_printf(&out, " frequency=%u", (unsigned)each->frequency);
        }
        for (size_t j = 0; j < each->tag_count; j++) {
            buffer_printf(&out, " #%s", each->tags[j]);
        }
        if (each->folder_path != NULL) {
            buffer_printf(&out, " folder=%s", each->folder_path);
        }
        if (each->expected_outcome_prompt != NULL) {
            buffer_printf(&out, " outcome=%s", each->expected_outcome_prompt);
        }
        if (each->scenario_language != NULL) {
            buffer_printf(&out, " language=%s", each->scenario_language);
        }
        for (size_t j = 0; j < each->profile_header_count; j++) {
            buffer_printf(&out, " %s=%s", each->profile_headers[j].name,
                          each->profile_headers[j].value);
        }
        buffer_append_text(&out, "\n");
    }
    for (size_t i = 0; i < cases->list.cloud_field_count; i++) {
        buffer_printf(&out, "cloud %s\n", cases->list.cloud_fields[i]);
    }
    for (size_t i = 0; i < cases->list.skipped_count; i++) {
        buffer_printf(&out, "skipped %s\n", cases->list.skipped[i]);
    }
    const char *copy = arena_copy(&cases->parsed.arena, out.data, out.length);
    buffer_finish(&out);
    return copy;
}

/* The value of a bare field of a case's test profile; "(missing)" when there is none. */
static inline const char *cases_value(const struct cases *cases, size_t index,
                                      enum template_namespace space, const char *field) {
    const struct template_source *values = &cases->list.cases[index].values;
    const struct template_key key = {.key = field, .length = strlen(field)};
    const char *text = "(missing)";
    size_t length = 0;
    values->find(values->user, space, &key, 1, &text, &length);
    return text;
}

#endif
