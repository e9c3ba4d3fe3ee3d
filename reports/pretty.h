/* pretty.h - a run on a terminal, for people.
 *
 * One call at a time: each conversation as it happens, then its verdict. Many at once: a line for
 * each as it ends, and the conversations that failed, in full, at the end. Last of all how often
 * each scenario passed, if it was played more than once, and one line that sums up. */
#ifndef PARLEY_REPORTS_PRETTY_H
#define PARLEY_REPORTS_PRETTY_H

#include "reports/conversation_view.h"
#include "reports/output.h"

struct pretty_options {
    struct view_style style;
    bool in_order; /* One call at a time. */
    bool coverage; /* At the end show the record's. */
    bool quiet;    /* Only what failed, and the summary. */
    bool live;     /* Show what goes on in lines that are redrawn. */
};

struct pretty;

/* Lines go to @output and are flushed as they come. @record must have heard an event first. Both
 * must outlive it. */
struct pretty *pretty_create(const struct memory *memory, const struct pretty_options *options,
                             const struct record *record, struct output *output);
/* NULL is allowed. */
void pretty_destroy(struct pretty *pretty);

struct event_listener pretty_listener(struct pretty *pretty);

/* Redraw what goes on at @now, if that is shown. */
void pretty_tick(struct pretty *pretty, instant now);

/* After the last event: what failed, and the summary. */
void pretty_finish(struct pretty *pretty);

#endif
