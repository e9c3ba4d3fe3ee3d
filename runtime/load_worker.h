/* load_worker.h - one thread of a load: a loop with its share of the calls, started when they
 * are due.
 *
 * Shard i of n has the calls i, i+n, i+2n ... of the whole, however many workers the others
 * have; worker w of its W is dealt i+n*w, i+n*w+n*W ... of them. It counts into its own tally;
 * nothing that another thread writes is looked at on the path of a message. */
#ifndef PARLEY_RUNTIME_LOAD_WORKER_H
#define PARLEY_RUNTIME_LOAD_WORKER_H

#include "runtime/load_plan.h"
#include "runtime/load_tally.h"

struct load_worker;

struct load_worker_options {
    const struct load_plan *plan;
    uint32_t index; /* Below plan->workers. */
    /* Hears every event of every call, on the worker's thread; `event` may be NULL. */
    struct event_listener listener;
    uv_async_t *notify; /* Sent to when there is an answer, and when the worker is done. */
};

/* A worker that is not started. All of them are created before the first is started. NULL on
 * failure, with a line in words in @error. */
struct load_worker *load_worker_create(const struct load_worker_options *options, char *error,
                                       size_t error_size);

/* Start its thread; the load's time begins at @begin. 0 or a negative UV_E code. */
int load_worker_start(struct load_worker *worker, instant begin);

/* Hand it the empty @interval and ask for the one it counts into. From any one thread; again only
 * after the answer. */
void load_worker_ask(struct load_worker *worker, struct load_interval *interval);
/* What it counted into, which is the caller's then; NULL while it has not answered. */
struct load_interval *load_worker_answer(struct load_worker *worker);

/* Start no more calls; with @cancel, end those in flight. */
void load_worker_stop(struct load_worker *worker, bool cancel);

/* True when its last call has ended. */
bool load_worker_is_done(const struct load_worker *worker);

/* Wait for its thread, if it was started. From here on its tally may be read. */
void load_worker_join(struct load_worker *worker);

/* All it counted since its last answer, and the response times of all the load. */
const struct load_tally *load_worker_tally(const struct load_worker *worker);

/* When its last call was due; 0: none was. Only after load_worker_join(). */
uint64_t load_worker_last_due(const struct load_worker *worker);

/* Only when not started, or joined. NULL is allowed. */
void load_worker_destroy(struct load_worker *worker);

/* For a listener: the worker's own number for the place of a call in flight, from 0; it is free for
 * another call once this one has ended. */
uint32_t load_worker_place(const struct call *call);

#endif
