/* convert.c - `parley convert`: JSON and YAML, and scenario files in other shapes. */
#include "formats/convert.h"

#include "commands/command.h"
#include "commands/console.h"
#include "commands/mistakes.h"
#include "formats/document.h"
#include "formats/file_name.h"
#include "formats/json_layout.h"
#include "formats/yaml_print.h"
#include "reports/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void misuse(const struct invocation *invocation, const char *option, const char *message) {
    diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                   &(struct place){.file = option}, "%s", message);
}

/* What to write: as --to says, else as the name of --output tells. */
static bool writes_yaml(const struct invocation *invocation) {
    const struct options *options = invocation->options;
    const char *output = options->output != NULL ? options->output : "";
    if (options->to != NULL) {
        return strcmp(options->to, "yaml") == 0;
    }
    bool yaml = file_name_ends_with(output, ".yaml") || file_name_ends_with(output, ".yml");
    if (!yaml && !file_name_ends_with(output, ".json")) {
        misuse(invocation, "--to", "what to write is not said: --to json or --to yaml");
    }
    return yaml;
}

/* A file that is there is replaced only with --force: it may be the very file that is read. */
static void check_output(const struct invocation *invocation) {
    const struct options *options = invocation->options;
    struct stat status;
    if (options->output == NULL) {
        return;
    }
    if (stat(options->output, &status) != 0) {
        if (errno != ENOENT) {
            misuse(invocation, "--output",
                   arena_printf(invocation->arena, "%s: %s", options->output, strerror(errno)));
        }
        return;
    }
    if (!S_ISREG(status.st_mode)) {
        misuse(invocation, "--output",
               arena_printf(invocation->arena, "%s is no regular file", options->output));
    } else if (!options->force) {
        misuse(invocation, "--output",
               arena_printf(invocation->arena, "%s is there already: --force replaces it",
                            options->output));
    }
}

static const struct value *change_shape(const struct invocation *invocation, const char *file,
                                        const struct value *root) {
    static const struct {
        const char *name;
        enum shape shape;
    } shapes[] = {{"bare", SHAPE_BARE}, {"resource", SHAPE_RESOURCE}, {"suite", SHAPE_SUITE}};
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        if (invocation->options->shape != NULL &&
            strcmp(invocation->options->shape, shapes[i].name) == 0) {
            return convert_shape(invocation->arena, file, root, shapes[i].shape,
                                 invocation->diagnostics);
        }
    }
    return root;
}

/* The file in the shape that is asked for; NULL after an error. */
static const struct value *read_value(const struct invocation *invocation, const char *file,
                                      bool yaml) {
    const struct value *root = document_read(invocation->arena, file, invocation->diagnostics);
    const struct value *number = NULL;
    if (root != NULL && !yaml && !json_can_hold(root, &number)) {
        struct place place = value_place(invocation->arena, file, number);
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_LOST, &place,
                       "%s would be lost: JSON has no such number", number->text);
    }
    return root != NULL ? change_shape(invocation, file, root) : NULL;
}

/* Write @text beside @path and rename it; a link stays, and what it leads to is replaced. 0 or an
 * errno. */
static int write_file(struct arena *arena, const char *path, const struct buffer *text) {
    char *real = realpath(path, NULL);
    if (real == NULL && errno != ENOENT) {
        return errno;
    }
    path = arena_printf(arena, "%s", real != NULL ? real : path);
    free(real);
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *folder = slash != NULL ? arena_copy(arena, path, (size_t)(slash - path) + 1) : ".";
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno;
    }
    int failed = whole_file_write(descriptor, name, text->data, text->length);
    close(descriptor);
    return failed;
}

static enum exit_status write_out(const struct invocation *invocation, const struct buffer *text) {
    const char *output = invocation->options->output;
    if (output == NULL) {
        return stdout_print(text, STATUS_PASSED);
    }
    int failed = write_file(invocation->arena, output, text);
    if (failed != 0) {
        fprintf(stderr, "parley: cannot write %s: %s\n", output, strerror(failed));
        return STATUS_UNWRITTEN;
    }
    return STATUS_PASSED;
}

static enum exit_status print(const struct invocation *invocation, const struct value *value,
                              bool yaml) {
    struct buffer text;
    buffer_init(&text, NULL);
    enum exit_status status = STATUS_INTERNAL;
    if (!yaml) {
        json_lay_out(value, &text);
        status = write_out(invocation, &text);
    } else if (yaml_print(value, &text)) {
        status = write_out(invocation, &text);
    } else {
        fputs("parley: internal error: the YAML that was made does not read back the same\n",
              stderr);
    }
    buffer_finish(&text);
    return status;
}

enum exit_status convert_command(const struct invocation *invocation) {
    const char *file = invocation->options->files.items[0];
    bool yaml = writes_yaml(invocation);
    check_output(invocation);
    const struct value *value = read_value(invocation, file, yaml);
    if (invocation->diagnostics->error_count > 0) {
        mistakes_tell(STDERR_FILENO, invocation->diagnostics, &(struct text_list){0});
        return STATUS_USAGE;
    }
    return print(invocation, value, yaml);
}
