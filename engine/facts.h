/* facts.h - what follows from what is said: reasoning over the keywords of a machine.
 *
 * Whoever says "help me" says "help". The machine's own automaton knows that: the keywords it finds
 * in a keyword are those that follow from it, and what follows from `equals "yes"` is the truth
 * about every keyword. So facts cost one scan per keyword, not one comparison per pair. */
#ifndef PARLEY_ENGINE_FACTS_H
#define PARLEY_ENGINE_FACTS_H

#include "engine/machine_internal.h"

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

/* What is known of an utterance. */
struct facts;

/* Nothing is known yet. @machine must outlive it; @arena holds it. Use facts_finish(). */
struct facts *facts_create(struct arena *arena, const struct machine *machine);
void facts_finish(struct facts *facts);

/* Forget what was known and learn what follows if @expression, of the condition at @condition,
 * holds (or, unless @wanted, does not hold). Alternatives within it teach nothing; neither does
 * what stands behind its first 64 predicates. False when no utterance can be like that. */
bool facts_assume(struct facts *facts, uint32_t condition, const struct expression *expression,
                  bool wanted);

/* Whether the expression of @condition holds, as far as the facts tell. */
enum truth facts_decide(struct facts *facts, uint32_t condition);

/* The terms now known to be present. */
const matcher_term *facts_present(const struct facts *facts, uint32_t *count);

/* True when a literal with this text can never hold, as an utterance is trimmed: white space where
 * it would touch the utterance's edge. */
bool facts_is_impossible(const struct facts *facts, matcher_term term);

/* How many nodes of expressions have been looked at, to bound the work. */
uint64_t facts_work(const struct facts *facts);

#endif
