/* expectation.h - what a call must come to beside its endcall: the `expect` of a scenario.
 *
 * A list of expectations is compiled once, with one matcher for all its expressions, and shared by
 * any number of calls. What one call has met so far is a mark for each, which belongs to whoever
 * plays the call. Two kinds are about JSON, which is not read here: whoever plays the call compares
 * it and sets their marks. */
#ifndef PARLEY_ENGINE_EXPECTATION_H
#define PARLEY_ENGINE_EXPECTATION_H

#include "engine/latency.h"
#include "engine/machine.h"
#include "engine/verdict.h"

/* Every kind, with its key in files. */
#define EXPECTATION_MAP(X)                                                                         \
    X(AGENT, "agent")                 /* Some utterance of the agent satisfies the expression. */  \
    X(AGENT_NEVER, "agent_never")     /* None does. */                                             \
    X(FIRED, "fired")                 /* Each of the conditions fired. */                          \
    X(NOT_FIRED, "not_fired")         /* None of them did. */                                      \
    X(FUNCTION_CALL, "function_call") /* The agent told of such a call. */                         \
    X(METADATA, "metadata")           /* The metadata, merged, holds this. */                      \
    X(ENDED_BY, "ended_by")           /* This side ended the call. */                              \
    X(RESPONSE_MS, "response_ms")     /* The agent answered as fast as this. */                    \
    X(TURNS, "turns")                 /* The agent said so many utterances. */

enum expectation_kind {
#define X(symbol, key) EXPECTATION_##symbol,
    EXPECTATION_MAP(X)
#undef X
        EXPECTATION_KINDS
};

/* The id of a condition, and where it stands. */
struct expectation_id {
    int32_t id;
    struct place place;
};

enum ended_by { ENDED_BY_CALLER, ENDED_BY_AGENT };

#define EXPECTATION_UNBOUNDED UINT32_MAX

/* One expectation, as its file said it. Plain data; its strings live wherever the reader put them
 * and must outlive what is compiled from it. */
struct expectation {
    enum expectation_kind kind;
    const char *written; /* The whole object as compact JSON. */
    union {
        struct scenario_text expression; /* AGENT, AGENT_NEVER */
        struct {
            const struct expectation_id *ids;
            size_t id_count;
        } conditions; /* FIRED, NOT_FIRED */
        struct {
            const char *name;      /* NULL: any. */
            const char *arguments; /* An object that its arguments must hold, JSON; NULL: any. */
        } function_call;
        const char *metadata; /* An object that it must hold, JSON. */
        enum ended_by ended_by;
        double response_ms[LATENCY_FIGURES]; /* At most so much; negative: whatever it is. */
        struct {
            uint32_t least, most; /* EXPECTATION_UNBOUNDED: any number. */
        } turns;
    };
};

/* Compiled; never changes. */
struct expectations;

/* Compile the expectations of @scenario in @arena (use expectations_destroy() before the arena's
 * end: regexes are outside it). All mistakes are added to @diagnostics. NULL when there was one, or
 * when the scenario expects nothing. @values may be NULL. */
struct expectations *expectations_compile(struct arena *arena, const struct scenario *scenario,
                                          const struct template_source *values,
                                          struct diagnostics *diagnostics);
/* NULL is allowed. */
void expectations_destroy(struct expectations *expectations);

/* Of NULL there are none. */
size_t expectations_count(const struct expectations *expectations);
/* @index below the count. */
const struct expectation *expectations_at(const struct expectations *expectations, size_t index);
/* FIRED and NOT_FIRED: the indexes of its conditions, `id_count` of them. */
const uint32_t *expectations_conditions(const struct expectations *expectations, size_t index);

/* The agent said @text: set the mark of each AGENT and AGENT_NEVER whose expression it satisfies.
 * @met are as many as there are expectations. @text is read during the call only. */
void expectations_hear(const struct expectations *expectations, struct machine_scratch *scratch,
                       const char *text, size_t length, bool *met);

/* What came of a call. */
struct expectation_facts {
    const struct machine *machine;
    const struct machine_state *state;
    enum ending ending;
    struct latency latency;
    size_t turns; /* Utterances of the agent. */
};

/* Whether the expectation at @index holds for a call that is over. @met is its mark. A response
 * time that was never measured holds no bound. */
bool expectations_hold(const struct expectations *expectations, size_t index, bool met,
                       const struct expectation_facts *facts);

/* Who ended a call that was open. What parley ended by itself, on a timer, the caller ended. */
enum ended_by ended_by(enum ending ending);

/* "agent_never" and its like; never NULL. */
const char *expectation_kind_text(enum expectation_kind kind);

/* -- For words -- */

/* Append it for people: `agent contains "help"`, `turns {"max":20}`. */
void expectation_print(const struct expectation *expectation, struct buffer *out);

struct expectation_utterance {
    const char *text;
    size_t length;
};

#define EXPECTATION_NONE SIZE_MAX

/* The first of @count utterances that satisfies the expression of the AGENT or AGENT_NEVER at
 * @index; EXPECTATION_NONE when none does. Which of its terms hold is appended to @words. */
size_t expectations_find(const struct expectations *expectations, size_t index,
                         struct machine_scratch *scratch,
                         const struct expectation_utterance *utterances, size_t count,
                         struct buffer *words);

/* The utterance that comes nearest to satisfying it, of @count that do not. How it falls short is
 * appended to @words. Of several as near it is the first; EXPECTATION_NONE when none is near. */
size_t expectations_nearest(const struct expectations *expectations, size_t index,
                            struct machine_scratch *scratch,
                            const struct expectation_utterance *utterances, size_t count,
                            struct buffer *words);

#endif
