/* case_collector.c - three growing lists. */
#include "formats/case_collector.h"

#include <string.h>

void collector_init(struct case_collector *collector, struct arena *arena,
                    struct diagnostics *diagnostics) {
    *collector = (struct case_collector){.arena = arena, .diagnostics = diagnostics};
    buffer_init(&collector->cases, NULL);
    buffer_init(&collector->skipped, NULL);
    buffer_init(&collector->cloud_fields, NULL);
}

void collector_add(struct case_collector *collector, const struct scenario_case *scenario) {
    buffer_append(&collector->cases, (const char *)scenario, sizeof(*scenario));
}

void collector_skip(struct case_collector *collector, const char *file) {
    buffer_append(&collector->skipped, (const char *)&file, sizeof(file));
}

static size_t name_count(const struct buffer *names) {
    return names->length / sizeof(const char *);
}

static const char *const *names_in(const struct buffer *names) {
    return (const char *const *)(const void *)names->data;
}

void collector_note_cloud_field(struct case_collector *collector, const char *name) {
    const struct buffer *fields = &collector->cloud_fields;
    for (size_t i = 0; i < name_count(fields); i++) {
        if (strcmp(names_in(fields)[i], name) == 0) {
            return;
        }
    }
    buffer_append(&collector->cloud_fields, (const char *)&name, sizeof(name));
}

void collector_note_cloud(struct case_collector *collector, const struct value *object,
                          const struct key_set *cloud) {
    for (size_t i = 0; i < object->member_count; i++) {
        const struct member *member = &object->members[i];
        if (member->value->kind != VALUE_NULL && key_find(cloud, member->key) != NULL) {
            collector_note_cloud_field(collector, member->key);
        }
    }
}

static void *keep(struct case_collector *collector, struct buffer *from) {
    void *copy = arena_alloc(collector->arena, from->length);
    if (from->length > 0) {
        memcpy(copy, from->data, from->length);
    }
    return copy;
}

void collector_finish(struct case_collector *collector, struct case_list *out) {
    *out = (struct case_list){
        .cases = keep(collector, &collector->cases),
        .count = collector->cases.length / sizeof(struct scenario_case),
        .skipped = keep(collector, &collector->skipped),
        .skipped_count = name_count(&collector->skipped),
        .cloud_fields = keep(collector, &collector->cloud_fields),
        .cloud_field_count = name_count(&collector->cloud_fields),
    };
    buffer_finish(&collector->cases);
    buffer_finish(&collector->skipped);
    buffer_finish(&collector->cloud_fields);
}
