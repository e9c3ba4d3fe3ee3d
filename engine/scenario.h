/* scenario.h - one scenario as plain data, as its file said it (spec 1.1).
 *
 * Filled by formats/scenario_file.h, or by a test by hand; made runnable by machine_compile(). */
#ifndef PARLEY_ENGINE_SCENARIO_H
#define PARLEY_ENGINE_SCENARIO_H

#include "engine/diagnostic.h"

/* A text and where it stands. `text` is NULL when the file does not give it or gives no string. */
struct scenario_text {
    const char *text; /* UTF-8, NUL-terminated. */
    size_t length;
    struct place place;
};

enum condition_type {
    CONDITION_TYPE_UNKNOWN, /* Missing or wrong: already reported by whoever read the file. */
    CONDITION_TYPE_STANDARD,
    CONDITION_TYPE_FOLLOWUP,
};

enum { SCENARIO_ID_UNKNOWN = -1 };

struct scenario_condition {
    int32_t id; /* 0 to 2^31-1; SCENARIO_ID_UNKNOWN when missing or wrong (already reported). */
    enum condition_type type;
    int32_t parent_id;  /* action_followup: the id it follows; SCENARIO_ID_UNKNOWN as above. */
    bool fixed_message; /* True also when missing or wrong (already reported). */
    struct scenario_text condition; /* standard. */
    struct scenario_text action;
    struct place place; /* Of the object; below, of its values. */
    struct place id_place;
    struct place type_place;
    struct place parent_place;
    struct place fixed_message_place;
};

struct expectation; /* expectation.h */

/* The strings live wherever the reader put them; they must outlive the machine compiled from it. */
struct scenario {
    const char *name; /* For reports. */
    struct scenario_text role;
    struct place place; /* Of the object that holds the conditions. */
    const struct scenario_condition *conditions;
    size_t condition_count;
    const struct expectation *expectations; /* NULL when it has none. */
    size_t expectation_count;
};

#define SCENARIO_NONE UINT32_MAX

/* Check @scenario by the rules of spec 1.1 that hold between its values: what the first condition
 * is, that ids are unique, and that followups lead to a standard condition. What the reader has
 * already reported is passed over. Returns the index of what each condition follows, SCENARIO_NONE
 * where it follows nothing: condition_count of them, in @arena. */
const uint32_t *scenario_check(struct arena *arena, const struct scenario *scenario,
                               struct diagnostics *diagnostics);

/* True when @text is FIRST_MESSAGE to the letter. */
bool scenario_is_first_message(const struct scenario_text *text);

#endif
