/* conditional_actions.c - one object after another, every breach of spec 1.1 that one value shows.
 */
#include "formats/conditional_actions.h"

#include "formats/expect.h"

#include <string.h>

static void missing(const struct reader *reader, const struct value *object, const char *key,
                    const char *expected) {
    reader_error(reader, DIAGNOSTIC_MISSING_KEY, object, "\"%s\" is missing: expected %s", key,
                 expected);
}

static void wrong_type(const struct reader *reader, const struct value *value,
                       const char *expected) {
    reader_error(reader, DIAGNOSTIC_WRONG_TYPE, value, "expected %s, found %s", expected,
                 reader_found(reader, value));
}

void functions_refuse(const struct reader *reader, const struct value *object) {
    const struct value *functions = value_given(object, "functions");
    bool empty = functions == NULL ||
                 (functions->kind == VALUE_ARRAY && functions->item_count == 0) ||
                 (functions->kind == VALUE_OBJECT && functions->member_count == 0);
    if (!empty) {
        reader_error(reader, DIAGNOSTIC_UNSUPPORTED, functions,
                     "custom functions are not supported yet: remove \"functions\" and what uses "
                     "them");
    }
}

static struct scenario_text text_of(const struct reader *reader, const struct value *value) {
    return (struct scenario_text){
        .text = value->text, .length = value->length, .place = reader_place(reader, value)};
}

/* An integer id, from 0 to 2^31-1; SCENARIO_ID_UNKNOWN after an error. */
static int32_t read_id(const struct reader *reader, const struct value *value,
                       const char *expected) {
    int64_t integer = 0;
    if (!value_integer(value, &integer)) {
        wrong_type(reader, value, expected);
        return SCENARIO_ID_UNKNOWN;
    }
    if (integer < 0 || integer > INT32_MAX) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, value,
                     "expected an integer from 0 to 2147483647, found %s",
                     reader_found(reader, value));
        return SCENARIO_ID_UNKNOWN;
    }
    return (int32_t)integer;
}

/* Rule 5. */
static void read_own_id(const struct reader *reader, const struct value *object,
                        struct scenario_condition *condition) {
    const struct value *value = value_member(object, "id");
    if (value == NULL) {
        missing(reader, object, "id", "an integer that no other condition has");
        return;
    }
    condition->id_place = reader_place(reader, value);
    condition->id = read_id(reader, value, "an integer");
}

/* Rule 3. */
static void read_type(const struct reader *reader, const struct value *object,
                      struct scenario_condition *condition) {
    static const char *const types[] = {"standard", "action_followup"};
    const struct value *value = value_member(object, "type");
    if (value == NULL) {
        missing(reader, object, "type", "\"standard\" or \"action_followup\"");
        return;
    }
    condition->type_place = reader_place(reader, value);
    if (value->kind != VALUE_STRING) {
        wrong_type(reader, value, "\"standard\" or \"action_followup\"");
    } else if (strcmp(value->text, types[0]) == 0) {
        condition->type = CONDITION_TYPE_STANDARD;
    } else if (strcmp(value->text, types[1]) == 0) {
        condition->type = CONDITION_TYPE_FOLLOWUP;
    } else {
        const char *meant = diagnostic_suggest(value->text, types, 2);
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, value,
                     "expected \"standard\" or \"action_followup\", found %s%s%s%s",
                     reader_found(reader, value), meant != NULL ? ": did you mean \"" : "",
                     meant != NULL ? meant : "", meant != NULL ? "\"?" : "");
    }
}

/* Rule 4. An unknown one is read as true: then nothing else complains about it. */
static void read_fixed_message(const struct reader *reader, const struct value *object,
                               struct scenario_condition *condition) {
    const struct value *value = value_member(object, "fixed_message");
    condition->fixed_message = true;
    if (value == NULL) {
        missing(reader, object, "fixed_message", "true or false");
        return;
    }
    condition->fixed_message_place = reader_place(reader, value);
    if (value->kind != VALUE_BOOLEAN) {
        wrong_type(reader, value, "true or false");
        return;
    }
    condition->fixed_message = value->boolean;
}

/* The condition part of rule 1, whatever the first one's type is. */
static void read_first_condition_text(const struct reader *reader, const struct value *object,
                                      struct scenario_condition *condition) {
    const struct value *value = value_member(object, "condition");
    if (value == NULL) {
        missing(reader, object, "condition", "\"FIRST_MESSAGE\"");
    } else if (value->kind != VALUE_STRING) {
        wrong_type(reader, value, "\"FIRST_MESSAGE\"");
    } else {
        condition->condition = text_of(reader, value);
    }
}

/* Rule 6: a text in a standard one, an id in a followup. */
static void read_condition_text(const struct reader *reader, const struct value *object,
                                struct scenario_condition *condition) {
    const struct value *value = value_member(object, "condition");
    bool followup = condition->type == CONDITION_TYPE_FOLLOWUP;
    if (value == NULL) {
        missing(reader, object, "condition",
                followup ? "the id of the condition it follows"
                         : "a text that says when it fires, such as contains \"help\"");
        return;
    }
    if (followup) {
        condition->parent_place = reader_place(reader, value);
        condition->parent_id =
            read_id(reader, value, "the id of the condition it follows, an integer");
    } else if (value->kind == VALUE_STRING) {
        condition->condition = text_of(reader, value);
    } else if (condition->type == CONDITION_TYPE_STANDARD) {
        wrong_type(reader, value,
                   "a text, such as contains \"help\" (only in an "
                   "\"action_followup\" it is an id)");
    } else if (value->kind != VALUE_NUMBER) {
        wrong_type(reader, value, "a text or an id");
    }
}

/* The type part of rule 2. */
static void read_action(const struct reader *reader, const struct value *object,
                        struct scenario_condition *condition) {
    const struct value *value = value_member(object, "action");
    if (value == NULL) {
        missing(reader, object, "action", "what the caller says or does, a text");
    } else if (value->kind == VALUE_ARRAY) {
        wrong_type(reader, value, "a text (in YAML one that begins with [ needs quotes)");
    } else if (value->kind != VALUE_STRING) {
        wrong_type(reader, value,
                   "a text (\"\" only in the first condition: then the agent speaks "
                   "first)");
    } else {
        condition->action = text_of(reader, value);
    }
}

static void read_condition(const struct reader *reader, const struct value *object, bool first,
                           struct scenario_condition *condition) {
    *condition = (struct scenario_condition){
        .place = reader_place(reader, object),
        .id = SCENARIO_ID_UNKNOWN,
        .parent_id = SCENARIO_ID_UNKNOWN,
        .fixed_message = true,
    };
    if (object->kind != VALUE_OBJECT) {
        wrong_type(reader, object, "an object with id, condition, action, type and fixed_message");
        return;
    }
    read_own_id(reader, object, condition);
    read_type(reader, object, condition);
    read_fixed_message(reader, object, condition);
    if (first) {
        read_first_condition_text(reader, object, condition);
    } else {
        read_condition_text(reader, object, condition);
    }
    read_action(reader, object, condition);
    functions_refuse(reader, object);
    fields_warn_unknown(reader, object, &condition_keys, NULL);
}

/* Rule 7. */
static void read_role(const struct reader *reader, const struct value *object,
                      struct scenario *scenario) {
    const struct value *value = value_member(object, "role");
    scenario->role.place = reader_place(reader, value != NULL ? value : object);
    if (value == NULL) {
        reader_warning(reader, DIAGNOSTIC_MISSING_ROLE, object,
                       "\"role\" is missing: say who the caller is");
    } else if (value->kind != VALUE_STRING) {
        wrong_type(reader, value, "a text");
    } else {
        scenario->role = text_of(reader, value);
    }
}

/* The type part of rule 1. */
static const struct value *find_conditions(const struct reader *reader,
                                           const struct value *object) {
    const struct value *conditions = value_member(object, "conditions");
    if (conditions == NULL) {
        missing(reader, object, "conditions", "an array of conditions");
        return NULL;
    }
    if (conditions->kind != VALUE_ARRAY) {
        wrong_type(reader, conditions, "an array of conditions");
        return NULL;
    }
    if (conditions->item_count == 0) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, conditions,
                     "\"conditions\" is empty: expected at least one, the first with the condition "
                     "\"FIRST_MESSAGE\"");
        return NULL;
    }
    return conditions;
}

struct scenario *conditional_actions_read(const struct reader *reader, const struct value *object,
                                          const char *name, const struct key_set *others) {
    if (object->kind != VALUE_OBJECT) {
        wrong_type(reader, object, "an object with role and conditions");
        return NULL;
    }
    struct scenario *scenario = arena_alloc(reader->arena, sizeof(*scenario));
    scenario->name = name;
    scenario->place = reader_place(reader, object);
    read_role(reader, object, scenario);
    functions_refuse(reader, object);
    fields_warn_unknown(reader, object, &conditional_actions_keys, others);
    scenario->expectations = expect_read(reader, object, &scenario->expectation_count);
    const struct value *array = find_conditions(reader, object);
    if (array == NULL) {
        return NULL;
    }
    struct scenario_condition *conditions =
        arena_alloc(reader->arena, array->item_count * sizeof(*conditions));
    for (size_t i = 0; i < array->item_count; i++) {
        read_condition(reader, array->items[i], i == 0, &conditions[i]);
    }
    scenario->conditions = conditions;
    scenario->condition_count = array->item_count;
    return scenario;
}
