/* convert.c - takes a file apart into scenarios, and puts them together in another shape. */
#include "formats/convert.h"

#include "formats/document.h"
#include "formats/fields.h"
#include "formats/keys.h"

#include <string.h>

/* The scenarios of a file: bare ones, resources or cases of a suite. */
struct scenarios {
    const struct value *const *items;
    size_t count;
    bool of_suite;
};

static const char *shape_name(enum shape shape) {
    static const char *const names[] = {
        [SHAPE_SUITE] = "a suite",        [SHAPE_LIST] = "a list",
        [SHAPE_BARE] = "a bare scenario", [SHAPE_RESOURCE] = "a scenario resource",
        [SHAPE_AGENT] = "an agent",       [SHAPE_UNKNOWN] = "no scenario",
    };
    return names[shape];
}

static bool is_called(const struct member *member, const char *key) {
    return strcmp(member->key, key) == 0;
}

static void refuse(const struct reader *reader, const struct value *value, const char *message) {
    reader_error(reader, DIAGNOSTIC_LOST, value, "%s", message);
}

/* An error at the key. @why begins behind its name. */
static void refuse_key(const struct reader *reader, const struct value *object,
                       const struct member *member, const char *why) {
    struct place place = reader_key_place(reader, object, member);
    diagnostic_add(reader->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_LOST, &place, "\"%s\" %s",
                   diagnostic_excerpt(reader->arena, member->key, member->key_length), why);
}

/* What a list says besides its scenarios tells of pages: it is lost without harm when this is the
 * only one. */
static bool tells_of_pages(const struct member *member) {
    bool link = is_called(member, "next") || is_called(member, "previous");
    return is_called(member, "count") || (link && member->value->kind == VALUE_NULL);
}

static void take_list(const struct reader *reader, const struct value *root,
                      struct scenarios *out) {
    const struct value *list = root->kind == VALUE_ARRAY ? root : value_member(root, "results");
    for (size_t i = 0; root != list && i < root->member_count; i++) {
        const struct member *member = &root->members[i];
        if (!is_called(member, "results") && !tells_of_pages(member)) {
            refuse_key(reader, root, member, "would be lost: only the scenarios of a list remain");
        }
    }
    if (list->kind != VALUE_ARRAY) {
        reader_error(reader, DIAGNOSTIC_WRONG_TYPE, list,
                     "expected an array of scenarios, found %s", reader_found(reader, list));
        return;
    }
    out->items = list->items;
    out->count = list->item_count;
}

static void take_suite(const struct reader *reader, const struct value *root,
                       struct scenarios *out) {
    const struct value *scenarios = value_member(root, "scenarios");
    for (size_t i = 0; i < root->member_count; i++) {
        const struct member *member = &root->members[i];
        if (!is_called(member, "scenarios") && !is_called(member, "version")) {
            refuse_key(reader, root, member, "would be lost: only a suite has it");
        }
    }
    if (scenarios->kind != VALUE_ARRAY) {
        reader_error(reader, DIAGNOSTIC_WRONG_TYPE, scenarios,
                     "expected an array of scenarios, found %s", reader_found(reader, scenarios));
        return;
    }
    *out = (struct scenarios){
        .items = scenarios->items, .count = scenarios->item_count, .of_suite = true};
}

static void take_one(const struct reader *reader, const struct value *root, struct scenarios *out) {
    const struct value **items =
        (const struct value **)arena_alloc(reader->arena, sizeof(const struct value *));
    *items = root;
    *out = (struct scenarios){.items = items, .count = 1};
}

static void take_apart(const struct reader *reader, const struct value *root,
                       struct scenarios *out) {
    enum shape shape = shape_of(root);
    *out = (struct scenarios){0};
    switch (shape) {
    case SHAPE_SUITE:
        take_suite(reader, root, out);
        break;
    case SHAPE_LIST:
        take_list(reader, root, out);
        break;
    case SHAPE_BARE:
    case SHAPE_RESOURCE:
        take_one(reader, root, out);
        break;
    case SHAPE_AGENT:
    case SHAPE_UNKNOWN:
        reader_error(reader, DIAGNOSTIC_SHAPE, root, "%s; this is %s", shape_expected,
                     shape_name(shape));
        break;
    }
}

static const struct value *make_object(struct arena *arena, const struct member *members,
                                       size_t count) {
    struct value *object = arena_alloc(arena, sizeof(*object));
    struct member *copies = arena_alloc(arena, count * sizeof(*copies));
    memcpy(copies, members, count * sizeof(*copies));
    *object = (struct value){.kind = VALUE_OBJECT, .members = copies, .member_count = count};
    return object;
}

static struct member make_member(const char *key, const struct value *value) {
    return (struct member){.key = key, .key_length = strlen(key), .value = value};
}

static const struct value *make_array(struct arena *arena, const struct value *const *items,
                                      size_t count) {
    struct value *array = arena_alloc(arena, sizeof(*array));
    *array = (struct value){.kind = VALUE_ARRAY, .items = items, .item_count = count};
    return array;
}

static const struct value *make_text(struct arena *arena, const char *text) {
    struct value *value = arena_alloc(arena, sizeof(*value));
    *value = (struct value){.kind = VALUE_STRING, .text = text, .length = strlen(text)};
    return value;
}

/* The bare scenario that the text of `instructions` holds; NULL after an error. */
static const struct value *parse_instructions(const struct reader *reader,
                                              const struct value *text) {
    struct diagnostics found;
    diagnostics_init(&found, reader->arena);
    const struct value *root = document_parse(reader->arena, reader->file, text->text, text->length,
                                              DOCUMENT_JSON, &found);
    if (found.error_count > 0) {
        reader_error(reader, DIAGNOSTIC_SYNTAX, text, "holds no scenario: %s",
                     found.first->message);
        return NULL;
    }
    return root;
}

/* A copy of an array with room for @more items. */
static const struct value **copy_items(struct arena *arena, const struct value *array,
                                       size_t more) {
    size_t count = array->item_count;
    const struct value **items =
        (const struct value **)arena_alloc(arena, (count + more) * sizeof(const struct value *));
    if (count > 0) {
        memcpy(items, array->items, count * sizeof(const struct value *));
    }
    return items;
}

/* What a resource expects beside its scenario counts as well as what the scenario does: so it can
 * stand in it, behind that. */
static const struct value *join_expectations(struct arena *arena, const struct value *inside,
                                             const struct value *beside) {
    if (inside == NULL) {
        return beside;
    }
    size_t count = inside->item_count;
    const struct value **items = copy_items(arena, inside, beside->item_count);
    for (size_t i = 0; i < beside->item_count; i++) {
        items[count + i] = beside->items[i];
    }
    return make_array(arena, items, count + beside->item_count);
}

/* The bare scenario with @beside, its resource's `expect`, in it. */
static const struct value *take_in(const struct reader *reader, const struct value *bare,
                                   const struct value *beside) {
    const struct value *inside = value_given(bare, "expect");
    struct member *members =
        arena_alloc(reader->arena, (bare->member_count + 1) * sizeof(*members));
    size_t count = 0;
    for (size_t i = 0; i < bare->member_count; i++) {
        if (!is_called(&bare->members[i], "expect")) {
            members[count++] = bare->members[i];
        }
    }
    members[count++] = make_member("expect", join_expectations(reader->arena, inside, beside));
    return make_object(reader->arena, members, count);
}

static bool can_join(const struct value *inside, const struct value *beside) {
    return inside == NULL || (inside->kind == VALUE_ARRAY && beside->kind == VALUE_ARRAY);
}

/* The bare scenario in @resource, when it has nothing else; NULL after an error. */
static const struct value *unwrap(const struct reader *reader, const struct value *resource) {
    const char *key = value_given(resource, "conditional_actions") != NULL ? "conditional_actions"
                                                                           : "instructions";
    const struct value *inside = value_given(resource, key);
    if (inside == NULL) {
        refuse(reader, resource, "holds no scenario: expected \"conditional_actions\"");
        return NULL;
    }
    const struct value *bare =
        inside->kind == VALUE_STRING ? parse_instructions(reader, inside) : inside;
    if (bare != NULL && shape_of(bare) != SHAPE_BARE) {
        refuse(reader, inside, "holds no scenario: expected an object with \"conditions\"");
        bare = NULL;
    }
    const struct value *beside = value_given(resource, "expect");
    bool takes_in = bare != NULL && beside != NULL && can_join(value_given(bare, "expect"), beside);
    for (size_t i = 0; i < resource->member_count; i++) {
        const struct member *member = &resource->members[i];
        if (!is_called(member, key) && !(is_called(member, "expect") && takes_in)) {
            refuse_key(reader, resource, member,
                       "would be lost: a bare scenario is only \"role\", \"conditions\" and "
                       "\"expect\"");
        }
    }
    return takes_in ? take_in(reader, bare, beside) : bare;
}

/* Whether each key of @item means the same on the other side of a suite's frame. */
static void check_meaning(const struct reader *reader, const struct value *item, bool of_suite) {
    for (size_t i = 0; i < item->member_count; i++) {
        const struct member *member = &item->members[i];
        if (key_find(&case_keys, member->key) != NULL &&
            key_find(&resource_keys, member->key) == NULL) {
            refuse_key(reader, item, member,
                       of_suite ? "would be lost: it acts only in a suite"
                                : "would begin to act: it means something only in a suite");
        }
    }
}

/* @item as a resource, or as a suite's case when @for_suite; NULL after an error. */
static const struct value *as_resource(const struct reader *reader, const struct value *item,
                                       bool of_suite, bool for_suite) {
    enum shape shape = shape_of(item);
    if (shape == SHAPE_BARE && !of_suite) {
        const struct member member = make_member("conditional_actions", item);
        return make_object(reader->arena, &member, 1);
    }
    if (shape != SHAPE_RESOURCE) {
        refuse(reader, item,
               "holds no scenario: expected \"conditional_actions\" or \"instructions\"");
        return NULL;
    }
    if (of_suite != for_suite) {
        check_meaning(reader, item, of_suite);
    }
    return item;
}

static const struct value *put_into_suite(const struct reader *reader,
                                          const struct scenarios *scenarios,
                                          const struct value *root) {
    if (scenarios->count > SUITE_MOST_SCENARIOS) {
        reader_error(reader, DIAGNOSTIC_WRONG_VALUE, root,
                     "a suite has at most %d scenarios, found "
                     "%zu",
                     SUITE_MOST_SCENARIOS, scenarios->count);
    }
    const struct value **cases = (const struct value **)arena_alloc(
        reader->arena, scenarios->count * sizeof(const struct value *));
    for (size_t i = 0; i < scenarios->count; i++) {
        cases[i] = as_resource(reader, scenarios->items[i], scenarios->of_suite, true);
    }
    const struct member members[] = {
        make_member("version", make_text(reader->arena, "1")),
        make_member("scenarios", make_array(reader->arena, cases, scenarios->count))};
    return make_object(reader->arena, members, 2);
}

static const struct value *put_together(const struct reader *reader,
                                        const struct scenarios *scenarios, const struct value *root,
                                        enum shape wanted) {
    if (scenarios->count == 0) {
        reader_error(reader, DIAGNOSTIC_EMPTY, root, "holds no scenario");
        return NULL;
    }
    if (wanted == SHAPE_SUITE) {
        return put_into_suite(reader, scenarios, root);
    }
    if (scenarios->count > 1) {
        reader_error(reader, DIAGNOSTIC_LOST, root, "%zu scenarios: %s is only one",
                     scenarios->count, shape_name(wanted));
        return NULL;
    }
    const struct value *item = scenarios->items[0];
    if (wanted == SHAPE_RESOURCE) {
        return as_resource(reader, item, scenarios->of_suite, false);
    }
    return shape_of(item) == SHAPE_BARE ? item : unwrap(reader, item);
}

const struct value *convert_shape(struct arena *arena, const char *file, const struct value *root,
                                  enum shape wanted, struct diagnostics *diagnostics) {
    if (shape_of(root) == wanted) {
        return root;
    }
    const struct reader reader = {.arena = arena, .diagnostics = diagnostics, .file = file};
    size_t errors = diagnostics->error_count;
    struct scenarios scenarios;
    take_apart(&reader, root, &scenarios);
    if (scenarios.count == 0 && diagnostics->error_count > errors) {
        return NULL;
    }
    const struct value *converted = put_together(&reader, &scenarios, root, wanted);
    return diagnostics->error_count == errors ? converted : NULL;
}
