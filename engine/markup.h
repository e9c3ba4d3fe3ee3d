/* markup.h - an action's text cut into plain text, markers and tags (spec 2.2).
 *
 * Only form is looked at here: which tags there are and what they may say is tags.h. What came from
 * a value is never markup, and markup never reaches across a value, not even an empty one, except
 * within the quotes of an attribute. */
#ifndef PARLEY_ENGINE_MARKUP_H
#define PARLEY_ENGINE_MARKUP_H

#include "engine/template.h"

enum markup_kind {
    MARKUP_TEXT,   /* As it stands, values included. */
    MARKUP_MARKER, /* `[laughter]`: one or two words of letters in brackets. */
    MARKUP_TAG,    /* What begins `<name` or `</name`, whether the name is known or not. */
};

struct markup_attribute {
    const char *name;
    const char *value; /* With its entities decoded. */
    size_t length;     /* Of the value. */
};

enum { MARKUP_ATTRIBUTES = 8 /* More in one tag are a fault. */ };

/* One piece. Its strings live in the reader's arena and are NUL-terminated. */
struct markup {
    enum markup_kind kind;
    size_t start, length; /* In the filled text, bytes. */
    /* The rest is of a tag. */
    const char *name;
    bool closing;      /* </name> */
    bool self_closing; /* <name ... /> */
    const char *fault; /* What is wrong with its form, in words; NULL when it is well formed. */
    struct markup_attribute attributes[MARKUP_ATTRIBUTES];
    size_t attribute_count;
};

struct markup_reader {
    /* private */
    struct arena *arena;
    const struct template_text *text;
    size_t at;   /* The next byte; never inside a value. */
    size_t span; /* The first value that was not passed. */
};

/* Both must outlive the reader and what it reads. */
void markup_begin(struct markup_reader *reader, struct arena *arena,
                  const struct template_text *text);

/* The next piece into @out; no two pieces of text follow one another. False at the end. */
bool markup_next(struct markup_reader *reader, struct markup *out);

/* Says what is wrong with a piece, and where: "column 12: <break time="soon" />: ...". */
struct markup_reporter {
    struct arena *arena; /* For working in. */
    const struct template_text *text;
    const struct place *place;
    struct diagnostics *diagnostics;
    /* private */
    size_t counted_bytes, counted_points; /* How far columns are counted already. */
};

void markup_report(struct markup_reporter *reporter, const struct markup *markup,
                   enum severity severity, enum diagnostic_name name, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
