/* options.h - what a user may ask for: one table of options, and a command line read by it.
 *
 * The table is the only place that knows an option. Parsing, `--help`, the manual page, shell
 * completion, the PARLEY_ variables and `--show-config` are all made from it. */
#ifndef PARLEY_COMMANDS_OPTIONS_H
#define PARLEY_COMMANDS_OPTIONS_H

#include "engine/diagnostic.h"

/* The commands that take options, as bits. */
enum command_bit {
    COMMAND_RUN = 1,
    COMMAND_CHECK = 2,
    COMMAND_EXPLAIN = 4,
    COMMAND_AGENT = 8,
    COMMAND_CONVERT = 16,
    COMMAND_BENCH = 32,
    COMMAND_MERGE = 64,
};

enum option_kind {
    OPTION_SWITCH,   /* bool; "1" or "0" when it is given a value. */
    OPTION_TEXT,     /* const char *; NULL when not given. */
    OPTION_TEXTS,    /* struct text_list; may be given many times. */
    OPTION_WARNINGS, /* The same, of names of warnings. */
    OPTION_REPORTS,  /* The same, of TYPE[=PATH] with a TYPE of `choices`. */
    OPTION_CHOICE,   /* const char *: one of the words of `choices`. */
    OPTION_DURATION, /* uint32_t, milliseconds. */
    OPTION_COUNT,    /* uint32_t */
    OPTION_BYTES,    /* uint64_t */
    OPTION_FACTOR,   /* double */
    OPTION_PERCENT,  /* double, 0 to 100. */
    OPTION_RATE,     /* double, per second. */
};

/* Under which heading an option stands in the help. */
#define OPTION_GROUP_MAP(X)                                                                        \
    X(AGENT, "The agent under test")                                                               \
    X(SERVE, "Serving")                                                                            \
    X(SELECT, "What is played")                                                                    \
    X(ASK, "What is explained")                                                                    \
    X(LOAD, "The load")                                                                            \
    X(PLAY, "How it is played")                                                                    \
    X(TIMERS, "Timers")                                                                            \
    X(OUTPUT, "Output")

enum option_group {
#define X(symbol, heading) GROUP_##symbol,
    OPTION_GROUP_MAP(X)
#undef X
        OPTION_GROUPS
};

/* What of a value must never be shown (spec 1.3). */
enum option_secret { SECRET_NOTHING, SECRET_USER_INFO /* Of a URL. */, SECRET_VALUE };

struct option {
    const char *name; /* Without the dashes. */
    char letter;      /* 0: none. */
    enum option_kind kind;
    enum option_group group;
    unsigned commands;         /* Which take it: of enum command_bit. */
    const char *argument;      /* What its value is called in the help; NULL for a switch. */
    const char *choices;       /* CHOICE, REPORTS: the words, with "|" between them. */
    const char *default_text;  /* Parsed as if a user had given it; NULL: zero. */
    const char *default_words; /* What the help says instead of default_text. */
    const char *help;
    double minimum, maximum; /* DURATION (ms), COUNT, BYTES, FACTOR: what is allowed. */
    enum option_secret secret;
    bool no_variable; /* It asks for something to be shown, so no environment can have it. */
    size_t field;     /* Where in struct options its value goes. */
};

struct text_list {
    const char **items;
    size_t count;
};

enum option_source { SOURCE_DEFAULT, SOURCE_ENVIRONMENT, SOURCE_COMMAND_LINE };

enum { OPTIONS_MAX = 96 /* At least as many as the table has. */ };

/* A command line, read. Its strings are the command line's own, the environment's or the arena's.
 */
struct options {
    enum command_bit command;
    struct text_list files;

    const char *agent;
    struct text_list headers;
    const char *ca_file;
    const char *listen;
    struct text_list required_headers;
    const char *tls_certificate;
    const char *tls_key;
    const char *misbehave;
    struct text_list tags;
    const char *filter;
    struct text_list say;
    const char *transcript;
    const char *out;
    const char *format;
    struct text_list reports;
    const char *to;
    const char *shape;
    const char *output;
    struct text_list no_warnings;

    const char *arrivals;
    struct text_list stages;
    struct text_list weights;
    struct text_list local_addresses;
    struct text_list thresholds;
    struct text_list abort_on;
    const char *data;
    const char *shard;
    const char *start_at;
    const char *hdr;
    const char *metrics;

    double rate; /* 0: not given. */
    uint32_t seed;
    uint32_t at_once; /* 0: not given. */
    uint32_t duration_ms;
    uint32_t calls; /* 0: no such limit. */
    uint32_t warm_up_ms;
    uint32_t max_calls; /* 0: as the limit of open files allows. */
    uint32_t workers;   /* 0: one for each core. */
    uint32_t keep_transcripts;
    uint32_t abort_grace_ms;

    double time_scale;
    double min_coverage; /* Percent; 0: none. */
    uint64_t max_message;
    uint32_t concurrency;
    uint32_t frequency; /* 0: the suite's. */
    uint32_t max_failures;
    uint32_t repeat_limit;
    uint32_t latency_ms;
    uint32_t turn_gap_ms;
    uint32_t max_duration_ms; /* 0: the scenario's. */
    uint32_t silence_timeout_ms;
    uint32_t stuck_timeout_ms;
    uint32_t connect_timeout_ms;
    uint32_t ping_interval_ms;
    uint32_t pong_timeout_ms;
    uint32_t grace_ms;

    bool insecure;
    bool fail_fast;
    bool watch;
    bool coverage;
    bool strict;
    bool force;
    bool quiet;
    bool verbose;
    bool show_config;
    bool help;

    enum option_source sources[OPTIONS_MAX]; /* By index in the table. */
};

/* The table, in the order the help shows it. */
extern const struct option option_table[];
extern const size_t option_count;

/* Looks an environment variable up, as getenv() does. */
typedef const char *environment_fn(const char *name);

/* Read the @count @arguments that follow the command's name, over what @environment says, over the
 * defaults. All mistakes are added to @diagnostics; what could be read is in @out all the same. */
void options_read(struct arena *arena, enum command_bit command, const char *const *arguments,
                  size_t count, environment_fn *environment, struct options *out,
                  struct diagnostics *diagnostics);

/* The option of this long name that @command takes, or NULL. */
const struct option *option_find(enum command_bit command, const char *name);

/* The variable's name, such as "PARLEY_MAX_DURATION", into @out, terminated. */
void option_variable(const struct option *option, struct buffer *out);

/* A value as a user could write it, appended to @out; nothing when there is none, *** for a secret.
 */
void option_print(const struct option *option, const struct options *options, struct buffer *out);

#endif
