/* witness.h - what a call remembers for the sake of its expectations (engine/expectation.h).
 *
 * Only a call that has some has a witness. It hears every event of its call and keeps no more than
 * it takes to judge: a mark for each expectation, and how long each answer took. */
#ifndef PARLEY_RUNTIME_WITNESS_H
#define PARLEY_RUNTIME_WITNESS_H

#include "runtime/event.h"

struct expectations;
struct witness;

/* @expectations must outlive it. */
struct witness *witness_create(const struct memory *memory,
                               const struct expectations *expectations);
/* NULL is allowed. */
void witness_destroy(struct witness *witness);

/* Note what @event shows. @scratch is for matching. */
void witness_note(struct witness *witness, const struct event *event,
                  struct machine_scratch *scratch);

/* The call is over: whether each expectation holds, valid as long as the witness. *@all: whether
 * they all do. */
const bool *witness_judge(struct witness *witness, const struct machine *machine,
                          const struct machine_state *state, enum ending ending, bool *all);

#endif
