/* document.h - a parsed JSON or YAML file: values, each with its line, column and path (spec
 * section 1).
 *
 * Both formats have one meaning: YAML 1.2's core schema, one document, no merge keys. Parsed by
 * libfyaml's event stream into a plain tree, so that nothing else needs to know the library. */
#ifndef PARLEY_FORMATS_DOCUMENT_H
#define PARLEY_FORMATS_DOCUMENT_H

#include "engine/diagnostic.h"

enum value_kind {
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_ARRAY,
    VALUE_OBJECT
};

struct value;

struct member {
    const char *key; /* UTF-8, NUL-terminated (a NUL in a key is an error). */
    size_t key_length;
    uint32_t line, column; /* Of the key. */
    const struct value *value;
};

/* A value. Lives in the arena it was read in. The same one may stand in several places (a YAML
 * alias). */
struct value {
    enum value_kind kind;
    uint32_t line, column; /* Where it begins; columns in code points from 1. */
    const char *path;      /* "conditions[2].action"; "" for the root. */
    bool boolean;
    /* STRING: its value, UTF-8, NUL-terminated, may hold NUL bytes. NUMBER: as the file writes it.
     */
    const char *text;
    size_t length;
    const struct value *const *items; /* ARRAY */
    size_t item_count;
    const struct member *members; /* OBJECT, in file order, no key twice. */
    size_t member_count;
};

enum document_syntax { DOCUMENT_BY_NAME, DOCUMENT_JSON, DOCUMENT_YAML };

enum { DOCUMENT_MAX_BYTES = 16 * 1024 * 1024, DOCUMENT_MAX_DEPTH = 100 };

/* Parse @length bytes. @file names it in places; by its name `.json` is JSON, `.yaml` and `.yml`
 * are YAML, and another name is JSON when the text begins with `{` or `[`. NULL when it does not
 * parse, with at least one error in @diagnostics. */
const struct value *document_parse(struct arena *arena, const char *file, const char *text,
                                   size_t length, enum document_syntax syntax,
                                   struct diagnostics *diagnostics);

/* Read and parse a file; "-" is standard input. */
const struct value *document_read(struct arena *arena, const char *file,
                                  struct diagnostics *diagnostics);

/* The member's value, or NULL when there is none or @object is no object. */
const struct value *value_member(const struct value *object, const char *key);

/* "object", "string" ...; never NULL. NULL is "nothing". */
const char *value_kind_text(const struct value *value);

/* True when @value is a NUMBER that is an integer (also 1.0 and 1e2) in int64_t's range. */
bool value_integer(const struct value *value, int64_t *integer);
/* True when @value is a finite NUMBER. */
bool value_number(const struct value *value, double *number);

/* Append compact JSON. Numbers as the file wrote them where JSON allows that spelling, else
 * converted. */
void value_print(const struct value *value, struct buffer *out);

/* The place of a value in @file. */
struct place value_place(const char *file, const struct value *value);

#endif
