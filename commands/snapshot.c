/* snapshot.c - what changed between two moments. */
#include "commands/snapshot.h"

#include "commands/option_value.h"
#include "formats/folder.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *const documents[] = {".json", ".yaml", ".yml"};
enum { DOCUMENTS = sizeof(documents) / sizeof(documents[0]) };

struct taking {
    struct arena *arena;
    struct buffer files; /* struct snapshot_file */
    struct text_list folders;
};

static void add_folder(struct taking *taking, const char *path) {
    for (size_t i = 0; i < taking->folders.count; i++) {
        if (strcmp(taking->folders.items[i], path) == 0) {
            return;
        }
    }
    text_list_append(taking->arena, &taking->folders, path);
}

static void add_file(struct taking *taking, const char *path) {
    struct snapshot_file file = {.path = path};
    struct stat status;
    if (stat(path, &status) == 0) {
        file.inode = status.st_ino;
        file.size = status.st_size;
        file.changed = status.st_mtim;
    }
    buffer_append(&taking->files, (const char *)&file, sizeof(file));
}

/* A file by itself, and what may stand beside it. */
static void add_named(struct taking *taking, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    int stem = (int)(dot != NULL && dot > name ? (size_t)(dot - path) : strlen(path));
    add_file(taking, path);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        add_file(taking, arena_printf(taking->arena, "%.*s.agent%s", stem, path, documents[i]));
    }
    if (slash == NULL) {
        add_folder(taking, ".");
    } else {
        size_t length = slash > path ? (size_t)(slash - path) : 1;
        add_folder(taking, arena_copy(taking->arena, path, length));
    }
}

static void add_path(struct taking *taking, const char *path) {
    if (!folder_is(path)) {
        add_named(taking, path);
        return;
    }
    struct diagnostics unreadable; /* Told by the run. */
    struct folder_files list;
    diagnostics_init(&unreadable, taking->arena);
    folder_list(taking->arena, path, &list, &unreadable);
    for (size_t i = 0; i < list.count; i++) {
        add_file(taking, list.paths[i]);
    }
    for (size_t i = 0; i < list.folder_count; i++) {
        add_folder(taking, list.folders[i]);
    }
}

static bool is_agent_file(const struct options *options) {
    return options->agent != NULL && strstr(options->agent, "://") == NULL;
}

void snapshot_take(struct arena *arena, const struct options *options, struct snapshot *snapshot) {
    struct taking taking = {.arena = arena};
    buffer_init(&taking.files, NULL);
    for (size_t i = 0; i < options->files.count; i++) {
        add_path(&taking, options->files.items[i]);
    }
    if (is_agent_file(options)) {
        add_named(&taking, options->agent);
    }
    struct snapshot_file *files = arena_alloc(arena, taking.files.length);
    if (taking.files.length > 0) {
        memcpy(files, taking.files.data, taking.files.length);
    }
    *snapshot = (struct snapshot){
        .files = files,
        .count = taking.files.length / sizeof(*files),
        .folders = taking.folders.items,
        .folder_count = taking.folders.count,
    };
    buffer_finish(&taking.files);
}

static bool is_same(const struct snapshot_file *one, const struct snapshot_file *other) {
    return one->inode == other->inode && one->size == other->size &&
           one->changed.tv_sec == other->changed.tv_sec &&
           one->changed.tv_nsec == other->changed.tv_nsec;
}

static const struct snapshot_file *find(const struct snapshot *snapshot, const char *path) {
    for (size_t i = 0; i < snapshot->count; i++) {
        if (strcmp(snapshot->files[i].path, path) == 0) {
            return &snapshot->files[i];
        }
    }
    return NULL;
}

static bool leads_to(const char *path, const char *wanted, bool or_below) {
    char real[PATH_MAX];
    if (realpath(wanted, real) == NULL) {
        return false;
    }
    size_t length = strlen(real);
    return strncmp(path, real, length) == 0 &&
           (path[length] == '\0' || (or_below && path[length] == '/'));
}

/* What a run writes may be in a folder that is watched. */
static bool is_output(const struct options *options, const char *path) {
    char real[PATH_MAX];
    if (realpath(path, real) == NULL) {
        return false;
    }
    if (options->out != NULL && leads_to(real, options->out, true)) {
        return true;
    }
    for (size_t i = 0; i < options->reports.count; i++) {
        const char *equals = strchr(options->reports.items[i], '=');
        if (leads_to(real, equals != NULL ? equals + 1 : "result.json", false)) {
            return true;
        }
    }
    return false;
}

/* "a/greet.agent.yaml": the scenarios that have it beside them are a/greet.json and its like. */
static bool add_scenarios_of_agent(struct arena *arena, const char *path,
                                   struct snapshot_change *change) {
    const char *dot = strrchr(path, '.');
    static const char mark[] = ".agent";
    size_t length = dot != NULL ? (size_t)(dot - path) : 0;
    size_t mark_length = strlen(mark);
    if (length <= mark_length || memcmp(dot - mark_length, mark, mark_length) != 0) {
        return false;
    }
    for (size_t i = 0; i < DOCUMENTS; i++) {
        text_list_append(
            arena, &change->files,
            arena_printf(arena, "%.*s%s", (int)(length - mark_length), path, documents[i]));
    }
    return true;
}

struct snapshot_change snapshot_compare(struct arena *arena, const struct options *options,
                                        const struct snapshot *before,
                                        const struct snapshot *after) {
    struct snapshot_change change = {0};
    for (size_t i = 0; i < after->count; i++) {
        const struct snapshot_file *file = &after->files[i];
        const struct snapshot_file *old = find(before, file->path);
        bool there = file->inode != 0;
        bool same = old != NULL ? is_same(old, file) : !there;
        if (same || is_output(options, file->path)) {
            continue;
        }
        change.any = true;
        if (is_agent_file(options) && strcmp(file->path, options->agent) == 0) {
            change.everything = true;
        } else if (!add_scenarios_of_agent(arena, file->path, &change) && there) {
            text_list_append(arena, &change.files,
                             arena_copy(arena, file->path, strlen(file->path)));
        }
    }
    return change;
}
