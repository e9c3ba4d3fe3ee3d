/* old_result.h - what an older run left in the folder of `--out`. */
#ifndef PARLEY_REPORTS_OLD_RESULT_H
#define PARLEY_REPORTS_OLD_RESULT_H

#include "engine/memory.h"

/* Remove what is known to be parley's from the open folder @folder and from @transcripts within it
 * (-1: there is none). A transcript is known by what is in it: its run's id, which is also in its
 * name. What is not ours stays, also where it cannot be told. 0, or the errno of the first that
 * could not be removed, which is then named in *name. */
int old_result_remove(int folder, int transcripts, const struct memory *memory, const char **name);

#endif
