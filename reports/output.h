/* output.h - where a report's bytes go: a file descriptor, or a buffer for tests.
 *
 * The first error is kept and everything after it is dropped, so a report writes without asking and
 * its owner asks once, at the end: a closed pipe or a full disk must be told (exit 5), and must not
 * end the calls that are under way. The program ignores SIGPIPE. */
#ifndef PARLEY_REPORTS_OUTPUT_H
#define PARLEY_REPORTS_OUTPUT_H

#include "engine/memory.h"

struct output {
    int error; /* The errno of the first failure; 0 while all is well. */
    struct buffer pending;
    /* private */
    int descriptor;
};

/* To @descriptor, which only output_close() closes; OUTPUT_TO_BUFFER: stays in `pending`. */
enum { OUTPUT_TO_BUFFER = -1 };
void output_init(struct output *output, int descriptor, const struct memory *memory);
/* What was not flushed is lost. A zeroed output is allowed. */
void output_finish(struct output *output);

/* Write @text behind what is pending; nothing leaves before output_flush(). */
void output_write(struct output *output, const char *text, size_t length);
void output_text(struct output *output, const char *text);
void output_printf(struct output *output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Write all that is pending, in one write() where the system takes it so. */
void output_flush(struct output *output);

/* Columns of the terminal it leads to; 0 when it leads to none. */
unsigned output_width(const struct output *output);

/* Close the descriptor, when all is written: some file systems only tell then what they could not
 * write. */
void output_close(struct output *output);

#endif
