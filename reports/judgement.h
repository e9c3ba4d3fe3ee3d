/* judgement.h - what came of each of a call's expectations, in words.
 *
 * Whether it holds was decided as the call ended (runtime/witness.h). Here it is explained, by what
 * was recorded, so that no secret stands in it. */
#ifndef PARLEY_REPORTS_JUDGEMENT_H
#define PARLEY_REPORTS_JUDGEMENT_H

#include "reports/members.h"
#include "runtime/event.h"

struct call_record; /* record.h */

/* One expectation of a call. */
struct judgement {
    const char *expect; /* As its file has it, JSON. */
    const char *title;  /* The same for people. */
    bool judged;        /* False while the call goes on, and when it broke or was cancelled. */
    bool passed;
    const char *explanation; /* A line without line breaks. */
};

struct judgements {
    const struct judgement *list;
    size_t count;
    size_t failed;
};

/* Of a call that has not ended: none is judged. In @arena. */
struct judgements judgements_begin(struct arena *arena, const struct call *call);

/* Of a call that just ended. @ended is its `ended` event; @call holds all that came before;
 * @scratch is for matching. In @arena. */
struct judgements judgements_end(struct arena *arena, const struct call_record *call,
                                 const struct event *ended, struct machine_scratch *scratch);

/* The first that does not hold; NULL when all do. */
const struct judgement *judgements_first_failed(const struct judgements *judgements);

/* Add them as `expectations` to @object. */
void judgements_add(cJSON *object, const struct judgements *judgements);

#endif
