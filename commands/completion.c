/* completion.c - completion scripts for bash, zsh and fish, made from the tables. */
#include "commands/command.h"

#include "commands/console.h"
#include "commands/option_value.h"

#include <string.h>

static bool takes(const struct option *option, const struct command *command) {
    return (option->commands & (unsigned)command->bit) != 0;
}

/* True for an option whose value is the name of a file or a folder. */
static bool wants_file(const struct option *option) {
    return option->argument != NULL &&
           (strstr(option->argument, "FILE") != NULL || strcmp(option->argument, "DIR") == 0);
}

/* @text with @with in place of each @letter, appended to @out. */
static void print_replaced(const char *text, char letter, const char *with, struct buffer *out) {
    for (; *text != '\0'; text++) {
        if (*text == letter) {
            buffer_append_text(out, with);
        } else {
            buffer_append(out, text, 1);
        }
    }
}

static void print_commands(struct buffer *out) {
    for (size_t i = 0; i < command_count; i++) {
        buffer_printf(out, "%s%s", i > 0 ? " " : "", command_table[i].name);
    }
}

/* The words after -W of bash's compgen, for the values of @option; files where it wants them. */
static void print_bash_value(const struct command *command, const struct option *option,
                             struct buffer *out) {
    buffer_printf(out, "    %s:--%s", command->name, option->name);
    if (option->letter != '\0') {
        buffer_printf(out, " | %s:-%c", command->name, option->letter);
    }
    if (option->choices != NULL) {
        buffer_append_text(out, ") COMPREPLY=($(compgen -W '");
        print_replaced(option->choices, '|', " ", out);
        buffer_append_text(out, "' -- \"$word\")); return ;;\n");
    } else if (wants_file(option)) {
        buffer_append_text(out, ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n");
    } else {
        buffer_append_text(out, ") return ;;\n");
    }
}

static void print_bash_options(const struct command *command, struct buffer *out) {
    buffer_printf(out, "    %s) options='", command->name);
    for (size_t i = 0; i < option_count; i++) {
        if (takes(&option_table[i], command)) {
            buffer_printf(out, "--%s ", option_table[i].name);
        }
    }
    out->length--; /* The space behind the last. */
    buffer_append_text(out, "' ;;\n");
}

static void print_bash(struct buffer *out) {
    buffer_append_text(out, "# bash completion for parley\n"
                            "_parley() {\n"
                            "    local word=${COMP_WORDS[COMP_CWORD]} "
                            "before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} options=\n"
                            "    COMPREPLY=()\n"
                            "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                            "        COMPREPLY=($(compgen -W '");
    print_commands(out);
    buffer_append_text(out, " --help --version' -- \"$word\"))\n"
                            "        return\n"
                            "    fi\n"
                            "    case \"$command:$before\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        for (size_t j = 0; j < option_count; j++) {
            if (takes(&option_table[j], &command_table[i]) && option_table[j].argument != NULL) {
                print_bash_value(&command_table[i], &option_table[j], out);
            }
        }
    }
    buffer_append_text(out, "    esac\n"
                            "    case \"$command\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        if (command_table[i].bit != 0) {
            print_bash_options(&command_table[i], out);
        }
    }
    buffer_append_text(out, "    help) options='");
    print_commands(out);
    buffer_append_text(out, "' ;;\n"
                            "    completion) options='bash zsh fish' ;;\n"
                            "    schema) options='scenario suite agent' ;;\n"
                            "    esac\n"
                            "    case \"$command:$word\" in\n"
                            "    help:* | completion:* | schema:* | *:-*) "
                            "COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                            "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
                            "    esac\n"
                            "}\n"
                            "complete -o filenames -F _parley parley\n");
}

/* One specification of zsh's _arguments, such as '*--tag[Only ...]:TAG:'. */
static void print_zsh_option(const struct option *option, bool letter, struct buffer *out) {
    buffer_append_text(out, "            '");
    buffer_append_text(out, option_is_list(option) ? "*" : "");
    if (letter) {
        buffer_printf(out, "-%c", option->letter);
    } else {
        buffer_printf(out, "--%s%s", option->name, option->argument != NULL ? "=" : "");
    }
    buffer_append_text(out, "[");
    for (const char *at = option->help; *at != '\0'; at++) {
        if (*at == '\'') {
            buffer_append_text(out, "'\\''");
            continue;
        }
        if (*at == '[' || *at == ']' || *at == '\\') {
            buffer_append_text(out, "\\");
        }
        buffer_append(out, at, 1);
    }
    buffer_append_text(out, "]");
    if (option->choices != NULL) {
        buffer_printf(out, ":%s:(", option->argument);
        print_replaced(option->choices, '|', " ", out);
        buffer_append_text(out, ")");
    } else if (option->argument != NULL) {
        buffer_printf(out, ":%s:%s", option->name, wants_file(option) ? "_files" : " ");
    }
    buffer_append_text(out, "' \\\n");
}

static void print_zsh_command(const struct command *command, struct buffer *out) {
    buffer_printf(out, "    %s)\n        _arguments -s -S \\\n", command->name);
    for (size_t i = 0; i < option_count; i++) {
        if (takes(&option_table[i], command)) {
            print_zsh_option(&option_table[i], false, out);
            if (option_table[i].letter != '\0') {
                print_zsh_option(&option_table[i], true, out);
            }
        }
    }
    buffer_append_text(out, "            '*:file:_files' ;;\n");
}

static void print_zsh(struct buffer *out) {
    buffer_append_text(out, "#compdef parley\n"
                            "_parley() {\n"
                            "    local -a commands=(\n");
    for (size_t i = 0; i < command_count; i++) {
        buffer_printf(out, "        '%s:", command_table[i].name);
        print_replaced(command_table[i].summary, ':', "\\:", out);
        buffer_append_text(out, "'\n");
    }
    buffer_append_text(out, "    )\n"
                            "    if (( CURRENT == 2 )); then\n"
                            "        _describe command commands\n"
                            "        return\n"
                            "    fi\n"
                            "    shift words\n"
                            "    (( CURRENT-- ))\n"
                            "    case ${words[1]} in\n");
    for (size_t i = 0; i < command_count; i++) {
        if (command_table[i].bit != 0) {
            print_zsh_command(&command_table[i], out);
        }
    }
    buffer_append_text(out, "    help) _describe command commands ;;\n"
                            "    completion) _values shell bash zsh fish ;;\n"
                            "    schema) _values files scenario suite agent ;;\n"
                            "    esac\n"
                            "}\n"
                            "if [ \"$funcstack[1]\" = _parley ]; then\n"
                            "    _parley \"$@\"\n"
                            "else\n"
                            "    compdef _parley parley\n"
                            "fi\n");
}

/* A text in fish's single quotes. */
static void print_fish_quoted(const char *text, struct buffer *out) {
    buffer_append_text(out, "'");
    print_replaced(text, '\'', "\\'", out);
    buffer_append_text(out, "'");
}

static void print_fish_option(const struct command *command, const struct option *option,
                              struct buffer *out) {
    buffer_printf(out, "complete -c parley -n '__fish_seen_subcommand_from %s' -l %s",
                  command->name, option->name);
    if (option->letter != '\0') {
        buffer_printf(out, " -s %c", option->letter);
    }
    if (option->choices != NULL) {
        buffer_append_text(out, " -x -a '");
        print_replaced(option->choices, '|', " ", out);
        buffer_append_text(out, "'");
    } else if (wants_file(option)) {
        buffer_append_text(out, " -r -F");
    } else if (option->argument != NULL) {
        buffer_append_text(out, " -x");
    }
    buffer_append_text(out, " -d ");
    print_fish_quoted(option->help, out);
    buffer_append_text(out, "\n");
}

static void print_fish(struct buffer *out) {
    buffer_append_text(out, "# fish completion for parley\n");
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        buffer_printf(out, "complete -c parley -f -n __fish_use_subcommand -a %s -d ",
                      command->name);
        print_fish_quoted(command->summary, out);
        buffer_append_text(out, "\n");
        for (size_t j = 0; j < option_count; j++) {
            if (takes(&option_table[j], command)) {
                print_fish_option(command, &option_table[j], out);
            }
        }
    }
    buffer_append_text(out, "complete -c parley -f -n '__fish_seen_subcommand_from help' -a '");
    print_commands(out);
    buffer_append_text(out, "'\ncomplete -c parley -f -n '__fish_seen_subcommand_from completion' "
                            "-a 'bash zsh fish'\n"
                            "complete -c parley -f -n '__fish_seen_subcommand_from schema' "
                            "-a 'scenario suite agent'\n");
}

enum exit_status completion_command(const char *const *arguments, size_t count) {
    static const struct {
        const char *shell;
        void (*print)(struct buffer *out);
    } scripts[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    for (size_t i = 0; count == 1 && i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        if (strcmp(scripts[i].shell, arguments[0]) == 0) {
            struct buffer out;
            buffer_init(&out, NULL);
            scripts[i].print(&out);
            enum exit_status status = stdout_print(&out, STATUS_PASSED);
            buffer_finish(&out);
            return status;
        }
    }
    return command_misused("completion: expected one of bash, zsh, fish");
}
