/* words.h - small phrases that several reports share. */
#ifndef PARLEY_REPORTS_WORDS_H
#define PARLEY_REPORTS_WORDS_H

#include "engine/memory.h"

#include <stdint.h>

/* Append a duration for people: "0.03 ms", "0.4 ms", "12 ms", "1.5 s", "30 s". */
void words_duration(struct buffer *out, uint64_t microseconds);

/* Append three digits of a measured time: "87 us", "1.76 ms", "12.3 ms", "2.01 s". */
void words_time(struct buffer *out, uint64_t microseconds);

/* Append "12,345". */
void words_number(struct buffer *out, uint64_t number);

/* Append @text in double quotes as one line: runs of white space are one space, and what is longer
 * than @limit code points is cut with an ellipsis. */
void words_quote(struct buffer *out, const char *text, size_t length, size_t limit);

/* Append "1 call" or "3 calls": @count with @noun, with an s behind it unless it is one. */
void words_count(struct buffer *out, size_t count, const char *noun);

#endif
