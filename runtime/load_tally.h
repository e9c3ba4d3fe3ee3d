/* load_tally.h - what the calls of a load came to: counted, never listed.
 *
 * Each worker has one tally, which only its own thread writes. Most of it is counted into an
 * interval, which its owner may take away and replace by an empty one at any time: so a live view
 * costs the calls neither a lock nor a copy. */
#ifndef PARLEY_RUNTIME_LOAD_TALLY_H
#define PARLEY_RUNTIME_LOAD_TALLY_H

#include "engine/memory.h"
#include "load/histogram.h"
#include "runtime/event.h"

/* Every time that is measured, on its clock. */
#define LOAD_TIME_MAP(X)                                                                           \
    X(RESPONSE, "response", "from the caller's last frame to the agent's next utterance")          \
    X(CONNECT, "connect", "from the actual start of the call to its open connection")              \
    X(CONNECT_INTENDED, "connect_intended",                                                        \
      "from the intended start of the call to its open connection")                                \
    X(DURATION, "duration", "from the actual start of the call to its end")                        \
    X(DURATION_INTENDED, "duration_intended", "from the intended start of the call to its end")    \
    X(LATENESS, "lateness", "from the intended start of the call to its actual start")             \
    X(LOOP_LAG, "loop_lag", "how late a timer of parley's own was")

enum load_time {
#define X(symbol, name, clock) LOAD_##symbol,
    LOAD_TIME_MAP(X)
#undef X
        LOAD_TIMES
};

/* "response" and its like, and its clock in words; never NULL. */
const char *load_time_text(enum load_time time);
const char *load_time_clock(enum load_time time);

enum {
    TALLY_TURNS = 20,     /* Turns with figures of their own; later ones count in all only. */
    LOAD_LATE_US = 10000, /* A call that starts later than this is a late start. */
};

/* What happened in a stretch of time. The warm-up's calls are in `warm_up` alone. */
struct load_interval {
    uint64_t due; /* Calls whose intended start came. */
    uint64_t started;
    uint64_t late;               /* Of those, late starts. */
    uint64_t held_back;          /* Late because as many calls as allowed were in flight. */
    uint64_t verdicts[VERDICTS]; /* Calls that ended. */
    uint64_t endings[ENDINGS];   /* The same, by reason; those that passed apart. */
    uint64_t warm_up;            /* Calls that started in the warm-up. */
    uint64_t said;               /* Messages, those of the warm-up too. */
    uint64_t heard;
    uint64_t cpu_us;                    /* Of the thread. */
    uint32_t in_flight;                 /* At the end of it. */
    struct histogram times[LOAD_TIMES]; /* Microseconds. */
};

/* Add @other, which happened at the same time or later, to @interval; in_flight is added too. */
void load_interval_add(struct load_interval *interval, const struct load_interval *other);

/* Make it empty; quicker than zeroing all its histograms. */
void load_interval_clear(struct load_interval *interval);

/* How many calls ended. */
uint64_t load_interval_ended(const struct load_interval *interval);

/* What the calls of one scenario came to, in all the load. */
struct load_sums {
    uint64_t verdicts[VERDICTS];
    uint64_t said; /* Messages, those of the warm-up too. */
    uint64_t heard;
};

/* Add @other to @sums. */
void load_sums_add(struct load_sums *sums, const struct load_sums *other);

struct load_tally {
    struct load_interval *interval;
    /* Response times of all the load, where there were any; else NULL. */
    struct histogram *turns[TALLY_TURNS];
    struct histogram **conditions; /* By what the agent answered: the caller's condition. */
    uint32_t condition_count;
    struct load_sums *scenarios;
    uint32_t scenario_count;
    /* private */
    const struct memory *memory;
};

/* What the tally remembers of one call. */
struct load_note {
    instant due;
    instant started;
    uint32_t scenario;        /* As struct load_play, */
    uint32_t first_condition; /* and so this. */
    uint32_t said_condition;  /* Index within its scenario; MACHINE_NONE: none was said. */
    uint32_t turn;            /* Answers so far. */
    bool counted;             /* Not of the warm-up. */
};

/* @interval is empty, and the caller's. */
void load_tally_init(struct load_tally *tally, const struct memory *memory, uint32_t scenario_count,
                     uint32_t condition_count, struct load_interval *interval);
void load_tally_finish(struct load_tally *tally);

/* A call starts: @note has its times. */
void load_tally_start(struct load_tally *tally, const struct load_note *note);
/* Something happened in the call that @note is about. */
void load_tally_hear(struct load_tally *tally, struct load_note *note, const struct event *event);

#endif
