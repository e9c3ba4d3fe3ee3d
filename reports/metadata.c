/* metadata.c - merging objects, member by member. */
#include "reports/metadata.h"

#include "reports/members.h"
#include "transports/json.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_BUCKETS = 64 };

struct metadata_member {
    struct metadata_member *next;    /* In order. */
    struct metadata_member *sibling; /* In its bucket. */
    const char *key;                 /* Decoded. */
    const char *value;               /* JSON. */
};

void metadata_init(struct metadata *metadata, struct arena *arena) {
    *metadata = (struct metadata){.arena = arena};
}

/* FNV-1a, begun with where the metadata stands in memory: an agent that does not know that cannot
 * choose its keys so that they all meet in one bucket. */
static struct metadata_member **bucket_of(const struct metadata *metadata, const char *key) {
    uint32_t hash = 2166136261U ^ (uint32_t)((uintptr_t)metadata->buckets >> 4);
    for (; *key != '\0'; key++) {
        hash = (hash ^ (unsigned char)*key) * 16777619U;
    }
    return &metadata->buckets[(hash ^ hash >> 16) % metadata->bucket_count];
}

/* As many buckets as there may be members before there are more. */
static void grow(struct metadata *metadata) {
    size_t count = metadata->bucket_count == 0 ? FIRST_BUCKETS : metadata->bucket_count * 2;
    metadata->buckets = arena_alloc(metadata->arena, count * sizeof(struct metadata_member *));
    metadata->bucket_count = count;
    for (struct metadata_member *member = metadata->first; member != NULL; member = member->next) {
        struct metadata_member **bucket = bucket_of(metadata, member->key);
        member->sibling = *bucket;
        *bucket = member;
    }
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
    if (metadata->count == metadata->bucket_count) {
        grow(metadata);
    }
    struct metadata_member **bucket = bucket_of(metadata, key);
    for (struct metadata_member *member = *bucket; member != NULL; member = member->sibling) {
        if (strcmp(member->key, key) == 0) {
            return member;
        }
    }
    struct metadata_member *member = append(metadata, key);
    member->sibling = *bucket;
    *bucket = member;
    metadata->count++;
    return member;
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
