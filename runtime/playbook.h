/* playbook.h - a machine with the wire form of everything it can say, so that a turn encodes
 * nothing. */
#ifndef PARLEY_RUNTIME_PLAYBOOK_H
#define PARLEY_RUNTIME_PLAYBOOK_H

#include "engine/machine.h"

/* One message ready to send: the JSON of transports/frame.h. */
struct playbook_frame {
    const char *json; /* NULL for a step that sends nothing. */
    size_t length;
};

/* Never changes; shared by any number of calls. */
struct playbook {
    const struct machine *machine;
    struct playbook_frame end_call; /* An end_call without content, which no condition scripts. */
    /* private */
    const struct playbook_frame *const *frames; /* By condition index, then step. */
};

/* Lives in @arena, as long as @machine. */
const struct playbook *playbook_create(struct arena *arena, const struct machine *machine);

/* The frame of step @step of the condition at index @condition. */
const struct playbook_frame *playbook_frame(const struct playbook *playbook, uint32_t condition,
                                            size_t step);

#endif
