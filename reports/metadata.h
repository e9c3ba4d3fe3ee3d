/* metadata.h - what an agent told about a call beside what it said, merged (spec 3.2). */
#ifndef PARLEY_REPORTS_METADATA_H
#define PARLEY_REPORTS_METADATA_H

#include "engine/memory.h"

/* Members of one object, in the order their keys first came. */
struct metadata {
    struct metadata_member *first;
    /* private */
    struct metadata_member *last;
    struct metadata_member *
        *buckets; /* By hash of the key: an agent may send any number of keys. */
    size_t bucket_count;
    size_t count; /* Of members. */
    struct arena *arena;
};

/* Members are kept in @arena, which must outlive it. */
void metadata_init(struct metadata *metadata, struct arena *arena);

/* Merge the members of @json, a valid JSON object: the last write of a key wins, as a whole. What
 * is no object changes nothing. */
void metadata_merge(struct metadata *metadata, const char *json);

/* Append it as a JSON object, {} when empty. */
void metadata_print(const struct metadata *metadata, struct buffer *out);

#endif
