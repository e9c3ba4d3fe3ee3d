/* explain.h - why nothing matched, or why this did: condition by condition (spec section 4,
 * verdict). */
#ifndef PARLEY_ENGINE_EXPLAIN_H
#define PARLEY_ENGINE_EXPLAIN_H

#include "engine/inquiry.h"
#include "engine/machine.h"

enum explain_status {
    EXPLAIN_FIRES,           /* This one fires. */
    EXPLAIN_HOLDS_BUT_LATER, /* It holds, or is a queued followup, but another comes first. */
    EXPLAIN_FALLS_SHORT,     /* It does not hold: see the terms. */
    EXPLAIN_USED_UP,         /* It fired as often as the repeat limit allows, so whether it holds
                                does not matter. */
    EXPLAIN_FOLLOWUP,        /* It fires only after another: `parent`. */
    EXPLAIN_FIRST_MESSAGE,   /* It fires only at the beginning of a call. */
};

struct explain_condition {
    uint32_t condition; /* Index. */
    enum explain_status status;
    uint32_t fired; /* How often it has fired. */
    uint32_t
        preceded_by; /* EXPLAIN_HOLDS_BUT_LATER: index of what comes first; else MACHINE_NONE. */
    const struct explain_term
        *terms; /* EXPLAIN_FALLS_SHORT: those to blame; otherwise all; in order. */
    size_t term_count;
};

struct explanation {
    uint32_t fires; /* Index of the condition that fires; MACHINE_NONE when none does. */
    const struct explain_condition *conditions; /* All, in file order. */
    size_t condition_count;
};

/* What machine_hear() would do with @text in @state, and why. @state is not changed. The answer is
 * in @arena and points into @machine and @text. */
void machine_explain(struct arena *arena, const struct machine *machine,
                     const struct machine_state *state, struct machine_scratch *scratch,
                     const char *text, size_t length, struct explanation *out);

/* One condition's line of it in words, such as
 *
 *   condition 2: contains "confirm" is not in what the agent said, nearest is "confrim" at 14 (2
 *   letters differ); contains "anything else" is not in it
 *
 * appended to @out without a line break. @text is what was explained. Offsets count its code points
 * from 0. What is quoted is cut to 60 code points, and control characters in it are escaped. The
 * same words in `parley explain` and in a failed run's report. */
void explain_print(const struct machine *machine, const struct explain_condition *condition,
                   const char *text, struct buffer *out);

/* Why an expression falls short, by the terms to blame: `contains "a" is not in what the agent
 * said; contains "b" is not in it`, appended as explain_print() does. */
void explain_print_shortfalls(const struct explain_term *terms, size_t count, const char *text,
                              struct buffer *out);
/* Why one holds, by all its terms: `contains "a", said as "A" at 3`. */
void explain_print_reasons(const struct explain_term *terms, size_t count, const char *text,
                           struct buffer *out);

#endif
