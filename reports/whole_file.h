/* whole_file.h - a file that is there whole or not at all. */
#ifndef PARLEY_REPORTS_WHOLE_FILE_H
#define PARLEY_REPORTS_WHOLE_FILE_H

#include <stddef.h>

/* Behind the name of a file that is being written. */
#define WHOLE_FILE_BESIDE ".parley-tmp"

/* Write @text to a file beside @name in the open @folder, then put it in the place of @name,
 * which has no slash. A file that it replaces hands its permissions on. 0 or an errno, and then
 * nothing is left behind. */
int whole_file_write(int folder, const char *name, const char *text, size_t length);

/* Make the folder @path and what is missing above it; @path is changed meanwhile. 0 or an errno. */
int whole_file_make_folders(char *path);

#endif
