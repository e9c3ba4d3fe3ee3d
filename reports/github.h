/* github.h - a run for GitHub Actions: annotations beside the files, and a summary of the job. */
#ifndef PARLEY_REPORTS_GITHUB_H
#define PARLEY_REPORTS_GITHUB_H

#include "reports/record.h"

/* The runner shows ten annotations a step; the tenth counts what has none. */
enum {
    GITHUB_ANNOTATIONS = 9,
    GITHUB_SUMMARY_LIMIT = 900 * 1000 /* Bytes; the runner takes 1 MiB. */
};

/* Append workflow commands: an error for each call that failed or errored, at its scenario's place.
 */
void github_annotate(const struct record *record, struct buffer *out);

/* Append the summary, in Markdown; never more than its limit. Conversations that do not fit are
 * left out, then whole calls, which are counted. */
void github_summarize(const struct record *record, struct buffer *out);

/* Append the commands before and after lines in which the runner must see no command, whatever an
 * agent says. Nobody else may know the @token. */
void github_stop_commands(const char *token, struct buffer *out);
void github_resume_commands(const char *token, struct buffer *out);

#endif
