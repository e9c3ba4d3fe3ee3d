/* steps_view.h - what a compiled scenario does, step by step, for people. */
#ifndef PARLEY_COMMANDS_STEPS_VIEW_H
#define PARLEY_COMMANDS_STEPS_VIEW_H

#include "engine/expectation.h"

/* Every condition of @machine with what it does when it fires, appended to @out, a line each:
 *     1 contains "appointment"
 *       > pause 1.5s, utterances wait
 *       > say "Tomorrow at nine" */
void steps_view_print(const struct machine *machine, struct buffer *out);

/* What is expected of its calls, a line each: "    expects agent contains "booked"". NULL is
 * nothing. */
void steps_view_print_expectations(const struct expectations *expectations, struct buffer *out);

#endif
