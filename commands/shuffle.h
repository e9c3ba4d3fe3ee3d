/* shuffle.h - calls started in another order than that of the files, to find what depends on it. */
#ifndef PARLEY_COMMANDS_SHUFFLE_H
#define PARLEY_COMMANDS_SHUFFLE_H

#include "engine/memory.h"

#include <stdint.h>

/* The numbers from 0 to below @count in an order that @seed alone decides, in @arena. */
const uint32_t *shuffle_order(struct arena *arena, size_t count, uint32_t seed);

#endif
