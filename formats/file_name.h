/* file_name.h - what a file's name tells. */
#ifndef PARLEY_FORMATS_FILE_NAME_H
#define PARLEY_FORMATS_FILE_NAME_H

#include "engine/memory.h"

#include <stdbool.h>

bool file_name_ends_with(const char *file, const char *end);

/* .json, .yaml or .yml, with something before it. */
bool file_name_is_document(const char *file);

/* "appointment.agent.json" and its like: an agent that goes with a scenario, whatever its shape. */
bool file_name_is_agent(const char *file);

/* "scenarios/ivr-menu.yaml" -> "ivr-menu", in @arena. */
const char *file_name_stem(struct arena *arena, const char *file);

#endif
