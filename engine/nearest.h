/* nearest.h - the nearest miss: where a text comes closest to a keyword it does not hold. */
#ifndef PARLEY_ENGINE_NEAREST_H
#define PARLEY_ENGINE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NEAREST_KEYWORD = 64,    /* Code points; longer keywords are not looked for. */
    NEAREST_TEXT = 8 * 1024, /* Bytes; of longer texts only the beginning is looked at. */
};

struct nearest {
    size_t start, length; /* Bytes of the text, whole code points. */
    uint32_t edits;       /* Code points to insert, delete or replace to get the keyword. */
};

/* Find the part of @text that becomes @keyword with the fewest edits, if these are at most a third
 * of the keyword's code points. Of several as near it is the one whose length comes closest to the
 * keyword's, of these the first. Both are valid UTF-8, folded alike. False when nothing is near. */
bool nearest_find(const char *keyword, size_t keyword_length, const char *text, size_t text_length,
                  struct nearest *out);

#endif
