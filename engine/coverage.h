/* coverage.h - what of a machine's conditions was met by what agents said, over any number of
 * calls. */
#ifndef PARLEY_ENGINE_COVERAGE_H
#define PARLEY_ENGINE_COVERAGE_H

#include "engine/machine.h"

/* How many predicates the conditions of @machine have, those under a NOT apart: what keeps a
 * condition from holding is not there to be met. Numbered from 0 in file order. */
size_t coverage_term_count(const struct machine *machine);

/* Bit i % 64 of word i / 64 says something about i. */
#define COVERAGE_WORDS(count) (((count) + 63) / 64)
static inline bool coverage_has(const uint64_t *bits, size_t index) {
    return (bits[index / 64] >> index % 64 & 1) != 0;
}

/* Evaluate every predicate of @machine over an utterance. Set in @terms (COVERAGE_WORDS of the
 * term count) the bit of each that holds, and in @held (COVERAGE_WORDS of the condition count) that
 * of each condition whose expression does; bits that are set stay set. @text is read during the
 * call only. Both arrays are the caller's. */
void coverage_hear(const struct machine *machine, struct machine_scratch *scratch, const char *text,
                   size_t length, uint64_t *terms, uint64_t *held);

/* Called for each predicate that counts, by number. */
typedef void coverage_term_cb(void *user, size_t number, uint32_t condition,
                              const struct expression *predicate);
void coverage_each_term(const struct machine *machine, coverage_term_cb *each, void *user);

#endif
