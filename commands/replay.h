/* replay.h - what an agent said in a saved transcript, to be heard again. */
#ifndef PARLEY_COMMANDS_REPLAY_H
#define PARLEY_COMMANDS_REPLAY_H

#include "engine/diagnostic.h"

#include <stdint.h>

/* One utterance of the agent. */
struct replay_turn {
    const char *text;
    size_t length;
    bool performing; /* It came while an action was performed: of the condition with this id. */
    int64_t performed;
};

struct replay {
    struct replay_turn *turns;
    size_t count;
    /* Ids of the conditions that fired in the call and sent something, in order; one that stands
     * twice in a row only once. */
    int64_t *fired;
    size_t fired_count;
};

/* Read a transcript: a file of transcripts/, or a result.json, of which the first run of the
 * scenario named @scenario is taken (the only run, whatever its name). False when it cannot be
 * read, or is none, with an error in @diagnostics. */
bool replay_read(struct arena *arena, const char *file, const char *scenario, struct replay *out,
                 struct diagnostics *diagnostics);

#endif
