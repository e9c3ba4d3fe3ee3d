/* mistakes.h - diagnostics for people: compiler style, with the line and a caret. */
#ifndef PARLEY_COMMANDS_MISTAKES_H
#define PARLEY_COMMANDS_MISTAKES_H

#include "commands/options.h"

struct mistakes_style {
    bool colour;
    bool no_notes;
    unsigned width; /* Columns of the terminal; 0 for 80. */
};

/* All of @list, in its order, appended to @out:
 *   greet.json:7:31: error: conditions[2].action: <break time="soon">: expected ... [tag]
 *       7 | {"id": 2, "action": "Hi <break time=\"soon\" />"}
 *         |                     ^
 * The line is read from the file again; where that cannot be done it is left out. Whatever stands
 * in a file or a message is escaped for a terminal. */
void mistakes_print(const struct diagnostics *list, const struct mistakes_style *style,
                    struct buffer *out);

/* "2 errors, 1 warning", appended to @out; nothing when there are neither. */
void mistakes_count(const struct diagnostics *list, struct buffer *out);

/* Take the warnings and notes of these names (`--no-warning`) out of @list. */
void mistakes_silence(struct diagnostics *list, const struct text_list *names);

/* Print the errors and warnings of @list to @descriptor, sorted, without the warnings of these
 * names. */
void mistakes_tell(int descriptor, struct diagnostics *list, const struct text_list *silenced);

#endif
