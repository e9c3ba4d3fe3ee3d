/* files.h - the folder of `--out`: what is written there, and how (spec section 6).
 *
 * events.jsonl is appended as things happen. Every other file is written beside its place and
 * renamed, so that whoever looks finds a whole file or none. An error is kept in words and the run
 * goes on. */
#ifndef PARLEY_REPORTS_FILES_H
#define PARLEY_REPORTS_FILES_H

#include "reports/output.h"
#include "runtime/call.h"

struct files;

/* Make @folder with its parents and begin a new result in it: result.json, events.jsonl and the
 * transcripts of an older result are removed; files that are not known to be ours stay. NULL when
 * the folder cannot be made, with path and reason in @error. */
struct files *files_create(const struct memory *memory, const char *folder, char *error,
                           size_t error_size);
/* NULL is allowed. */
void files_destroy(struct files *files);

/* There will be no events: events.jsonl goes. */
void files_drop_events(struct files *files);

/* There are no more events: close events.jsonl, for files_error() to tell all. */
void files_end_events(struct files *files);

/* Where lines of events.jsonl go. Flush after each. Valid as long as @files. */
struct output *files_events(struct files *files);

/* Write result.json and its like. */
void files_write(struct files *files, const char *name, const char *text, size_t length);

/* Write the transcript of @call: transcripts/<run id>-<name>.json. */
void files_write_transcript(struct files *files, const struct call *call, const char *text,
                            size_t length);

/* The @index-th error, such as `cannot write out/result.json: No space left on device`; NULL behind
 * the last. */
const char *files_error(struct files *files, size_t index);

/* Append the name of a call's transcript within its folder: letters and digits of any script, `_`
 * and `.` stay, everything else is a `-`, and a long name is cut. */
void files_transcript_name(struct buffer *out, const struct call *call);

#endif
