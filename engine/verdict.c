/* verdict.c - the rules of spec section 4 (verdict) and section 6 (status). */
#include "engine/verdict.h"

static const char *const endings[] = {
#define X(symbol, text) [ENDING_##symbol] = (text),
    ENDING_MAP(X)
#undef X
};

static const char *const verdicts[] = {
    [VERDICT_PASSED] = "passed",
    [VERDICT_FAILED] = "failed",
    [VERDICT_ERRORED] = "errored",
    [VERDICT_CANCELLED] = "cancelled",
};

/* The call never opened, or broke. */
static bool is_breakage(enum ending ending) {
    return ending == ENDING_DID_NOT_ANSWER || ending == ENDING_NOT_CONNECTED ||
           ending == ENDING_REJECTED || ending == ENDING_DROPPED;
}

enum verdict verdict_of(const struct verdict_facts *facts) {
    if (facts->endcall_sent) {
        return VERDICT_PASSED;
    }
    if (facts->ending == ENDING_CANCELLED) {
        return VERDICT_CANCELLED;
    }
    if (is_breakage(facts->ending)) {
        return VERDICT_ERRORED;
    }
    if (!facts->has_endcall && facts->all_fired) {
        return VERDICT_PASSED;
    }
    return VERDICT_FAILED;
}

const char *ending_text(enum ending ending) {
    return endings[ending];
}

const char *verdict_text(enum verdict verdict) {
    return verdicts[verdict];
}

const char *verdict_status(enum verdict verdict, enum ending ending) {
    if (verdict == VERDICT_CANCELLED) {
        return "cancelled";
    }
    if (verdict == VERDICT_ERRORED) {
        return "failed";
    }
    if (ending == ENDING_MAX_DURATION || ending == ENDING_AGENT_SILENT) {
        return "timeout";
    }
    return "completed";
}
