/* command.h - the subcommands: one table, and what they have in common. */
#ifndef PARLEY_COMMANDS_COMMAND_H
#define PARLEY_COMMANDS_COMMAND_H

#include "commands/exit_status.h"
#include "commands/options.h"

/* What a command is given: its options, and memory that lasts until it returns. */
struct invocation {
    struct arena *arena;
    const struct options *options;
    struct diagnostics *diagnostics;
    const struct text_list *only; /* Of the files read only these are played; NULL: all. */
};

struct command {
    const char *name;
    const char *arguments; /* As its usage line has them. */
    const char *summary;   /* One line. */
    const char *about;     /* Paragraphs for its help, with an empty line between them. */
    /* One that reads scenarios: its options are those of the table with this bit. */
    enum command_bit bit;
    size_t files_maximum; /* 0: any number; at least one in any case. */
    enum exit_status (*run)(const struct invocation *invocation);
    /* One that does not (`bit` is 0): it is given what follows its name. */
    enum exit_status (*tell)(const char *const *arguments, size_t count);
};

/* The table, in the order the help shows it. */
extern const struct command command_table[];
extern const size_t command_count;

/* The command of this name, or NULL. */
const struct command *command_find(const char *name);

/* Read what follows the command's name, and run it; `--help`, `--show-config` and bad usage are
 * answered here. */
enum exit_status command_start(const struct command *command, const char *const *arguments,
                               size_t count);

/* Print one line about bad usage to standard error; the status is 2. */
enum exit_status command_misused(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Each is a file of this folder. */
enum exit_status run_command(const struct invocation *invocation);
enum exit_status check_command(const struct invocation *invocation);
enum exit_status explain_command(const struct invocation *invocation);
enum exit_status bench_command(const struct invocation *invocation);
enum exit_status merge_command(const struct invocation *invocation);
enum exit_status agent_command(const struct invocation *invocation);
enum exit_status convert_command(const struct invocation *invocation);
enum exit_status schema_command(const char *const *arguments, size_t count);
enum exit_status help_command(const char *const *arguments, size_t count);
enum exit_status completion_command(const char *const *arguments, size_t count);
enum exit_status manual_command(const char *const *arguments, size_t count);

#endif
