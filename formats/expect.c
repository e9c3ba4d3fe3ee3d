/* expect.c - one expectation after the other, each an object with one key. */
#include "formats/expect.h"

#include "engine/text.h"

#include <string.h>

static bool wrong_type(const struct reader *reader, const struct value *value,
                       const char *expected) {
    reader_error(reader, DIAGNOSTIC_WRONG_TYPE, value, "expected %s, found %s", expected,
                 reader_found(reader, value));
    return false;
}

static bool wrong_value(const struct reader *reader, const struct value *value,
                        const char *expected) {
    reader_error(reader, DIAGNOSTIC_WRONG_VALUE, value, "expected %s, found %s", expected,
                 reader_found(reader, value));
    return false;
}

static const char *print(const struct reader *reader, const struct value *value) {
    struct buffer text;
    buffer_init(&text, NULL);
    value_print(value, &text);
    const char *json = arena_copy(reader->arena, text.data, text.length);
    buffer_finish(&text);
    return json;
}

/* Only keys that are known, and at least one. */
static bool check_members(const struct reader *reader, const struct value *object,
                          const struct key_set *known, const char *expected) {
    if (object->kind != VALUE_OBJECT) {
        return wrong_type(reader, object, expected);
    }
    if (object->member_count == 0) {
        reader_error(reader, DIAGNOSTIC_MISSING_KEY, object, "is empty: expected %s", expected);
        return false;
    }
    return fields_refuse_unknown(reader, object, known) == 0;
}

static bool read_expression(const struct reader *reader, const struct value *value,
                            struct expectation *out) {
    if (value->kind != VALUE_STRING) {
        return wrong_type(reader, value,
                          "an expression over what the agent says, such as contains \"help\"");
    }
    out->expression = (struct scenario_text){
        .text = value->text, .length = value->length, .place = reader_place(reader, value)};
    return true;
}

static bool read_conditions(const struct reader *reader, const struct value *array,
                            struct expectation *out) {
    if (array->kind != VALUE_ARRAY) {
        return wrong_type(reader, array, "an array of ids of conditions, such as [1, 2]");
    }
    if (array->item_count == 0) {
        return wrong_value(reader, array, "ids of conditions, such as [1, 2]");
    }
    bool good = true;
    struct expectation_id *ids = arena_alloc(reader->arena, array->item_count * sizeof(*ids));
    for (size_t i = 0; i < array->item_count; i++) {
        const struct value *item = array->items[i];
        int64_t id = 0;
        if (value_integer(item, &id) && id >= 0 && id <= INT32_MAX) {
            ids[i] = (struct expectation_id){(int32_t)id, reader_place(reader, item)};
        } else {
            good = wrong_type(reader, item, "the id of a condition, an integer");
        }
    }
    out->conditions.ids = ids;
    out->conditions.id_count = array->item_count;
    return good;
}

/* Values are filled into expressions only; a placeholder elsewhere would be compared as it
 * stands. */
static void warn_of_placeholders(const struct reader *reader, const struct value *value,
                                 const char *json) {
    if (json != NULL && strstr(json, "{{") != NULL) {
        reader_warning(reader, DIAGNOSTIC_TEMPLATE, value,
                       "placeholders are filled in expressions only: here {{ is text");
    }
}

static bool read_function_call(const struct reader *reader, const struct value *object,
                               struct expectation *out) {
    if (!check_members(reader, object, &expected_call_keys,
                       "an object with the \"name\" of a function and, if need be, "
                       "\"arguments\"")) {
        return false;
    }
    const struct value *name = value_member(object, "name");
    const struct value *arguments = value_member(object, "arguments");
    if (name == NULL) {
        reader_error(reader, DIAGNOSTIC_MISSING_KEY, object,
                     "\"name\" is missing: expected the name of a function");
        return false;
    }
    if (name->kind != VALUE_STRING || text_is_blank(name->text, name->length)) {
        return wrong_type(reader, name, "the name of a function, a text");
    }
    if (arguments != NULL && arguments->kind != VALUE_OBJECT) {
        return wrong_type(reader, arguments,
                          "an object with those of the function's arguments that matter");
    }
    out->function_call.name = name->text;
    out->function_call.arguments = arguments != NULL ? print(reader, arguments) : NULL;
    warn_of_placeholders(reader, object, out->written);
    return true;
}

static bool read_metadata(const struct reader *reader, const struct value *object,
                          struct expectation *out) {
    if (object->kind != VALUE_OBJECT || object->member_count == 0) {
        return wrong_type(reader, object, "an object with those of the metadata that matter");
    }
    out->metadata = print(reader, object);
    warn_of_placeholders(reader, object, out->metadata);
    return true;
}

static bool read_ended_by(const struct reader *reader, const struct value *value,
                          struct expectation *out) {
    if (!value_is_text(value, "caller") && !value_is_text(value, "agent")) {
        return wrong_value(reader, value, "\"caller\" or \"agent\"");
    }
    out->ended_by = value_is_text(value, "agent") ? ENDED_BY_AGENT : ENDED_BY_CALLER;
    return true;
}

static bool read_response(const struct reader *reader, const struct value *object,
                          struct expectation *out) {
    if (!check_members(reader, object, &expected_response_keys,
                       "an object with one or more of mean, p50, p95, p99 and max")) {
        return false;
    }
    bool good = true;
    for (enum latency_figure figure = 0; figure < LATENCY_FIGURES; figure++) {
        const struct value *bound = value_member(object, latency_figure_text(figure));
        out->response_ms[figure] = -1;
        if (bound != NULL &&
            (!value_number(bound, &out->response_ms[figure]) || out->response_ms[figure] < 0)) {
            good = wrong_type(reader, bound, "a number of milliseconds");
        }
    }
    return good;
}

static bool read_count(const struct reader *reader, const struct value *object, const char *key,
                       uint32_t *out) {
    const struct value *value = value_member(object, key);
    int64_t count = 0;
    *out = EXPECTATION_UNBOUNDED;
    if (value == NULL) {
        return true;
    }
    if (!value_integer(value, &count) || count < 0 || count > INT32_MAX) {
        return wrong_type(reader, value, "a number of utterances, an integer");
    }
    *out = (uint32_t)count;
    return true;
}

static bool read_turns(const struct reader *reader, const struct value *object,
                       struct expectation *out) {
    if (!check_members(reader, object, &expected_turns_keys,
                       "an object with \"min\", \"max\" or both")) {
        return false;
    }
    bool good = read_count(reader, object, "min", &out->turns.least);
    good = read_count(reader, object, "max", &out->turns.most) && good;
    if (good && out->turns.least != EXPECTATION_UNBOUNDED && out->turns.least > out->turns.most) {
        return wrong_value(reader, value_member(object, "max"), "at least as many as \"min\"");
    }
    return good;
}

static bool (*const readers[EXPECTATION_KINDS])(const struct reader *, const struct value *,
                                                struct expectation *) = {
    [EXPECTATION_AGENT] = read_expression,
    [EXPECTATION_AGENT_NEVER] = read_expression,
    [EXPECTATION_FIRED] = read_conditions,
    [EXPECTATION_NOT_FIRED] = read_conditions,
    [EXPECTATION_FUNCTION_CALL] = read_function_call,
    [EXPECTATION_METADATA] = read_metadata,
    [EXPECTATION_ENDED_BY] = read_ended_by,
    [EXPECTATION_RESPONSE_MS] = read_response,
    [EXPECTATION_TURNS] = read_turns,
};

static bool read_one(const struct reader *reader, const struct value *object,
                     struct expectation *out) {
    const char *one_of = arena_printf(reader->arena, "an object with one of %s",
                                      fields_names(reader, &expectation_keys));
    if (!check_members(reader, object, &expectation_keys, one_of)) {
        return false;
    }
    if (object->member_count > 1) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, object,
                     "%zu expectations in one object: expected an object for each",
                     object->member_count);
        return false;
    }
    *out = (struct expectation){.written = print(reader, object)};
    while (strcmp(expectation_kind_text(out->kind), object->members[0].key) != 0) {
        out->kind++;
    }
    return readers[out->kind](reader, object->members[0].value, out);
}

const struct expectation *expect_read(const struct reader *reader, const struct value *object,
                                      size_t *count) {
    const struct value *array = field_array(reader, object, "expect");
    *count = 0;
    if (array == NULL) {
        return NULL;
    }
    struct expectation *list = arena_alloc(reader->arena, array->item_count * sizeof(*list));
    for (size_t i = 0; i < array->item_count; i++) {
        *count += read_one(reader, array->items[i], &list[*count]);
    }
    return list;
}

void expect_append(struct arena *arena, struct scenario *scenario,
                   const struct expectation *expectations, size_t count) {
    if (count == 0) {
        return;
    }
    size_t before = scenario->expectation_count;
    struct expectation *all = arena_alloc(arena, (before + count) * sizeof(*all));
    if (before > 0) {
        memcpy(all, scenario->expectations, before * sizeof(*all));
    }
    memcpy(all + before, expectations, count * sizeof(*all));
    scenario->expectations = all;
    scenario->expectation_count = before + count;
}
