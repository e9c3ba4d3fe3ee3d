/* mask.h - the listener in front of all others: no secret passes it (spec 1.3).
 *
 * Whatever text an event carries (what was heard and said, data, close reasons, details) reaches
 * the reports with every secret as ***, so that no report can forget it. JSON stays JSON. */
#ifndef PARLEY_REPORTS_MASK_H
#define PARLEY_REPORTS_MASK_H

#include "formats/secrets.h"
#include "runtime/event.h"

struct mask;

/* Masked events go to each of @listeners (copied), in order. @secrets must outlive the mask. */
struct mask *mask_create(const struct memory *memory, const struct secrets *secrets,
                         const struct event_listener *listeners, size_t count);
/* NULL is allowed. */
void mask_destroy(struct mask *mask);

struct event_listener mask_listener(struct mask *mask);

#endif
