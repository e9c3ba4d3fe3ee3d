/* bench_metrics.h - `parley bench --metrics ADDRESS`: the figures of a load for a scraper, from
 * before its first call until they are reported. */
#ifndef PARLEY_COMMANDS_BENCH_METRICS_H
#define PARLEY_COMMANDS_BENCH_METRICS_H

#include "commands/listen_address.h"
#include "commands/plan.h"
#include "reports/load_record.h"

#include <uv.h>

struct bench_metrics;

/* Read what `--metrics` names; zeroed without it. A mistake goes to the invocation's diagnostics.
 */
struct listen_address bench_metrics_address(const struct invocation *invocation);

/* Serve at @address, which must outlive it, and say on standard error where; *@out is NULL when it
 * names nothing. False when that is refused, with a line in words in @error. */
bool bench_metrics_start(struct bench_metrics **out, uv_loop_t *loop,
                         const struct listen_address *address, char *error, size_t error_size);

/* What is served from now on: how the load of @record stands, @progress being what it noted last;
 * NULL when it has not begun. Here and below @metrics may be NULL: then nothing is done. */
void bench_metrics_tell(struct bench_metrics *metrics, const struct load_record *record,
                        const struct load_progress *progress);

/* Serve until @until, in microseconds since 1970-01-01 UTC. */
void bench_metrics_wait(struct bench_metrics *metrics, uint64_t until);

/* Answer those who have asked, close, and free it. */
void bench_metrics_stop(struct bench_metrics *metrics);

#endif
