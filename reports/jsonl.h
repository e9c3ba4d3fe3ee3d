/* jsonl.h - one line of JSON for each event, as it happens (spec section 6).
 *
 * Every line has `t` (seconds since the run began), `run` and `event`; then the event's fields. It
 * is written whole and at once, so a kill loses at most the line being written. */
#ifndef PARLEY_REPORTS_JSONL_H
#define PARLEY_REPORTS_JSONL_H

#include "reports/output.h"
#include "reports/record.h"

/* Embed it; nothing to free. */
struct jsonl {
    /* private */
    const struct record *record;
    struct output *output;
};

/* Lines go to @output. @record must have heard an event first: the reason of an ending is its. Both
 * must outlive the listener. */
void jsonl_init(struct jsonl *jsonl, const struct record *record, struct output *output);

struct event_listener jsonl_listener(struct jsonl *jsonl);

#endif
