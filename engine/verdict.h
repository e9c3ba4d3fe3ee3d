/* verdict.h - how a call can end, and what that makes of it (spec 3.4 and section 4). */
#ifndef PARLEY_ENGINE_VERDICT_H
#define PARLEY_ENGINE_VERDICT_H

#include <stdbool.h>

/* Every ending has one name: `call_ended_reason` in results. */
#define ENDING_MAP(X)                                                                              \
    X(CALLER_ENDED, "Testing agent-ended-call")                                                    \
    X(AGENT_ENDED, "Main agent-ended-call")                                                        \
    X(AGENT_ENDED_AFTER_MESSAGE, "Main agent-ended-call-after-message-spoken")                     \
    X(MAX_DURATION, "exceeded-max-duration")                                                       \
    X(AGENT_SILENT, "Main agent-silence-timed-out")                                                \
    X(NO_CONDITION_MATCHED, "Testing agent-no-condition-matched")                                  \
    X(DID_NOT_ANSWER, "Main agent-did-not-answer")                                                 \
    X(NOT_CONNECTED, "Main agent-call-not-connected")                                              \
    X(REJECTED, "call-rejected")                                                                   \
    X(DROPPED, "connection-dropped")                                                               \
    X(CANCELLED, "run-cancelled-by-user")

enum ending {
#define X(symbol, text) ENDING_##symbol,
    ENDING_MAP(X)
#undef X
        ENDINGS
};

enum verdict { VERDICT_PASSED, VERDICT_FAILED, VERDICT_ERRORED, VERDICT_CANCELLED, VERDICTS };

/* What the verdict depends on. */
struct verdict_facts {
    enum ending ending;
    bool endcall_sent; /* A scripted endcall was sent; what happens after it changes nothing. */
    bool has_endcall;  /* Some condition of the scenario has one. */
    bool all_fired;    /* Every condition fired, a blank condition 0 apart. */
};

/* The first rule of spec section 4 that holds. */
enum verdict verdict_of(const struct verdict_facts *facts);

/* The reason's text as results have it; never NULL. */
const char *ending_text(enum ending ending);
/* "passed", "failed", "errored", "cancelled". */
const char *verdict_text(enum verdict verdict);
/* `status` of a run in result.json: "completed", "timeout", "failed", "cancelled" (spec section 6).
 */
const char *verdict_status(enum verdict verdict, enum ending ending);

#endif
