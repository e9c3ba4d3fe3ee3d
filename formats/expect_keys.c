/* expect_keys.c - the tables of keys of `expect`. */
#include "formats/keys.h"

#define KEY_SET(rows)                                                                              \
    { .keys = (rows), .count = sizeof(rows) / sizeof((rows)[0]) }

static const struct key expectation[] = {
    {.name = "agent",
     .about = "Some utterance of the agent satisfies this expression, such as contains \"help\".",
     .kinds = KEY_TEXT},
    {.name = "agent_never",
     .about = "No utterance of the agent satisfies this expression.",
     .kinds = KEY_TEXT},
    {.name = "fired",
     .about = "The conditions with these ids fired.",
     .kinds = KEY_ARRAY,
     .part = PART_IDS},
    {.name = "not_fired",
     .about = "The conditions with these ids did not fire.",
     .kinds = KEY_ARRAY,
     .part = PART_IDS},
    {.name = "function_call",
     .about = "The agent told of such a function call.",
     .kinds = KEY_OBJECT,
     .part = PART_EXPECTED_CALL},
    {.name = "metadata",
     .about = "The agent's metadata, merged, holds this.",
     .kinds = KEY_OBJECT,
     .part = PART_EXPECTED_METADATA},
    {.name = "ended_by",
     .about = "Who ended the call.",
     .kinds = KEY_TEXT,
     .words = "caller|agent"},
    {.name = "response_ms",
     .about = "How long the agent took to answer, at most, in milliseconds.",
     .kinds = KEY_OBJECT,
     .part = PART_EXPECTED_RESPONSE},
    {.name = "turns",
     .about = "How many utterances the agent said.",
     .kinds = KEY_OBJECT,
     .part = PART_EXPECTED_TURNS},
};

static const struct key expected_call[] = {
    {.name = "name", .about = "The function's name.", .kinds = KEY_TEXT, .required = true},
    {.name = "arguments",
     .about = "Those of its arguments that matter, with their values.",
     .kinds = KEY_OBJECT},
};

static const struct key expected_response[] = {
    {.name = "mean", .about = "The mean.", .kinds = KEY_NUMBER},
    {.name = "p50", .about = "The median.", .kinds = KEY_NUMBER},
    {.name = "p95", .about = "95 of 100 answers took no longer.", .kinds = KEY_NUMBER},
    {.name = "p99", .about = "99 of 100 answers took no longer.", .kinds = KEY_NUMBER},
    {.name = "max", .about = "The slowest answer.", .kinds = KEY_NUMBER},
};

static const struct key expected_turns[] = {
    {.name = "min", .about = "At least so many.", .kinds = KEY_INTEGER, .most = INT32_MAX},
    {.name = "max", .about = "At most so many.", .kinds = KEY_INTEGER, .most = INT32_MAX},
};

const struct key_set expectation_keys = KEY_SET(expectation);
const struct key_set expected_call_keys = KEY_SET(expected_call);
const struct key_set expected_response_keys = KEY_SET(expected_response);
const struct key_set expected_turns_keys = KEY_SET(expected_turns);
