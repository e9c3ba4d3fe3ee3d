/* regex.c - compiles and runs patterns with PCRE2, and keeps them within bounds.
 *
 * PCRE2 counts steps anew for each place of the text where a match may begin, so its match limit
 * alone bounds nothing: a long text multiplies it. Here a text has a budget, and the limit for one
 * beginning is its share. A harmless pattern needs more than that in a long text, as `.*` goes
 * back step by step from its end. So where the share was small and is used up, the pattern is
 * run again in a form that reports every step, with the budget for all beginnings together. */
#include "engine/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    /* Steps for all beginnings together: some 50 ms when compiled to machine code. */
    STEPS = 20 * 1000 * 1000,
    /* More than this many steps for one beginning are runaway, and not merely long. */
    STEPS_OF_ONE = 100 * 1000,
    /* With fewer than this many, a harmless pattern may not get through a long text. */
    STEPS_ENOUGH = 10 * 1000,
    /* Reported steps, which take ten times as long. */
    REPORTED_STEPS = 4 * 1000 * 1000,
    /* Characters that can be passed or compared in the time of one reported step. */
    CHARACTERS_PER_STEP = 16,
    /* For where PCRE2 does not compile to machine code: remembered positions, and KiB for them. */
    DEPTH = 100 * 1000,
    HEAP_KIB = 16 * 1024,
    /* For where it does: the stack to remember positions in. */
    STACK_FIRST = 32 * 1024,
    STACK_MOST = 1024 * 1024,
    OVER_BUDGET = -1000, /* What spend() stops a match with. */
    /* Before each block that PCRE2 asks for stands its size; this keeps what follows aligned. */
    HEADER = _Alignof(max_align_t),
};

struct regex {
    pcre2_code *code;
    pcre2_general_context *general;
    struct memory memory; /* A copy, whose address PCRE2 hands back to allocate() and release(). */
    size_t length;
    char pattern[];
};

struct regex_runner {
    pcre2_general_context *general;
    pcre2_match_context *limits;
    pcre2_match_data *match;
    pcre2_jit_stack *stack;
    struct memory memory; /* A copy, as in struct regex. */
};

/* What is left for a run whose steps are reported. */
struct budget {
    size_t steps;
    size_t position;     /* In the text, at the last report. */
    bool has_references; /* The pattern has back references. */
};

static void *allocate(size_t size, void *user) {
    const struct memory *memory = user;
    size_t *block = memory->resize(memory->user, NULL, 0, size + HEADER);
    *block = size + HEADER;
    return (char *)block + HEADER;
}

static void release(void *bytes, void *user) {
    const struct memory *memory = user;
    if (bytes != NULL) {
        size_t *block = (size_t *)(void *)((char *)bytes - HEADER);
        memory->resize(memory->user, block, *block, 0);
    }
}

/* \C is refused, as it could stop within a character. */
static pcre2_code *compile(const struct regex *regex, uint32_t more_options, int *error,
                           PCRE2_SIZE *offset) {
    uint32_t options =
        PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | more_options;
    pcre2_compile_context *context = pcre2_compile_context_create(regex->general);
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)regex->pattern, regex->length, options, error, offset, context);
    pcre2_compile_context_free(context);
    if (code != NULL) {
        /* Where this does not work, matching is slower and gives the same. */
        (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    }
    return code;
}

struct regex *regex_create(const struct memory *memory, const char *pattern, size_t length,
                           struct regex_problem *problem) {
    *problem = (struct regex_problem){0};
    if (length > REGEX_LONGEST) {
        problem->offset = REGEX_LONGEST;
        snprintf(problem->message, sizeof(problem->message), "it is longer than %d bytes",
                 REGEX_LONGEST);
        return NULL;
    }
    if (memory == NULL) {
        memory = &memory_system;
    }
    struct regex *regex = memory->resize(memory->user, NULL, 0, sizeof(*regex) + length);
    *regex = (struct regex){.memory = *memory, .length = length};
    regex->general = pcre2_general_context_create(allocate, release, &regex->memory);
    memcpy(regex->pattern, pattern, length);

    int error = 0;
    regex->code = compile(regex, 0, &error, &problem->offset);
    if (regex->code == NULL) {
        pcre2_get_error_message(error, (PCRE2_UCHAR *)problem->message, sizeof(problem->message));
        regex_destroy(regex);
        return NULL;
    }
    return regex;
}

void regex_destroy(struct regex *regex) {
    if (regex != NULL) {
        pcre2_code_free(regex->code);
        pcre2_general_context_free(regex->general);
        struct memory memory = regex->memory;
        memory.resize(memory.user, regex, sizeof(*regex) + regex->length, 0);
    }
}

size_t regex_size(const struct regex *regex) {
    size_t code = 0;
    size_t machine_code = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &code);
    pcre2_pattern_info(regex->code, PCRE2_INFO_JITSIZE, &machine_code);
    return sizeof(*regex) + regex->length + code + machine_code;
}

struct regex_runner *regex_runner_create(const struct memory *memory) {
    if (memory == NULL) {
        memory = &memory_system;
    }
    struct regex_runner *runner = memory->resize(memory->user, NULL, 0, sizeof(*runner));
    *runner = (struct regex_runner){.memory = *memory};
    runner->general = pcre2_general_context_create(allocate, release, &runner->memory);
    runner->limits = pcre2_match_context_create(runner->general);
    runner->match = pcre2_match_data_create(1, runner->general);
    runner->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, runner->general);
    pcre2_set_depth_limit(runner->limits, DEPTH);
    pcre2_set_heap_limit(runner->limits, HEAP_KIB);
    pcre2_jit_stack_assign(runner->limits, NULL, runner->stack);
    return runner;
}

void regex_runner_destroy(struct regex_runner *runner) {
    if (runner != NULL) {
        pcre2_jit_stack_free(runner->stack);
        pcre2_match_data_free(runner->match);
        pcre2_match_context_free(runner->limits);
        pcre2_general_context_free(runner->general);
        struct memory memory = runner->memory;
        memory.resize(memory.user, runner, sizeof(*runner), 0);
    }
}

static enum regex_outcome match(const pcre2_code *code, struct regex_runner *runner,
                                const char *text, size_t length) {
    int result = pcre2_match(code, (PCRE2_SPTR)text, length, 0, PCRE2_NO_UTF_CHECK, runner->match,
                             runner->limits);
    if (result == PCRE2_ERROR_NOMATCH) {
        return REGEX_NO_MATCH;
    }
    return result >= 0 ? REGEX_MATCH : REGEX_LIMIT;
}

/* Steps may pass over text, and back references compare as much as a group holds. */
static size_t price_of(size_t characters) {
    return 1 + characters / CHARACTERS_PER_STEP;
}

/* How much text the group holds that holds most. Places 2n and 2n + 1 are where group n begins and
 * ends; those of group 0, the whole match, are not known yet. */
static size_t longest_group(const pcre2_callout_block *block) {
    const PCRE2_SIZE *places = block->offset_vector;
    size_t longest = 0;
    for (size_t i = 2; i < 2 * (size_t)block->capture_top; i += 2) {
        bool set = places[i] != PCRE2_UNSET && places[i + 1] != PCRE2_UNSET;
        if (set && places[i + 1] > places[i] && places[i + 1] - places[i] > longest) {
            longest = places[i + 1] - places[i];
        }
    }
    return longest;
}

/* Called by PCRE2 before each item of a pattern that reports its steps. */
static int spend(pcre2_callout_block *block, void *user) {
    struct budget *budget = user;
    size_t here = block->current_position;
    size_t before = budget->position;
    size_t cost = price_of(here > before ? here - before : before - here);
    if (budget->has_references) {
        cost += price_of(longest_group(block));
    }
    budget->position = here;
    if (cost > budget->steps) {
        return OVER_BUDGET;
    }
    budget->steps -= cost;
    return 0;
}

static bool has_references(const struct regex *regex) {
    uint32_t highest = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_BACKREFMAX, &highest);
    return highest > 0;
}

static enum regex_outcome run_reporting(const struct regex *regex, struct regex_runner *runner,
                                        const char *text, size_t length) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = compile(regex, PCRE2_AUTO_CALLOUT, &error, &offset);
    if (code == NULL) { /* The reports can make a pattern too large. */
        return REGEX_LIMIT;
    }
    struct budget budget = {.steps = REPORTED_STEPS, .has_references = has_references(regex)};
    pcre2_set_match_limit(runner->limits, STEPS);
    pcre2_set_callout(runner->limits, spend, &budget);
    enum regex_outcome outcome = match(code, runner, text, length);
    pcre2_set_callout(runner->limits, NULL, NULL);
    pcre2_code_free(code);
    return outcome;
}

enum regex_outcome regex_run(const struct regex *regex, struct regex_runner *runner,
                             const char *text, size_t length) {
    size_t share = STEPS / (length + 1) / (has_references(regex) ? price_of(length) : 1);
    size_t limit = share < STEPS_OF_ONE ? share : STEPS_OF_ONE;
    pcre2_set_match_limit(runner->limits, (uint32_t)limit);
    enum regex_outcome outcome = match(regex->code, runner, text, length);
    if (outcome == REGEX_LIMIT && limit < STEPS_ENOUGH) {
        outcome = run_reporting(regex, runner, text, length);
    }
    return outcome;
}
