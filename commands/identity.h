/* identity.h - names for results and runs that no two share. */
#ifndef PARLEY_COMMANDS_IDENTITY_H
#define PARLEY_COMMANDS_IDENTITY_H

#include "engine/memory.h"

/* A random UUID (version 4), in @arena. */
const char *identity_create(struct arena *arena);

#endif
