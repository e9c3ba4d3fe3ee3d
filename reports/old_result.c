/* old_result.c - removing an older result, and nothing else. */
#include "reports/old_result.h"

#include "reports/whole_file.h"

#include <cjson/cJSON.h>
#include <dirent.h>
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
        if (bytes <= 0) {
            readable = false;
            break;
        }
        out->length += (size_t)bytes;
        left -= (size_t)bytes;
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

static void remove_transcripts(int folder, struct buffer *text) {
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = again >= 0 ? fdopendir(again) : NULL;
    if (directory == NULL) {
        if (again >= 0) {
            close(again);
        }
        return;
    }
    const struct dirent *entry = readdir(directory);
    for (; entry != NULL; entry = readdir(directory)) {
        if (is_ours(folder, entry->d_name, text)) {
            unlinkat(folder, entry->d_name, 0);
        }
    }
    closedir(directory);
}

/* The summary first: a kill in between leaves transcripts of a run without a result, not a result
 * whose transcripts are gone. */
void old_result_remove(int folder, int transcripts, const struct memory *memory) {
    struct buffer text;
    buffer_init(&text, memory);
    if (read_file(folder, "result.json", &text) && is_result(&text)) {
        static const char *const names[] = {"result.json", "junit.xml", "results.tap",
                                            "report.html"};
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            unlinkat(folder, names[i], 0);
        }
    }
    if (transcripts >= 0) {
        remove_transcripts(transcripts, &text);
    }
    buffer_finish(&text);
}
