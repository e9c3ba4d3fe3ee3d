/* bench_subject.h - what a load is about, for its reports, and for telling whether two shards are
 * of one load. */
#ifndef PARLEY_COMMANDS_BENCH_SUBJECT_H
#define PARLEY_COMMANDS_BENCH_SUBJECT_H

#include "commands/bench_plan.h"

/* Describe @bench, which is laid out, in the invocation's arena. @started_at as in the subject. */
struct load_subject bench_subject(const struct bench_plan *bench, const struct plan *plan,
                                  uint64_t started_at);

#endif
