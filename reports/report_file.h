/* report_file.h - one file of `--report`, where the user wants it.
 *
 * Its folder is made when it is opened, before anything is connected, so that a path that leads
 * nowhere stops a run before it begins. Its text comes whole at the end and is then written beside
 * its place and renamed, or line by line as things happen. A pipe, a device or a link that is there
 * already is written to as it is. */
#ifndef PARLEY_REPORTS_REPORT_FILE_H
#define PARLEY_REPORTS_REPORT_FILE_H

#include "reports/output.h"

#include <stdbool.h>
#include <stddef.h>

enum report_file_mode {
    REPORT_FILE_WHOLE, /* An older file is replaced at the end. */
    REPORT_FILE_LINES, /* It is emptied at once. */
    REPORT_FILE_MORE,  /* What is in the file already stays in front. */
};

/* Embed it. */
struct report_file {
    struct output lines; /* Not for WHOLE: where text goes; flush it. */
    /* private */
    const char *path;
    const char *name; /* Within its folder. */
    int folder;       /* WHOLE */
    bool has_lines;   /* Not for WHOLE, until they end. */
    int failed;       /* An errno. */
};

/* Open the file at @path, which must outlive it, and make the folders above it. False when that
 * cannot be; then @error says why and there is nothing to close. */
bool report_file_open(struct report_file *file, const char *path, enum report_file_mode mode,
                      char *error, size_t error_size);

/* A zeroed file is allowed. */
void report_file_close(struct report_file *file);

/* There are no more lines: close the file, for report_file_error() to tell all. A zeroed file, and
 * one without lines, is allowed. */
void report_file_end_lines(struct report_file *file);

/* WHOLE: write all of it. */
void report_file_write(struct report_file *file, const char *text, size_t length);

/* `cannot write report.html: No space left on device`, in @arena; NULL when nothing failed. */
const char *report_file_error(const struct report_file *file, struct arena *arena);

#endif
