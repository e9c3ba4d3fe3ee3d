/* suite_shard.h - one part of a suite, for a CI that plays it on several machines.
 *
 * Which part a scenario is in depends on its key alone, whatever else is in the suite. The key is
 * its file's path, a `#`, and its id, or its name if it has none; the path is as it was named, from
 * the current folder and without `./`. The first eight bytes of the key's SHA-256, as a big-endian
 * number modulo the count of shards, are the shard's index. */
#ifndef PARLEY_COMMANDS_SUITE_SHARD_H
#define PARLEY_COMMANDS_SUITE_SHARD_H

#include "formats/scenario_file.h"
#include "load/shard.h"

/* Append the key of @source. */
void suite_shard_key(const struct scenario_case *source, struct buffer *out);

/* True when @source is in @shard. */
bool suite_shard_holds(const struct shard *shard, const struct scenario_case *source);

#endif
