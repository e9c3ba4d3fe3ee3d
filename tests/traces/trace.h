/* trace.h - a whole conversation under a test clock, against a scripted agent, as text.
 *
 * A test writes the scenario as rows, what the agent does as lines with their times, and what it
 * expects to happen, also as lines. When that differs from what happened both are printed. */
#ifndef PARLEY_TESTS_TRACES_TRACE_H
#define PARLEY_TESTS_TRACES_TRACE_H

#include "runtime/conversation.h"
#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* As a setting: zero, where 0 means the default. */
#define NOTHING UINT32_MAX

struct play {
    const struct scene_row *rows;
    size_t row_count;
    bool agent_speaks_first;
    /* What becomes of each attempt to connect, one word each, the last for all that follow:
     * "accept" (also when NULL), "refused", "late" (it never answers), "broken", "accept-key" (a
     * wrong one), "no-file" (it cannot begin) or an HTTP status. */
    const char *attempts;
    /* What the agent does, a line each, "<milliseconds> <what>", in order of time:
     *     say TEXT          one message with content
     *     bye TEXT          the same with end_call
     *     raw TEXT          a text frame as it stands
     *     close CODE [WORDS]   a close frame; code 0: without one in it
     *     eof, reset, broken   the connection ends without one, is reset, breaks the protocol
     *     binary            a binary frame
     *     deaf              it reads no more: what is sent then passes the queue's bound
     * and what the one who runs it does:
     *     cancel            Ctrl-C */
    const char *script;
    bool never_started;                    /* It is cancelled before it begins. */
    bool never_pongs;                      /* The agent answers no ping. */
    bool never_closes;                     /* The agent does not answer a close frame. */
    bool show_frames;                      /* Also trace each frame as it went out. */
    bool show_responses;                   /* Also trace how long the agent took to answer. */
    struct conversation_settings settings; /* What is 0 is as by default. */
    uint32_t max_duration_ms;              /* The call's own; 0: 600 s. */
    const char *expected;
};

/* Play it and compare. */
void play(const struct play *play);

#define ROWS(array) .rows = (array), .row_count = sizeof(array) / sizeof((array)[0])
#define PLAY(...) play(&(struct play){__VA_ARGS__})

#endif
