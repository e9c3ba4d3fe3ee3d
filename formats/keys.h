/* keys.h - every key that the files may have: one table for each kind of object (spec section
 * 1).
 *
 * Whoever reads a file takes from here which keys are known and how much is allowed; `parley
 * schema` describes the files by the same tables. */
#ifndef PARLEY_FORMATS_KEYS_H
#define PARLEY_FORMATS_KEYS_H

#include "formats/value.h"

enum {
    NAME_LONGEST = 80,   /* Code points. */
    DURATION_LEAST = 10, /* Seconds, as the next two. */
    DURATION_LEAST_IN_SUITE = 1,
    DURATION_MOST = 3600,
    FREQUENCY_MOST = 10000,
    SUITE_MOST_SCENARIOS = 200,
};

/* What a value may be, as bits: 1 << enum value_kind, or one of the two below. */
enum key_kind {
    KEY_ANYTHING = 0,
    KEY_NULL = 1U << VALUE_NULL,
    KEY_BOOLEAN = 1U << VALUE_BOOLEAN,
    KEY_NUMBER = 1U << VALUE_NUMBER,
    KEY_TEXT = 1U << VALUE_STRING,
    KEY_ARRAY = 1U << VALUE_ARRAY,
    KEY_OBJECT = 1U << VALUE_OBJECT,
    KEY_INTEGER = 1U << 8, /* From `least` to `most`. */
    KEY_EMPTY = 1U << 9,   /* An empty array or object. */
    KEY_NEVER = 1U << 10,  /* The key itself is a mistake. */
};

/* What a value must be beyond its kind: parts of the schema that need more than a table. */
enum key_part {
    PART_NONE,
    PART_CONDITIONAL_ACTIONS, /* The object of spec 1.1. */
    PART_CONDITIONS,
    PART_TAGS,
    PART_RESULTS,
    PART_CASES,
    PART_DEFAULTS,
    PART_URL,
    PART_HEADERS,
    PART_PRINTABLE, /* ASCII that a header can hold. */
    PART_EXPECT,
    PART_IDS,
    PART_EXPECTED_CALL,
    PART_EXPECTED_METADATA,
    PART_EXPECTED_RESPONSE,
    PART_EXPECTED_TURNS,
};

struct key {
    const char *name;
    const char *about; /* For people, in a sentence; NULL: it means something elsewhere only. */
    unsigned kinds;    /* Of enum key_kind. */
    bool required;
    const char *words; /* TEXT: those allowed, with "|" between them; NULL: any. */
    uint32_t least;
    uint32_t most; /* INTEGER: the range. TEXT: the longest, in code points; 0: any. */
    enum key_part part;
    const struct key_set *members; /* OBJECT: its keys; NULL: any. */
};

/* The keys of one kind of object: a table, and those it shares with others. */
struct key_set {
    const struct key *keys;
    size_t count;
    const struct key_set *more; /* or NULL */
};

extern const struct key_set conditional_actions_keys;
extern const struct key_set condition_keys;
extern const struct key_set resource_keys; /* Without those that mean nothing here. */
extern const struct key_set case_keys;     /* The same; of a suite's scenarios and defaults. */
extern const struct key_set resource_ignored_keys;
extern const struct key_set expectation_keys; /* Of an item of `expect`, and of what is in it. */
extern const struct key_set expected_call_keys;
extern const struct key_set expected_response_keys;
extern const struct key_set expected_turns_keys;
extern const struct key_set list_keys;
extern const struct key_set suite_keys;
extern const struct key_set suite_about_keys;
extern const struct key_set agent_keys;
extern const struct key_set agent_ignored_keys;

/* The key of this name, or NULL. @set may be NULL. */
const struct key *key_find(const struct key_set *set, const char *name);

#endif
