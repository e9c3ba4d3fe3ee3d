/* whole_file.c - written beside its place and renamed. */
#include "reports/whole_file.h"

#include "engine/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILE_MODE = 0666, /* As the user's umask has it. */
    FOLDER_MODE = 0777,
};

static int write_all(int file, const char *text, size_t length) {
    while (length > 0) {
        ssize_t written = write(file, text, length);
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

/* Give @file the permissions of @name, if that is a file. 0 or an errno. */
static int take_permissions(int file, int folder, const char *name) {
    struct stat old;
    if (fstatat(folder, name, &old, AT_SYMLINK_NOFOLLOW) != 0) {
        return errno == ENOENT ? 0 : errno;
    }
    if (!S_ISREG(old.st_mode)) {
        return 0;
    }
    return fchmod(file, old.st_mode & 0777) == 0 ? 0 : errno;
}

/* Some file systems only tell now what they could not write. 0 or an errno. */
static int close_file(int file) {
    return close(file) == 0 || errno == EINTR ? 0 : errno;
}

static int write_beside(int folder, const char *name, const char *beside, const char *text,
                        size_t length) {
    int file =
        openat(folder, beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (file < 0) {
        return errno;
    }
    int failed = take_permissions(file, folder, name);
    if (failed == 0) {
        failed = write_all(file, text, length);
    }
    int unclosed = close_file(file);
    failed = failed != 0 ? failed : unclosed;
    if (failed == 0 && renameat(folder, beside, folder, name) != 0) {
        failed = errno;
    }
    if (failed != 0) {
        unlinkat(folder, beside, 0);
    }
    return failed;
}

int whole_file_write(int folder, const char *name, const char *text, size_t length) {
    struct buffer beside;
    buffer_init(&beside, NULL);
    buffer_printf(&beside, ".%s" WHOLE_FILE_BESIDE, name);
    int failed = write_beside(folder, name, buffer_terminate(&beside), text, length);
    buffer_finish(&beside);
    return failed;
}

int whole_file_make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int failed = mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST ? errno : 0;
        *slash = '/';
        if (failed != 0) {
            return failed;
        }
    }
    return mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST ? errno : 0;
}
