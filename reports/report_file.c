/* report_file.c - one file of `--report`. */
#include "reports/report_file.h"

#include "reports/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MODE = 0666 /* As the user's umask has it. */ };

/* The folder of @path, opened; made if it is not there. A descriptor, or -1 with errno set. */
static int open_folder(const char *path, size_t length) {
    if (length == 0) {
        return open(path[0] == '/' ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    struct arena arena;
    arena_init(&arena, NULL);
    char *folder = arena_copy(&arena, path, length);
    errno = whole_file_make_folders(folder);
    int descriptor = errno == 0 ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    arena_finish(&arena);
    return descriptor;
}

/* The name is that of a folder, or none. */
static bool is_folder(const struct report_file *file) {
    struct stat status;
    return *file->name == '\0' ||
           (fstatat(file->folder, file->name, &status, 0) == 0 && S_ISDIR(status.st_mode));
}

/* There is something that is no file of its own, such as a pipe, a device or a link: it is written
 * to as it is, for a file put in its place would take it away. */
static bool stays(const struct report_file *file) {
    struct stat status;
    return fstatat(file->folder, file->name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           !S_ISREG(status.st_mode);
}

static int open_lines(struct report_file *file, enum report_file_mode mode) {
    int emptied = mode == REPORT_FILE_LINES ? O_TRUNC : 0;
    int descriptor = openat(file->folder, file->name,
                            O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | emptied, FILE_MODE);
    if (descriptor < 0) {
        return errno;
    }
    file->has_lines = true;
    output_init(&file->lines, descriptor, NULL);
    return 0;
}

bool report_file_open(struct report_file *file, const char *path, enum report_file_mode mode,
                      char *error, size_t error_size) {
    const char *slash = strrchr(path, '/');
    *file = (struct report_file){.path = path, .name = slash != NULL ? slash + 1 : path};
    file->folder = open_folder(path, slash != NULL ? (size_t)(slash - path) : 0);
    int failed = 0;
    if (file->folder < 0) {
        failed = errno;
    } else if (is_folder(file)) {
        failed = EISDIR;
    } else if (mode != REPORT_FILE_WHOLE || stays(file)) {
        failed = open_lines(file, mode == REPORT_FILE_WHOLE ? REPORT_FILE_LINES : mode);
    }
    if (failed != 0) {
        snprintf(error, error_size, "cannot make the report %s: %s", path, strerror(failed));
        report_file_close(file);
    }
    return failed == 0;
}

void report_file_end_lines(struct report_file *file) {
    if (file->has_lines) {
        file->has_lines = false;
        output_close(&file->lines);
    }
}

void report_file_close(struct report_file *file) {
    if (file->path == NULL) {
        return;
    }
    report_file_end_lines(file);
    output_finish(&file->lines);
    if (file->folder >= 0) {
        close(file->folder);
    }
    *file = (struct report_file){0};
}

void report_file_write(struct report_file *file, const char *text, size_t length) {
    if (file->has_lines) {
        output_write(&file->lines, text, length);
        output_flush(&file->lines);
    } else {
        file->failed = whole_file_write(file->folder, file->name, text, length);
    }
}

const char *report_file_error(const struct report_file *file, struct arena *arena) {
    int failed = file->failed != 0 ? file->failed : file->lines.error;
    return failed != 0 ? arena_printf(arena, "cannot write %s: %s", file->path, strerror(failed))
                       : NULL;
}
