/* help.c - usage and help, made from the tables of commands, options and exit statuses. */
#include "commands/help.h"

#include "commands/console.h"

#include <stdio.h>
#include <string.h>

enum {
    HELP_WIDTH = 80,
    OPTION_COLUMN = 28, /* Where the words about an option begin. */
    COMMAND_COLUMN = 14,
};

static const struct {
    int number;
    const char *about;
} statuses[] = {
#define X(symbol, number, about) {number, about},
    EXIT_STATUS_MAP(X)
#undef X
};

static const char *const group_headings[] = {
#define X(symbol, heading) heading,
    OPTION_GROUP_MAP(X)
#undef X
};

static void pad_to(size_t column, size_t from, struct buffer *out) {
    for (; from < column; from++) {
        buffer_append(out, " ", 1);
    }
}

void help_wrap(const char *text, size_t indent, size_t column, struct buffer *out) {
    bool line_is_empty = true;
    pad_to(indent, column, out);
    column = indent;
    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        if (!line_is_empty && column + 1 + word > HELP_WIDTH) {
            buffer_append(out, "\n", 1);
            pad_to(indent, 0, out);
            column = indent;
        } else if (!line_is_empty) {
            buffer_append(out, " ", 1);
            column++;
        }
        buffer_append(out, text, word);
        column += word;
        line_is_empty = false;
        text += word;
        text += strspn(text, " ");
    }
    buffer_append(out, "\n", 1);
}

/* Paragraphs with an empty line between them. One whose first character is a space is an example,
 * and stays as it is. */
static void print_paragraphs(const char *text, struct buffer *out) {
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t length = end != NULL ? (size_t)(end - text) : strlen(text);
        struct buffer paragraph;
        buffer_init(&paragraph, NULL);
        buffer_append(&paragraph, text, length);
        buffer_terminate(&paragraph);
        if (*text == ' ') {
            buffer_printf(out, "%s\n", paragraph.data);
        } else {
            help_wrap(paragraph.data, 0, 0, out);
        }
        buffer_append(out, "\n", 1);
        buffer_finish(&paragraph);
        text += length;
        text += strspn(text, "\n");
    }
}

static void print_option(const struct option *option, struct buffer *out) {
    size_t start = out->length;
    if (option->letter != '\0') {
        buffer_printf(out, "  -%c, --%s", option->letter, option->name);
    } else {
        buffer_printf(out, "      --%s", option->name);
    }
    if (option->argument != NULL) {
        buffer_printf(out, " %s", option->argument);
    }
    size_t column = out->length - start;
    if (column + 2 > OPTION_COLUMN) {
        buffer_append(out, "\n", 1);
        column = 0;
    }
    struct buffer words;
    buffer_init(&words, NULL);
    buffer_append_text(&words, option->help);
    if (option->choices != NULL) {
        buffer_append_text(&words, " One of ");
        for (const char *letter = option->choices; *letter != '\0'; letter++) {
            buffer_append_text(&words, *letter == '|' ? ", " : (char[]){*letter, '\0'});
        }
        buffer_append_text(&words, ".");
    }
    const char *standard =
        option->default_words != NULL ? option->default_words : option->default_text;
    if (standard != NULL) {
        buffer_printf(&words, " (default: %s)", standard);
    }
    help_wrap(buffer_terminate(&words), OPTION_COLUMN, column, out);
    buffer_finish(&words);
}

static void print_group(enum command_bit command, enum option_group group, struct buffer *out) {
    bool first = true;
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (option->group != group || (option->commands & (unsigned)command) == 0) {
            continue;
        }
        if (first) {
            buffer_printf(out, "%s:\n", group_headings[group]);
        }
        first = false;
        print_option(option, out);
    }
    if (!first) {
        buffer_append(out, "\n", 1);
    }
}

void help_print_command(const struct command *command, struct buffer *out) {
    buffer_printf(out, "usage: parley %s%s%s\n\n", command->name,
                  *command->arguments != '\0' ? " " : "", command->arguments);
    print_paragraphs(command->about, out);
    if (command->bit == 0) {
        out->length--; /* The empty line behind the last paragraph. */
        return;
    }
    for (unsigned group = 0; group < OPTION_GROUPS; group++) {
        print_group(command->bit, (enum option_group)group, out);
    }
    help_wrap("Each long option but --help and --show-config can be given in the environment as "
              "well: PARLEY_TIME_SCALE=0.1 is --time-scale 0.1. A switch is 1 or 0; one that may "
              "be repeated takes a line each. The command line wins.",
              0, 0, out);
}

static void print_command_line(const struct command *command, struct buffer *out) {
    buffer_printf(out, "  %s", command->name);
    help_wrap(command->summary, COMMAND_COLUMN, 2 + strlen(command->name), out);
}

void help_print_program(struct buffer *out) {
    buffer_append_text(out, "usage: parley COMMAND [options] FILE...\n\n");
    help_wrap("Plays scripted conversations against text agents over WebSocket, and says why one "
              "went wrong.",
              0, 0, out);
    buffer_append_text(out, "\n"
                            "  parley check greeting.yaml\n"
                            "  parley explain greeting.yaml --say \"We open at nine.\"\n"
                            "  parley run -a ws://127.0.0.1:8765/chat greeting.yaml\n"
                            "\nCommands:\n");
    for (size_t i = 0; i < command_count; i++) {
        print_command_line(&command_table[i], out);
    }
    buffer_append_text(out, "\nExit status:\n");
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        size_t start = out->length;
        buffer_printf(out, "  %d", statuses[i].number);
        help_wrap(statuses[i].about, 7, out->length - start, out);
    }
    buffer_append_text(out, "\n");
    help_wrap("`parley help COMMAND` tells more about a command; `parley --version` prints the "
              "version.",
              0, 0, out);
}

enum exit_status help_command(const char *const *arguments, size_t count) {
    struct buffer out;
    buffer_init(&out, NULL);
    enum exit_status status = STATUS_PASSED;
    const struct command *command = count > 0 ? command_find(arguments[0]) : NULL;
    if (count > 1) {
        status = command_misused("help: expected one command at most");
    } else if (count == 0) {
        help_print_program(&out);
        status = stdout_print(&out, STATUS_PASSED);
    } else if (command == NULL) {
        status = command_misused("help: there is no command %s", arguments[0]);
    } else {
        help_print_command(command, &out);
        status = stdout_print(&out, STATUS_PASSED);
    }
    buffer_finish(&out);
    return status;
}
