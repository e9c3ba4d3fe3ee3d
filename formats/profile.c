/* profile.c - looks a path of keys up: the caller's section, the agent's, the profile itself. */
#include "formats/profile.h"

#include <string.h>
#include <strings.h>

static const char *const caller_sections[] = {"testing_agent_variables", "caller_variables"};
static const char *const agent_sections[] = {"main_agent_variables", "agent_variables"};

enum { SPELLINGS = 2 /* Of each section's name. */ };

struct source {
    struct arena *arena;
    struct profile_values values;
};

/* The section by either of its names; NULL when there is none. */
static const struct value *section(const struct value *profile, const char *const *names) {
    for (size_t i = 0; i < SPELLINGS; i++) {
        const struct value *value = value_given(profile, names[i]);
        if (value != NULL && value->kind == VALUE_OBJECT) {
            return value;
        }
    }
    return NULL;
}

/* An item by its index in decimal digits. */
static const struct value *item(const struct value *array, const struct template_key *key) {
    size_t index = 0;
    if (key->length == 0 || key->length > 9 || strspn(key->key, "0123456789") != key->length) {
        return NULL;
    }
    for (size_t i = 0; i < key->length; i++) {
        index = index * 10 + (size_t)(key->key[i] - '0');
    }
    return index < array->item_count ? array->items[index] : NULL;
}

static const struct value *follow(const struct value *value, const struct template_key *keys,
                                  size_t count) {
    for (size_t i = 0; i < count && value != NULL; i++) {
        value =
            value->kind == VALUE_ARRAY ? item(value, &keys[i]) : value_member(value, keys[i].key);
    }
    return value;
}

static const struct value *find_in_profile(const struct value *profile,
                                           const struct template_key *keys, size_t count) {
    const struct value *const places[] = {section(profile, caller_sections),
                                          section(profile, agent_sections), profile};
    const struct value *value = NULL;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && value == NULL; i++) {
        value = follow(places[i], keys, count);
    }
    return value;
}

/* What is said for @value: a number as its file wrote it, null as nothing. */
static void value_as_text(struct arena *arena, const struct value *value, const char **text,
                          size_t *length) {
    *text = "";
    *length = 0;
    if (value->kind == VALUE_STRING || value->kind == VALUE_NUMBER) {
        *text = value->text;
        *length = value->length;
    } else if (value->kind != VALUE_NULL) {
        struct buffer printed;
        buffer_init(&printed, NULL);
        value_print(value, &printed);
        *text = arena_copy(arena, printed.data, printed.length);
        *length = printed.length;
        buffer_finish(&printed);
    }
}

static bool find(void *user, enum template_namespace space, const struct template_key *keys,
                 size_t count, const char **text, size_t *length) {
    const struct source *source = user;
    const struct value *value = NULL;
    switch (space) {
    case TEMPLATE_TEST_PROFILE:
        value = find_in_profile(source->values.test_profile, keys, count);
        break;
    case TEMPLATE_INFORMATION_FIELDS:
        value = follow(source->values.information_fields, keys, count);
        break;
    case TEMPLATE_DYNAMIC_VARIABLES:
        value = follow(source->values.dynamic_variables, keys, count);
        break;
    }
    if (value != NULL) {
        value_as_text(source->arena, value, text, length);
    }
    return value != NULL;
}

struct template_source profile_source(struct arena *arena, const struct profile_values *values) {
    struct source *source = arena_alloc(arena, sizeof(*source));
    *source = (struct source){.arena = arena, .values = *values};
    return (struct template_source){.find = find, .user = source};
}

const struct agent_header *profile_headers(const struct reader *reader, const struct value *profile,
                                           size_t *count) {
    *count = 0;
    const struct value *agent = section(profile, agent_sections);
    if (agent == NULL && section(profile, caller_sections) == NULL) {
        agent = profile;
    }
    if (agent == NULL || agent->kind != VALUE_OBJECT) {
        return NULL;
    }
    struct agent_header *headers =
        arena_alloc(reader->arena, agent->member_count * sizeof(*headers));
    for (size_t i = 0; i < agent->member_count; i++) {
        const struct member *member = &agent->members[i];
        if (strncasecmp(member->key, "X-", 2) != 0) {
            continue;
        }
        struct agent_header *header = &headers[(*count)++];
        size_t length = 0;
        header->name = member->key;
        header->place = reader_place(reader, member->value);
        value_as_text(reader->arena, member->value, &header->value, &length);
    }
    return headers;
}
