/* main.c - which command is meant. */
#include "commands/command.h"
#include "commands/concealment.h"
#include "commands/console.h"
#include "commands/help.h"

#include <malloc.h>
#include <string.h>
#include <sys/resource.h>
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

/* A copy of the command line; what is secret in the original is overwritten. */
static const char *const *take_arguments(struct arena *arena, char **argv, size_t count) {
    const char **copies = arena_alloc(arena, (count + 1) * sizeof(*copies));
    for (size_t i = 0; i < count; i++) {
        copies[i] = arena_copy(arena, argv[i], strlen(argv[i]));
    }
    const struct command *command = command_find(copies[1]);
    if (command != NULL && command->tell == NULL) {
        conceal_secrets(command->bit, argv + 2, count - 2);
    }
    return copies;
}

/* What is in our memory when we crash are other people's secrets. */
static void leave_no_core_file(void) {
    const struct rlimit none = {0};
    setrlimit(RLIMIT_CORE, &none);
}

/* What a flood took goes back to the system when its call has ended. By itself glibc would learn to
 * keep blocks of up to 32 MiB in its heaps, which then grow by steps for hours. */
static void keep_no_large_blocks(void) {
    enum { LARGE = 128 * 1024 };
    mallopt(M_MMAP_THRESHOLD, LARGE);
}

int main(int argc, char **argv) {
    leave_no_core_file();
    keep_no_large_blocks();
    console_hold_streams();
    if (argc < 2) {
        return (int)tell_usage();
    }
    struct arena arena;
    arena_init(&arena, NULL);
    const char *const *arguments = take_arguments(&arena, argv, (size_t)argc);
    enum exit_status status = dispatch(arguments[1], arguments + 2, (size_t)argc - 2);
    arena_finish(&arena);
    return (int)status;
}
