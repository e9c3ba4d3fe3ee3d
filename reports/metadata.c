/* metadata.c - merging objects, member by member. */
#include "reports/metadata.h"

#include "reports/members.h"
#include "transports/json.h"

#include <stdint.h>
#include <string.h>

enum { BUCKETS = 256 };

struct metadata_member {
    struct metadata_member *next;    /* In order. */
    struct metadata_member *sibling; /* In its bucket. */
    const char *key;                 /* Decoded. */
    const char *value;               /* JSON. */
};

void metadata_init(struct metadata *metadata, struct arena *arena) {
    *metadata = (struct metadata){.arena = arena};
}

/* FNV-1a. */
static size_t bucket_of(const char *key) {
    uint32_t hash = 2166136261U;
    for (; *key != '\0'; key++) {
        hash = (hash ^ (unsigned char)*key) * 16777619U;
    }
    return hash % BUCKETS;
}

static struct metadata_member *append(struct metadata *metadata, const char *key) {
    struct metadata_member *member = arena_alloc(metadata->arena, sizeof(*member));
    member->key = key;
    if (metadata->last == NULL) {
        metadata->first = member;
    } else {
        metadata->last->next = member;
    }
    metadata->last = member;
    return member;
}

/* The member called @key, which is made when there is none. */
static struct metadata_member *member_of(struct metadata *metadata, const char *key) {
    if (metadata->buckets == NULL) {
        metadata->buckets =
            arena_alloc(metadata->arena, BUCKETS * sizeof(struct metadata_member *));
    }
    struct metadata_member **link = &metadata->buckets[bucket_of(key)];
    while (*link != NULL && strcmp((*link)->key, key) != 0) {
        link = &(*link)->sibling;
    }
    if (*link == NULL) {
        *link = append(metadata, key);
    }
    return *link;
}

/* As JSON, in the arena; as a string when it nests too deep. */
static const char *value_of(struct metadata *metadata, const cJSON *member) {
    struct buffer text;
    buffer_init(&text, arena_memory(metadata->arena));
    json_append(&text, member);
    if (members_too_deep(buffer_terminate(&text))) {
        const char *json = arena_copy(metadata->arena, text.data, text.length);
        text.length = 0;
        json_append_string(&text, json);
    }
    const char *value = arena_copy(metadata->arena, text.data, text.length);
    buffer_finish(&text);
    return value;
}

void metadata_merge(struct metadata *metadata, const char *json) {
    cJSON *object = json_parse(json, strlen(json));
    const cJSON *member = NULL;
    if (cJSON_IsObject(object)) {
        cJSON_ArrayForEach(member, object) {
            const char *key = arena_copy(metadata->arena, member->string, strlen(member->string));
            member_of(metadata, key)->value = value_of(metadata, member);
        }
    }
    cJSON_Delete(object);
}

void metadata_print(const struct metadata *metadata, struct buffer *out) {
    buffer_append_text(out, "{");
    for (const struct metadata_member *member = metadata->first; member != NULL;
         member = member->next) {
        buffer_append_text(out, member == metadata->first ? "" : ",");
        json_append_string(out, member->key);
        buffer_append_text(out, ":");
        buffer_append_text(out, member->value);
    }
    buffer_append_text(out, "}");
}
