/* machine.h - which action an utterance fires (spec section 4). No clock, no socket.
 *
 * A machine is compiled once from a scenario and shared by any number of calls. What one call must
 * remember is a struct machine_state of machine_state_size() bytes. The caller performs the steps
 * of an answer and reports when they are done; the machine never waits. The same utterances in the
 * same order always give the same answers. */
#ifndef PARLEY_ENGINE_MACHINE_H
#define PARLEY_ENGINE_MACHINE_H

#include "engine/action.h"
#include "engine/condition.h"
#include "engine/matcher.h"
#include "engine/scenario.h"

/* Compiled; never changes. */
struct machine;
/* What one call remembers. Holds no pointers: it may be copied with memcpy(). */
struct machine_state;
/* The memory an answer is worked out in. One per thread; any machine may use it. */
struct machine_scratch;

struct machine_options {
    const struct template_source *values; /* For placeholders; NULL when there are none. */
    uint32_t max_duration_ms;             /* No pause may be longer (spec 2.2). */
    uint32_t
        repeat_limit; /* How many more times a condition that has fired may fire, at most 1000. */
    bool agent_waits; /* The agent's file says that agent_speaks_first is false; for the checks
                         only. */
};

enum { MACHINE_REPEAT_LIMIT_DEFAULT = 3, MACHINE_REPEAT_LIMIT_MAX = 1000 };

/* Check @scenario by every rule of spec 1.1 and 2 and compile it in @arena (use machine_destroy()
 * before the arena's end: regexes are outside it). All mistakes are added to @diagnostics. NULL
 * when there was an error, or when a value is unknown because the reader has reported it. */
struct machine *machine_compile(struct arena *arena, const struct scenario *scenario,
                                const struct machine_options *options,
                                struct diagnostics *diagnostics);
/* NULL is allowed. */
void machine_destroy(struct machine *machine);

/* One condition as compiled. Indexes count from 0 in file order, unlike ids. */
struct machine_condition {
    int32_t id;
    enum condition_type type;
    bool fixed_message;
    const char *condition_text; /* As filled; "" for a followup. */
    size_t condition_length;
    const struct expression *expression; /* NULL for FIRST_MESSAGE and followups. */
    uint32_t parent;                     /* Index of what a followup follows; else MACHINE_NONE. */
    struct action action;
    struct place place; /* Of the condition in its file. */
};

#define MACHINE_NONE UINT32_MAX

size_t machine_condition_count(const struct machine *machine);
/* @index below the count. Valid as long as the machine. */
const struct machine_condition *machine_condition(const struct machine *machine, uint32_t index);
const char *machine_name(const struct machine *machine);
/* True when some condition's action ends the call. */
bool machine_has_endcall(const struct machine *machine);
/* Memory held by the compiled machine, in bytes; for figures. */
size_t machine_size(const struct machine *machine);

/* Bytes of a call's state: a few, plus two per condition and four per followup. */
size_t machine_state_size(const struct machine *machine);

enum machine_outcome {
    MACHINE_FIRED,     /* A condition fired: perform its action. */
    MACHINE_UNMATCHED, /* Nothing fired; machine_explain() says why. */
    MACHINE_ASK_MODEL, /* Only a model can tell which of `candidates` fires (spec section 5; not yet
                          asked). */
};

struct machine_answer {
    enum machine_outcome outcome;
    uint32_t condition;          /* Index of what fired; MACHINE_NONE when nothing did. */
    const struct action *action; /* Its action; NULL when nothing fired. */
    bool limit_hit;           /* A regex met its match limit and counted as no match: report it. */
    uint32_t limit_condition; /* Index of the first condition where that was. */
    const uint32_t *candidates; /* For MACHINE_ASK_MODEL: indexes in file order; in the scratch. */
    size_t candidate_count;
};

struct machine_scratch *machine_scratch_create(const struct memory *memory);
/* NULL is allowed. */
void machine_scratch_destroy(struct machine_scratch *scratch);

/* Begin a call in @state, memory of machine_state_size() bytes, aligned to 8. Nothing to free
 * afterwards.
 * @agent_speaks_first: the first condition fires on the agent's first utterance, whatever it says.
 */
void machine_begin(const struct machine *machine, struct machine_state *state,
                   bool agent_speaks_first);

/* The connection is open: condition 0 fires if the caller speaks first. */
void machine_open(const struct machine *machine, struct machine_state *state,
                  struct machine_answer *answer);

/* Hear one whole utterance while nothing is being performed. @text (UTF-8) is read during the call
 * and not kept. */
void machine_hear(const struct machine *machine, struct machine_state *state,
                  struct machine_scratch *scratch, const char *text, size_t length,
                  struct machine_answer *answer);

/* The action of @condition was performed to its end: its followups are queued (spec 4.2). Not to be
 * called for an action that was dropped. */
void machine_performed(const struct machine *machine, struct machine_state *state,
                       uint32_t condition);

/* How often the condition at @index has fired in this call. */
uint32_t machine_fired(const struct machine *machine, const struct machine_state *state,
                       uint32_t index);
/* Index of the followup that the next utterance will fire; MACHINE_NONE when none is queued. */
uint32_t machine_next_followup(const struct machine *machine, const struct machine_state *state);
/* True when every condition has fired, a blank condition 0 apart (spec section 4, verdict). */
bool machine_all_fired(const struct machine *machine, const struct machine_state *state);

#endif
