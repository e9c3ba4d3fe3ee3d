/* shortfall.h - what a failed call did not reach, in detail (spec section 4). */
#ifndef PARLEY_REPORTS_SHORTFALL_H
#define PARLEY_REPORTS_SHORTFALL_H

#include "reports/record.h"

/* Lines without line breaks. */
struct shortfall {
    const char *const *lines;
    size_t count;
};

/* The `explanation` of a call that just ended: which conditions never fired; when it is stuck, what
 * the agent last said and how each open condition fell short of it; what was expected and does not
 * hold; hints. None for a call that
 * passed. @ended is its `ended` event; @call holds the verdict and all that came before; @scratch
 * is for matching. The lines are in @arena. */
struct shortfall shortfall_of(struct arena *arena, const struct call_record *call,
                              const struct event *ended, struct machine_scratch *scratch);

#endif
