/* manual.c - the manual page, made from the tables. */
#include "commands/command.h"

#include "commands/console.h"

#include <string.h>

static const char *const group_headings[] = {
#define X(symbol, heading) heading,
    OPTION_GROUP_MAP(X)
#undef X
};

/* Text for roff: a backslash and a dash are themselves, a line begins with no request. */
static void print_text(const char *text, struct buffer *out) {
    if (*text == '.' || *text == '\'') {
        buffer_append_text(out, "\\&");
    }
    for (; *text != '\0'; text++) {
        if (*text == '\\') {
            buffer_append_text(out, "\\e");
        } else if (*text == '-') {
            buffer_append_text(out, "\\-");
        } else {
            buffer_append(out, text, 1);
        }
    }
}

/* One line of text behind a request, such as ".B ". */
static void print_line(const char *request, const char *text, struct buffer *out) {
    buffer_append_text(out, request);
    print_text(text, out);
    buffer_append_text(out, "\n");
}

static void print_paragraph(const char *text, size_t length, struct buffer *out) {
    struct buffer paragraph;
    buffer_init(&paragraph, NULL);
    buffer_append(&paragraph, text, length);
    char *at = buffer_terminate(&paragraph);
    if (*at != ' ') {
        print_line(".PP\n", at, out);
    } else {
        buffer_append_text(out, ".PP\n.in +4n\n.nf\n");
        for (char *line = strtok(at, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            print_line("", line + strspn(line, " "), out);
        }
        buffer_append_text(out, ".fi\n.in\n");
    }
    buffer_finish(&paragraph);
}

static void print_paragraphs(const char *text, struct buffer *out) {
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t length = end != NULL ? (size_t)(end - text) : strlen(text);
        print_paragraph(text, length, out);
        text += length;
        text += strspn(text, "\n");
    }
}

/* "run, check, explain": the commands that take an option. */
static void print_takers(const struct option *option, struct buffer *out) {
    bool first = true;
    for (size_t i = 0; i < command_count; i++) {
        if ((option->commands & (unsigned)command_table[i].bit) != 0) {
            buffer_printf(out, "%s%s", first ? "" : ", ", command_table[i].name);
            first = false;
        }
    }
}

static void print_option(const struct option *option, struct buffer *out) {
    buffer_append_text(out, ".TP\n\\fB");
    if (option->letter != '\0') {
        buffer_printf(out, "\\-%c\\fR, \\fB", option->letter);
    }
    buffer_append_text(out, "\\-\\-");
    print_text(option->name, out);
    buffer_append_text(out, "\\fR");
    if (option->argument != NULL) {
        buffer_append_text(out, " \\fI");
        print_text(option->argument, out);
        buffer_append_text(out, "\\fR");
    }
    print_line("\n", option->help, out);
    if (option->choices != NULL) {
        print_line("One of ", option->choices, out);
        out->length--;
        buffer_append_text(out, ".\n");
    }
    const char *standard =
        option->default_words != NULL ? option->default_words : option->default_text;
    if (standard != NULL) {
        print_line("Default: ", standard, out);
        out->length--;
        buffer_append_text(out, ".\n");
    }
    buffer_append_text(out, "(");
    print_takers(option, out);
    buffer_append_text(out, ")\n");
}

static void print_options(struct buffer *out) {
    for (unsigned group = 0; group < OPTION_GROUPS; group++) {
        print_line(".SS ", group_headings[group], out);
        for (size_t i = 0; i < option_count; i++) {
            if (option_table[i].group == (enum option_group)group) {
                print_option(&option_table[i], out);
            }
        }
    }
}

static void print_statuses(struct buffer *out) {
#define X(symbol, number, about)                                                                   \
    buffer_append_text(out, ".TP\n.B " #number "\n");                                              \
    print_line("", about, out);
    EXIT_STATUS_MAP(X)
#undef X
}

static void print_page(struct buffer *out) {
    buffer_append_text(out, ".TH PARLEY 1 \"\" \"parley " PARLEY_VERSION "\" \"User Commands\"\n"
                            ".SH NAME\n"
                            "parley \\- play scripted conversations against text agents over "
                            "WebSocket\n"
                            ".SH SYNOPSIS\n.nf\n");
    for (size_t i = 0; i < command_count; i++) {
        buffer_printf(out, ".B parley %s", command_table[i].name);
        print_line(" ", command_table[i].arguments, out);
    }
    buffer_append_text(out, ".fi\n.SH DESCRIPTION\n"
                            "A scenario is a list of conditions about what an agent says and of "
                            "actions to answer with.\n"
                            "parley connects to the agent as its caller would, plays the scenario "
                            "turn by turn, and says whether it came to its end, and if not, why.\n"
                            ".SH COMMANDS\n");
    for (size_t i = 0; i < command_count; i++) {
        print_line(".SS ", command_table[i].name, out);
        print_paragraphs(command_table[i].about, out);
    }
    buffer_append_text(out, ".SH OPTIONS\nThe commands that take an option stand in parentheses "
                            "behind it.\n"
                            "A duration has a unit: ms, s, m or h.\n");
    print_options(out);
    buffer_append_text(out, ".SH EXIT STATUS\n");
    print_statuses(out);
    buffer_append_text(out,
                       "When several hold, the one that counts is the first of 130 and 143, 70, 5, "
                       "3, 6, 1, 99.\n"
                       ".SH ENVIRONMENT\n"
                       "Each long option but \\-\\-help and \\-\\-show\\-config has a variable: "
                       "PARLEY_MAX_DURATION=60s is \\-\\-max\\-duration 60s.\n"
                       "A switch is 1 or 0; an option that may be repeated takes a line each; an "
                       "empty variable counts as none. The command line wins.\n"
                       ".TP\n.B NO_COLOR\nNo colour, whatever it holds.\n"
                       ".SH FILES\n"
                       "Scenarios, suites and agents are JSON or YAML; their format is described "
                       "in the documentation that parley is installed with.\n");
}

enum exit_status manual_command(const char *const *arguments, size_t count) {
    if (count > 0) {
        return command_misused("manual: it takes no arguments, found %s", arguments[0]);
    }
    struct buffer out;
    buffer_init(&out, NULL);
    print_page(&out);
    enum exit_status status = stdout_print(&out, STATUS_PASSED);
    buffer_finish(&out);
    return status;
}
