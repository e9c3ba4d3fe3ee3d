/* main.c - which command is meant. */
#include "commands/command.h"
#include "commands/console.h"
#include "commands/help.h"

#include <string.h>
#include <unistd.h>

/* No command at all is bad usage, and the usage is the answer. */
static enum exit_status tell_usage(void) {
    struct buffer out;
    buffer_init(&out, NULL);
    help_print_program(&out);
    console_print(STDERR_FILENO, &out);
    buffer_finish(&out);
    return STATUS_USAGE;
}

static enum exit_status tell_version(void) {
    struct buffer out;
    buffer_init(&out, NULL);
    buffer_append_text(&out, "parley " PARLEY_VERSION "\n");
    enum exit_status status = stdout_print(&out, STATUS_PASSED);
    buffer_finish(&out);
    return status;
}

static enum exit_status refuse(const char *word) {
    const char *names[16];
    size_t count = 0;
    for (; count < command_count && count < sizeof(names) / sizeof(names[0]); count++) {
        names[count] = command_table[count].name;
    }
    const char *meant = diagnostic_suggest(word, names, count);
    if (word[0] == '-') {
        return command_misused("%s: options stand behind the command, as in `parley run %s`", word,
                               word);
    }
    if (meant != NULL) {
        return command_misused("there is no command %s; did you mean %s?", word, meant);
    }
    return command_misused("there is no command %s; `parley help` lists them", word);
}

static enum exit_status dispatch(const char *word, const char *const *rest, size_t count) {
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        return tell_version();
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        return help_command(rest, 0);
    }
    const struct command *command = command_find(word);
    if (command == NULL) {
        return refuse(word);
    }
    return command->tell != NULL ? command->tell(rest, count) : command_start(command, rest, count);
}

int main(int argc, char **argv) {
    console_hold_streams();
    if (argc < 2) {
        return (int)tell_usage();
    }
    return (int)dispatch(argv[1], (const char *const *)argv + 2, (size_t)argc - 2);
}
