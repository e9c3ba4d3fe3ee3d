/* command.c - the subcommands, and what they have in common: options, help, bad usage. */
#include "commands/command.h"

#include "commands/console.h"
#include "commands/help.h"
#include "commands/mistakes.h"
#include "runtime/file_limit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command command_table[] = {
    {.name = "run",
     .arguments = "[options] FILE...",
     .summary = "Play scenarios, suites, or the folder of them.",
     .about =
         "Plays every scenario in the files and folders named against an agent, and says of each "
         "whether it passed, and if not, why. All mistakes in all files are told first: then "
         "nothing is connected.\n\n"
         "  parley run -a wss://example.com/chat scenarios/\n"
         "  parley run -a agent.json -o results/ -j 4 greeting.yaml\n\n"
         "Without --agent each scenario file X.json is played against the agent in the "
         "X.agent.json "
         "(or .yaml) beside it.",
     .bit = COMMAND_RUN,
     .run = run_command},
    {.name = "check",
     .arguments = "[options] FILE...",
     .summary = "Validate and show what would run; no network.",
     .about = "Tells every mistake in the files and folders named, each with its place, and then "
              "what would be played. Each warning ends with the name by which it can be switched "
              "off.\n\n"
              "  parley check scenarios/\n"
              "  parley check --strict --no-warning missing-role greeting.yaml",
     .bit = COMMAND_CHECK,
     .run = check_command},
    {.name = "explain",
     .arguments = "[options] FILE --say TEXT",
     .summary = "Which condition an utterance fires, and why the others do not.",
     .about = "Plays the scenario in the file against what the agent is made to say, turn by turn "
              "behind the opening, and tells of each condition whether it fires and why not. No "
              "network, no waiting.\n\n"
              "  parley explain greeting.yaml --say 'Hello!' --say 'Anything else?'\n"
              "  parley explain greeting.yaml --transcript results/result.json",
     .bit = COMMAND_EXPLAIN,
     .files_maximum = 1,
     .run = explain_command},
    {.name = "bench",
     .arguments = "[options] FILE...",
     .summary = "The same scenarios as a load.",
     .about = "Plays the scenarios in the files and folders named as a load: calls started at a "
              "rate, or so many going at once. Response times run from the caller's last frame to "
              "the agent's next utterance; the start of a call is measured from when it should "
              "have started. Where parley itself was the bottleneck it says so and exits with "
              "6.\n\n"
              "  parley bench --rate 200/s --duration 1m -a agent.json greeting.yaml\n"
              "  parley bench --stage 30s:100/s --threshold 'response.p95<800ms' "
              "scenarios/\n"
              "  parley bench --at-once 50 --calls 1000 -o results/ greeting.yaml",
     .bit = COMMAND_BENCH,
     .run = bench_command},
    {.name = "merge",
     .arguments = "[options] FILE...",
     .summary = "Add the shards of one load.",
     .about = "Adds the bench.json of every shard of one load, in whatever order they are named, "
              "and reports the whole as one run would have. Thresholds, those the shards were "
              "given and more, are judged on the whole alone. Shards of different plans, and a "
              "shard named twice, are refused; where one is missing, the rest is reported as not "
              "valid and the exit is 6.\n\n"
              "  parley bench --shard 1/2 --rate 200/s --duration 1m -o one/ greeting.yaml\n"
              "  parley bench --shard 2/2 --rate 200/s --duration 1m -o two/ greeting.yaml\n"
              "  parley merge --threshold 'response.p95<800ms' one/bench.json "
              "two/bench.json",
     .bit = COMMAND_MERGE,
     .run = merge_command},
    {.name = "agent",
     .arguments = "[options] FILE",
     .summary = "Serve a scripted agent over WebSocket: the same format, roles swapped.",
     .about = "Serves the scenario in the file as the agent's side, to any number of callers at "
              "once, until it is interrupted. A non-blank condition 0 is its greeting; an endcall "
              "sends end_call and closes.\n\n"
              "  parley agent clinic.agent.json --listen 127.0.0.1:8765\n\n"
              "The first line on standard output tells where it listens: listening on "
              "ws://127.0.0.1:8765. When it is interrupted it tells on standard error how many "
              "calls it served and how many messages it heard and said.",
     .bit = COMMAND_AGENT,
     .files_maximum = 1,
     .run = agent_command},
    {.name = "convert",
     .arguments = "[options] FILE",
     .summary = "Turn JSON into YAML and back, or a scenario file into another shape.",
     .about =
         "Prints the file as JSON or as YAML, and with --shape as a bare scenario, a scenario "
         "resource or a suite. Nothing is lost: converted back, a file holds the same. What "
         "another "
         "shape has no place for is refused, key by key. Only the comments of YAML are not kept, "
         "and its aliases are written out.\n\n"
         "  parley convert --to yaml greeting.json\n"
         "  parley convert --shape suite -o suite.json export.json",
     .bit = COMMAND_CONVERT,
     .files_maximum = 1,
     .run = convert_command},
    {.name = "schema",
     .arguments = "[scenario|suite|agent]",
     .summary = "Print a JSON Schema of the files, for editors.",
     .about = "Prints a JSON Schema (2020-12) of scenario files, suites or agents, or of all of "
              "them, so that an editor completes keys and marks mistakes.\n\n"
              "  parley schema > parley.schema.json",
     .tell = schema_command},
    {.name = "help",
     .arguments = "[COMMAND]",
     .summary = "Tell about parley or one of its commands.",
     .about = "Prints what `parley --help` or `parley COMMAND --help` prints.",
     .tell = help_command},
    {.name = "completion",
     .arguments = "bash|zsh|fish",
     .summary = "Print a completion script for a shell.",
     .about = "Prints a script that completes commands, options and their values. An installed "
              "parley brings all three; otherwise, for example in bash:\n\n"
              "  eval \"$(parley completion bash)\"",
     .tell = completion_command},
    {.name = "manual",
     .arguments = "",
     .summary = "Print the manual page.",
     .about = "Prints the manual page as roff. To read it where it is not installed:\n\n"
              "  parley manual | man -l -",
     .tell = manual_command},
};

const size_t command_count = sizeof(command_table) / sizeof(command_table[0]);

const struct command *command_find(const char *name) {
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(command_table[i].name, name) == 0) {
            return &command_table[i];
        }
    }
    return NULL;
}

enum exit_status command_misused(const char *format, ...) {
    struct arena arena;
    arena_init(&arena, NULL);
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(&arena, format, arguments);
    va_end(arguments);
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics, &arena);
    diagnostic_add(&diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION, NULL, "%s", message);
    mistakes_tell(STDERR_FILENO, &diagnostics, &(struct text_list){0});
    arena_finish(&arena);
    return STATUS_USAGE;
}

static enum exit_status tell_help(const struct command *command) {
    struct buffer out;
    buffer_init(&out, NULL);
    help_print_command(command, &out);
    enum exit_status status = stdout_print(&out, STATUS_PASSED);
    buffer_finish(&out);
    return status;
}

static void print_setting(const struct option *option, const struct options *options,
                          struct buffer *out) {
    enum { NAME_WIDTH = 16, VALUE_WIDTH = 24 };
    struct buffer value;
    struct buffer variable;
    buffer_init(&value, NULL);
    buffer_init(&variable, NULL);
    option_print(option, options, &value);
    option_variable(option, &variable);
    const char *source = "default";
    if (options->sources[option - option_table] == SOURCE_ENVIRONMENT) {
        source = variable.data;
    } else if (options->sources[option - option_table] == SOURCE_COMMAND_LINE) {
        source = "command line";
    } else if (value.length == 0 && option->default_words != NULL) {
        buffer_append_text(&value, option->default_words);
    }
    buffer_printf(out, "%-*s  %-*s  (%s)\n", NAME_WIDTH, option->name, VALUE_WIDTH,
                  value.length == 0 ? "-" : buffer_terminate(&value), source);
    buffer_finish(&value);
    buffer_finish(&variable);
}

static enum exit_status tell_config(const struct options *options) {
    struct buffer out;
    buffer_init(&out, NULL);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if ((option->commands & (unsigned)options->command) != 0 && !option->no_variable) {
            print_setting(option, options, &out);
        }
    }
    enum exit_status status = stdout_print(&out, STATUS_PASSED);
    buffer_finish(&out);
    return status;
}

static void require_files(const struct command *command, const struct options *options,
                          struct diagnostics *diagnostics) {
    if (options->files.count == 0) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION, NULL,
                       "no file is named: parley %s %s", command->name, command->arguments);
    } else if (command->files_maximum > 0 && options->files.count > command->files_maximum) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION, NULL,
                       "%s takes one file, found %zu", command->name, options->files.count);
    }
}

static const char *from_environment(const char *name) {
    return getenv(name);
}

/* `--misbehave help` asks for a list, which takes no file. */
static bool asks_for_kinds(const struct options *options) {
    return options->misbehave != NULL && strcmp(options->misbehave, "help") == 0;
}

/* Those that play calls need more open files than their own. */
static bool has_files(const struct command *command) {
    uint64_t limit = 0;
    if ((command->bit & (COMMAND_RUN | COMMAND_BENCH | COMMAND_AGENT)) == 0 ||
        file_limit_suffices(&limit)) {
        return true;
    }
    fprintf(stderr,
            "parley: the limit of open files is %" PRIu64 ", and %s needs at least %d: raise it, "
            "as with `ulimit -n 256`\n",
            limit, command->name, FILE_LIMIT_LEAST);
    return false;
}

static enum exit_status start(const struct command *command, const struct options *options,
                              struct arena *arena, struct diagnostics *diagnostics) {
    if (options->help) {
        return tell_help(command);
    }
    if (!options->show_config && !asks_for_kinds(options)) {
        require_files(command, options, diagnostics);
    }
    if (diagnostics->error_count > 0) {
        mistakes_tell(STDERR_FILENO, diagnostics, &(struct text_list){0});
        return STATUS_USAGE;
    }
    if (options->show_config) {
        return tell_config(options);
    }
    const struct invocation invocation = {
        .arena = arena, .options = options, .diagnostics = diagnostics};
    return has_files(command) ? command->run(&invocation) : STATUS_USAGE;
}

enum exit_status command_start(const struct command *command, const char *const *arguments,
                               size_t count) {
    struct arena arena;
    struct diagnostics diagnostics;
    struct options options;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    options_read(&arena, command->bit, arguments, count, from_environment, &options, &diagnostics);
    enum exit_status status = start(command, &options, &arena, &diagnostics);
    arena_finish(&arena);
    return status;
}
