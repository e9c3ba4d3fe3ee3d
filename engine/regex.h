/* regex.h - what `matches` looks for (spec 2.1): a pattern for PCRE2, in any letter case, over NFC
 * text, within limits that hold whatever the pattern and whatever the text. */
#ifndef PARLEY_ENGINE_REGEX_H
#define PARLEY_ENGINE_REGEX_H

#include "engine/memory.h"

#include <stdint.h>

enum { REGEX_LONGEST = 32 * 1024 /* Bytes of a pattern. */ };

/* Compiled; never changes, so any number of threads may share it. */
struct regex;

/* Why a pattern does not compile. */
struct regex_problem {
    size_t offset; /* In bytes of the pattern. */
    char message[160];
};

/* Compile @length bytes of @pattern, valid UTF-8 in NFC. NULL when it cannot be; then *@problem
 * says why. @memory must outlive the regex; NULL means &memory_system. */
struct regex *regex_create(const struct memory *memory, const char *pattern, size_t length,
                           struct regex_problem *problem);
/* NULL is allowed. */
void regex_destroy(struct regex *regex);

/* Memory held, in bytes, for figures. */
size_t regex_size(const struct regex *regex);

enum regex_outcome {
    REGEX_NO_MATCH,
    REGEX_MATCH,
    REGEX_LIMIT, /* It took too many steps, or too much memory, to tell. */
};

/* The memory to run regexes in. One per thread. */
struct regex_runner;

struct regex_runner *regex_runner_create(const struct memory *memory);
/* NULL is allowed. */
void regex_runner_destroy(struct regex_runner *runner);

/* Whether @regex matches anywhere in @length bytes of @text, valid UTF-8 in NFC. */
enum regex_outcome regex_run(const struct regex *regex, struct regex_runner *runner,
                             const char *text, size_t length);

#endif
