/* fields.h - reading the members of a parsed object, with a diagnostic for each that is not as the
 * format asks. */
#ifndef PARLEY_FORMATS_FIELDS_H
#define PARLEY_FORMATS_FIELDS_H

#include "formats/keys.h"

/* What reading a file takes. Its values may have been parsed from a text inside it (a stringified
 * `instructions`): then `inside` is that text's value, where paths go on and positions stand. */
struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const char *file;
    const struct value *inside; /* or NULL */
};

/* The place of @value, or of the key of @member in @object. Strings are in the reader's arena. */
struct place reader_place(const struct reader *reader, const struct value *value);
struct place reader_key_place(const struct reader *reader, const struct value *object,
                              const struct member *member);

/* Add a diagnostic about @value. */
void reader_error(const struct reader *reader, enum diagnostic_name name, const struct value *value,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
void reader_warning(const struct reader *reader, enum diagnostic_name name,
                    const struct value *value, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* "the text 'abc'", "the number 12", "an object": what was found, short and on one line. In the
 * arena or static. */
const char *reader_found(const struct reader *reader, const struct value *value);

/* Each reads one member that may be missing or null, which is NULL (0). One of another type is an
 * error and read as missing. */
const char *field_text(const struct reader *reader, const struct value *object, const char *key);
const struct value *field_object(const struct reader *reader, const struct value *object,
                                 const char *key);
const struct value *field_array(const struct reader *reader, const struct value *object,
                                const char *key);
/* Text or number, as text: for ids, which go out in headers and so are printable ASCII. */
const char *field_id(const struct reader *reader, const struct value *object, const char *key);
/* An integer from @least to @most; another is an error and read as missing. @unit follows the range
 * in the message ("seconds", or ""). */
uint32_t field_integer(const struct reader *reader, const struct value *object, const char *key,
                       uint32_t least, uint32_t most, const char *unit);
/* An array of texts that are not blank. */
const char *const *field_texts(const struct reader *reader, const struct value *object,
                               const char *key, size_t *count);

/* Warn about each key of @object that is in neither set (@others may be NULL), with the known key
 * it resembles. */
void fields_warn_unknown(const struct reader *reader, const struct value *object,
                         const struct key_set *known, const struct key_set *others);

/* The same as errors, for objects whose every key counts. Returns how many there are. */
size_t fields_refuse_unknown(const struct reader *reader, const struct value *object,
                             const struct key_set *known);

/* "a, b, c": the keys of @known, which shares none with others. In the arena. */
const char *fields_names(const struct reader *reader, const struct key_set *known);

#endif
