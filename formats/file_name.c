/* file_name.c - extensions and stems. */
#include "formats/file_name.h"

#include <string.h>

static const char *base_name(const char *file) {
    const char *slash = strrchr(file, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : file;
}

bool file_name_ends_with(const char *file, const char *end) {
    size_t length = strlen(file);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(file + length - end_length, end) == 0;
}

bool file_name_is_document(const char *file) {
    const char *name = base_name(file);
    return *name != '.' &&
           (file_name_ends_with(name, ".json") || file_name_ends_with(name, ".yaml") ||
            file_name_ends_with(name, ".yml"));
}

bool file_name_is_agent(const char *file) {
    return file_name_is_document(file) &&
           (file_name_ends_with(file, ".agent.json") || file_name_ends_with(file, ".agent.yaml") ||
            file_name_ends_with(file, ".agent.yml"));
}

const char *file_name_stem(struct arena *arena, const char *file) {
    const char *name = base_name(file);
    const char *dot = strrchr(name, '.');
    return arena_copy(arena, name, dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name));
}
