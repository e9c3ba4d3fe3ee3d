/* old_result.c - removing an older result, and nothing else. */
#include "reports/old_result.h"

#include "reports/whole_file.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 64 << 20 /* Bytes: a larger file is no transcript. */ };

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* Read a regular file whole. False when it is none, or too large, or cannot be read. */
static bool read_file(int folder, const char *name, struct buffer *out) {
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    if (file < 0) {
        return false;
    }
    bool readable = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
                    status.st_size <= LARGEST;
    size_t left = readable ? (size_t)status.st_size : 0;
    while (left > 0) {
        ssize_t bytes = read(file, buffer_reserve(out, left), left);
        if (bytes == 0 || (bytes < 0 && errno != EINTR)) {
            readable = false;
            break;
        }
        out->length += bytes > 0 ? (size_t)bytes : 0;
        left -= bytes > 0 ? (size_t)bytes : 0;
    }
    close(file);
    return readable;
}

/* Its run's id is in it and in its name. */
static bool is_transcript(const char *name, const struct buffer *text) {
    cJSON *run = cJSON_ParseWithLength(text->data, text->length);
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(run, "id"));
    bool ours = id != NULL && strncmp(name, id, strlen(id)) == 0 && name[strlen(id)] == '-' &&
                cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(run, "transcript_object"));
    cJSON_Delete(run);
    return ours;
}

static bool is_result(const struct buffer *text) {
    cJSON *result = cJSON_ParseWithLength(text->data, text->length);
    bool ours = cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(result, "runs")) &&
                cJSON_IsBool(cJSON_GetObjectItemCaseSensitive(result, "run_as_text"));
    cJSON_Delete(result);
    return ours;
}

static bool is_ours(int folder, const char *name, struct buffer *text) {
    if (ends_with(name, WHOLE_FILE_BESIDE)) {
        return true;
    }
    text->length = 0;
    return ends_with(name, ".json") && read_file(folder, name, text) && is_transcript(name, text);
}

/* 0 or an errno. */
static int remove_file(int folder, const char *name) {
    return unlinkat(folder, name, 0) == 0 || errno == ENOENT ? 0 : errno;
}

/* 0, or the first errno. */
static int remove_transcripts(int folder, struct buffer *text) {
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = again >= 0 ? fdopendir(again) : NULL;
    int failed = directory == NULL ? errno : 0;
    if (directory == NULL) {
        if (again >= 0) {
            close(again);
        }
        return failed;
    }
    const struct dirent *entry = NULL;
    while ((errno = 0, entry = readdir(directory)) != NULL) {
        int kept = is_ours(folder, entry->d_name, text) ? remove_file(folder, entry->d_name) : 0;
        failed = failed != 0 ? failed : kept;
    }
    failed = failed != 0 ? failed : errno;
    closedir(directory);
    return failed;
}

/* The summary first: a kill in between leaves transcripts of a run without a result, not a result
 * whose transcripts are gone. */
int old_result_remove(int folder, int transcripts, const struct memory *memory, const char **name) {
    struct buffer text;
    int failed = 0;
    buffer_init(&text, memory);
    if (read_file(folder, "result.json", &text) && is_result(&text)) {
        static const char *const names[] = {"result.json", "junit.xml", "results.tap",
                                            "report.html"};
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && failed == 0; i++) {
            failed = remove_file(folder, names[i]);
            *name = names[i];
        }
    }
    if (transcripts >= 0 && failed == 0) {
        failed = remove_transcripts(transcripts, &text);
        *name = "transcripts";
    }
    buffer_finish(&text);
    return failed;
}
