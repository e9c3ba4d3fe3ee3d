/* folder.c - walks a folder, deepest names last to be compared, all sorted at the end. */
#include "formats/folder.h"

#include "formats/file_name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEEPEST_FOLDER = 64 };

struct walk {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct buffer files;   /* const char * */
    struct buffer folders; /* struct folder: still to be read. */
    struct buffer read;    /* const char *: folders. */
};

struct folder {
    const char *path;
    unsigned depth;
};

bool folder_is(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void report(struct walk *walk, const char *path, const char *why) {
    struct place place = {.file = path};
    diagnostic_add(walk->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_UNREADABLE, &place,
                   "cannot be read: %s", why);
}

static void visit(struct walk *walk, const struct folder *folder, const char *name) {
    size_t length = strlen(folder->path);
    const char *slash = length > 0 && folder->path[length - 1] == '/' ? "" : "/";
    const char *path = arena_printf(walk->arena, "%s%s%s", folder->path, slash, name);
    struct stat status;
    if (lstat(path, &status) != 0) {
        report(walk, path, strerror(errno));
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        struct folder below = {.path = path, .depth = folder->depth + 1};
        buffer_append(&walk->folders, (const char *)&below, sizeof(below));
    } else if (file_name_is_document(name) && !folder_is(path)) {
        buffer_append(&walk->files, (const char *)&path, sizeof(path));
    }
}

static void read_folder(struct walk *walk, const struct folder *folder) {
    if (folder->depth > DEEPEST_FOLDER) {
        report(walk, folder->path, "folders are nested too deep");
        return;
    }
    DIR *directory = opendir(folder->path);
    if (directory == NULL) {
        report(walk, folder->path, strerror(errno));
        return;
    }
    buffer_append(&walk->read, (const char *)&folder->path, sizeof(folder->path));
    const struct dirent *entry = NULL;
    while ((errno = 0, entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] != '.') {
            visit(walk, folder, entry->d_name);
        }
    }
    if (errno != 0) {
        report(walk, folder->path, strerror(errno));
    }
    closedir(directory);
}

static int by_path(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* What @paths holds, as an array in @arena. */
static const char **keep(struct arena *arena, const struct buffer *paths, size_t *count) {
    const char **kept = (const char **)arena_alloc(arena, paths->length);
    *count = paths->length / sizeof(*kept);
    if (*count > 0) {
        memcpy((void *)kept, paths->data, paths->length);
    }
    return kept;
}

void folder_list(struct arena *arena, const char *path, struct folder_files *out,
                 struct diagnostics *diagnostics) {
    struct walk walk = {.arena = arena, .diagnostics = diagnostics};
    buffer_init(&walk.files, NULL);
    buffer_init(&walk.folders, NULL);
    buffer_init(&walk.read, NULL);
    struct folder folder = {.path = path};
    read_folder(&walk, &folder);
    while (walk.folders.length > 0) {
        walk.folders.length -= sizeof(folder);
        memcpy(&folder, walk.folders.data + walk.folders.length, sizeof(folder));
        read_folder(&walk, &folder);
    }
    const char **paths = keep(arena, &walk.files, &out->count);
    if (out->count > 0) {
        qsort((void *)paths, out->count, sizeof(*paths), by_path);
    }
    out->paths = paths;
    out->folders = keep(arena, &walk.read, &out->folder_count);
    buffer_finish(&walk.files);
    buffer_finish(&walk.folders);
    buffer_finish(&walk.read);
}
