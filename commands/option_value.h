/* option_value.h - the value of one option: set from text, and printed back. */
#ifndef PARLEY_COMMANDS_OPTION_VALUE_H
#define PARLEY_COMMANDS_OPTION_VALUE_H

#include "commands/options.h"

/* Where values go, and mistakes about them. */
struct setting {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct options *options;
};

/* Set @option to what @text says. False when it is no such value, or not one that is allowed, with
 * an error about @where: "--concurrency" or "PARLEY_CONCURRENCY". @text must outlive the options.
 */
bool option_set(struct setting *setting, const char *where, const struct option *option,
                const char *text);

/* Add an error about @where, NULL for the command line as a whole. */
void option_mistake(struct setting *setting, const char *where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Where the value of @option is. */
void *option_field(struct options *options, const struct option *option);

/* True for an option that may be given many times: its value is a struct text_list. */
bool option_is_list(const struct option *option);

/* Add @text, which is not copied, to @list. */
void text_list_append(struct arena *arena, struct text_list *list, const char *text);

#endif
