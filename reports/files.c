/* files.c - the folder of `--out`. */
#include "reports/files.h"

#include "engine/text.h"
#include "reports/old_result.h"
#include "reports/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

enum {
    FILE_MODE = 0666, /* As the user's umask has it. */
    FOLDER_MODE = 0777,
    NAME_BYTES = 80, /* Of a scenario's name in a file's: with the run's id well below 255. */
};

struct files {
    const struct memory *memory;
    struct arena arena;
    const char *folder; /* As the user named it, for messages. */
    int descriptor;     /* Of the folder. */
    int transcripts;    /* Of the folder within; -1 when it could not be made. */
    struct output events;
    bool has_events; /* Until they end; false when events.jsonl could not be opened. */
    bool events_told;
    struct file_error *first_error;
};

struct file_error {
    struct file_error *next;
    const char *line;
};

static void add_error(struct files *files, const char *doing, const char *name, int number) {
    struct file_error **link = &files->first_error;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = arena_alloc(&files->arena, sizeof(**link));
    (*link)->line = arena_printf(&files->arena, "cannot %s %s/%s: %s", doing, files->folder, name,
                                 strerror(number));
}

static void open_transcripts(struct files *files) {
    files->transcripts = -1;
    if (mkdirat(files->descriptor, "transcripts", FOLDER_MODE) == 0 || errno == EEXIST) {
        files->transcripts =
            openat(files->descriptor, "transcripts", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (files->transcripts < 0) {
        add_error(files, "make", "transcripts", errno);
    }
}

static void open_events(struct files *files) {
    int descriptor = openat(files->descriptor, "events.jsonl",
                            O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, FILE_MODE);
    int failed = errno;
    output_init(&files->events, descriptor, files->memory);
    files->has_events = descriptor >= 0;
    files->events.error = files->has_events ? 0 : failed;
}

struct files *files_create(const struct memory *memory, const char *folder, char *error,
                           size_t error_size) {
    const struct memory *from = memory != NULL ? memory : &memory_system;
    struct arena arena;
    arena_init(&arena, from);
    char *path = arena_copy(&arena, folder, strlen(folder));
    int failed = whole_file_make_folders(path);
    int descriptor = failed == 0 ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (descriptor < 0) {
        snprintf(error, error_size, "cannot make the folder %s: %s", folder,
                 strerror(failed != 0 ? failed : errno));
        arena_finish(&arena);
        return NULL;
    }
    struct files *files = from->resize(from->user, NULL, 0, sizeof(*files));
    *files =
        (struct files){.memory = from, .arena = arena, .folder = path, .descriptor = descriptor};
    open_events(files); /* Which empties an older one: its transcripts go next. */
    open_transcripts(files);
    const char *name = NULL;
    failed = old_result_remove(descriptor, files->transcripts, from, &name);
    if (failed != 0) {
        add_error(files, "remove the older", name, failed);
    }
    return files;
}

void files_destroy(struct files *files) {
    if (files == NULL) {
        return;
    }
    files_end_events(files);
    output_finish(&files->events);
    if (files->transcripts >= 0) {
        close(files->transcripts);
    }
    close(files->descriptor);
    arena_finish(&files->arena);
    files->memory->resize(files->memory->user, files, sizeof(*files), 0);
}

void files_end_events(struct files *files) {
    if (files->has_events) {
        files->has_events = false;
        output_close(&files->events);
    }
}

void files_drop_events(struct files *files) {
    files_end_events(files);
    files->events.error = 0;
    if (unlinkat(files->descriptor, "events.jsonl", 0) != 0 && errno != ENOENT) {
        add_error(files, "remove", "events.jsonl", errno);
    }
}

struct output *files_events(struct files *files) {
    return &files->events;
}

void files_write(struct files *files, const char *name, const char *text, size_t length) {
    int failed = whole_file_write(files->descriptor, name, text, length);
    if (failed != 0) {
        add_error(files, "write", name, failed);
    }
}

void files_write_transcript(struct files *files, const struct call *call, const char *text,
                            size_t length) {
    if (files->transcripts < 0) {
        return; /* Told when it could not be made. */
    }
    struct buffer name;
    buffer_init(&name, files->memory);
    buffer_append_text(&name, "transcripts/");
    size_t folder_length = name.length;
    files_transcript_name(&name, call);
    const char *path = buffer_terminate(&name);
    int failed = whole_file_write(files->transcripts, path + folder_length, text, length);
    if (failed != 0) {
        add_error(files, "write", path, failed);
    }
    buffer_finish(&name);
}

const char *files_error(struct files *files, size_t index) {
    if (files->events.error != 0 && !files->events_told) {
        files->events_told = true;
        add_error(files, "write", "events.jsonl", files->events.error);
    }
    const struct file_error *error = files->first_error;
    while (error != NULL && index > 0) {
        error = error->next;
        index--;
    }
    return error != NULL ? error->line : NULL;
}

static bool stays_in_name(uint32_t code_point) {
    if (code_point == '_' || code_point == '.') {
        return true;
    }
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

void files_transcript_name(struct buffer *out, const struct call *call) {
    buffer_append_text(out, call->run_id);
    size_t length = strlen(call->name);
    size_t start = out->length;
    bool dash = true;
    for (size_t i = 0; i < length;) {
        uint32_t code_point = 0;
        size_t bytes = text_read(call->name + i, length - i, &code_point);
        if (!stays_in_name(code_point)) {
            dash = true;
        } else {
            if (out->length - start + dash + bytes > NAME_BYTES) {
                break;
            }
            buffer_append(out, "-", dash);
            buffer_append(out, call->name + i, bytes);
            dash = false;
        }
        i += bytes;
    }
    buffer_append_text(out, out->length == start ? "-scenario.json" : ".json");
}
