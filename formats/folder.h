/* folder.h - the scenario files below a folder (spec 1.2). */
#ifndef PARLEY_FORMATS_FOLDER_H
#define PARLEY_FORMATS_FOLDER_H

#include "engine/diagnostic.h"

struct folder_files {
    const char *const *paths; /* Each beginning with the folder as it was named. */
    size_t count;
    const char *const *folders; /* All that were read, the one named first. */
    size_t folder_count;
};

/* True when @path is a folder, or leads to one. */
bool folder_is(const char *path);

/* Every .json, .yaml and .yml below @path, sorted by path, in @arena. Names that begin with a dot
 * are passed over; links to folders are not followed, so there are no circles. What cannot be read
 * is an error. */
void folder_list(struct arena *arena, const char *path, struct folder_files *out,
                 struct diagnostics *diagnostics);

#endif
