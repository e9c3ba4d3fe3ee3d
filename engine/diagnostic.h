/* diagnostic.h - a mistake in what a user wrote: its place, its name, its words.
 *
 * The one error style for input. Whoever finds a mistake adds it to a list and goes on, so that a
 * user sees all of them at once; whoever owns the list decides what is printed. */
#ifndef PARLEY_ENGINE_DIAGNOSTIC_H
#define PARLEY_ENGINE_DIAGNOSTIC_H

#include "engine/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* Where something stands. Plain pointers: they must live as long as whatever holds the place. */
struct place {
    const char
        *file; /* As the user named it, or "--header" and the like; NULL when there is none. */
    const char *path; /* "conditions[2].action"; NULL or "" for the whole file. */
    uint32_t line;    /* From 1; 0 when there is none. */
    uint32_t column;  /* In code points from 1; 0 when there is none. */
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };

/* Every name a diagnostic can have, with what it is about. A warning is switched off by its name.
 */
#define DIAGNOSTIC_MAP(X)                                                                          \
    X(UNREADABLE, "unreadable", "a file that cannot be opened or read")                            \
    X(SYNTAX, "syntax", "text that is no JSON or YAML, or breaks a limit of the files")            \
    X(DUPLICATE_KEY, "duplicate-key", "a key that stands twice in one object")                     \
    X(SHAPE, "shape", "a file of no known shape, or of two at once")                               \
    X(MISSING_KEY, "missing-key", "a key that must be there")                                      \
    X(WRONG_TYPE, "wrong-type", "a value of another type than the format asks")                    \
    X(WRONG_VALUE, "wrong-value", "a value that is not one of those allowed")                      \
    X(UNKNOWN_KEY, "unknown-key", "a key the format does not know")                                \
    X(CLOUD_FIELD, "cloud-field", "a field that only means something to the hosted service")       \
    X(MISSING_PAGE, "missing-page", "a list whose next page is not in the file")                   \
    X(FIRST_CONDITION, "first-condition", "the first condition is not FIRST_MESSAGE as required")  \
    X(DUPLICATE_ID, "duplicate-id", "two conditions with one id")                                  \
    X(UNKNOWN_ID, "unknown-id", "an expectation about a condition that is not there")              \
    X(FOLLOWUP, "followup", "a followup to nowhere, to itself, or in a circle")                    \
    X(CONDITION_SYNTAX, "condition-syntax", "a condition expression that does not parse")          \
    X(REGEX, "regex", "a regular expression that does not compile")                                \
    X(MODEL_NEEDED, "model-needed", "something that only a language model can decide")             \
    X(UNSUPPORTED, "unsupported", "a part of the format that is not run here")                     \
    X(TAG, "tag", "a known tag used wrongly, in the wrong case or place")                          \
    X(UNKNOWN_TAG, "unknown-tag", "a tag the format does not know, which is said as text")         \
    X(AFTER_ENDCALL, "after-endcall", "text behind the end of a call, which is dropped")           \
    X(TAGS_DO_NOT_ACT, "tags-do-not-act", "tags in an action that is not a fixed message")         \
    X(TEMPLATE, "template", "a placeholder with an unknown namespace, or not closed")              \
    X(MISSING_VALUE, "missing-value", "a placeholder whose field is not in the test profile")      \
    X(MISSING_ROLE, "missing-role", "a scenario without a role")                                   \
    X(SHADOWED, "shadowed", "a condition that an earlier one always takes")                        \
    X(NEVER_FIRES, "never-fires", "a condition that can never fire")                               \
    X(NO_ENDCALL, "no-endcall", "no way to reach the endcall")                                     \
    X(SPEAKS_FIRST, "speaks-first", "agent_speaks_first against the first condition")              \
    X(EDGE_SPACE, "edge-space", "a keyword with white space at its edges")                         \
    X(HEADER, "header", "a header that cannot be sent")                                            \
    X(URL, "url", "an agent's address that cannot be used")                                        \
    X(VARIABLE, "variable", "an environment variable that is not set")                             \
    X(PROVIDER, "provider", "an agent of a provider that is not run here")                         \
    X(INSECURE, "insecure", "a connection that is not verified")                                   \
    X(LOST, "lost", "what a file holds that would be lost in another shape")                       \
    X(OPTION, "option", "an option or argument of the command line")                               \
    X(EMPTY, "empty", "nothing to run")

enum diagnostic_name {
#define X(symbol, name, about) DIAGNOSTIC_##symbol,
    DIAGNOSTIC_MAP(X)
#undef X
        DIAGNOSTIC_NAMES
};

struct diagnostic {
    struct diagnostic *next;
    enum severity severity;
    enum diagnostic_name name;
    struct place place;
    const char *message; /* One line: what was found, what is allowed, what to do. */
};

/* A list of them, in the order they were found. */
struct diagnostics {
    struct diagnostic *first;
    size_t error_count;
    size_t warning_count;
    /* private */
    struct diagnostic **last;
    struct arena *arena;
};

/* Diagnostics and copies of their messages and places are kept in @arena, which must outlive the
 * list. */
void diagnostics_init(struct diagnostics *list, struct arena *arena);

/* Add one. @place may be NULL. The place's strings and the formatted message are copied. */
void diagnostic_add(struct diagnostics *list, enum severity severity, enum diagnostic_name name,
                    const struct place *place, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Order by file as first met, then line, then column; what is at one place stays in the order it
 * was found. */
void diagnostics_sort(struct diagnostics *list);

/* Take the warnings and notes of this name out of the list; errors stay. */
void diagnostics_silence(struct diagnostics *list, enum diagnostic_name name);

/* "unknown-tag" and its like; never NULL. */
const char *diagnostic_name_text(enum diagnostic_name name);
/* What the name is about, for documentation and `--help`; never NULL. */
const char *diagnostic_name_about(enum diagnostic_name name);
/* The name whose text this is. False when there is none; then @name is unchanged. */
bool diagnostic_name_parse(const char *text, enum diagnostic_name *name);

/* @length bytes of @text as a message quotes them, in @arena: at most 60 code points, with "..."
 * for what is left out, and a space for each control character. */
const char *diagnostic_excerpt(struct arena *arena, const char *text, size_t length);

/* Which of @count @candidates @word was probably meant to be: the nearest within a third of its
 * length in edits (insert, delete, replace, swap), letter case aside. NULL when none is near. */
const char *diagnostic_suggest(const char *word, const char *const *candidates, size_t count);

#endif
