/* schema.c - builds the schema from the tables of keys and the rules. */
#include "formats/schema.h"

#include "formats/document.h"
#include "formats/json_layout.h"
#include "formats/schema_rules.h"

#include <cjson/cJSON.h>
#include <string.h>

/* Which definition describes a part, and for which kind of value. */
static const struct {
    const char *rule;
    unsigned kind;
} parts[] = {
    [PART_CONDITIONAL_ACTIONS] = {"@conditional_actions", KEY_OBJECT},
    [PART_CONDITIONS] = {"@conditions", KEY_ARRAY},
    [PART_TAGS] = {"@tags", KEY_ARRAY},
    [PART_RESULTS] = {"@resources", KEY_ARRAY},
    [PART_CASES] = {"@cases", KEY_ARRAY},
    [PART_DEFAULTS] = {"@case", KEY_OBJECT},
    [PART_URL] = {"@url", KEY_TEXT},
    [PART_HEADERS] = {"@headers", KEY_OBJECT},
    [PART_EXPECT] = {"@expect", KEY_ARRAY},
    [PART_IDS] = {"@ids", KEY_ARRAY},
    [PART_EXPECTED_CALL] = {"@expected_call", KEY_OBJECT},
    [PART_EXPECTED_METADATA] = {"@expected_metadata", KEY_OBJECT},
    [PART_EXPECTED_RESPONSE] = {"@expected_response", KEY_OBJECT},
    [PART_EXPECTED_TURNS] = {"@expected_turns", KEY_OBJECT},
    [PART_PRINTABLE] = {"@printable", KEY_TEXT},
};

static void add_properties(cJSON *schema, const struct key_set *keys);

/* Rules as JSON (see schema_rules.h). */
static cJSON *parse(const char *rules) {
    struct buffer text;
    buffer_init(&text, NULL);
    for (const char *at = rules; *at != '\0'; at++) {
        if (*at == '@') {
            size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");
            buffer_printf(&text, "{\"$ref\": \"#/$defs/%.*s\"}", (int)length, at + 1);
            at += length;
        } else {
            buffer_append(&text, *at == '\'' ? "\"" : at, 1);
        }
    }
    cJSON *parsed = cJSON_Parse(buffer_terminate(&text));
    buffer_finish(&text);
    return parsed;
}

/* Give all members of @from to @to, and delete it. */
static void move_members(cJSON *to, cJSON *from) {
    while (from != NULL && from->child != NULL) {
        cJSON *member = cJSON_DetachItemViaPointer(from, from->child);
        cJSON_AddItemToObject(to, member->string, member);
    }
    cJSON_Delete(from);
}

/* 'type': one name, or an array of several. */
static void add_type(cJSON *schema, unsigned kinds) {
    static const struct {
        unsigned kind;
        const char *name;
    } types[] = {
        {KEY_TEXT, "string"},     {KEY_INTEGER, "integer"}, {KEY_NUMBER, "number"},
        {KEY_BOOLEAN, "boolean"}, {KEY_ARRAY, "array"},     {KEY_OBJECT, "object"},
        {KEY_NULL, "null"},
    };
    kinds |= (kinds & KEY_EMPTY) != 0 ? KEY_ARRAY | KEY_OBJECT : 0;
    cJSON *names = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if ((kinds & types[i].kind) != 0) {
            cJSON_AddItemToArray(names, cJSON_CreateString(types[i].name));
        }
    }
    bool one = cJSON_GetArraySize(names) == 1;
    cJSON *type = one ? cJSON_DetachItemFromArray(names, 0) : names;
    cJSON_AddItemToObject(schema, "type", type);
    if (one) {
        cJSON_Delete(names);
    }
}

/* 'enum': the words of @key, and what it may be instead of a text. */
static void add_words(cJSON *schema, const struct key *key) {
    cJSON *words = cJSON_AddArrayToObject(schema, "enum");
    struct arena arena;
    arena_init(&arena, NULL);
    for (const char *at = key->words; at != NULL;) {
        size_t length = strcspn(at, "|");
        cJSON_AddItemToArray(words, cJSON_CreateString(arena_copy(&arena, at, length)));
        at = at[length] == '|' ? at + length + 1 : NULL;
    }
    arena_finish(&arena);
    if ((key->kinds & KEY_INTEGER) != 0) {
        cJSON_AddItemToArray(words, cJSON_CreateNumber(key->least));
    }
    if ((key->kinds & KEY_NULL) != 0) {
        cJSON_AddItemToArray(words, cJSON_CreateNull());
    }
}

static void add_limits(cJSON *schema, const struct key *key) {
    if ((key->kinds & KEY_INTEGER) != 0) {
        cJSON_AddNumberToObject(schema, "minimum", key->least);
        cJSON_AddNumberToObject(schema, "maximum", key->most);
    } else if (key->most > 0) {
        cJSON_AddNumberToObject(schema, "maxLength", key->most);
    }
    if ((key->kinds & KEY_EMPTY) != 0) {
        cJSON_AddNumberToObject(schema, "maxItems", 0);
        cJSON_AddNumberToObject(schema, "maxProperties", 0);
    }
}

/* A value that is described elsewhere, or of one of the other kinds. */
static void add_part(cJSON *schema, const struct key *key) {
    unsigned others = key->kinds & ~parts[key->part].kind;
    cJSON *part = parse(parts[key->part].rule);
    if (others == 0) {
        move_members(schema, part);
        return;
    }
    cJSON *choice = cJSON_AddArrayToObject(schema, "anyOf");
    cJSON *other = cJSON_CreateObject();
    add_type(other, others);
    cJSON_AddItemToArray(choice, part);
    cJSON_AddItemToArray(choice, other);
}

/* The schema of what stands behind a key. */
static cJSON *make_property(const struct key *key) {
    if ((key->kinds & KEY_NEVER) != 0) {
        return cJSON_CreateFalse();
    }
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "description",
                            key->about != NULL ? key->about
                                               : "Accepted, as exports have it; means nothing "
                                                 "here.");
    if (key->part != PART_NONE) {
        add_part(schema, key);
    } else if (key->words != NULL) {
        add_words(schema, key);
    } else if (key->kinds != KEY_ANYTHING) {
        add_type(schema, key->kinds);
        add_limits(schema, key);
    }
    if (key->members != NULL) {
        add_properties(schema, key->members);
    }
    return schema;
}

/* 'properties' of all keys of the set, after those that are there. */
static void add_properties(cJSON *schema, const struct key_set *keys) {
    cJSON *properties = cJSON_GetObjectItemCaseSensitive(schema, "properties");
    if (properties == NULL) {
        properties = cJSON_AddObjectToObject(schema, "properties");
    }
    for (const struct key_set *set = keys; set != NULL; set = set->more) {
        for (size_t i = 0; i < set->count; i++) {
            cJSON_AddItemToObject(properties, set->keys[i].name, make_property(&set->keys[i]));
        }
    }
}

static void add_required(cJSON *schema, const struct key_set *keys) {
    cJSON *required = cJSON_CreateArray();
    for (const struct key_set *set = keys; set != NULL; set = set->more) {
        for (size_t i = 0; i < set->count; i++) {
            if (set->keys[i].required) {
                cJSON_AddItemToArray(required, cJSON_CreateString(set->keys[i].name));
            }
        }
    }
    if (cJSON_GetArraySize(required) > 0) {
        cJSON_AddItemToObject(schema, "required", required);
    } else {
        cJSON_Delete(required);
    }
}

static cJSON *make_definition(const struct schema_definition *definition) {
    cJSON *schema = cJSON_CreateObject();
    if (definition->keys != NULL) {
        add_type(schema, KEY_OBJECT);
        add_required(schema, definition->keys);
        add_properties(schema, definition->keys);
        add_properties(schema, definition->ignored);
    }
    if (definition->rules != NULL) {
        move_members(schema, parse(definition->rules));
    }
    return schema;
}

static cJSON *make_schema(enum schema_files files) {
    cJSON *schema = cJSON_CreateObject();
    cJSON_AddStringToObject(schema, "$schema", "https://json-schema.org/draft/2020-12/schema");
    move_members(schema, parse(schema_roots[files]));
    cJSON *all = cJSON_AddObjectToObject(schema, "$defs");
    for (size_t i = 0; i < schema_definition_count; i++) {
        const struct schema_definition *each = &schema_definitions[i];
        if ((each->files & (1U << files)) != 0) {
            cJSON_AddItemToObject(all, each->name, make_definition(each));
        }
    }
    return schema;
}

void schema_print(enum schema_files files, struct buffer *out) {
    cJSON *schema = make_schema(files);
    char *text = cJSON_PrintUnformatted(schema);
    struct arena arena;
    struct diagnostics diagnostics;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    json_lay_out(document_parse(&arena, "schema", text, strlen(text), DOCUMENT_JSON, &diagnostics),
                 out);
    arena_finish(&arena);
    cJSON_free(text);
    cJSON_Delete(schema);
}
