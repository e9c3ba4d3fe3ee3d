/* snapshot.h - the files a run depends on as they are at one moment, to see later what changed. */
#ifndef PARLEY_COMMANDS_SNAPSHOT_H
#define PARLEY_COMMANDS_SNAPSHOT_H

#include "commands/options.h"

#include <sys/stat.h>

/* One file; one that is not there has no inode. */
struct snapshot_file {
    const char *path; /* As a scenario's `file` has it. */
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct snapshot {
    struct snapshot_file *files;
    size_t count;
    const char *const *folders; /* Where a change would be seen. */
    size_t folder_count;
};

/* Of the files and folders named, the agents beside them, and the agent named. In @arena. */
void snapshot_take(struct arena *arena, const struct options *options, struct snapshot *snapshot);

/* What is to be played again when @before became @after. */
struct snapshot_change {
    bool any;
    bool everything;        /* The agent of all, or what is no scenario. */
    struct text_list files; /* Else the scenario files. */
};
struct snapshot_change snapshot_compare(struct arena *arena, const struct options *options,
                                        const struct snapshot *before,
                                        const struct snapshot *after);

#endif
