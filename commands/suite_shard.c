/* suite_shard.c - which scenarios are in a shard. */
#include "commands/suite_shard.h"

#include "reports/digest.h"

#include <string.h>
#include <unistd.h>

/* @path from the current folder, where it is in it. */
static const char *relative(const char *path) {
    char folder[4096];
    size_t length = getcwd(folder, sizeof(folder)) != NULL ? strlen(folder) : 0;
    if (length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/') {
        path += length;
        path += strspn(path, "/");
    }
    while (strncmp(path, "./", 2) == 0) {
        path += 2;
        path += strspn(path, "/");
    }
    return path;
}

void suite_shard_key(const struct scenario_case *source, struct buffer *out) {
    buffer_printf(out, "%s#%s", relative(source->file),
                  source->id != NULL ? source->id : source->name);
}

bool suite_shard_holds(const struct shard *shard, const struct scenario_case *source) {
    struct buffer key;
    uint8_t digest[DIGEST_BYTES];
    uint64_t number = 0;
    buffer_init(&key, NULL);
    suite_shard_key(source, &key);
    digest_of(key.data, key.length, digest);
    buffer_finish(&key);
    for (size_t i = 0; i < sizeof(number); i++) {
        number = number << 8 | digest[i];
    }
    return number % shard->count == shard->index;
}
