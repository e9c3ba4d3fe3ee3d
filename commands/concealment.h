/* concealment.h - secrets on the command line, which every user of the machine can list. */
#ifndef PARLEY_COMMANDS_CONCEALMENT_H
#define PARLEY_COMMANDS_CONCEALMENT_H

#include "commands/options.h"

/* Overwrite in @arguments, which follow the name of the command @command, the values that the table
 * of options calls secret: "***" stands there instead. Whoever still needs them has a copy. */
void conceal_secrets(enum command_bit command, char **arguments, size_t count);

#endif
