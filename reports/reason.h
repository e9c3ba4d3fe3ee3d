/* reason.h - why a call did not pass, in one line that a person can act on (spec section 4). */
#ifndef PARLEY_REPORTS_REASON_H
#define PARLEY_REPORTS_REASON_H

#include "reports/record.h"

/* The `error_message` of a call that just ended; NULL when it passed. @ended is its `ended` event;
 * @call holds the verdict and all that came before. The line is in @arena. */
const char *reason_of(struct arena *arena, const struct record_subject *subject,
                      const struct call_record *call, const struct event *ended);

#endif
