/* load_status.h - the exit status that a load comes to. */
#ifndef PARLEY_COMMANDS_LOAD_STATUS_H
#define PARLEY_COMMANDS_LOAD_STATUS_H

#include "commands/exit_status.h"
#include "reports/load_record.h"

/* Judge the limits of @record, which has its result, and its doubt if there is one. Calls that did
 * not pass are judged by a limit that is about them, if there is one, and else each for itself. */
enum exit_status load_status(struct load_record *record);

#endif
