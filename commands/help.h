/* help.h - usage and help, made from the tables of commands, options and exit statuses. */
#ifndef PARLEY_COMMANDS_HELP_H
#define PARLEY_COMMANDS_HELP_H

#include "commands/command.h"

/* What the program is and its commands, appended to @out. */
void help_print_program(struct buffer *out);

/* A command's usage, what it is about and its options. */
void help_print_command(const struct command *command, struct buffer *out);

/* One paragraph, wrapped at 80 columns: every line begins @indent columns in, but for the first,
 * which begins where @column says the text already stands. */
void help_wrap(const char *text, size_t indent, size_t column, struct buffer *out);

#endif
