/* log_commands.h - what a CI system would take for a command when it reads the log of a job.
 *
 * GitHub obeys `::name ...::` at the beginning of a line, white space apart, and `##[name ...]`
 * anywhere in it; Azure `##[` and `##vso[`, TeamCity `##teamcity[`, both anywhere. So none of these
 * is ever written raw, whoever said it: the first character stands there as an escape of the
 * format, and means the same. (GitLab's sections need a carriage return and an escape character,
 * which are not written raw either.) */
#ifndef PARLEY_REPORTS_LOG_COMMANDS_H
#define PARLEY_REPORTS_LOG_COMMANDS_H

#include "engine/memory.h"

#include <stdbool.h>

/* True when @text begins with what is a command wherever it stands: ##, letters or none, and [. */
bool log_command_anywhere(const char *text, size_t length);

/* True when @text begins with what is a command in front of a line: :: and a letter. */
bool log_command_in_front(const char *text, size_t length);

/* Disarm all commands in @text from byte @from on, which begins a line: instead of the # that
 * begins one comes @hash, instead of the : comes @colon. */
void log_commands_disarm(struct buffer *text, size_t from, const char *hash, const char *colon);

#endif
