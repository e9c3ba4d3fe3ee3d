/* load_files.h - what a load leaves in the folder of --out. */
#ifndef PARLEY_COMMANDS_LOAD_FILES_H
#define PARLEY_COMMANDS_LOAD_FILES_H

#include "commands/exit_status.h"
#include "reports/load_record.h"
#include "reports/load_sample.h"

/* Write bench.json, which @json is, report.html and the transcripts that were kept, and tell what
 * could not be written. @files may be NULL. @status, or a worse one. */
enum exit_status load_files_write(struct files *files, const struct load_record *record,
                                  const struct load_samples *samples, const struct buffer *json,
                                  enum exit_status status);

#endif
